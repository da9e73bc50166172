"""Candidacies that are over: interviews with five follow-ups behind each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from relance.model import (
    Channel,
    Event,
    Key,
    OurMark,
    Person,
    Response,
    Step,
    identity,
)
from relance.reading.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER = "camille.durand@mail.example"
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # all of them lie in the window that is read then
_FIRST_DAY = date(2026, 7, 27)
_STEPS = (
    (Step.THANK_YOU, 1, Channel.EMAIL, 1),
    (Step.FOLLOW_UP, 1, Channel.PHONE, 7),
    (Step.FOLLOW_UP, 2, Channel.PHONE, 14),
    (Step.FOLLOW_UP, 3, Channel.EMAIL, 21),
    (Step.ABANDON, 1, Channel.MARKER, 28),
)


def past_candidacies(number: int) -> tuple[list[Event], list[Event]]:
    """Return interviews at as many companies, and their follow-ups as relance leaves them."""
    interviews = [_interview(n) for n in range(number)]
    return interviews, [event for one in interviews for event in _follow_ups(one)]


def _interview(number: int) -> Event:
    company = f"Firme{number:04}"
    day = _FIRST_DAY + timedelta(days=7 * (number % 10) + number // 10 % 5)
    start = datetime.combine(day, time(6 + number // 50 % 10), UTC)
    return Event(
        f"{company.lower()}@bench.example",
        start,
        start + timedelta(minutes=30),
        zone="Europe/Paris",
        summary=f"Entretien {company} - Camille Durand",
        description=f"Bonjour Camille, suite à votre candidature chez {company}.",
        organizer=Person(f"agathe.serre@{company.lower()}.example", "Agathe Serre"),
        attendees=(Person(OWNER, "Camille Durand", Response.ACCEPTED),),
    )


def _follow_ups(interview: Event) -> Iterator[Event]:
    assert isinstance(interview.start, datetime)
    first = interview.start.date()
    for step, attempt, by, after in _STEPS:
        day = first + timedelta(days=after)
        start = datetime.combine(day, time(9), UTC)
        marker = by is Channel.MARKER
        key = Key(identity(interview.uid, None), step, attempt)
        event = Event(
            key.uid,
            day if marker else start,
            day + timedelta(days=1) if marker else start + timedelta(minutes=15),
            summary=f"{step} · {interview.summary}",
            description="What to say.",
        )
        memory = Memory(by, datetime.combine(day, time(), UTC), day=first).dumps()
        yield replace(event, our_mark=OurMark(str(key), event.fingerprint(), memory))
