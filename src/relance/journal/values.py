"""The words of the model ⇄ JSON, exactly, and quickly enough for every pass.

Fields that hold their default are left out. Fields that this version does not know are passed
over, so that a newer journal's rows can be read.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_Way: TypeAlias = "Callable[[Any], Any]"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_ESCAPED = "\x1a"  # before text that no database can store as it is


def dump(value: object) -> str:
    """Return a value of the model as JSON text."""
    return json.dumps(_ways(type(value))[0](value), separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """Return the value that `dump` wrote; raise ValueError for anything else."""
    try:
        found = _ways(kind)[1](json.loads(text))
    except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"not a stored {kind.__name__}") from error
    assert isinstance(found, kind)
    return found


def moment_text(moment: datetime | date) -> str:
    """Return a time with its zone, or a day, as text: `2026-10-15T10:00:00[Europe/Paris]`."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        wall = moment.replace(tzinfo=None).isoformat()
        return f"{wall}[{moment.tzinfo.key}]{'+' if moment.fold else ''}"
    return moment.isoformat()


def moment_from(text: str) -> datetime | date:
    """Read back what `moment_text` wrote."""
    wall, bracket, rest = text.partition("[")
    if bracket:
        key, _, fold = rest.partition("]")
        return datetime.fromisoformat(wall).replace(tzinfo=_zone(key), fold=1 if fold else 0)
    if len(text) == len("2026-10-15"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


def instant_from(text: str) -> datetime:
    """Read back a time; raise ValueError for a day."""
    found = moment_from(text)
    if not isinstance(found, datetime):
        raise ValueError(f"not a time: {text!r}")  # noqa: TRY004 - the text is wrong, not its type
    return found


def seconds_down(moment: datetime) -> int:
    """Return whole seconds since 1970, rounded towards the past."""
    return (moment - EPOCH) // _SECOND


def seconds_up(moment: datetime) -> int:
    """Return whole seconds since 1970, rounded towards the future."""
    return -((EPOCH - moment) // _SECOND)


def from_seconds(seconds: int) -> datetime:
    """Return the time so many seconds after 1970 began."""
    return EPOCH + timedelta(seconds=seconds)


def stored(text: str) -> str:
    """Return text as a database can keep it: without lone surrogates and NUL, reversibly."""
    if text.isascii() and "\0" not in text and not text.startswith(_ESCAPED):
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _ESCAPED + json.dumps(text)
    return _ESCAPED + json.dumps(text) if "\0" in text or text.startswith(_ESCAPED) else text


def restored(text: str) -> str:
    """Read back what `stored` made."""
    return str(json.loads(text[1:])) if text.startswith(_ESCAPED) else text


@cache
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)


def _same(value: Any) -> Any:
    return value


def _ways(kind: Any) -> tuple[_Way, _Way]:
    """Return how a type is turned into JSON, and back."""
    if kind not in _KNOWN:
        _KNOWN[kind] = _find_ways(kind)
    return _KNOWN[kind]


_KNOWN: dict[Any, tuple[_Way, _Way]] = {}


def _find_ways(kind: Any) -> tuple[_Way, _Way]:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _union(get_args(kind))
    if origin is tuple:
        there, back = _ways(get_args(kind)[0])
        return (lambda v: [there(x) for x in v]), (lambda v: tuple([back(x) for x in v]))
    if is_dataclass(kind):
        return _record(kind)
    return _plain(kind)


def _plain(kind: Any) -> tuple[_Way, _Way]:
    if kind is datetime:
        return moment_text, instant_from
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind is timedelta:
        return (lambda v: v // _MICROSECOND), (lambda v: timedelta(microseconds=v))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda v: v.value), kind
    if kind in {str, int, float, bool}:
        return _same, _same
    raise TypeError(f"the journal cannot keep a {kind}")


def _union(kinds: tuple[Any, ...]) -> tuple[_Way, _Way]:
    """Serve `X | None` and `datetime | date`, the unions that the model has."""
    some = tuple(kind for kind in kinds if kind is not types.NoneType)
    if set(some) == {datetime, date}:
        ways: tuple[_Way, _Way] = moment_text, moment_from
    elif len(some) == 1:
        ways = _ways(some[0])
    else:
        raise TypeError(f"the journal cannot keep a {kinds}")
    if len(some) == len(kinds):
        return ways
    there, back = ways
    return (
        lambda v: None if v is None else there(v),
        lambda v: None if v is None else back(v),
    )


def _record(kind: Any) -> tuple[_Way, _Way]:
    hints = get_type_hints(kind)
    plan = [(f.name, *_ways(hints[f.name]), _default(f)) for f in fields(kind)]

    def there(value: Any) -> dict[str, Any]:
        found = {}
        for name, way, _, default in plan:
            field_value = getattr(value, name)
            if field_value is not default and field_value != default:
                found[name] = way(field_value)
        return found

    ways_back = {name: back for name, _, back, _ in plan}

    def back(found: dict[str, Any]) -> Any:
        return kind(**{n: ways_back[n](v) for n, v in found.items() if n in ways_back})

    return there, back


def _default(field: Field[Any]) -> Any:
    """Return what a field holds when nothing is said; MISSING equals nothing."""
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING
