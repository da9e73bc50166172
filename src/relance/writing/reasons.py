"""Reasons in plain words, by their code."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from relance.writing.catalogue import msg, say_it
from relance.writing.clean import plain, typeset
from relance.writing.dates import day
from relance.writing.signs import SHAPES, SIGNS

if TYPE_CHECKING:
    from relance.model import Reason

_DAYS_AGO = (msg("{number} working day after {date}"), msg("{number} working days after {date}"))

# By code; {date}, {number} and {cost} come out of the reason's detail and weight.
TEXTS = {
    # why a step is due
    "due": msg("it is due"),
    "after-interview": msg("after the interview of {date}"),
    "promised": msg("a reply was promised for {date}"),
    "wait": msg("nothing before {date}, as you noted"),
    "unreachable": msg("the call of {date} reached nobody"),
    "small": msg("a small company: a note after the call of {date}"),
    "pinned": msg("you placed it there"),
    "became-email": msg("no slot for a call: an email instead"),
    # why nothing follows
    "let-go": msg("the sequence is over"),
    "interview-cancelled": msg("the interview was cancelled"),
    "round-cancelled": msg("the later round was cancelled: waiting for a mark or a new interview"),
    "too-late": msg("the interview was long over when it was first seen"),
    "answered": msg("answered on {date}"),
    "refused": msg("refused on {date}"),
    "offer": msg("an offer on {date}"),
    "stop": msg("left there by you on {date}"),
    # what became of it
    "made": msg("made, as you noted"),
    "message-left": msg("a message was left"),
    "nobody-reached": msg("nobody was reached"),
    "missed": msg("not made, as you noted"),
    "deleted": msg("deleted by you"),
    "no-slot-found": msg("no slot was found until {date}"),
    "new-interview": msg("a new interview on {date} is an answer"),
    "placed-again": msg("it is placed again, on {date}"),
    "taken-back": msg("it is wanted no more"),
    # why this slot
    "earliest": msg("the earliest allowed slot"),
    "waited": msg("{cost} working hours after it was due"),
    # why not another
    "windows": msg("outside the windows"),
    "exclusion": msg("in an exclusion"),
    "holiday": msg("a public holiday of the recruiter"),
    "owner-holiday": msg("a public holiday of yours"),
    "owner-hours": msg("outside your own hours"),
    "busy": msg("over something in your calendars, or too close to it"),
    "follow-up": msg("over another follow-up"),
    "per-day": msg("the day is full"),
    "one-a-day": msg("the company has its contact of that day already"),
    "not-due": msg("before it is due"),
    "past": msg("in the past"),
    "none-left": msg("no slot in the days searched"),
    "no-working-day": msg("no working day in the days searched"),
}

# Preferences: what a slot that costs nothing is, and one that costs.
COSTS = {
    "waited": (msg("as soon as it is due"), TEXTS["waited"]),
    "day": (msg("a good day"), msg("a less good day (+{cost})")),
    "hours": (msg("a good time of day"), msg("a less good time of day (+{cost})")),
    "near-holiday": (msg("next to a public holiday"), msg("next to a public holiday (+{cost})")),
}

_ONE_HOUR = msg("{cost} working hour after it was due")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHARE = re.compile(r"([0-9]+) of ([0-9]+)$")


def told(reason: Reason, language: str) -> str:
    """Return a reason in plain words; one that has none here, as it was given."""
    if reason.code == "working-days":
        text: str | None = _DAYS_AGO[not reason.detail.startswith("1 ")]
    elif reason.code in COSTS:
        text = COSTS[reason.code][reason.weight > 0]
        if reason.code == "waited" and is_one(reason.weight, language):
            text = _ONE_HOUR
    else:
        text = TEXTS.get(reason.code)
    if text is None:
        return _sign(reason, language)
    try:
        words = say_it(text, language).format_map(_values(reason, language))
    except (KeyError, ValueError):  # a detail that does not hold what the words need
        return plain(str(reason), 200)
    share = _SHARE.search(reason.detail)
    return f"{words} ({share[1]}/{share[2]})" if share else words


def _sign(reason: Reason, language: str) -> str:
    """Return what spoke for or against an interview, with the words found."""
    if reason.code not in SIGNS:
        return plain(str(reason), 200)
    sign, detail = say_it(SIGNS[reason.code], language), reason.detail
    if not detail:
        return sign
    detail = say_it(SHAPES[detail], language) if detail in SHAPES else plain(detail)
    return typeset(f"{sign} : {detail}" if language == "fr" else f"{sign}: {detail}", language)


def day_in(reason: Reason) -> date | None:
    """Return the day that a reason names, if it names one."""
    found = _DATE.search(reason.detail)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def amount(number: float, language: str) -> str:
    """Return a number as it is written: 2.5, « 2,5 »."""
    written = f"{number:.4g}"
    return written.replace(".", ",") if language == "fr" else written


def is_one(number: float, language: str) -> bool:
    """Say whether a number greater than 0 stands with the singular: in French all below 2."""
    return 0 < number < 2 if language == "fr" else number == 1


def _values(reason: Reason, language: str) -> dict[str, str]:
    """Return what a detail holds: the date, the number before it, and the weight."""
    values = {"cost": amount(reason.weight, language)}
    found = _DATE.search(reason.detail)
    if found:
        values["date"] = day(date.fromisoformat(found[0]), language)
        before = reason.detail[: found.start()].strip()
        if before.isdecimal():
            values["number"] = before
    return values
