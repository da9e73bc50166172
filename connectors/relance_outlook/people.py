"""Who sent an invitation, and who is invited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance.ical.text import one_line
from relance.model import Person, Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST = 100
_RESPONSES = {
    "organizer": Response.ACCEPTED,
    "accepted": Response.ACCEPTED,
    "tentativelyaccepted": Response.TENTATIVE,
    "declined": Response.DECLINED,
}
_MAIL = re.compile(r"[^\s<>\"',;:@]{1,200}@[^\s<>\"',;:@]{1,200}")


def host(resource: Mapping[str, Any]) -> Person | None:
    """Return who sent the invitation; nobody, where the person made the event."""
    found = resource.get("organizer")
    if not isinstance(found, dict) or resource.get("isOrganizer") is True:
        return None
    return _person(found, None)


def guests(resource: Mapping[str, Any]) -> tuple[Person, ...]:
    """Return who is invited, rooms left out, and the person who made the event."""
    people = (_person(one, _response(one.get("status"))) for one in _listed(resource))
    maker = resource.get("organizer") if resource.get("isOrganizer") is True else None
    me = _person(maker, None) if isinstance(maker, dict) else None
    own = me.email.casefold() if me is not None else None
    return tuple(one for one in people if one is not None and one.email.casefold() != own)


def declined(resource: Mapping[str, Any]) -> bool:
    """Say whether the person whose calendar this is will not come."""
    return _response(resource.get("responseStatus")) is Response.DECLINED


def _response(status: object) -> Response:
    said = str(status.get("response")).casefold() if isinstance(status, dict) else ""
    return _RESPONSES.get(said, Response.NEEDS_ACTION)


def _listed(resource: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    found = resource.get("attendees")
    for one in (found if isinstance(found, list) else [])[:MOST]:
        if isinstance(one, dict) and str(one.get("type")).casefold() != "resource":
            yield one


def _person(found: Mapping[str, Any], response: Response | None) -> Person | None:
    told = found.get("emailAddress")
    if not isinstance(told, dict):
        return None
    mail, name = told.get("address"), told.get("name")
    address = _MAIL.fullmatch(mail.strip()) if isinstance(mail, str) else None
    email = address[0] if address is not None else ""
    shown = one_line(name[:800])[:200] if isinstance(name, str) else ""
    return Person(email, shown, response) if email or shown else None
