"""What clocks show: a day of a zone as stretches of time.

Instants are whole microseconds since 1970, and a stretch runs from its start until before its
end: a zone is converted once a day, and everything after is plain arithmetic on integers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from relance.planning.windows import Weekly

    Stretch: TypeAlias = tuple[int, int]
    Piece: TypeAlias = tuple[int, int, int]  # start, end, midnight

HOUR = 3_600_000_000
_SECOND, _MINUTE, _DAY = 1_000_000, 60_000_000, 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
TICK, _ONE_DAY = timedelta(microseconds=1), timedelta(days=1)


def instant(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (moment - _EPOCH) // TICK


def moment(at: int) -> datetime:
    """Return an instant as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def span(start: int, end: int) -> Span:
    """Return two instants as a span in UTC."""
    return Span(moment(start), moment(end))


def date_at(at: int, zone: str) -> date:
    """Return what the calendar on the wall says at an instant."""
    return moment(at).astimezone(ZoneInfo(zone)).date()


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches in order, the overlapping and the adjoining as one."""
    whole: list[Stretch] = []
    for start, end in sorted(stretches):
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return tuple(whole)


@lru_cache(maxsize=4096)
def even(day: date, zone: str) -> tuple[Piece, ...]:
    """Return the stretches of a day over which its clock runs evenly: start, end, midnight.

    `midnight` is the instant at which the clock would have shown 00:00, had it always run as it
    does in that stretch. A day without a clock change is one stretch, a day that a zone left
    out is none.
    """
    wall = (day.toordinal() - _EPOCH_DAY) * _DAY
    nights = [
        instant(datetime.combine(at, time(fold=fold), ZoneInfo(zone)))
        for at in (day, day + _ONE_DAY)
        for fold in (0, 1)
    ]
    found = []
    for start, end, offset in _evenly(min(nights[:2]), max(nights[2:]), ZoneInfo(zone)):
        first, last = max(start, wall - offset), min(end, wall + _DAY - offset)
        if first < last:
            found.append((first, last, wall - offset))
    return tuple(found)


def _evenly(start: int, end: int, zone: ZoneInfo) -> Iterator[Piece]:
    """Cut a stretch where the zone's offset changes."""
    offset = _offset(start, zone)
    if _offset(end - 1, zone) == offset:
        yield start, end, offset
        return
    before, after = start // _SECOND, end // _SECOND
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(middle * _SECOND, zone) == offset:
            before = middle
        else:
            after = middle
    yield start, after * _SECOND, offset
    yield from _evenly(after * _SECOND, end, zone)


def _offset(at: int, zone: ZoneInfo) -> int:
    offset = moment(at).astimezone(zone).utcoffset()
    return (offset or timedelta()) // TICK


def stretches(weekly: Weekly, day: date, zone: str) -> tuple[Stretch, ...]:
    """Return the instants of a day at which the clock shows a weekly time."""
    if day.weekday() not in weekly.days:
        return ()
    clipped = (
        (max(start, night + weekly.start * _MINUTE), min(end, night + weekly.end * _MINUTE))
        for start, end, night in even(day, zone)
    )
    return merged((start, end) for start, end in clipped if start < end)
