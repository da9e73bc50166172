"""What Graph takes as a subscription, and how it shows one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph_wire_answers import refusal
from graph_wire_times import stamp

if TYPE_CHECKING:
    from graph_wire_calls import Call
    from wire_answers import Json

_LONGEST, _SHORTEST = timedelta(minutes=10_080), timedelta(minutes=45)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(slots=True)
class Subscription:
    """One subscription; `lifecycle` is where its own fate is told."""

    id: str
    resource: str
    changes: str
    address: str
    lifecycle: str
    state: str
    until: datetime


def unproven(why: str) -> Exception:
    words = f"Subscription validation request failed. {why}"
    return refusal("ValidationError", words, status=400)


def check(body: Json, state: str) -> None:
    resource, changes = str(body.get("resource") or ""), str(body.get("changeType") or "")
    if set(changes.split(",")) - {"created", "updated", "deleted"}:
        raise refusal("InvalidRequest", "The changeType is not one that exists.")
    if len(state) > 128:
        raise refusal("InvalidRequest", "The clientState is longer than 128 characters.")
    if not resource.strip("/").startswith("me/") or not resource.endswith("/events"):
        raise refusal("InvalidRequest", f"The resource '{resource}' cannot be watched.")


def address(call: Call, body: Json, name: str) -> str:
    address = str(body.get(name) or "")
    if not address and name != "notificationUrl":
        return ""
    where = urlsplit(address)
    loopback = call.habits.loopback_hooks and where.hostname in _LOOPBACK
    if where.scheme != "https" and not (where.scheme == "http" and loopback):
        raise refusal("InvalidRequest", f"{name} has to be https.")
    return address


def until(call: Call, body: Json) -> datetime:
    """Return when a subscription ends: what is too long is refused, what is too short raised."""
    now = call.mailbox.clock().astimezone(UTC)
    try:
        until = datetime.fromisoformat(str(body.get("expirationDateTime"))).astimezone(UTC)
    except ValueError as error:
        raise refusal("InvalidRequest", "The expirationDateTime cannot be read.") from error
    if until <= now or until - now > _LONGEST:
        words = "Subscription expiration can only be 10080 minutes in the future."
        raise refusal("ExtensionError" if until > now else "InvalidRequest", words)
    return max(until, now + _SHORTEST)


def covers(resource: str, calendar: str, *, default: bool) -> bool:
    if resource == "me/events" or not calendar:
        return True
    named = {calendar, f"('{calendar}')"}
    own = any(f"calendars/{one}/events" in resource for one in named)
    return own or (default and resource == "me/calendar/events")


def told(one: Subscription) -> Json:
    return {
        "id": one.id,
        "resource": one.resource,
        "changeType": one.changes,
        "notificationUrl": one.address,
        "lifecycleNotificationUrl": one.lifecycle or None,
        "clientState": None,  # a secret, told once
        "expirationDateTime": stamp(one.until),
    }
