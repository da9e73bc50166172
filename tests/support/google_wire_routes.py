"""Which path is which method."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import google_wire_calendars as calendars
import google_wire_events as events
import google_wire_instances as instances
import google_wire_listing as listing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from google_wire_answers import Answer
    from google_wire_calls import Call
    from google_wire_listing import Tokens
    from google_wire_watch import Channels

BASE = "/calendar/v3/"
_ONE = "([^/]+)"
_ROUTES = [
    (op, method, re.compile(path))
    for op, method, path in (
        ("calendarList.list", "GET", "users/me/calendarList"),
        ("calendarList.insert", "POST", "users/me/calendarList"),
        ("calendarList.get", "GET", f"users/me/calendarList/{_ONE}"),
        ("calendarList.patch", "PATCH", f"users/me/calendarList/{_ONE}"),
        ("calendars.insert", "POST", "calendars"),
        ("calendars.get", "GET", f"calendars/{_ONE}"),
        ("events.list", "GET", f"calendars/{_ONE}/events"),
        ("events.insert", "POST", f"calendars/{_ONE}/events"),
        ("events.watch", "POST", f"calendars/{_ONE}/events/watch"),
        ("events.get", "GET", f"calendars/{_ONE}/events/{_ONE}"),
        ("events.instances", "GET", f"calendars/{_ONE}/events/{_ONE}/instances"),
        ("events.update", "PUT", f"calendars/{_ONE}/events/{_ONE}"),
        ("events.patch", "PATCH", f"calendars/{_ONE}/events/{_ONE}"),
        ("events.delete", "DELETE", f"calendars/{_ONE}/events/{_ONE}"),
        ("channels.stop", "POST", "channels/stop"),
        ("freebusy.query", "POST", "freeBusy"),
    )
]
_OTHERS = {
    ("GET", "/o/oauth2/v2/auth"): "oauth.auth",
    ("POST", "/token"): "oauth.token",
    ("POST", "/revoke"): "oauth.revoke",
}


def route(method: str, path: str) -> tuple[str, tuple[str, ...]]:
    """Return the method's name and the names in its path; both empty for what is not there."""
    if (method, path) in _OTHERS:
        return _OTHERS[method, path], ()
    if path.startswith(BASE):
        for op, by, pattern in _ROUTES:
            found = pattern.fullmatch(path.removeprefix(BASE)) if by == method else None
            if found is not None:
                return op, tuple(unquote(name) for name in found.groups())
    return "", ()


def handlers(tokens: Tokens, channels: Channels) -> Mapping[str, Callable[[Call], Answer]]:
    """Return what carries out each method."""
    return {
        "calendarList.list": calendars.list_,
        "calendarList.insert": calendars.insert_entry,
        "calendarList.get": calendars.get_entry,
        "calendarList.patch": calendars.patch_entry,
        "calendars.insert": calendars.insert,
        "calendars.get": calendars.get,
        "events.list": lambda call: listing.list_(call, tokens),
        "events.insert": events.insert,
        "events.watch": channels.watch,
        "events.get": events.get,
        "events.instances": instances.instances,
        "events.update": events.update,
        "events.patch": events.patch,
        "events.delete": events.delete,
        "channels.stop": channels.stop,
        "freebusy.query": calendars.busy,
    }
