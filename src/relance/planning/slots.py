"""Find the slot of one step: allowed, free, cheapest; and tell why.

How the rules are read, where the spec leaves room:

- Rules 1 and 2 count on the recruiter's clock: at every instant of a slot the clock shows a time
  of one and the same window, and of no exclusion. A slot starts on the quarter hour of that
  clock and lasts real time; a start that a clock change leaves out does not exist, of one that
  comes twice the first is taken.
- Rule 3 looks at the recruiter's date for the recruiter's holidays, and at the owner's date for
  the owner's.
- Rule 4 joins adjoining hours: a slot may run over 24:00 where the hours do.
- Rule 5 widens busy times by the buffer; rule 6 knows no buffer. A day of `per_day` is the
  owner's, a day of a company is the recruiter's, both where the slot starts.
- The search begins with the day of the later of due and now and ends with the 15th working day,
  that day counted. Every day up to there that has a slot left counts towards the 3 to choose
  from, a Saturday too if the windows allow it.
- Waited are the hours of the channel's windows, exclusions or not, on working days since due.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Channel, Reason, Recruiter, Span, midnight
from relance.planning.agenda import Agenda
from relance.planning.clocks import HOUR, TICK, date_at, instant, span
from relance.planning.days import Day, Days, days_of
from relance.planning.windows import LAST_DAY, Rules, is_holiday, working_days_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from relance.planning.clocks import Stretch
    from relance.planning.days import Offer

    Best: TypeAlias = tuple[int, int, Day]  # cost, start

__all__ = [
    "BROKEN",
    "Agenda",
    "Candidate",
    "Explanation",
    "Slot",
    "Wish",
    "broken_rule",
    "explain",
    "find_day",
    "find_slot",
    "judge",
    "last_day",
    "why_none",
]

BROKEN = {
    "windows": "outside the windows",
    "exclusion": "in an exclusion",
    "holiday": "on a public holiday of the recruiter",
    "owner-holiday": "on a public holiday of the owner",
    "owner-hours": "outside the owner's hours",
    "busy": "over something busy, or within its buffer",
    "follow-up": "over another follow-up",
    "per-day": "the day has its contacts already",
    "one-a-day": "the company has its contact of that day already",
    "not-due": "before it is due",
    "past": "in the past",
}
"""What stands in the way, by the code of its reason, in the order in which rules are tried."""

TIME = frozenset({"not-due", "past"})

_EARLIEST = Reason("earliest", "the earliest allowed slot is taken")


@dataclass(frozen=True, slots=True)
class Wish:
    """A step that wants a slot.

    `last_day` is the last day allowed in the recruiter's zone; None stands for the 15th
    (a setting) working day from the later of due and now. With `earliest` the first allowed slot
    is taken, whatever it costs. An `extra_contact` neither counts in one contact a day for a
    company nor is stopped by it.
    """

    key: str
    company: str
    channel: Channel
    length: timedelta
    recruiter: Recruiter
    due: datetime
    now: datetime
    last_day: date | None = None
    earliest: bool = False
    extra_contact: bool = False

    def __post_init__(self) -> None:
        if self.due.tzinfo is None or self.now.tzinfo is None:
            raise ValueError(f"naive time in a wish: {self.due}, {self.now}")
        if self.length <= timedelta():
            raise ValueError("a step takes some time")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that satisfies every rule, in UTC, with its cost in working hours and why."""

    span: Span
    cost: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slot looked at: the rule that took it out, or else what it costs."""

    span: Span
    reason: Reason | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a step stands where it stands: every slot looked at, and the rules counted."""

    due: datetime
    looked_at: tuple[Candidate, ...]
    chosen: Slot | None

    @property
    def counts(self) -> tuple[Reason, ...]:
        """Return the rules that took slots out, with how many each, most first."""
        codes = Counter(seen.reason.code for seen in self.looked_at if seen.reason)
        return _counted(codes, len(self.looked_at))


def _counted(codes: Counter[str], of: int) -> tuple[Reason, ...]:
    order = list(BROKEN)
    return tuple(
        Reason(code, f"{BROKEN[code]}: {codes[code]} of {of}", codes[code])
        for code in sorted(codes, key=lambda code: (-codes[code], -order.index(code)))
    )


