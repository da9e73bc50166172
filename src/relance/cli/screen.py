"""How things are laid out: tables and colours on a terminal, plain lines for everything else."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from relance.model import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console
    from rich.text import Text

GAP = "  "
BETWEEN = " · "  # stands between the parts of a line
COLUMNS = 80  # where nobody says how many
NAME = 24  # columns at most for a name
NO_BREAK = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_NO_BREAK = re.compile(f"([{NO_BREAK}])")


def is_for_people() -> bool:
    """Say whether somebody reads the output on a terminal that may show colours."""
    dull = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not dull


def shown(text: str) -> str:
    """Return text as one line that a screen may show; no-break spaces stay where they can."""
    return one_line(text) if _is_wide(sys.stdout.encoding) else printable(text)


def one_line(text: str) -> str:
    """Return text as one line without control characters; no-break spaces stay."""
    return "".join(p if p in NO_BREAK else printable(p) for p in _NO_BREAK.split(text))


def _is_wide(encoding: str | None) -> bool:
    return (encoding or "").casefold().replace("-", "") == "utf8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a listing: when, what, and quieter lines under it."""

    when: str
    what: str
    lines: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Block:
    """One row of a logbook: a name with quieter lines under it; what stands, what there was."""

    name: str
    under: tuple[str, ...]
    stands: str
    past: str


def print_json(value: Any) -> None:
    """Print a value as JSON; characters that the output cannot hold are escaped."""
    wide = _is_wide(sys.stdout.encoding)
    print(json.dumps(value, ensure_ascii=not wide, indent=2))  # noqa: T201 - it is the output


def print_line(text: str = "", *, style: str = "") -> None:
    """Print one line; spaces that it begins with stay."""
    line = " " * (len(text) - len(text.lstrip(" "))) + shown(text)
    if style and is_for_people():
        _console().print(_text(line, style), soft_wrap=True)
    else:
        print(line)  # noqa: T201 - it is the output


def print_entries(entries: Sequence[Entry]) -> None:
    """Print a listing: what happens when, with the details under it."""
    if is_for_people():
        _print_grid(entries)
        return
    width = max((len(shown(e.when)) for e in entries), default=0)
    for entry in entries:
        print(f"{shown(entry.when):<{width}}{GAP}{shown(entry.what)}".rstrip())  # noqa: T201 - it is the output
        for line in entry.lines:
            print(f"{'':<{width}}{GAP}{shown(line)}")  # noqa: T201 - the same


def print_paragraph(text: str) -> None:
    """Print a sentence, broken between words; what follows its first line is set in."""
    for number, line in enumerate(_wrapped(shown(text), _width() - len(GAP))):
        print(f"{GAP if number else ''}{line}")  # noqa: T201 - it is the output


def print_blocks(blocks: Sequence[Block], names: Sequence[str] = ()) -> None:
    """Print a logbook in two columns that fit the screen; 80 columns where there is none.

    `names` are all that the first column has to hold, so that several listings look alike.
    """
    widest = [shown(text) for block in blocks for text in (block.name, *block.under)]
    left = min(max(map(len, (*widest, *map(shown, names))), default=0), NAME)
    right = _width() - left - len(GAP)
    for block in blocks:
        named = [(line, "bold") for line in _wrapped(shown(block.name), left)]
        named += [(line, "dim") for text in block.under for line in _wrapped(shown(text), left)]
        told = [(line, "cyan") for line in _broken(shown(block.stands), right)]
        told += [(line, "dim") for line in _broken(shown(block.past), right)]
        for name, tells in zip_longest(named, told, fillvalue=("", "")):
            _print_pair(name, tells, left)


def _print_pair(name: tuple[str, str], told: tuple[str, str], left: int) -> None:
    line = f"{name[0]:<{left}}{GAP}{told[0]}".rstrip()
    if not is_for_people():
        print(line)  # noqa: T201 - it is the output
        return
    from rich.text import Text  # noqa: PLC0415 - only on a terminal

    text = Text(name[0], name[1])
    text.append(" " * (left - len(name[0])) + GAP).append(told[0], told[1])
    _console().print(text, soft_wrap=True)


def _broken(text: str, width: int) -> list[str]:
    """Return text in lines: between its parts where that will do, else between words."""
    lines: list[str] = []
    for part in text.split(BETWEEN):
        joined = f"{lines[-1]}{BETWEEN}{part}" if lines else part
        if lines and len(joined) <= width:
            lines[-1] = joined
        else:
            lines += _wrapped(part, width)
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    """Return text in lines, broken between words."""
    return textwrap.wrap(text, max(width, 1), break_on_hyphens=False)


def _width() -> int:
    return max(shutil.get_terminal_size((COLUMNS, 24)).columns, 40)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; plain columns where it is not for a terminal."""
    plain = [[shown(cell) for cell in row] for row in rows]
    if is_for_people():
        _print_rich_table(headings, plain)
        return
    widths = [max(len(cell) for cell in column) for column in zip(headings, *plain, strict=True)]
    for row in (headings, *plain):
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print(GAP.join(cells).rstrip())  # noqa: T201 - it is the output


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Show that something is going on, on a terminal only."""
    if not (is_for_people() and sys.stderr.isatty()):
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal

    with Console(stderr=True, highlight=False).status(_text(message, "dim")):
        yield


def _print_grid(entries: Sequence[Entry]) -> None:
    from rich.table import Table  # noqa: PLC0415 - only on a terminal
    from rich.text import Text  # noqa: PLC0415 - the same

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="cyan")
    grid.add_column(overflow="fold")
    for entry in entries:
        what = _text(entry.what, "bold")
        quiet = [_text(line, "dim") for line in entry.lines]
        grid.add_row(_text(entry.when), Text("\n").join((what, *quiet)))
    _console().print(grid)


def _print_rich_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - only on a terminal
    from rich.table import Table  # noqa: PLC0415 - the same

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(
            _text(heading), no_wrap=not number, style="cyan" if not number else "", overflow="fold"
        )
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    _console().print(table)


def _text(text: str, style: str = "") -> Text:
    """Return words that stand as they are: no markup is read in them."""
    from rich.text import Text  # noqa: PLC0415 - only on a terminal

    return Text(shown(text), style=style)


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - only on a terminal

    return Console(highlight=False, markup=False, emoji=False)
