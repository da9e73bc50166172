"""Golden files of translation: Google's event beside ours, as people read them.

python tests/support/google_golden.py    # writes the other half of each anew, to look over
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relance.model import Event, OurMark, Person, ShowsAs, Status
from relance_google.translate import changes, from_google, to_google

PARIS = ZoneInfo("Europe/Paris")
FOLDER = Path(__file__).parents[1] / "data" / "google"
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


def reading(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is read of Google's event in a file."""
    return shown(from_google(file["google"], PARIS))


def writing(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is written of the event in a file; over an older state, what changes."""
    event = event_of(file["event"])
    return changes(event_of(file["before"]), event) if "before" in file else to_google(event)


def main() -> None:
    """Write the expected half of every golden file anew."""
    for kind, other, made in (("read", "event", reading), ("write", "google", writing)):
        for path in sorted((FOLDER / kind).glob("*.json")):
            file = json.loads(path.read_text(encoding="utf-8"))
            file[other] = made(file)
            path.write_text(json.dumps(file, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