def find_slot(wish: Wish, rules: Rules, agenda: Agenda) -> Slot | None:
    """Return the best slot that breaks no hard rule, or None."""
    days = _days(wish, rules)
    best: Best | None = None
    left = 1 if wish.earliest else rules.choice_days
    for day, waited in _searched(wish, days):
        found = _first_free(wish, rules, day, agenda)
        if found is None:
            continue
        price, start, _ = found
        cost = waited + (day.worked(start) if wish.earliest else price)
        if best is None or cost < best[0]:
            best = cost, start, day
        left -= 1
        if not left:
            break
    return None if best is None else _slot(wish, best)


def _days(wish: Wish, rules: Rules) -> Days:
    return days_of(rules, wish.channel, wish.recruiter, wish.length)


def _searched(wish: Wish, days: Days) -> Iterator[tuple[Day, int]]:
    """Yield the days searched, each with the working time waited until it begins."""
    due = instant(wish.due)
    first = date_at(max(due, instant(wish.now)), wish.recruiter.zone)
    if first > LAST_DAY:
        return
    waited = days.worked_between(due, date_at(due, wish.recruiter.zone), first)
    for day in days.search(first, wish.last_day):
        yield day, waited
        waited += days.worked_on(day.date)


def _first_free(wish: Wish, rules: Rules, day: Day, agenda: Agenda) -> Offer | None:
    """Return the first slot of a day that the agenda leaves, in the order that the wish wants."""
    if not wish.extra_contact and agenda.has_contact(wish.company, day.ordinal):
        return None
    full = {of for of in day.owner_days if agenda.contacts(of) >= rules.per_day}
    after = max(instant(wish.due), instant(wish.now))
    is_taken = agenda.blocked.over
    length = wish.length // TICK
    for offer in day.by_start if wish.earliest else day.by_price:
        _, start, of = offer
        if start >= after and of not in full and not is_taken(start, start + length):
            return offer
    return None


def _slot(wish: Wish, best: Best) -> Slot:
    cost, start, day = best
    end = start + wish.length // TICK
    if wish.earliest:
        return Slot(span(start, end), cost / HOUR, (_EARLIEST, _waited(cost)))
    waited = cost - day.price(start, end) + day.worked(start)
    return Slot(span(start, end), cost / HOUR, (_waited(waited), *day.penalties(start, end)))


def _waited(time: int) -> Reason:
    hours = time / HOUR
    return Reason("waited", f"{hours:.4g} working hours since it was due", hours)


def judge(span: Span, wish: Wish, rules: Rules) -> Slot:
    """Return a given slot with its cost and why, whether or not it breaks a rule."""
    start, end = instant(span.start), instant(span.end)
    days = _days(wish, rules)
    day = days[date_at(start, wish.recruiter.zone)]
    due = instant(wish.due)
    waited = days.worked_between(due, date_at(due, wish.recruiter.zone), day.date)
    return _slot(
        wish, (waited + (day.worked(start) if wish.earliest else day.price(start, end)), start, day)
    )


def broken_rule(span: Span, wish: Wish, rules: Rules, agenda: Agenda) -> Reason | None:
    """Return the first hard rule that a slot breaks; now is not looked at, nor the quarter hour.

    A follow-up's own slot must not be in the agenda yet.
    """
    slot = instant(span.start), instant(span.end)
    day = _days(wish, rules)[date_at(slot[0], wish.recruiter.zone)]
    code = day.broken(*slot) or _taken(slot, wish, rules, agenda, day)
    return Reason(code, BROKEN[code]) if code else None


def _taken(slot: Stretch, wish: Wish, rules: Rules, agenda: Agenda, day: Day) -> str:
    """Return the code of the first of rules 5 to 7 that a slot breaks, or nothing."""
    return next(_breaches(slot, wish, rules, agenda, day), "")


