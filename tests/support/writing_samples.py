"""Follow-ups and occasions to write texts for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from relance.model import Channel, Details, Event, FollowUp, Key, Owner, State, Step
from relance.writing.about import About
from relance.writing.compose import compose

OWNER = Owner(emails=("camille.durand@mail.example",), name="Camille Durand")
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

FULL = About(
    company="Acme",
    details=Details(
        company="Acme",
        contact_name="Claire Martin",
        contact_email="claire.martin@acme.example",
        phone="+33199001234",
        role="Data engineer",
        round="technical",
    ),
    interview_day=date(2026, 11, 10),
    interview_zone="Europe/Paris",
)
BARE = About("", Details(), date(2026, 12, 1), "Europe/Paris")
AGENCY = replace(
    FULL,
    details=replace(FULL.details, agency="Cabinet Lisière", role="Ingénieure données", round=None),
)


def follow_up(
    step: Step,
    channel: Channel,
    *,
    attempt: int = 1,
    of: int = 3,
    state: State = State.PENDING,
    placed: bool = True,
) -> FollowUp:
    """Return a follow-up on a day, or without a place."""
    length = timedelta(minutes=30 if step is Step.CONTRACT else 15)
    start: date | None = START
    end: date | None = START + length
    if channel is Channel.MARKER:
        start, end = START.date(), START.date() + timedelta(days=1)
    if not placed:
        start = end = None
    key = Key("0123456789ab", step, attempt)
    return FollowUp(key, "acme", "Acme", channel, of, START, start, end, "Europe/Paris", state)


def _promised(about: About, day: date) -> About:
    return replace(about, details=replace(about.details, reply_promised_on=day))


def _without(about: About, *names: str) -> About:
    return replace(about, details=replace(about.details, **dict.fromkeys(names)))


def _called(name: str, civility: str | None = None, *, round_: str = "technical") -> About:
    details = replace(
        FULL.details, contact_name=name, contact_civility=civility, role="acheteuse", round=round_
    )
    return replace(FULL, details=details)


_F, _P, _E = Step.FOLLOW_UP, Channel.PHONE, Channel.EMAIL
CASES = {
    "thank-you-email": (follow_up(Step.THANK_YOU, _E, of=1), FULL),
    "thank-you-email-promised": (
        follow_up(Step.THANK_YOU, _E, of=1),
        _promised(replace(FULL, interviews=2), date(2026, 12, 1)),
    ),
    "thank-you-email-bare": (follow_up(Step.THANK_YOU, _E, of=1), BARE),
    "thank-you-phone": (follow_up(Step.THANK_YOU, _P, of=1), FULL),
    "follow-up-1-phone": (follow_up(_F, _P), FULL),
    "follow-up-1-phone-promised": (follow_up(_F, _P), _promised(AGENCY, date(2026, 11, 20))),
    "follow-up-2-phone-no-number": (follow_up(_F, _P, attempt=2), _without(FULL, "phone")),
    "follow-up-2-phone-bare": (follow_up(_F, _P, attempt=2), BARE),
    "follow-up-1-email": (follow_up(_F, _E), _promised(AGENCY, date(2026, 11, 20))),
    "follow-up-2-email": (follow_up(_F, _E, attempt=2), FULL),
    "follow-up-2-email-no-address": (
        follow_up(_F, _E, attempt=2),
        _without(FULL, "contact_email", "contact_name"),
    ),
    "follow-up-1-phone-civility": (follow_up(_F, _P), _called("Lefort", "ms", round_="round_1")),
    "follow-up-1-phone-family-name": (follow_up(_F, _P), _called("Lefort", round_="manager")),
    "follow-up-1-email-doctor": (
        follow_up(_F, _E),
        _called("Lefort", "dr", round_="team"),
    ),
    "follow-up-1-phone-doctor": (follow_up(_F, _P), _called("Lefort", "dr", round_="round_2")),
    "thank-you-email-family-name": (follow_up(Step.THANK_YOU, _E, of=1), _called("Lefort")),
    "closing-email": (follow_up(_F, _E, attempt=3), FULL),
    "closing-email-bare": (follow_up(_F, _E, attempt=3), BARE),
    "closing-phone": (follow_up(_F, _P, attempt=3), AGENCY),
    "unreachable-email": (follow_up(Step.UNREACHABLE, _E, attempt=2, of=1), FULL),
    "stay-available-email": (follow_up(Step.STAY_AVAILABLE, _E, of=1), FULL),
    "contract-email": (follow_up(Step.CONTRACT, _E, of=1), FULL),
    "abandon-marker": (follow_up(Step.ABANDON, Channel.MARKER, of=1), FULL),
}


def composed(name: str, language: str) -> Event:
    """Return the event of a case."""
    wanted, about = CASES[name]
    return compose(wanted, about, owner=OWNER, language=language)
