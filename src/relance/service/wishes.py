"""What the person wants connected, and what of it the settings say already."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from relance.errors import BadSettings
from relance.model import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from relance.ports import Offered
    from relance.settings import AccountSettings, Settings

PRIMARY = ("primary",)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants connected; `choose` picks among the calendars that there are.

    An empty `write` is for the calendar that follow-ups go into by default, None for none.
    `command` is what was run, without what is read and written.
    """

    kind: str
    name: str = ""
    read: tuple[str, ...] = ()
    write: str | None = ""
    others: Mapping[str, str | bool] = field(default_factory=dict)
    choose: Callable[[Sequence[Offered]], Sequence[str]] | None = None
    command: str = ""

    def again(self, option: str, wrong: Sequence[str] = ()) -> str:
        """Return the command with another calendar to write, or to read in place of wrong ones.

        Where nobody knows which are wrong, all are left out.
        """
        left = [one for one in self.read if wrong and one not in wrong]
        return f"{self._but(option, left)} {option} CALENDAR"

    def whole(self) -> str:
        """Return the command as it was given."""
        return self._but("", ())

    def _but(self, option: str, left: Sequence[str]) -> str:
        """Return the command without what one option says, but for what is left of what is read."""
        write = ["--write", self.write] if self.write and option != "--write" else []
        reads = left if option == "--read" else self.read
        read = [word for one in reads for word in ("--read", one)]
        return " ".join([self.command, *map(shlex.quote, [*read, *write])])


def known_account(settings: Settings, wish: Wish) -> AccountSettings | None:
    """Return the account that is meant if it is there already; raise BadSettings in doubt."""
    same = [account for account in settings.accounts if account.kind == wish.kind]
    if wish.name:
        named = next((a for a in settings.accounts if a.name == wish.name), None)
        if named is not None and named.kind != wish.kind:
            told = f'an account of another kind is named "{wish.name}"; say another --name'
            raise BadSettings([told], where=str(settings.file))
        return named
    if len(same) > 1:
        names = ", ".join(account.name for account in same)
        told = f"several accounts are of kind {wish.kind}; say which with --name: {names}"
        raise BadSettings([told], where=str(settings.file))
    return same[0] if same else None


def differing(known: AccountSettings, wish: Wish) -> list[str]:
    """Return what the settings say of an account where something else is wished."""
    read = tuple(known.options.get("read", PRIMARY))
    found = []
    if wish.read and {*wish.read} != {*read}:
        found.append(f"read is [{', '.join(map(_quoted, read))}] there")
    if wish.write not in ("", known.write):
        found.append(f"write is {_quoted(known.write)} there")
    for key, value in wish.others.items():
        there = known.options.get(key)
        if there != value and not _same_file(key, there, value):
            found.append(f"{key} is {_quoted(there)} there")
    return found


def _same_file(key: str, one: object, other: str | bool) -> bool:
    there = key.endswith("_file") and isinstance(one, str)
    return there and Path(str(one)).resolve() == Path(str(other)).resolve()


def _quoted(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "not set" if value is None else f'"{printable(str(value)[:200])}"'
