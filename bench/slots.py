"""Search slots among 10,000 busy times, beside a naive scan of the same slots.

Slots a second counts the quarter hours that a search has to decide on, in a calendar so full
that none is free: each of 15 working days is looked at to its end. `cold` has to work out the
days anew for every search, `warm` has met them before. `placements` is the usual case: a
calendar with room, where a search ends after three days.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Channel, Recruiter, Span
from relance.planning.clocks import even
from relance.planning.days import days_of
from relance.planning.slots import Agenda, Slot, Wish, explain, find_slot
from relance.planning.windows import Rules, Weekly, is_holiday

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BUSY = 10_000
YEARS = 10
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PARIS = Recruiter("Europe/Paris", "FR")
RULES = Rules()


def full() -> list[Span]:
    """Return busy times with gaps too small for a call."""
    step = YEARS * 365 * DAY / BUSY
    return [Span(FIRST + n * step, FIRST + (n + 1) * step - 20 * MINUTE) for n in range(BUSY)]


def usual(random: Random) -> list[Span]:
    """Return busy times all over."""
    starts = (FIRST + random.randrange(YEARS * 365 * 1440) * MINUTE for _ in range(BUSY))
    return [Span(start, start + random.choice((30, 60, 90)) * MINUTE) for start in starts]


def wishes(random: Random, many: int) -> list[Wish]:
    """Return wishes for calls, due at midnight of days of two years in the middle."""
    days = (YEARS // 2 * 365 + random.randrange(2 * 365) for _ in range(many))
    return [
        Wish(str(n), str(n), Channel.PHONE, RULES.phone_length, PARIS, FIRST + day * DAY, FIRST)
        for n, day in enumerate(days)
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def naive(wish: Wish, busy: Sequence[Span], slots: Sequence[Span]) -> int:
    """Count the slots that are free, as one would write it first."""
    zone = ZoneInfo(PARIS.zone)
    free = 0
    for slot in slots:
        start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
        if not any(_in(window, start, end) for window in RULES.phone):
            continue
        if any(_over(out, start, end) for out in RULES.exclude):
            continue
        if is_holiday(start.date(), PARIS) or slot.start < wish.due:
            continue
        if not any(_in(hours, start, end) for hours in RULES.owner_hours):
            continue
        free += not any(slot.overlaps(other.widened(RULES.buffer)) for other in busy)
    return free


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _in(weekly: Weekly, start: datetime, end: datetime) -> bool:
    within = weekly.start <= _minutes(start) and _minutes(end) <= weekly.end
    return start.weekday() in weekly.days and within


def _over(weekly: Weekly, start: datetime, end: datetime) -> bool:
    meets = weekly.start < _minutes(end) and _minutes(start) < weekly.end
    return start.weekday() in weekly.days and meets


def _cold(wish: Wish, agenda: Agenda) -> Slot | None:
    days_of.cache_clear()
    even.cache_clear()
    return find_slot(wish, RULES, agenda)


def run() -> dict[str, float]:
    """Measure; return figures by name."""
    random = Random(7)
    busy, asked = full(), wishes(random, 400)
    agenda = Agenda(busy, RULES)
    seen = [explain(wish, RULES, agenda).looked_at for wish in asked]
    assert not any(candidate.reason is None for slots in seen for candidate in slots)
    slots = sum(map(len, seen))
    cold = seconds(lambda: [_cold(wish, agenda) for wish in asked])
    warm = min(
        seconds(lambda: [find_slot(wish, RULES, agenda) for wish in asked]) for _ in range(3)
    )
    few = [candidate.span for candidate in seen[0][:100]]
    reference = len(few) / seconds(lambda: naive(asked[0], busy, few))
    roomy, many = Agenda(usual(random), RULES), wishes(random, 3000)
    placed = min(seconds(lambda: [find_slot(wish, RULES, roomy) for wish in many]) for _ in "ab")
    explained = seconds(lambda: [explain(wish, RULES, roomy) for wish in many[:200]])
    return {
        "slots/s warm": slots / warm,
        "slots/s cold": slots / cold,
        "slots/s naive": reference,
        "ratio warm to naive": slots / warm / reference,
        "ratio cold to naive": slots / cold / reference,
        "agenda of 10k busy, ms": 1000 * seconds(lambda: Agenda(busy, RULES)),
        "placements/s": len(many) / placed,
        "explanations/s": 200 / explained,
    }


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:26}{figure:>14,.1f}")
