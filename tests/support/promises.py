"""The promises of the spec, restated in its words for a calendar at rest.

Nothing of the planner or of reconcile is used here; who an interview is with, and what was said
about it, is taken as reading has it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import brute
from relance.model import (
    Channel,
    Event,
    Key,
    MarkKind,
    Response,
    ShowsAs,
    Span,
    Status,
    Step,
)
from relance.planning.slots import Wish
from relance.reading.hand import key_of, moved
from relance.reading.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import timedelta

    from relance.model import Candidacy, Occasion
    from relance.planning.windows import Rules

CALLS_FOR = {
    MarkKind.ANSWERED: set[Step](),
    MarkKind.STOP: set[Step](),
    MarkKind.REFUSED: {Step.STAY_AVAILABLE},
    MarkKind.OFFER: {Step.CONTRACT},
}
MADE = {MarkKind.DONE, MarkKind.MESSAGE, MarkKind.UNREACHABLE}
GOES_ON = {
    MarkKind.DONE,
    MarkKind.MISSED,
    MarkKind.MESSAGE,
    MarkKind.UNREACHABLE,
    MarkKind.WAIT,
    MarkKind.INTERVIEW,
}


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our events, and whose it is."""

    event: Event
    key: Key
    candidacy: Candidacy
    occasion: Occasion

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.candidacy.recruiter.zone)

    @property
    def span(self) -> Span:
        return self.event.span(self.zone)

    @property
    def memory(self) -> Memory:
        assert self.event.our_mark is not None
        return Memory.loads(self.event.our_mark.memory)


def ours_of(events: Iterable[Event], candidacies: Iterable[Candidacy]) -> list[Ours]:
    """Return our events of known interviews."""
    whose = {
        identity: (candidacy, occasion)
        for candidacy in candidacies
        for occasion in (*candidacy.past_occasions, *candidacy.occasions)
        for identity in occasion.identities
    }
    found = [(event, Key.parse(key_of(event))) for event in events if event.our_mark is not None]
    return [Ours(e, key, *whose[key.interview]) for e, key in found if key.interview in whose]


def pending(found: Iterable[Ours], now: datetime) -> list[Ours]:
    """Return what is still to come, or going on."""
    return [one for one in found if one.span.end > now]


def to_come(found: Iterable[Ours], now: datetime) -> list[Ours]:
    return [one for one in found if one.span.start > now]


# 2: one event per step


def one_event_a_key(events: Iterable[Event]) -> None:
    """Let no two events have one key, whatever goes wrong."""
    assert_once("key", (key_of(e) for e in events if e.our_mark is not None))


def one_event_a_step(events: Iterable[Event], now: datetime) -> None:
    """Let an interview's step and attempt stand once among what is to come."""
    ours = [e for e in events if e.our_mark is not None]
    keys = [Key.parse(key_of(e)) for e in ours if e.span(ZoneInfo("UTC")).start > now]
    assert_once("step to come", ((k.interview, k.step, k.attempt) for k in keys))


def one_event_an_occasion(found: Iterable[Ours], now: datetime) -> None:
    """One to come for an occasion's step and attempt, whichever interview it was written for."""
    assert_once(
        "step to come",
        (
            (one.candidacy.id, one.occasion.day, one.key.step, one.key.attempt)
            for one in to_come(found, now)
        ),
    )


