"""What Graph tells of a series and its occurrences, which alone tell their times at most. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from relance_outlook import marks
from relance_outlook.times import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.model import Span

Json: TypeAlias = "Mapping[str, Any]"

_OCCURRENCES = ("occurrence", "exception")
_AT_MOST = {"daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}  # days between occurrences
_OF_ITS_OWN = frozenset(
    (
        "id",
        "type",
        "start",
        "end",
        "originalStart",
        "iCalUId",
        "changeKey",
        "@odata.etag",
        "transactionId",
        "recurrence",
        "seriesMasterId",
        marks.PROPERTIES,
    )
)


def text_of(resource: Json, name: str) -> str:
    """Return a field that should be text."""
    value = resource.get(name)
    return value if isinstance(value, str) else ""


def kind_of(resource: Json) -> str:
    """Return which kind of event this is, in small letters."""
    return text_of(resource, "type").casefold()


def removed(resource: Json) -> bool:
    """Say whether an event is told as removed; nothing but its id can be relied on then."""
    return "@removed" in resource


def is_series(resource: Json) -> bool:
    """Say whether this is a whole series, which stands for no time of its own."""
    return kind_of(resource) == "seriesmaster"


def series_of(resource: Json) -> str:
    """Return the id of the series that an occurrence belongs to; nothing for any other event."""
    return text_of(resource, "seriesMasterId") if kind_of(resource) in _OCCURRENCES else ""


def is_told(occurrence: Json) -> bool:
    """Say whether it is known when an occurrence begins by its rule."""
    return kind_of(occurrence) == "occurrence" or bool(text_of(occurrence, "originalStart"))


def may_touch(series: Json, span: Span) -> bool:
    """Say whether a series may have an occurrence in a stretch of time, by its range."""
    recurrence = series.get("recurrence")
    told = recurrence.get("range") if isinstance(recurrence, dict) else None
    try:
        start = read_time(series.get("start"))
        last = _last_day(start, recurrence or {}, told or {})
    except (KeyError, ValueError, TypeError, OverflowError):
        return True
    return start < span.end and (last is None or last >= span.start.date() - timedelta(days=2))


def _last_day(start: datetime, recurrence: Json, told: Json) -> date | None:
    """Return a day after which a series has no occurrence; None if it may go on for ever."""
    if told.get("type") == "endDate":
        return date.fromisoformat(text_of(told, "endDate"))
    if told.get("type") != "numbered":
        return None
    pattern = recurrence["pattern"]
    kind = str(pattern["type"]).casefold()
    days = next((n for word, n in _AT_MOST.items() if kind.endswith(word)), 0)
    if not days:
        return None
    times = int(pattern["interval"]) * int(told["numberOfOccurrences"])
    return (start + timedelta(days=days * times)).date()


def completed(occurrence: Json, series: Json) -> dict[str, Any]:
    """Return an occurrence with all that it has from its series; alone it tells times at most."""
    inherited = {name: value for name, value in series.items() if name not in _OF_ITS_OWN}
    return {**inherited, **occurrence, "seriesUid": text_of(series, "iCalUId")}
