"""The data of one resource → its events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import BadInput
from relance.ical import BundleReader, bundles, scan
from relance.model import Key, OurMark, Warned

if TYPE_CHECKING:
    from relance.model import Event, Window

OUR_UIDS = "@relance"
_UNUSUAL = re.compile(rb"BEGIN:VEVENT|\nR(?:RULE|DATE|ECURRENCE-ID)")
_DATES = re.compile(rb"\n(DTSTART|DTEND)[^:\n]*:(\d{8})")
_SLACK = timedelta(days=3)
_PREFIX, _SUFFIX = "relance-", ".ics"


def name_for(key: str) -> str:
    """Return the name of the resource that holds the follow-up with this key."""
    return f"{_PREFIX}{key}{_SUFFIX}"


def key_of(uid: str) -> str:
    """Return the key that a UID of ours derives from; "" for any other."""
    text = uid.removesuffix(OUR_UIDS)
    try:
        key = Key.parse(text)
    except ValueError:
        return ""
    return text if key.uid == uid else ""


def version_of(etag: str, data: bytes) -> str:
    """Return the version of a resource: its etag, or a hash of its data where it has none."""
    if etag.strip():
        return etag.strip()
    plain = data.replace(b"\r\n", b"\n").strip()
    return f"data:{sha256(plain).hexdigest()[:24]}"


@dataclass(slots=True)
class Items:
    """Reads resources, one at a time; `window` bounds series, and what is wanted."""

    window: Window
    warnings: list[Warned] = field(default_factory=list)
    _earliest: bytes = field(init=False)
    _latest: bytes = field(init=False)

    def __post_init__(self) -> None:
        span = self.window.span  # days in any zone, and one more
        self._earliest = f"{span.start - _SLACK:%Y%m%d}".encode()
        self._latest = f"{span.end + _SLACK:%Y%m%d}".encode()

    def events(self, name: str, ref: str, version: str, data: bytes) -> tuple[Event, ...] | None:
        """Return the occurrences inside the window; None when nothing of it could be read."""
        if b"BEGIN:VEVENT" not in data.upper():
            if b"BEGIN:VCALENDAR" in data.upper():
                return ()
            told = "an event of this calendar cannot be read."
            self.warnings.append(Warned(ref, told, "Look at it in the calendar's own program."))
            return None
        if self._far(data):
            return ()
        try:
            file = scan(data, ref)
        except BadInput as wrong:
            self.warnings.append(Warned(ref, wrong.what, wrong.remedy))
            return None
        reader = BundleReader(self.window)
        found: list[Event] = []
        damaged = bool(file.damaged) and not file.blocks
        for bundle in bundles([file], self.window):
            events = reader.events(bundle, ref=ref, version=version)
            damaged = damaged or events is None
            found += events or ()
        self.warnings += file.told.warnings
        if damaged and not found:
            return None
        return tuple(_marked(event, name) for event in found)

    def _far(self, data: bytes) -> bool:
        """Say whether a single event lies wholly outside of the window, at a glance.

        Most of an old calendar does. Anything unusual is looked at properly.
        """
        event = data[data.find(b"BEGIN:VEVENT") :].upper()
        if _UNUSUAL.search(event, 12) is not None:
            return False
        dates: dict[bytes, bytes] = dict(_DATES.findall(event))
        first, last = dates.get(b"DTSTART", b""), dates.get(b"DTEND", b"")
        if not first or not last:
            return False
        return first > self._latest or last < self._earliest


def _marked(event: Event, name: str) -> Event:
    """Return an event with our mark if it is ours: two witnesses stand in for a lost property.

    Its UID and the name of its resource both derive from one key. A series is never ours: the
    person made it one. Neither is an invitation by another UID: anybody can write a mark into it.
    """
    invited = event.organizer is not None or bool(event.attendees)
    if event.recurrence_id is not None or event.from_rule or (invited and not key_of(event.uid)):
        return replace(event, our_mark=None)
    if event.our_mark is None:
        key = key_of(event.uid)
        if key and name == name_for(key):
            return replace(event, our_mark=OurMark(key))
    return event
