"""Read the whole calendars of the corpus, with what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from relance.ical import read_path
from relance.model import Owner, basic
from scorer import CORPUS

if TYPE_CHECKING:
    from relance.model import Event

SCENARIOS = ("dev01_google_fr", "dev02_outlook_en", "dev03_icloud_student", "dev04_recurrence_fr")


@dataclass(frozen=True, slots=True)
class WholeCalendar:
    """A calendar of three months, recurrences expanded."""

    name: str
    owner: Owner
    events: tuple[Event, ...]
    interviews: tuple[dict[str, Any], ...]
    must_not_find: tuple[dict[str, Any], ...]


def load_calendar(name: str) -> WholeCalendar:
    """Read one scenario with the reader of the house."""
    folder = CORPUS / "scenarios"
    expected = yaml.safe_load((folder / f"{name}.expected.yaml").read_text("utf-8"))
    read = read_path(folder / f"{name}.ics", zone=ZoneInfo(expected["timezone"]))
    who = expected["owner"]
    return WholeCalendar(
        name=name,
        owner=Owner((who["email"],), who["name"], tuple(who["own_domains"])),
        events=read.events,
        interviews=tuple(expected["expected"]["interviews"]),
        must_not_find=tuple(expected["expected"]["must_not_find"]),
    )


def wanted_identity(item: dict[str, Any]) -> tuple[str, str | None]:
    """Return the UID and the recurrence id of an expected event, as events carry them."""
    when = item.get("recurrence_id_utc")
    return item["uid"], basic(datetime.fromisoformat(when)) if when else None
