"""Event → the bytes that replace its own, with what other programs added to it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.ical import calendar_bytes, new_calendar, to_vevent

if TYPE_CHECKING:
    from datetime import datetime

    import icalendar

    from relance.model import Event

# What an event of ours says; anything else there is somebody else's and stays.
_OURS = (
    "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "X-ALT-DESC",
    "LOCATION", "URL", "CATEGORIES", "STATUS", "TRANSP", "SEQUENCE", "RRULE", "RDATE", "EXDATE",
    "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-RELANCE-KEY",
    "X-RELANCE-FINGERPRINT", "X-RELANCE-MEMORY",
)  # fmt: skip


def rewritten(event: Event, stamp: datetime, old: bytes | None = None) -> bytes:
    """Return a calendar that holds an event; `old` is what it replaces."""
    before = None if old is None else _before(old)
    if before is None:
        return calendar_bytes([event], stamp=stamp)
    vevent = to_vevent(event, stamp=stamp)
    for name, value in before.property_items(recursive=False):
        if name.upper() not in (*_OURS, "BEGIN", "END"):
            vevent.add(name, value, encode=False)
    made = new_calendar()
    made.add_component(vevent)
    return bytes(made.to_ical())


def _before(old: bytes) -> icalendar.Event | None:
    """Return the one event of a calendar, None when icalendar cannot read it."""
    import icalendar  # noqa: PLC0415 - quick start

    try:
        found = [
            one
            for top in icalendar.Calendar.from_ical(
                old.removeprefix(b"\xef\xbb\xbf"), multiple=True
            )
            for one in top.walk("VEVENT")
        ]
    except (ValueError, AssertionError):
        return None
    if len(found) != 1 or found[0].errors or not isinstance(found[0], icalendar.Event):
        return None
    return found[0]
