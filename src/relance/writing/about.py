"""What a text is about, and the words that templates may use for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Channel, Details, Step
from relance.writing import links
from relance.writing.address import greeted, spoken_of
from relance.writing.catalogue import msg, say_it
from relance.writing.clean import plain
from relance.writing.dates import day
from relance.writing.wording import round_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from relance.model import Candidacy, FollowUp, Occasion, Owner, Span

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class About:
    """The interview or interviews of one day that a follow-up belongs to."""

    company: str
    details: Details
    interview_day: date
    interview_zone: str
    interviews: int = 1

    @classmethod
    def of(cls, candidacy: Candidacy, occasion: Occasion) -> About:
        """Return what is known of an occasion; its last interview has the last word.

        What was promised and the round belong to the occasion, a number given for the candidacy
        to all of it.
        """
        details = candidacy.details
        round_ = promised = None
        for interview in occasion.interviews:
            said = interview.details
            if said.contact_name or said.contact_email:
                details = replace(
                    details,
                    contact_name=said.contact_name,
                    contact_email=said.contact_email,
                    contact_civility=said.contact_civility,
                )
            details = replace(details, role=said.role or details.role)
            round_ = said.round or round_
            promised = said.reply_promised_on or promised
        phones = [i.details.phone for i in reversed(occasion.interviews) if i.details.phone]
        details = replace(
            details,
            phone=details.phone or next(iter(phones), None),
            round=round_,
            reply_promised_on=promised,
        )
        zone = candidacy.recruiter.zone
        spans = (interview.event.span(ZoneInfo(zone)) for interview in occasion.interviews)
        return cls(candidacy.company, details, occasion.day, zone, _times(spans))


def _times(spans: Iterable[Span]) -> int:
    """Count the talks that took place one after another; two that overlap are one.

    A whole day or a long block counts only where nothing within it does.
    """
    count, last = 0, None
    for span in sorted(spans, key=lambda s: (s.end, s.start)):
        if last is None or (span.start >= last.end and span.start > last.start):
            count, last = count + 1, span
    return count


def words(follow_up: FollowUp, about: About, owner: Owner, language: str) -> dict[str, Value]:
    """Return what templates may use: clean words, empty where nothing is known."""
    details, key = about.details, follow_up.key
    company, agency = plain(about.company or details.company), plain(details.agency)
    if agency.casefold() == company.casefold():
        agency = ""
    name, role = plain(details.contact_name), plain(details.role)
    contact = spoken_of(name, details.contact_civility, language)
    interview_day = day(about.interview_day, language)
    phone = links.number_of(details.phone)
    return {
        "step": key.step.value,
        "channel": follow_up.channel.value,
        "attempt": key.attempt,
        "of": max(follow_up.of, key.attempt),
        "company": company,
        "agency": agency,
        "whom": plain(company or agency or contact or role or interview_day, 40),
        "contact": contact,
        "greeting": greeted(name, details.contact_civility, language),
        "role": role,
        "round": plain(round_name(details.round, language)),
        "interview_day": interview_day,
        "several": about.interviews > 1,
        "met": about.interview_day <= (day_of(follow_up) or about.interview_day),
        "promised": _promised(follow_up, details, language),
        "owner": plain(owner.name) or say_it(msg("[your name]"), language),
        "phone": links.spaced(phone) if phone else "",
        "tel": links.tel(phone),
        "email": links.address_of(details.contact_email),
    }


def day_of(follow_up: FollowUp) -> date | None:
    """Return the day that a follow-up stands on, on the clock of its zone."""
    start = follow_up.start
    if isinstance(start, datetime):
        return start.astimezone(ZoneInfo(follow_up.zone)).date()
    return start


def waited_for(follow_up: FollowUp) -> date | None:
    """Return the date that the person noted as promised, where the step was placed after it."""
    noted = (reason.detail for reason in follow_up.reasons if reason.code == "wait")
    return next(map(date.fromisoformat, noted), None)


def _promised(follow_up: FollowUp, details: Details, language: str) -> str:
    """Return the day of a promised reply, while it makes sense to speak of it."""
    promised, start = details.reply_promised_on, day_of(follow_up)
    noted = waited_for(follow_up)
    if noted is not None and start is not None and noted < start:
        return day(noted, language)
    if promised is None or start is None:
        return ""
    told = promised >= start if follow_up.key.step is Step.THANK_YOU else promised < start
    return day(promised, language) if told and follow_up.key.attempt == 1 else ""


@cache
def samples() -> tuple[Mapping[str, Value], ...]:
    """Return one full and one bare set of words, to try a template with."""
    full: dict[str, Value] = {
        "step": Step.FOLLOW_UP.value,
        "channel": Channel.PHONE.value,
        "attempt": 1,
        "of": 3,
        "company": "Acme",
        "agency": "Lisière RH",
        "whom": "Acme",
        "contact": "Claire Martin",
        "greeting": "Claire Martin",
        "role": "Data engineer",
        "round": "technical",
        "interview_day": "Tuesday 10 November",
        "several": False,
        "met": True,
        "promised": "Friday 20 November",
        "owner": "Camille Durand",
        "phone": "+33 1 99 00 12 34",
        "tel": "tel:+33199001234",
        "email": "claire.martin@acme.example",
        # in the frame alone:
        "call": True,
        "advice": "Two minutes.",
        "subject": "Our conversation",
        "message": "Hello,",
        "mailto": "mailto:claire.martin@acme.example?subject=Our%20conversation",
        "whole": True,
        "legend": "done",
    }
    kept = {"step", "channel", "whom", "interview_day", "owner"}
    bare = {k: v if k in kept else type(v)() for k, v in full.items()}
    bare |= {"attempt": 2, "of": 2, "several": True}
    return full, bare
