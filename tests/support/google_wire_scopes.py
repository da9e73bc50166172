"""Which scope opens which method, as PROVIDERS tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PREFIX = "https://www.googleapis.com/auth/"

_READ = (
    "calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly",
    "calendar.events.owned", "calendar.events.owned.readonly", "calendar.events.freebusy",
    "calendar.events.public.readonly", "calendar.app.created",
)  # fmt: skip
_WRITE = ("calendar", "calendar.events", "calendar.events.owned", "calendar.app.created")
_LIST = (
    "calendar", "calendar.readonly", "calendar.calendarlist", "calendar.calendarlist.readonly",
)  # fmt: skip

METHODS: dict[str, tuple[str, ...]] = {
    "events.list": _READ,
    "events.get": _READ,
    "events.instances": _READ,
    "events.watch": _READ,
    "events.insert": _WRITE,
    "events.update": _WRITE,
    "events.patch": _WRITE,
    "events.delete": _WRITE,
    "calendarList.list": _LIST,
    "calendarList.get": (*_LIST, "calendar.app.created"),
    "calendarList.patch": ("calendar", "calendar.calendarlist", "calendar.app.created"),
    "calendarList.insert": ("calendar", "calendar.calendarlist"),
    "calendars.insert": ("calendar", "calendar.calendars", "calendar.app.created"),
    "calendars.get": (
        "calendar", "calendar.readonly", "calendar.calendars", "calendar.calendars.readonly",
        "calendar.app.created",
    ),
    "freebusy.query": (
        "calendar", "calendar.readonly", "calendar.freebusy", "calendar.events.freebusy",
    ),
    "channels.stop": (
        *_READ, "calendar.acls", "calendar.acls.readonly", "calendar.calendarlist",
        "calendar.calendarlist.readonly", "calendar.settings", "calendar.settings.readonly",
    ),
}  # fmt: skip


def full_names(scopes: Iterable[str]) -> frozenset[str]:
    """Return scopes as Google writes them; short names are accepted."""
    return frozenset(_full(scope) for scope in scopes)


def _full(scope: str) -> str:
    plain = "://" in scope or scope in {"openid", "email", "profile"}
    return scope if plain else PREFIX + scope


def opening(method: str, scopes: Iterable[str]) -> frozenset[str]:
    """Return the short names of the scopes at hand that open a method."""
    short = {scope.removeprefix(PREFIX) for scope in scopes}
    return frozenset(short.intersection(METHODS.get(method, ())))
