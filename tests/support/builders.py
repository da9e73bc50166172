"""Short ways to make the values that tests speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from relance.model import (
    Candidacy,
    Channel,
    Details,
    Event,
    Fate,
    Interview,
    Key,
    MarkKind,
    Occasion,
    Recognition,
    Recruiter,
    Said,
    Standing,
    Step,
    UserMark,
    Verdict,
)

PARIS = ZoneInfo("Europe/Paris")
FRANCE = Recruiter("Europe/Paris", "FR")


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """Return a wall-clock time such as `2026-11-24 10:00` in a zone, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def interview(
    start: str,
    *,
    minutes: int = 60,
    uid: str = "",
    first_seen: str = "2026-01-01 00:00",
    promised: date | None = None,
    company: str | None = "Lumigrade",
    zone: ZoneInfo = PARIS,
) -> Interview:
    begins = at(start, zone)
    event = Event(
        uid or f"{company}-{start}",
        begins,
        begins + timedelta(minutes=minutes),
        zone=str(zone),
        summary=f"Entretien {company}",
    )
    details = Details(company=company, reply_promised_on=promised, language="fr")
    return Interview(event, Recognition(Verdict.YES, 5.0), details, at(first_seen))


def occasion(
    *interviews: Interview,
    standings: tuple[Standing, ...] = (),
    said: tuple[Said, ...] = (),
    zone: ZoneInfo = PARIS,
) -> Occasion:
    spans = [i.event.span(zone) for i in interviews]
    end = max(span.end for span in spans)
    day = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return Occasion(interviews, day, min(s.start for s in spans), end, said, standings)


def candidacy(
    *occasions: Occasion, name: str = "lumigrade", recruiter: Recruiter = FRANCE
) -> Candidacy:
    return Candidacy(name, name.title(), recruiter, occasions)


def stood(
    of: Interview,
    step: Step,
    start: str | date,
    *,
    attempt: int = 1,
    generation: int = 0,
    channel: Channel = Channel.PHONE,
    fate: Fate = Fate.STANDS,
    pinned: bool = False,
) -> Standing:
    """Return a follow-up of 15 minutes, or of a day, that was decided before."""
    key = Key(of.identity, step, attempt, generation)
    if isinstance(start, date):
        return Standing(key, Channel.MARKER, start, start + timedelta(days=1), fate, pinned)
    begins = at(start)
    return Standing(key, channel, begins, begins + timedelta(minutes=15), fate, pinned)


def said(kind: MarkKind, when: str, *, value: str = "", on: Key | None = None) -> Said:
    return Said(UserMark(kind, value), at(when), on)
