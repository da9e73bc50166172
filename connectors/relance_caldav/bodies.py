"""The bodies of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_ETAG = "<D:prop><D:getetag/></D:prop>"
_DATA = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
_FIND = (
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{}'
    "</C:comp-filter></C:comp-filter></C:filter>"
)


def _body(name: str, inside: str) -> bytes:
    return f"{_HEAD}<{name} {_SPACES}>{inside}</{name}>".encode()


def changes_since(token: str) -> bytes:
    """Return a sync-collection that asks for the changed resources with their data."""
    inside = f"<D:sync-token>{escape(token)}</D:sync-token><D:sync-level>1</D:sync-level>{_DATA}"
    return _body("D:sync-collection", inside)


def these(hrefs: Iterable[str]) -> bytes:
    """Return a multiget of some resources."""
    named = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return _body("C:calendar-multiget", _DATA + named)


def every_event() -> bytes:
    """Return a query for every event with its data."""
    return _body("C:calendar-query", _DATA + _FIND.format(""))


def with_uid(uid: str) -> bytes:
    """Return a query for the events with a UID; servers may find more than that."""
    match = (
        '<C:prop-filter name="UID"><C:text-match collation="i;octet">'
        f"{escape(uid)}</C:text-match></C:prop-filter>"
    )
    return _body("C:calendar-query", _DATA + _FIND.format(match))


def about_changes() -> bytes:
    """Return a question for the sync-token as it is now, and whether one can be used."""
    return _body("D:propfind", "<D:prop><D:sync-token/><D:supported-report-set/></D:prop>")


def etags() -> bytes:
    """Return a question for the etags of all resources."""
    return _body("D:propfind", _ETAG)


def about_person() -> bytes:
    """Return a question for where somebody's calendars are."""
    names = ("current-user-principal", "resourcetype", "displayname")
    asked = "".join(f"<D:{name}/>" for name in names)
    return _body("D:propfind", f"<D:prop>{asked}<C:calendar-home-set/></D:prop>")


def about_calendars() -> bytes:
    """Return a question for what collections are."""
    names = ("resourcetype", "displayname", "current-user-privilege-set", "supported-report-set")
    asked = "".join(f"<D:{name}/>" for name in names)
    return _body("D:propfind", f"<D:prop>{asked}<C:supported-calendar-component-set/></D:prop>")


def new_calendar(name: str) -> bytes:
    """Return what makes a calendar for events."""
    return _body(
        "C:mkcalendar",
        f"<D:set><D:prop><D:displayname>{escape(name)}</D:displayname>"
        '<C:supported-calendar-component-set><C:comp name="VEVENT"/>'
        "</C:supported-calendar-component-set></D:prop></D:set>",
    )
