"""Who sent an invitation, and who is invited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance.ical.text import one_line
from relance.model import Person, Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST = 100
"""Of an event with more guests, Google is asked for the person alone."""

_RESPONSES = {
    "needsAction": Response.NEEDS_ACTION,
    "accepted": Response.ACCEPTED,
    "tentative": Response.TENTATIVE,
    "declined": Response.DECLINED,
}
_MAIL = re.compile(r"[^\s<>\"',;:@]{1,200}@[^\s<>\"',;:@]{1,200}")
_CALENDARS = "calendar.google.com"  # addresses of calendars, and of organisers that are hidden


def host(resource: Mapping[str, Any]) -> Person | None:
    """Return who sent the invitation; nobody, where the person made the event."""
    found = resource.get("organizer")
    if not isinstance(found, dict) or found.get("self") is True:
        return None
    return _person(found, None)


def guests(resource: Mapping[str, Any]) -> tuple[Person, ...]:
    """Return who is invited, rooms left out."""
    people = (
        _person(one, _RESPONSES.get(str(one.get("responseStatus")), Response.NEEDS_ACTION))
        for one in _listed(resource)
    )
    return tuple(person for person in people if person is not None)


def declined(resource: Mapping[str, Any]) -> bool:
    """Say whether the person whose calendar this is will not come."""
    return any(
        one.get("self") is True and one.get("responseStatus") == "declined"
        for one in _listed(resource)
    )


def _listed(resource: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    found = resource.get("attendees")
    for one in (found if isinstance(found, list) else [])[:MOST]:
        if isinstance(one, dict) and one.get("resource") is not True:
            yield one


def _person(found: Mapping[str, Any], response: Response | None) -> Person | None:
    mail, name = found.get("email"), found.get("displayName")
    address = _MAIL.fullmatch(mail.strip()) if isinstance(mail, str) else None
    email = address[0] if address is not None else ""
    if email.casefold().rpartition("@")[2].endswith(_CALENDARS):
        email = ""
    shown = one_line(name)[:200] if isinstance(name, str) else ""
    return Person(email, shown, response) if email or shown else None
