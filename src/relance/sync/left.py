"""What relance leaves where it stands, and what to tell of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Warned
from relance.reading.hand import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from relance.model import Event
    from relance.sync.history import History
    from relance.sync.thread import House

UTC = ZoneInfo("UTC")
WROTE_BEFORE = "follow-ups-before"  # the fact that names where they went until now
CALLED = "follow-ups-in:"  # begins the facts of what such places are called, by their ids


def left_alone(past: History, now: datetime, *, accept_loss: bool) -> Iterator[Warned]:
    """Yield that follow-ups stay whose interviews nobody finds, unless that was accepted."""
    coming = [e for e in past.found if e.span(UTC).end > now and key_of(e) in past.unknown]
    if coming and not accept_loss:
        yield Warned(
            coming[0].summary,
            f"{len(coming)} follow-ups belong to interviews that are in no calendar now; "
            "they are left alone.",
            "If those interviews are cancelled, run: relance sync --accept-loss",
        )


def untouched(
    house: House, past: History, wanted: Mapping[str, Event], settled: Collection[str]
) -> Iterator[Warned]:
    """Yield what would go or move, if nobody were invited to it."""
    for event in past.found:
        key = key_of(event)
        if not event.invites or key in settled:
            continue
        if key not in wanted:
            what, remedy = "is not needed any more", "Delete it yourself, if they may know."
        elif (start := wanted[key].span(house.zone).start) != event.span(house.zone).start:
            local = start.astimezone(house.zone)
            what, remedy = f"should stand at {local:%Y-%m-%d %H:%M}", "Move it, if they may know."
        else:
            continue
        yield Warned(
            event.summary,
            f"this follow-up {what}, and stays: somebody is invited to it, and your calendar "
            "would send them mail.",
            remedy,
        )


def left_elsewhere(house: House, now: datetime) -> Iterator[Warned]:
    """Yield where follow-ups to come stand beside the calendar that they go into now.

    Of a place that is not read any more it is told once: nobody knows when they are gone.
    """
    names = {c.id: c.name for c in house.calendars if c.id != house.follow_ups.id}
    coming = Counter(c for c, e in house.journal.own() if c in names and e.span(UTC).end > now)
    for calendar, count in sorted(coming.items()):
        yield Warned(
            names[calendar],
            f"follow-ups to come still stand here ({count}), and new ones go into "
            f"“{house.follow_ups.name}”; these are left alone.",
            "Delete them here, or write into this calendar again: `write` in the settings.",
        )
    before = house.journal.fact(WROTE_BEFORE)
    if before is not None and before not in names:
        yield Warned(
            house.journal.fact(f"{CALLED}{before}") or before,
            f"follow-ups were written here before, and go into “{house.follow_ups.name}” now; "
            "those that stand here are left alone.",
            "Delete those to come, or write here again: `write` in the settings.",
        )
