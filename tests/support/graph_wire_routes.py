"""Which path is which method."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import graph_wire_calendars as calendars
import graph_wire_events as events
from graph_wire_delta import Tokens, delta

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graph_wire_calls import Call
    from graph_wire_watch import Subscriptions
    from wire_answers import Answer

BASE = "/v1.0/"
_CALENDAR = r"me/(?:calendar|calendars/(?P<calendar>[^/]+)|calendars\('(?P<calendar2>[^']+)'\))"
_ANY = rf"(?:{_CALENDAR}|me)"
_WHOLE = rf"(?:{_CALENDAR}|(?P<whole>me))"
_EVENT = r"me/(?:calendars?/(?:[^/]+/)?)?events/(?P<event>[^/]+)"
_SUBSCRIPTION = r"subscriptions/(?P<subscription>[^/]+)"
_ROUTES = [
    (op, method, re.compile(path))
    for op, method, path in (
        ("me.get", "GET", "me"),
        ("calendars.list", "GET", "me/calendars"),
        ("calendars.create", "POST", "me/calendars"),
        ("calendars.get", "GET", _CALENDAR),
        ("events.list", "GET", f"{_WHOLE}/events"),
        ("events.create", "POST", f"{_ANY}/events"),
        ("events.get", "GET", _EVENT),
        ("events.update", "PATCH", _EVENT),
        ("events.delete", "DELETE", _EVENT),
        ("events.instances", "GET", f"{_EVENT}/instances"),
        ("properties.create", "POST", f"{_EVENT}/singleValueExtendedProperties"),
        ("view.list", "GET", f"{_ANY}/calendarView"),
        ("view.delta", "GET", f"{_ANY}/calendarView/delta"),
        ("categories.list", "GET", "me/outlook/masterCategories"),
        ("categories.create", "POST", "me/outlook/masterCategories"),
        ("batch", "POST", r"\$batch"),
        ("subscriptions.list", "GET", "subscriptions"),
        ("subscriptions.create", "POST", "subscriptions"),
        ("subscriptions.get", "GET", _SUBSCRIPTION),
        ("subscriptions.update", "PATCH", _SUBSCRIPTION),
        ("subscriptions.delete", "DELETE", _SUBSCRIPTION),
    )
]
_LOGIN = [
    (op, method, re.compile(path))
    for op, method, path in (
        ("login.metadata", "GET", r"/(?P<tenant>[^/]+)/v2\.0/\.well-known/openid-configuration"),
        ("login.authorize", "GET", r"/(?P<tenant>[^/]+)/oauth2/v2\.0/authorize"),
        ("login.token", "POST", r"/(?P<tenant>[^/]+)/oauth2/v2\.0/token"),
        ("login.device", "POST", r"/(?P<tenant>[^/]+)/oauth2/v2\.0/devicecode"),
        ("login.logout", "GET", r"/(?P<tenant>[^/]+)/oauth2/v2\.0/logout"),
        ("login.discovery", "GET", "/(?P<tenant>common)/discovery/instance"),
        ("login.deviceauth", "GET", "/(?P<tenant>common)/oauth2/deviceauth"),
    )
]
# any of them opens the method
_SCOPES = {
    "me.": {"User.Read", "User.ReadWrite"},
    "categories.list": {"MailboxSettings.Read", "MailboxSettings.ReadWrite"},
    "categories.create": {"MailboxSettings.ReadWrite"},
    "calendars.create": {"Calendars.ReadWrite"},
    "events.create": {"Calendars.ReadWrite"},
    "events.update": {"Calendars.ReadWrite"},
    "events.delete": {"Calendars.ReadWrite"},
    "properties.create": {"Calendars.ReadWrite"},
    "view.delta": {"Calendars.ReadBasic", "Calendars.Read", "Calendars.ReadWrite"},
    "subscriptions.": {"Calendars.Read", "Calendars.ReadWrite"},
    "": {"Calendars.Read", "Calendars.ReadWrite"},
}


def route(method: str, path: str) -> tuple[str, tuple[str, ...]]:
    """Return the method's name and the names in its path, in pairs of name and value."""
    routes, at = (_ROUTES, path.removeprefix(BASE)) if path.startswith(BASE) else (_LOGIN, path)
    for op, by, pattern in routes:
        found = pattern.fullmatch(at) if by == method else None
        if found is not None:
            pairs = [(name, unquote(v)) for name, v in found.groupdict().items() if v is not None]
            return op, tuple(part for pair in pairs for part in pair)
    return "", ()


def named(flat: tuple[str, ...]) -> dict[str, str]:
    """Return the names in a path as a mapping again."""
    given = dict(zip(flat[::2], flat[1::2], strict=True))
    if "calendar2" in given:
        given["calendar"] = given.pop("calendar2")
    return given


def opens(op: str, scopes: frozenset[str]) -> bool:
    """Say whether a token's scopes open a method."""
    for head, wanted in _SCOPES.items():
        if op.startswith(head):
            return bool(wanted & scopes)
    return False


def handlers(tokens: Tokens, watched: Subscriptions) -> Mapping[str, Callable[[Call], Answer]]:
    """Return what carries out each method."""
    return {
        "me.get": calendars.me,
        "calendars.list": calendars.list_,
        "calendars.create": calendars.create,
        "calendars.get": calendars.get,
        "events.list": events.list_,
        "events.create": events.create,
        "events.get": events.get,
        "events.update": events.update,
        "events.delete": events.delete,
        "events.instances": events.instances,
        "properties.create": events.set_property,
        "view.list": events.view,
        "view.delta": lambda call: delta(call, tokens),
        "categories.list": calendars.list_categories,
        "categories.create": calendars.create_category,
        "subscriptions.list": watched.list_,
        "subscriptions.create": watched.create,
        "subscriptions.get": watched.get,
        "subscriptions.update": watched.update,
        "subscriptions.delete": watched.delete,
    }
