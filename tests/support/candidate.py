"""A candidate with calendars in memory: the whole pass, without any file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from builders import FRANCE, at
from relance.journal import Journal
from relance.model import Event, Key, Owner, Person, Response, Step
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.windows import Rules
from relance.reading.recruiters import Known
from relance.sync import House, PassReport, run_pass
from relance.testing.memory import MemoryCalendar

if TYPE_CHECKING:
    from pathlib import Path

OWNER = Owner(("camille.durand@mail.example",), "Camille Durand")


def invitation(
    company: str, start: str, *, minutes: int = 60, uid: str = "", notes: str = ""
) -> Event:
    """Return an invitation to an interview, as a recruiter sends it."""
    begins = at(start)
    domain = f"{company.lower().replace(' ', '-')}.example"
    return Event(
        uid or f"{company}-{start}@{domain}",
        begins,
        begins + timedelta(minutes=minutes),
        zone="Europe/Paris",
        summary=f"Entretien {company} - Camille Durand",
        description=notes or f"Bonjour Camille, suite à votre candidature chez {company}.",
        organizer=Person(f"agathe.serre@{domain}", "Agathe Serre"),
        attendees=(Person(OWNER.emails[0], OWNER.name, Response.ACCEPTED),),
    )


def appointment(start: str, *, minutes: int = 60, title: str = "Dentiste") -> Event:
    begins = at(start)
    return Event(
        f"{title}-{start}@life.example", begins, begins + timedelta(minutes=minutes), summary=title
    )


@dataclass(slots=True)
class Candidate:
    """A person's calendar, the calendar of follow-ups, and a journal that may get lost."""

    folder: Path
    life: MemoryCalendar = field(default_factory=lambda: MemoryCalendar("life"))
    relances: MemoryCalendar = field(default_factory=lambda: MemoryCalendar("relances"))
    known: dict[str, Known] = field(default_factory=dict)
    steps_ahead: int = 1
    journals: int = 0

    def house(self, journal: Journal) -> House:
        return House(
            journal,
            (self.life,),
            self.relances,
            OWNER,
            Rules(owner=FRANCE),
            DEFAULT_SEQUENCE,
            lambda name: self.known.get(name, Known()),
            digest="test",
            steps_ahead=self.steps_ahead,
        )

    def run(self, now: str | datetime, *, accept_loss: bool = False) -> PassReport:
        """Run one pass."""
        moment = at(now) if isinstance(now, str) else now
        with Journal.open(str(self.folder / f"journal-{self.journals}.sqlite")) as journal:
            return run_pass(self.house(journal), moment, accept_loss=accept_loss)

    def lose_journal(self) -> None:
        self.journals += 1

    def follow_ups(self) -> list[Event]:
        """Return our events in the order of time."""
        return sorted(self.relances.ours(), key=lambda e: f"{e.start}")

    def steps(self) -> list[tuple[Step, int]]:
        keys = [Key.parse(e.our_mark.key) for e in self.follow_ups() if e.our_mark]
        return [(key.step, key.attempt) for key in keys]

    def only(self) -> Event:
        (event,) = self.follow_ups()
        return event

    def hand(self, event: Event, **changes: object) -> None:
        """Change one of our events as the person does in a calendar program."""
        self.relances.put(replace(event, **changes))  # type: ignore[arg-type]  # fields of Event


def written(report: PassReport) -> tuple[int, int, int]:
    """Return how many events a pass created, updated and deleted."""
    calendars = report.calendars
    return (
        sum(c.created for c in calendars),
        sum(c.updated for c in calendars),
        sum(c.deleted for c in calendars),
    )
