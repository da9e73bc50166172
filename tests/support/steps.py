"""Going through the steps of one candidacy: MET is the interview that most tests speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builders import PARIS, at, candidacy, interview, occasion
from relance.planning.sequence import DEFAULT_SEQUENCE, Due, Ending, SequenceStep, next_steps

if TYPE_CHECKING:
    from datetime import date

    from relance.model import Candidacy, Interview, Said, Standing

MET = interview("2026-11-24 10:00")


def ahead(
    of: Candidacy, now: str, sequence: tuple[SequenceStep, ...] = DEFAULT_SEQUENCE
) -> tuple[list[Due], Ending]:
    """Go through the steps, each standing on its due day, and return them with the ending."""
    steps = next_steps(of, sequence, at(now))
    dues: list[Due] = []
    try:
        due = next(steps)
        while True:
            dues.append(due)
            due = steps.send(day(due))
    except StopIteration as stop:
        return dues, stop.value


def first(of: Candidacy, now: str) -> Due:
    """Return the step that is to stand next."""
    return ahead(of, now)[0][0]


def day(due: Due) -> date:
    """Return the day in Paris on which a step is due."""
    return due.due.astimezone(PARIS).date()


def one(
    *standings: Standing, marks: tuple[Said, ...] = (), met: Interview = MET, small: bool = False
) -> Candidacy:
    """Return the candidacy of one interview with what stood and what was said."""
    return replace(candidacy(occasion(met, standings=standings, said=marks)), small=small)
