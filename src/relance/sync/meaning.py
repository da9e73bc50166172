"""One item of a calendar → what is kept of it: our own, interviews, and busy times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from relance.journal import Taken
from relance.model import (
    Event,
    Interview,
    Key,
    Response,
    ShowsAs,
    Span,
    Status,
    Verdict,
    Window,
    identity,
)
from relance.reading.events import read_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.ports import Calendar, Item
    from relance.sync.thread import House

KEPT_BUSY = timedelta(days=8)  # a clock that goes back further makes everything be read anew


def meaning(
    house: House, calendar: Calendar, item: Item, window: Window, now: datetime
) -> tuple[Taken, int]:
    """Return what one item means: our own, interviews, or nothing but busy times.

    With it comes how many of its events only the person can tell to be an interview or not.
    """
    own: list[Event] = []
    interviews: list[Interview] = []
    busy: list[Span] = []
    denied: set[str] = set()
    asks = 0
    spans = [event.span(window.zone) for event in item.events]
    nothing: Event | None = None  # an occurrence of the series that is known to be nothing
    for met, span in zip(item.events, spans, strict=True):
        if _is_ours(house, met, calendar):
            own.append(met)
            continue
        event = replace(met, our_mark=None) if met.our_mark else met
        busy.extend(_busy(house, event, span, now))
        if nothing is not None and event.from_rule and _says_the_same(event, nothing):
            continue
        read = read_event(event, house.owner, house.rules.owner.country)
        asks += read.verdict is Verdict.ASK and span.end > now
        if read.verdict is Verdict.YES and read.details is not None:
            interview = Interview(event, read.recognition, read.details, now, calendar.id)
            interviews.append(interview)
        elif event.status is not Status.CANCELLED:
            denied.add(identity(event.uid, event.recurrence_id))
            nothing = event if event.from_rule and read.verdict is Verdict.NO else nothing
    taken = Taken(
        item.ref,
        tuple(busy),
        tuple(interviews),
        tuple(own),
        min((span.start for span in spans), default=None),
        max((span.end for span in spans), default=None),
        frozenset(denied),
    )
    return taken, asks


def _is_ours(house: House, event: Event, calendar: Calendar) -> bool:
    """Say whether relance wrote an event: elsewhere than among follow-ups, by its UID too.

    Anybody can send an invitation that carries a mark like ours.
    """
    if event.our_mark is None:
        return False
    try:
        Key.parse(event.our_mark.key)
    except ValueError:
        return False
    return calendar.id == house.follow_ups.id or event.uid == f"{event.our_mark.key}@relance"


def _says_the_same(event: Event, other: Event) -> bool:
    """Say whether two occurrences differ in nothing but their times."""
    return replace(event, start=other.start, end=other.end, recurrence_id=None) == replace(
        other, recurrence_id=None
    )


def _busy(house: House, event: Event, span: Span, now: datetime) -> Iterator[Span]:
    """Yield the time of an event if a follow-up must not stand over it."""
    if span.end <= now - KEPT_BUSY or event.status is Status.CANCELLED:
        return
    if event.shows_as is ShowsAs.FREE or event.answer_of(house.owner) is Response.DECLINED:
        return
    if event.all_day and not _all_day_counts(house.all_day, event, span):
        return
    yield span


def _all_day_counts(setting: str, event: Event, span: Span) -> bool:
    """Say whether an all-day event is busy: when it says out of office, or lasts."""
    if setting == "free":
        return False
    lasts = span.length >= timedelta(days=1, hours=12)  # two days, one of them perhaps short
    return setting == "busy" or event.shows_as is ShowsAs.OUT_OF_OFFICE or lasts
