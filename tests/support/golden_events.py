"""Golden files of translation: an event as JSON, as people read it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from relance.model import Event, OurMark, Person, ShowsAs, Status

_PLAIN = Event("", date(2026, 1, 1), date(2026, 1, 2))


def shown(event: Event) -> dict[str, Any]:
    """Return an event as JSON: what is said, without what is as always."""
    return {
        one.name: _shown(value)
        for one in fields(Event)
        if (value := getattr(event, one.name)) != getattr(_PLAIN, one.name)
        or one.name in {"start", "end"}
    }


def _shown(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds() // 60)
    if isinstance(value, tuple):
        return [_shown(one) for one in value]
    if isinstance(value, Person):
        return [value.email, value.name, str(value.response or "")]
    if isinstance(value, OurMark):
        return [value.key, value.fingerprint, value.memory]
    return value


def event_of(given: dict[str, Any]) -> Event:
    """Return the event that a golden file shows."""
    said = dict(given)
    for side in ("start", "end"):
        text = said[side]
        said[side] = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    said["alarms"] = tuple(timedelta(minutes=n) for n in said.get("alarms", ()))
    for name, kind in (("status", Status), ("shows_as", ShowsAs)):
        if name in said:
            said[name] = kind(said[name])
    if "our_mark" in said:
        said["our_mark"] = OurMark(*said["our_mark"])
    return Event(**said)
