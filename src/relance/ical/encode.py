"""Event → VEVENT, and events → the bytes of a calendar file.

The building is icalendar's. Times are written in UTC: no zone has to be defined, and no reader
can know a zone otherwise. Attendees are never written, so that nobody is ever invited.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from relance.ical.fields import FINGERPRINT, KEY, MEMORY
from relance.ical.text import clean, one_line
from relance.model import ShowsAs, Status, basic

if TYPE_CHECKING:
    from collections.abc import Iterable

    import icalendar

    from relance.model import Event

PRODUCT = "-//relance//relance//EN"
_BUSY_STATUS = {
    ShowsAs.FREE: "FREE",
    ShowsAs.TENTATIVE: "TENTATIVE",
    ShowsAs.OUT_OF_OFFICE: "OOF",
}


def to_vevent(event: Event, *, stamp: datetime) -> icalendar.Event:
    """Return an event as a VEVENT; `stamp` becomes its DTSTAMP."""
    import icalendar  # noqa: PLC0415 - quick start

    made = icalendar.Event()
    made.add("UID", one_line(event.uid))
    made.add("DTSTAMP", _utc(stamp))
    _add_times(made, event)
    made.add("SUMMARY", one_line(event.summary))
    for name, text in (
        ("DESCRIPTION", clean(event.description)),
        ("LOCATION", one_line(event.location)),
        ("URL", one_line(event.url).replace(" ", "%20")),
    ):
        if text:
            made.add(name, text)
    if event.categories:
        made.add("CATEGORIES", [one_line(name) for name in event.categories])
    made.add("STATUS", Status(event.status).upper())
    made.add("TRANSP", "TRANSPARENT" if event.shows_as is ShowsAs.FREE else "OPAQUE")
    if event.shows_as in _BUSY_STATUS:
        made.add("X-MICROSOFT-CDO-BUSYSTATUS", _BUSY_STATUS[event.shows_as])
    made.add("SEQUENCE", event.sequence)
    _add_mark(made, event)
    for before in event.alarms:
        made.add_component(_alarm(before, one_line(event.summary)))
    return made


def _add_times(made: icalendar.Event, event: Event) -> None:
    start, end = event.start, event.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        start, end = _utc(start), _utc(end)
    made.add("DTSTART", start)
    if end > start:  # RFC 5545 section 3.8.2.2: an end is later than its start
        made.add("DTEND", end)
    if event.recurrence_id is not None:
        made.add("RECURRENCE-ID", _occurrence(event.recurrence_id))


def _occurrence(name: str) -> object:
    if "T" not in name:
        return datetime.strptime(name, "%Y%m%d").replace(tzinfo=UTC).date()
    return datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _add_mark(made: icalendar.Event, event: Event) -> None:
    import icalendar  # noqa: PLC0415 - quick start

    if event.our_mark is None:
        return
    for name, text in (
        (KEY, event.our_mark.key),
        (FINGERPRINT, event.our_mark.fingerprint),
        (MEMORY, event.our_mark.memory),
    ):
        if text:
            # Escaped as text: icalendar would write the raw words of an X- property.
            made.add(name, icalendar.vText(one_line(text)))


def _alarm(before: timedelta, text: str) -> icalendar.Alarm:
    import icalendar  # noqa: PLC0415 - quick start

    made = icalendar.Alarm()
    made.add("ACTION", "DISPLAY")
    made.add("DESCRIPTION", text or "relance")
    made.add("TRIGGER", -before)
    return made


def new_calendar(name: str = "", method: str | None = None) -> icalendar.Calendar:
    """Return an empty VCALENDAR of ours."""
    import icalendar  # noqa: PLC0415 - quick start

    made = icalendar.Calendar()
    made.add("VERSION", "2.0")
    made.add("PRODID", PRODUCT)
    made.add("CALSCALE", "GREGORIAN")
    if method:
        made.add("METHOD", method)
    if name:
        made.add("X-WR-CALNAME", one_line(name))
    return made


def calendar_bytes(
    events: Iterable[Event], *, stamp: datetime, name: str = "", method: str | None = None
) -> bytes:
    """Return a calendar file: the same bytes for the same events, in whatever order they come."""
    made = new_calendar(name, method)
    for event in sorted(
        events, key=lambda one: (basic(one.start), one.uid, one.recurrence_id or "")
    ):
        made.add_component(to_vevent(event, stamp=stamp))
    return bytes(made.to_ical())
