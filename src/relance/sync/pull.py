"""Calendars → journal: what changed is read for what it means, and only that is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from relance.errors import CursorExpired, Gone, NeedsPerson
from relance.model import (
    Event,
    Fate,
    Window,
)
from relance.ports import Item
from relance.reading.hand import key_of
from relance.sync.hidden import Words
from relance.sync.meaning import meaning

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from relance.journal import Taken
    from relance.model import Warned
    from relance.ports import Calendar, Page
    from relance.sync.report import CalendarReport
    from relance.sync.thread import House

WARNED = "warned:"
MOST_WARNINGS = 50
LOSS_ASKED_FROM = 10  # known events; below that, half of them is nothing unusual


@dataclass(slots=True)
class _Round:
    """One complete round of reading, before any of it counts."""

    words: Words
    taken: list[Taken] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    told_gone: set[str] = field(default_factory=set)  # by the calendar, in so many words
    kept: set[str] = field(default_factory=set)  # there, but not readable this time
    warnings: list[Warned] = field(default_factory=list)
    all_told: bool = False  # `warnings` are all there are
    cursor: str | None = None
    complete: bool = False
    accepted: bool = False  # the person was asked about this loss, and accepted it
    events: int = 0
    asks: int = 0


def pull(
    house: House, calendar: Calendar, report: CalendarReport, now: datetime, *, accept_loss: bool
) -> bool:
    """Take in what changed in one calendar; say whether anything did.

    Nothing is taken in unless the whole round was read. Raises what reading raises, and
    NeedsPerson when too much is gone at once.
    """
    window = Window.around(now, house.zone, by=f"{house.digest} {calendar.id}")
    cursor, digest = house.journal.cursor(calendar.id)
    round_ = _round(house, calendar, cursor, window, now, accept_loss=accept_loss)
    if cursor is not None and digest != house.digest and not round_.complete:
        # Other settings: everything is read again, but only once it is known to be there.
        round_ = _read(house, calendar, None, window, now)
    if round_.complete or round_.gone:
        _note_gone(house, calendar, round_, window, now, accept_loss=accept_loss)
    report.read, report.warnings = round_.events, round_.warnings
    report.changed = len(round_.taken) + len(round_.gone)
    if report.changed or round_.cursor != cursor or digest != house.digest:
        went = _ours_under(house, calendar, round_.gone) if round_.accepted else frozenset()
        with house.journal.writing():
            house.journal.take_in(calendar.id, round_.taken, now, window.span)
            house.journal.drop(calendar.id, round_.told_gone, now)
            house.journal.drop(calendar.id, round_.gone - round_.told_gone, now, window.span)
            house.journal.set_cursor(
                calendar.id, round_.cursor, house.digest, name=calendar.name, now=now
            )
            if report.changed or round_.all_told:
                _keep_warnings(house, calendar, round_)
            if report.changed:
                _count_asks(house, calendar, round_)
                house.journal.set_fact("planned-at", None)
            if round_.accepted and calendar.id == house.follow_ups.id:
                _begin_anew(house, went, now)
    return report.changed > 0


def _round(
    house: House,
    calendar: Calendar,
    cursor: str | None,
    window: Window,
    now: datetime,
    *,
    accept_loss: bool,
) -> _Round:
    """Read one round, from the start where the cursor is of no use any more."""
    try:
        return _read(house, calendar, cursor, window, now)
    except CursorExpired:
        return _read(house, calendar, None, window, now)
    except NeedsPerson:
        if cursor is None or not accept_loss:
            raise
        round_ = _read(house, calendar, None, window, now)
        round_.accepted = True
        return round_


def _ours_under(house: House, calendar: Calendar, refs: Collection[str]) -> frozenset[str]:
    """Return the keys of our events that are known under some refs."""
    ours = (event for where, event in house.journal.own() if where == calendar.id)
    return frozenset(key_of(event) for event in ours if event.ref in refs)


def _begin_anew(house: House, went: frozenset[str], now: datetime) -> None:
    """Let follow-ups to come that went with their calendar be written again; `went` are keys.

    The person said that the calendar was lost; they did not skip each of its events.
    """
    ledger = house.journal.ledger()
    lost = [
        replace(ledger[key], fate=Fate.WITHDRAWN)
        for key in sorted(went & ledger.keys())
        if ledger[key].fate is Fate.STANDS and not ledger[key].standing.passed(now, house.zone)
    ]
    house.journal.note_ledger(lost)


def _read(
    house: House, calendar: Calendar, cursor: str | None, window: Window, now: datetime
) -> _Round:
    round_ = _Round(Words(house.journal, calendar.id))
    for page in calendar.pull(cursor, window):
        _take_page(house, calendar, page, round_, window, now)
    round_.warnings += round_.words.warnings
    return round_


def _take_page(
    house: House, calendar: Calendar, page: Page, round_: _Round, window: Window, now: datetime
) -> None:
    round_.kept.update(page.kept)
    for met in page.items:
        item = _with_ours_beyond(house, calendar, met)
        if item.ref in round_.kept:
            item = round_.words.put_back(item)
        taken, asks = meaning(house, calendar, item, window, now)
        round_.taken.append(taken)
        round_.events += len(item.events)
        round_.asks += asks
    round_.gone.update(page.gone)
    round_.warnings.extend(page.warnings)
    round_.cursor, round_.complete = page.cursor, page.complete
    round_.all_told = page.complete or page.all_told


def _with_ours_beyond(house: House, calendar: Calendar, item: Item) -> Item:
    """Return an item with our event that stands outside what is read: it is not gone."""
    if item.events or calendar.id != house.follow_ups.id:
        return item
    known = (e for where, e in house.journal.own() if (where, e.ref) == (calendar.id, item.ref))
    there = [house.follow_ups.find(key_of(event)) for event in known]
    return replace(item, events=tuple(event for event in there if event is not None))


def _note_gone(
    house: House,
    calendar: Calendar,
    round_: _Round,
    window: Window,
    now: datetime,
    *,
    accept_loss: bool,
) -> None:
    """Work out what is gone, and stop when that is too much to believe."""
    known = house.journal.items(calendar.id)
    round_.told_gone = round_.gone & known.keys()
    # Leaving the window that is read is not a deletion.
    inside = {
        ref
        for ref, (first, last) in known.items()
        if (last is None or last >= window.span.start)
        and (first is None or first < window.span.end)
    }
    if round_.complete:
        absent = inside - {taken.ref for taken in round_.taken} - round_.kept
        for event in _ours_out_of_sight(house, calendar, absent):
            taken, _ = meaning(house, calendar, Item(event.ref, (event,)), window, now)
            round_.taken.append(taken)
            absent.discard(event.ref)
        round_.gone |= absent
    round_.gone &= known.keys()
    events = {ref for ref in inside if known[ref] != (None, None)}  # the others held none here
    lost = len(round_.gone & events)
    if len(events) < LOSS_ASKED_FROM or lost * 2 <= len(events):
        return
    round_.accepted = accept_loss
    if not accept_loss:
        raise NeedsPerson(
            f"{lost} of {len(events)} events are gone at once; nothing was changed here.",
            where=calendar.name,
            remedy="If that is right, run: relance sync --accept-loss",
        )


def _ours_out_of_sight(house: House, calendar: Calendar, absent: AbstractSet[str]) -> list[Event]:
    """Return our events that a complete round did not tell, and that stand all the same.

    The person may have moved one beyond what is read, and what was just written may show late.
    """
    if calendar.id != house.follow_ups.id or not _ours_under(house, calendar, absent):
        return []
    try:
        return [event for event in house.follow_ups.ours() if event.ref in absent]
    except Gone:  # with its calendar
        return []


def _keep_warnings(house: House, calendar: Calendar, round_: _Round) -> None:
    """Keep what was odd, to be told until the items that it is about are read again."""
    name = f"{WARNED}{calendar.id}"
    read = [*(taken.ref for taken in round_.taken), *round_.gone]
    before = [] if round_.all_told else house.journal.fact(name) or []
    kept = [w for w in before if not any(ref.startswith(w[0]) for ref in read)]
    kept += [[w.where, w.what, w.remedy] for w in round_.warnings]
    told = [list(w) for w in dict.fromkeys(map(tuple, kept))][:MOST_WARNINGS]
    house.journal.set_fact(name, told or None)


def _count_asks(house: House, calendar: Calendar, round_: _Round) -> None:
    if round_.complete or round_.asks:
        house.journal.set_fact(f"to-settle:{calendar.id}", round_.asks)
