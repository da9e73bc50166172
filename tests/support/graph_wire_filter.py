"""`$filter`, as far as a client of calendars needs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph_wire_answers import refusal
from graph_wire_times import bound, instant
from graph_wire_view import folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph_wire_shelf import Record

    Test = Callable[[Record], bool]

_ANY = re.compile(r"singleValueExtendedProperties/any\((\w+):\s*(.+)\)", re.IGNORECASE)
_ID = re.compile(r"(\w+)/id eq '([^']+)'")
_VALUE = re.compile(r"(\w+)/value (eq|ne) (null|'(?:[^']|'')*')")
_STARTS = re.compile(r"startswith\((\w+)/value,\s*'((?:[^']|'')*)'\)", re.IGNORECASE)
_FIELD = re.compile(r"([A-Za-z]+)(/dateTime)? (eq|ne|ge|gt|le|lt) (null|'(?:[^']|'')*')")
_COMPARES: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
}
_FIELDS = {"subject", "iCalUId", "uid", "type", "seriesMasterId", "showAs", "isAllDay"}


def filtered(text: str) -> Test:
    """Return what says whether an event is asked for."""
    if not text:
        return lambda _: True
    either = [[_atom(one) for one in _split(part, " and ")] for part in _split(text, " or ")]
    return lambda record: any(all(test(record) for test in every) for every in either)


def _split(text: str, word: str) -> list[str]:
    """Split at a word that stands outside of brackets and quotes."""
    parts, depth, quoted, begun = [], 0, False, 0
    for at, char in enumerate(text):
        quoted ^= char == "'"
        depth += 0 if quoted else (char == "(") - (char == ")")
        if not depth and not quoted and text[at : at + len(word)].lower() == word:
            parts.append(text[begun:at].strip())
            begun = at + len(word)
    return [*parts, text[begun:].strip()]


def _atom(text: str) -> Test:
    if text.startswith("(") and text.endswith(")"):
        return filtered(text[1:-1])
    found = _ANY.fullmatch(text)
    if found is not None:
        return _property(found[1], found[2])
    field = _FIELD.fullmatch(text)
    if field is None or (field[1] not in _FIELDS and not field[2]):
        raise refusal("ErrorInvalidUrlQueryFilter")
    return _field(field[1], field[3], _literal(field[4]), is_time=bool(field[2]))


def _property(name: str, text: str) -> Test:
    """Compare an extended property: its name by case, its value without (reported)."""
    parts = _split(text, " and ")
    ids = [found for one in parts if (found := _ID.fullmatch(one)) is not None]
    rest = [one for one in parts if _ID.fullmatch(one) is None]
    if len(ids) != 1 or ids[0][1] != name:
        raise refusal("ErrorInvalidUrlQueryFilter")
    wanted, tests = folded(ids[0][2]), [_value(one) for one in rest]

    def test(record: Record) -> bool:
        own = {folded(key): value for key, value in record.properties.items()}
        value = own.get(wanted)
        return all(one(value) for one in tests) if tests else value is not None

    return test


def _value(text: str) -> Callable[[str | None], bool]:
    starts, found = _STARTS.fullmatch(text), _VALUE.fullmatch(text)
    if starts is not None:
        head = starts[2].casefold()
        return lambda value: value is not None and value.casefold().startswith(head)
    if found is None:
        raise refusal("ErrorInvalidUrlQueryFilter")
    wanted = None if found[3] == "null" else _literal(found[3]).casefold()

    def test(value: str | None) -> bool:
        same = (None if value is None else value.casefold()) == wanted
        return same if found[2] == "eq" else not same

    return test


def _field(name: str, word: str, wanted: str, *, is_time: bool) -> Test:
    compare = _COMPARES[word]
    if is_time:
        at = bound(wanted).isoformat()
        return lambda record: compare(instant(record.resource[name]).isoformat(), at)
    return lambda record: compare(str(record.resource.get(name) or ""), wanted)


def _literal(text: str) -> str:
    return "" if text == "null" else text[1:-1].replace("''", "'")
