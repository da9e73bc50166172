"""Event ⇄ VEVENT, used by export, the feed and the connectors for calendar files and CalDAV.

bytes ─ scan ─▶ blocks ─ bundles ─▶ one UID each ─ decode ─▶ drafts ─ expand ─▶ events
events ─ encode ─▶ bytes
"""

from relance.ical.encode import calendar_bytes, new_calendar, to_vevent
from relance.ical.files import calendar_files, plain_error, read_bytes
from relance.ical.hidden import without_words
from relance.ical.read import (
    Bundle,
    BundleReader,
    Reading,
    bundles,
    read_events,
    read_path,
    too_much,
)
from relance.ical.scan import LARGEST, Scan, scan

__all__ = [
    "LARGEST",
    "Bundle",
    "BundleReader",
    "Reading",
    "Scan",
    "bundles",
    "calendar_bytes",
    "calendar_files",
    "new_calendar",
    "plain_error",
    "read_bytes",
    "read_events",
    "read_path",
    "scan",
    "to_vevent",
    "too_much",
    "without_words",
]