def _breaches(slot: Stretch, wish: Wish, rules: Rules, agenda: Agenda, day: Day) -> Iterator[str]:
    """Yield the code of each of rules 5 to 7 that a slot breaks."""
    if agenda.is_busy(*slot):
        yield "busy"
    if agenda.is_placed(*slot):
        yield "follow-up"
    if agenda.contacts(day.owner_day(slot[0])) >= rules.per_day:
        yield "per-day"
    if not wish.extra_contact and agenda.has_contact(wish.company, day.ordinal):
        yield "one-a-day"
    if slot[0] < instant(wish.due):
        yield "not-due"


def explain(wish: Wish, rules: Rules, agenda: Agenda) -> Explanation:
    """Return the slots looked at, one by one: every quarter hour of the windows searched."""
    return Explanation(
        wish.due, tuple(_looked_at(wish, rules, agenda)), find_slot(wish, rules, agenda)
    )


def _looked_at(wish: Wish, rules: Rules, agenda: Agenda) -> Iterator[Candidate]:
    for slot, code, cost in _tried(wish, rules, agenda):
        reason = Reason(code, BROKEN[code]) if code else None
        yield Candidate(span(*slot), reason, None if code else cost / HOUR)


def _tried(wish: Wish, rules: Rules, agenda: Agenda) -> Iterator[tuple[Stretch, str, int]]:
    """Yield the slots looked at, with the rule that each breaks or else what it costs."""
    length, now = wish.length // TICK, instant(wish.now)
    left = 1 if wish.earliest else rules.choice_days
    for day, waited in _searched(wish, _days(wish, rules)):
        some = False
        for start in day.starts():
            slot = start, start + length
            code = day.broken(*slot) or _taken(slot, wish, rules, agenda, day)
            code = code or ("past" if start < now else "")
            cost = day.worked(start) if wish.earliest else day.price(*slot)
            yield slot, code, waited + cost
            some |= not code
        left -= some
        if not left:
            return


def why_none(wish: Wish, rules: Rules, agenda: Agenda) -> Reason:
    """Return the rule in the way: the one that keeps most slots from being free by itself.

    Where every slot breaks several rules, it is one of those that the least broken ones break.
    Time that has passed or is still to come stands in the way only where nothing else does. The
    reason `none-left` says that there were no slots to look at.
    """
    broken = [codes for codes in _all_broken(wish, rules, agenda) if codes]
    found = [codes for codes in broken if not codes <= TIME] or broken
    least = min(map(len, found), default=0)
    codes = Counter(code for codes in found if len(codes) == least for code in codes)
    if codes:
        told = _counted(codes, len(broken))
        return told[0] if least == 1 else min(told, key=lambda r: list(BROKEN).index(r.code))
    if wish.last_day is not None:
        return Reason("none-left", f"nothing to look at until {wish.last_day}")
    return Reason("none-left", "no window on the days searched")


def _all_broken(wish: Wish, rules: Rules, agenda: Agenda) -> Iterator[frozenset[str]]:
    """Yield, for each slot looked at, the rules that it breaks: time alone where it is alone."""
    for slot, code, _ in _tried(wish, rules, agenda):
        day = _days(wish, rules)[date_at(slot[0], wish.recruiter.zone)]
        broken = {*day.breaches(*slot), *_breaches(slot, wish, rules, agenda, day)} - {"not-due"}
        yield frozenset(broken or ({code} if code else ()))


def last_day(wish: Wish, rules: Rules) -> date:
    """Return the last day searched, in the recruiter's zone."""
    if wish.last_day is not None:
        return wish.last_day
    later = max(instant(wish.due), instant(wish.now))
    days = working_days_from(date_at(later, wish.recruiter.zone), wish.recruiter)
    return next(islice(days, rules.search_days - 1, None), LAST_DAY)


def find_day(wish: Wish, rules: Rules) -> date | None:
    """Return the day of an all-day marker, or None.

    It is the first working day of the recruiter that is no public holiday of the owner and whose
    midnight in the recruiter's zone is neither before due nor before now.
    """
    later = max(instant(wish.due), instant(wish.now))
    zone = ZoneInfo(wish.recruiter.zone)
    end = last_day(wish, rules)
    for day in working_days_from(date_at(later, wish.recruiter.zone), wish.recruiter):
        if day > end:
            return None
        if instant(midnight(day, zone)) >= later and not is_holiday(day, rules.owner):
            return day
    return None
