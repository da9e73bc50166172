"""One event → whether it is an interview of the owner, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from relance.model import Details, Recognition, Status, Verdict
from relance.reading.candidacies import override
from relance.reading.details import read_details
from relance.reading.interviews import recognise
from relance.reading.marks import read_marks

if TYPE_CHECKING:
    from relance.model import Event, Owner


@dataclass(frozen=True, slots=True)
class Read:
    """What was recognised; `details` are None where the event is no interview."""

    recognition: Recognition
    details: Details | None = None

    @property
    def verdict(self) -> Verdict:
        """Return whether it is an interview."""
        return self.recognition.verdict


def read_event(event: Event, owner: Owner, country: str) -> Read:
    """Read an event; what the person says of it counts, and a cancelled one is none."""
    marks = read_marks(event, ours=False, language=None, day=day_of(event)).marks
    recognition = recognise(event, owner, override=override(marks))
    if recognition.verdict is Verdict.YES and event.status is Status.CANCELLED:
        recognition = replace(recognition, verdict=Verdict.NO)
    if recognition.verdict is Verdict.NO:
        return Read(recognition)
    return Read(recognition, read_details(event, owner, country=country))


def day_of(event: Event) -> date:
    """Return the day on which an event starts, on its own clock."""
    return event.start.date() if isinstance(event.start, datetime) else event.start
