"""Series as the person's own tool would write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.ical import new_calendar, read_events, to_vevent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.model import Event, Window

STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def series_bytes(event: Event, rule: str, overrides: Sequence[Event] = ()) -> bytes:
    """Return a calendar file with a series in its event's zone, and its overrides."""
    import icalendar  # noqa: PLC0415 - quick start

    made = new_calendar()
    vevent = to_vevent(event, stamp=STAMP)
    for name, moment in (("DTSTART", event.start), ("DTEND", event.end)):
        if isinstance(moment, datetime) and event.zone != "UTC":
            vevent.pop(name, None)
            vevent.add(name, moment.astimezone(ZoneInfo(event.zone)))
    if rule:
        vevent.add("RRULE", icalendar.vRecur.from_ical(rule))
    made.add_component(vevent)
    for override in overrides:
        made.add_component(to_vevent(override, stamp=STAMP))
    return bytes(made.to_ical())


def expanded(
    event: Event, rule: str, overrides: Sequence[Event], window: Window
) -> tuple[Event, ...]:
    """Return the occurrences of a series inside a window."""
    data = series_bytes(event, rule, overrides)
    return read_events(data, where=event.uid, zone=window.zone, window=window).events