def assert_once(what: str, names: Iterable[object]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    assert not twice, f"more than one event for one {what}: {twice}"


# 3: the hard rules of a slot


def hard_rules(
    found: list[Ours],
    busy: list[Span],
    rules: Rules,
    now: datetime,
    touched: Mapping[str, object],
) -> None:
    """Hold what relance placed, and the person left alone, to every hard rule of a slot.

    An event that stays for its mark alone, since no other could remember it, is no follow-up.
    """
    found = [o for o in found if o.span.start <= now or not remembers_alone(o, found)]
    for one in to_come(found, now):
        if one.event.uid in touched or made(one):
            continue
        broken = list(broken_rules(one, found, busy, rules, now))
        assert not broken, f"{one.key} at {one.span.start} breaks {broken}"


def broken_rules(
    one: Ours, found: list[Ours], busy: list[Span], rules: Rules, now: datetime
) -> Iterator[str]:
    at = one.candidacy.recruiter
    if not isinstance(one.event.start, datetime):
        if not brute.working(one.event.start, at) or brute.holiday(one.event.start, rules.owner):
            yield "no working day"
        return
    taken = [
        brute.Contact(
            other.span,
            other.candidacy.id,
            other.candidacy.recruiter,
            extra=other.key.step is Step.UNREACHABLE,
        )
        for other in found
        if other is not one and other.key.step is not Step.ABANDON and counts(other, now)
    ]
    due = one.memory.due or now
    wish = Wish(
        str(one.key),
        one.candidacy.id,
        one.memory.by,
        length(one, rules),
        at,
        due,
        min(now, one.span.start),
        extra_contact=one.key.step is Step.UNREACHABLE,
    )
    yield from brute.violations(one.span, wish, rules, busy, taken)


def counts(other: Ours, now: datetime) -> bool:
    """Say whether a follow-up counts as a contact: not if it was missed."""
    missed = told_of(other) is MarkKind.MISSED
    timed = isinstance(other.event.start, datetime)
    return timed and not missed and (other.span.end <= now or bool(other.occasion.interviews))


def length(one: Ours, rules: Rules) -> timedelta:
    if one.key.step is Step.CONTRACT:
        return rules.contract_length
    return rules.phone_length if one.memory.by is Channel.PHONE else rules.email_length


def busy_times(events: Iterable[Event], zone: ZoneInfo, now: datetime, me: str) -> list[Span]:
    """Return what a follow-up may not stand over."""
    return [
        event.span(zone)
        for event in events
        if event.our_mark is None and event.span(zone).end > now and is_busy(event, me)
    ]


def is_busy(event: Event, me: str) -> bool:
    declined = any(a.email == me and a.response is Response.DECLINED for a in event.attendees)
    if event.status is Status.CANCELLED or event.shows_as is ShowsAs.FREE or declined:
        return False
    if isinstance(event.start, datetime):
        return True
    days = (event.end - event.start).days  # type: ignore[operator]  # both are dates
    return event.shows_as is ShowsAs.OUT_OF_OFFICE or days >= 2


# What follows what


def ending(occasion: Occasion) -> MarkKind | None:
    """Return the outcome that ends an occasion's sequence, if the last word on it does."""
    last = [s.mark.kind for s in occasion.said if s.mark.kind in GOES_ON | CALLS_FOR.keys()]
    return last[-1] if last and last[-1] in CALLS_FOR else None


def what_stands(
    found: list[Ours], candidacies: Iterable[Candidacy], now: datetime, steps_ahead: int
) -> None:
    """At most one next step a candidacy; after an end only what it calls for; nothing orphaned.

    What the person put somewhere stays there, whatever else is placed.
    """
    for candidacy in candidacies:
        mine = [o for o in to_come(found, now) if o.candidacy.id == candidacy.id]
        mine = [o for o in mine if not is_left(o, found)]
        if not candidacy.occasions:
            assert not mine, f"nobody is met, and {names(mine)} stands"
            continue
        last = candidacy.occasions[-1]
        late = [o for o in mine if o.occasion != last and o.key.step is not Step.THANK_YOU]
        assert not late, f"a later round is an answer, and {names(late)} stands"
        decided = ending(last)
        if decided is not None:
            wrong = [o for o in mine if o.key.step not in CALLS_FOR[decided]]
            wrong = [o for o in wrong if o.occasion == last]
            assert not wrong, f"after {decided} stands {names(wrong)}"
        steps = [o for o in mine if o.key.step is not Step.UNREACHABLE and not moved(o.event)]
        assert len(steps) <= steps_ahead, f"{names(steps)} stand at once"


def is_left(one: Ours, found: list[Ours]) -> bool:
    """Say whether an event only stays as it is: it was made early, or remembers alone."""
    return made(one) or remembers_alone(one, found)


def made(one: Ours) -> bool:
    """Say whether the person told that a follow-up was made."""
    return told_of(one) in MADE


def told_of(one: Ours) -> MarkKind | None:
    """Return what the last mark on a follow-up says of it: made, or missed."""
    marks = [s.mark.kind for s in one.occasion.said if s.on == one.key]
    return next((kind for kind in reversed(marks) if kind in {*MADE, MarkKind.MISSED}), None)


def remembers_alone(one: Ours, found: list[Ours]) -> bool:
    """Say whether an event is all that an occasion has left, and carries a mark."""
    said = any(s.on == one.key for s in one.occasion.said)
    return said and not any(o is not one and o.occasion == one.occasion for o in found)


def names(found: Iterable[Ours]) -> str:
    return ", ".join(f"{o.key} ({o.event.start})" for o in found)


def nothing_before_its_interview(found: list[Ours], now: datetime) -> None:
    """Let nothing stand before the end of an interview that takes place."""
    for one in to_come(found, now):
        called_for = one.key.step in {Step.STAY_AVAILABLE, Step.CONTRACT}
        if one.occasion.interviews and not called_for and not is_left(one, found):
            assert one.span.start >= one.occasion.end or one.key.step is Step.ABANDON, (
                f"{one.key} at {one.span.start} before the interview of {one.occasion.end}"
            )
