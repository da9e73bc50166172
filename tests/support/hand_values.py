"""Plain values of the restatement: marks, tasks, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

import brute
from relance.model import Channel, Key, MarkKind, Recruiter, Span, Step
from relance.planning.slots import Wish
from sequence_rules import ATTEMPTS, CONTACT, Occasion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from plain_calendar import Written

ENDS = frozenset({MarkKind.ANSWERED, MarkKind.REFUSED, MarkKind.OFFER, MarkKind.STOP})
LIFTS = frozenset({MarkKind.WAIT, MarkKind.INTERVIEW})
OF_ATTEMPTS = frozenset({MarkKind.DONE, MarkKind.MISSED, MarkKind.MESSAGE, MarkKind.UNREACHABLE})
STEPS = (
    *((Step.FOLLOW_UP, n, by) for n, by in ATTEMPTS.items()),
    (Step.ABANDON, 1, Channel.MARKER),
)
CALLED_FOR = {MarkKind.REFUSED: Step.STAY_AVAILABLE, MarkKind.OFFER: Step.CONTRACT}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A mark as the person gave it: on a follow-up, or (with no key) on an interview."""

    order: int
    kind: MarkKind
    interview: str
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A step that must stand, or be told as unplaced; `kept` is what stands for it."""

    occasion: Occasion
    step: Step
    attempt: int
    channel: Channel
    due: datetime
    last_day: date
    given_up: date
    kept: Written | None = None
    pinned: bool = False
    left: bool = False  # nobody is to be reached there: it only remembers

    @property
    def key(self) -> str:
        return str(Key(self.occasion.last.identity, self.step, self.attempt))

    @property
    def search(self) -> tuple[str, Step, int, datetime]:
        return self.occasion.last.identity, self.step, self.attempt, self.due

    @property
    def extra(self) -> bool:
        return self.left or self.step is Step.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Stand:
    """A task with its place."""

    task: Task
    channel: Channel
    at: Span | date

    @property
    def contact(self) -> list[brute.Contact]:
        """Return the contact that it is; a marker is none."""
        whose = self.task.occasion
        if not isinstance(self.at, Span):
            return []
        return [brute.Contact(self.at, whose.candidacy, whose.recruiter, self.task.extra)]


@dataclass(frozen=True, slots=True)
class Right:
    """What must be true after a pass."""

    standing: tuple[Stand, ...]
    placed: tuple[Stand, ...]
    unplaced: tuple[Task, ...]

    @property
    def pending(self) -> tuple[Stand, ...]:
        return (*self.standing, *self.placed)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interview belongs, as it was known last."""

    candidacy: str
    recruiter: Recruiter
    day: date


Target: TypeAlias = tuple[Step, int, int]  # step, attempt, and how often it has stood before


def moved(one: Written, other: Written) -> bool:
    return (one.start, one.end) != (other.start, other.end)


def is_it(one: Written, task: Task) -> bool:
    """Say whether an event is the follow-up of a task that still stands."""
    if task.kept is not None:
        return one.key == task.kept.key
    mine = {i.identity for i in task.occasion.interviews}
    return one.key.interview in mine and (one.key.step, one.key.attempt) == (
        task.step,
        task.attempt,
    )


AT_ONCE = frozenset({Step.THANK_YOU, Step.UNREACHABLE, Step.CONTRACT})


def wish_of(task: Task, channel: Channel, now: datetime) -> Wish:
    """Return what a step asks of a slot."""
    return Wish(
        key=task.key,
        company=task.occasion.candidacy,
        channel=channel,
        length=2 * CONTACT if task.step is Step.CONTRACT else CONTACT,
        recruiter=task.occasion.recruiter,
        due=task.due,
        now=now,
        last_day=task.last_day,
        earliest=task.step in AT_ONCE,
        extra_contact=task.extra,
    )


def contacts(
    found: Iterable[Written],
    places: Mapping[str, Place],
    but: Written | None = None,
    left: Collection[Key] = (),
) -> list[brute.Contact]:
    """Return the calls and emails that stand in a calendar; of what is left the time alone."""
    return [
        brute.Contact(
            w.span(ZoneInfo(places[w.key.interview].recruiter.zone)),
            places[w.key.interview].candidacy,
            places[w.key.interview].recruiter,
            w.key.step is Step.UNREACHABLE or w.key in left,
        )
        for w in found
        if w.key.step is not Step.ABANDON and w != but and w.key.interview in places
    ]
