"""Read the invented events that measure recognition beside the corpus."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.model import Event, Owner, Person, Response, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER = Owner(("lea.kerdoncuff@courriel.example",), "Léa Kerdoncuff", ("brasval.example",))
SETS = ("fresh_events", "fresh_events_2", "fresh_events_3", "fresh_events_4")
_START = datetime(2026, 5, 12, 9, tzinfo=UTC)
_DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class FreshEvent:
    """An invented event and whether it is an interview of `OWNER`."""

    event: Event
    interview: bool
    language: str


def fresh_events(name: str) -> list[FreshEvent]:
    """Return the events of one set."""
    table = tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))
    return [*_titles(table), *_wholes(table)]


def typed(title: str, **fields: Any) -> Event:
    """Return an event of one hour, as typed by hand unless told otherwise."""
    given: dict[str, Any] = {
        "uid": "typed",
        "start": _START,
        "end": _START + timedelta(hours=1),
        "summary": title,
    }
    return Event(**(given | fields))


def invited(title: str, notes: str, by: str, **fields: Any) -> Event:
    """Return an event to which somebody ("Name <address>") invited the owner, who accepts."""
    name, _, address = by.partition("<")
    given: dict[str, Any] = {
        "description": notes,
        "organizer": Person(address.rstrip(">"), name.strip()),
        "attendees": (Person(OWNER.emails[0], OWNER.name, Response.ACCEPTED),),
    }
    return typed(title, **(given | fields))


def _titles(table: dict[str, Any]) -> Iterator[FreshEvent]:
    for group in table["titles"]:
        for title in group["of"]:
            yield FreshEvent(typed(title), group["interview"], group["language"])


def _wholes(table: dict[str, Any]) -> Iterator[FreshEvent]:
    for raw in table.get("events", []):
        title, notes = raw["title"], raw.get("notes", "")
        fields: dict[str, Any] = {"status": Status(raw.get("status", "confirmed"))}
        if "answer" in raw:
            fields["attendees"] = (Person(OWNER.emails[0], OWNER.name, Response(raw["answer"])),)
        event = (
            invited(title, notes, raw["organiser"], **fields)
            if "organiser" in raw
            else typed(title, description=notes, **fields)
        )
        yield FreshEvent(event, raw["interview"], raw["language"])
