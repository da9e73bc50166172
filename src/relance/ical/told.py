"""What was odd while reading, as warnings: each said once, and never without end."""

from __future__ import annotations

from relance.model import Warned

MOST = 100
_LONGEST_NAME = 120


class Told:
    """Collect warnings about one file; the same words are kept once, and 100 at most."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._lines: dict[tuple[str, str], None] = {}
        self._more = 0

    def tell(self, what: str, remedy: str = "") -> None:
        """Note one odd thing."""
        line = (what, remedy)
        if line in self._lines:
            return
        if len(self._lines) < MOST:
            self._lines[line] = None
        else:
            self._more += 1

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """Return what was told, with a last line about what was too much to tell."""
        lines = [Warned(self.where, what, remedy) for what, remedy in self._lines]
        if self._more:
            lines.append(
                Warned(self.where, f"{self._more} more warnings like these.", "Mend these first.")
            )
        return tuple(lines)


def short(text: str) -> str:
    """Return text cut to what fits into a warning."""
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
