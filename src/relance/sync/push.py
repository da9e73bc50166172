"""Journal → calendars: write down, then do; what was begun is finished by key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance.errors import AlreadyThere, Conflict, Gone, RelanceError, Temporary
from relance.journal import Action, GivenMark, Intent, LedgerRow, Taken
from relance.model import Fate
from relance.ports import Batched
from relance.reading.hand import key_of
from relance.reconcile import Create, Update
from relance.sync.history import standing_of
from relance.sync.met import give, marks_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from relance import reconcile
    from relance.model import Event, Window
    from relance.ports import WritableCalendar
    from relance.sync.report import CalendarReport
    from relance.sync.thread import House

BATCH = 50  # answers noted in one transaction; a crash in between is finished by key


def decide(house: House, actions: Sequence[reconcile.Action], now: datetime) -> None:
    """Write down what is about to be done."""
    calendar = house.follow_ups.id
    house.journal.decide(
        [Intent(_kind(a), a.key, calendar, a.event, now) for a in actions],
    )


def _kind(action: reconcile.Action) -> Action:
    if isinstance(action, Create):
        return Action.CREATE
    return Action.UPDATE if isinstance(action, Update) else Action.DELETE


@dataclass(slots=True)
class _Answers:
    """What calendars answered, on its way into the journal."""

    house: House
    window: Window
    settled: list[int] = field(default_factory=list)
    rows: list[LedgerRow] = field(default_factory=list)
    stored: list[Event] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    given: list[GivenMark] = field(default_factory=list)
    again: bool = False  # what the calendar said asks for another decision

    def written(self, intent: Intent, event: Event) -> None:
        self.settled.append(intent.id)
        self.rows.append(ledger_row(self.house.follow_ups.id, event))
        self.stored.append(event)

    def deleted(self, intent: Intent) -> None:
        self.settled.append(intent.id)
        self.gone.append(intent.event.ref)
        if not self._has_double(intent):
            self.rows.append(ledger_row(intent.calendar, intent.event, Fate.WITHDRAWN))
            self.given += marks_on(self.house, intent.event, intent.decided_at)

    def lost(self, intent: Intent) -> None:
        """Note that an event to change is not there any more."""
        self.settled.append(intent.id)
        self.gone.append(intent.event.ref)

    def refused_as_deleted(self, intent: Intent) -> None:
        """Note that the calendar remembers an event with this key, which somebody deleted.

        What relance takes back itself comes again in another generation: it was the person.
        """
        self.settled.append(intent.id)
        self.rows.append(ledger_row(intent.calendar, intent.event, Fate.DELETED))

    def _has_double(self, intent: Intent) -> bool:
        """Say whether another event holds the same key: then only a surplus one went."""
        return any(
            key_of(event) == intent.key and event.ref != intent.event.ref
            for calendar, event in self.house.journal.own()
            if calendar == intent.calendar
        )

    def note(self, now: datetime) -> None:
        """Take everything into the journal, in one transaction."""
        journal, calendar = self.house.journal, self.house.follow_ups.id
        if not self.settled:
            return
        zone = self.window.zone
        taken = [
            Taken(e.ref, own=(e,), first=e.span(zone).start, last=e.span(zone).end)
            for e in self.stored
        ]
        with journal.writing():
            journal.take_in(calendar, taken, now)
            journal.drop(calendar, self.gone, now)
            journal.note_ledger(self.rows)
            give(journal, self.given)
            journal.settle(self.settled)
            if self.again:  # whether or not this pass lives to think again
                journal.set_fact("planned-at", None)
        self.settled, self.rows, self.stored, self.gone = [], [], [], []
        self.given = []


def ledger_row(calendar: str, event: Event, fate: Fate = Fate.STANDS) -> LedgerRow:
    """Return what the ledger keeps of an event of ours."""
    standing = standing_of(event)
    return LedgerRow(
        key_of(event),
        calendar,
        standing.key.interview,
        fate,
        standing.channel,
        standing.start,
        standing.end,
        standing.pinned,
    )


def push(house: House, report: CalendarReport, window: Window, now: datetime) -> bool:
    """Carry out what was written down; say whether something must be decided again.

    One refusal stops no other write. What failed for a while stays written down.
    """
    answers = _Answers(house, window)
    outbox = house.journal.outbox()
    for at in range(0, len(outbox), BATCH):
        batch = outbox[at : at + BATCH]
        for intent, answer in _carry_out(house.follow_ups, batch):
            if isinstance(answer, Conflict):
                answers.again |= _refused(intent, answer, answers)
            elif isinstance(answer, RelanceError):
                report.error = answer
            else:
                _count(intent, answer, answers, report)
        answers.note(now)
    return answers.again


def _carry_out(
    calendar: WritableCalendar, intents: Sequence[Intent]
) -> Iterator[tuple[Intent, Event | RelanceError]]:
    """Do what was decided, and yield what the calendar answered to each."""
    batched = isinstance(calendar, Batched)
    if isinstance(calendar, Batched):
        create = [intent for intent in intents if intent.action is Action.CREATE]
        yield from zip(create, calendar.create_all([i.event for i in create]), strict=True)
    for intent in intents:
        try:
            if intent.action is Action.CREATE and not batched:
                yield intent, calendar.create(intent.event)
            elif intent.action is Action.UPDATE:
                yield intent, calendar.update(intent.event)
            elif intent.action is Action.DELETE:
                calendar.delete(intent.event)
                yield intent, intent.event
        except RelanceError as error:
            yield intent, _with_what_stands(calendar, intent, error)


def _with_what_stands(
    calendar: WritableCalendar, intent: Intent, error: RelanceError
) -> RelanceError:
    """Return a conflict together with our event as it stands: no round of reading may tell of it.

    Google tells of no reminder that was changed, though the event has another version by that.
    """
    if type(error) is not Conflict or intent.action is Action.CREATE:
        return error
    try:
        there = _found(calendar, intent.event)
    except RelanceError as failed:
        return failed
    if there is None:
        return error
    if there.version == intent.event.version:
        return Temporary(
            "a follow-up cannot be changed: it is said to have changed, and has not.",
            where=calendar.name,
            remedy="The next pass tries again.",
        )
    return AlreadyThere(there, where=calendar.name)


def _found(calendar: WritableCalendar, event: Event) -> Event | None:
    """Return our event itself, not another one with its key."""
    there = calendar.find(key_of(event))
    if there is None or there.ref == event.ref:
        return there
    return next((one for one in calendar.ours() if one.ref == event.ref), None)


def _refused(intent: Intent, conflict: Conflict, answers: _Answers) -> bool:
    """Take in that the calendar holds something else; say whether to decide again."""
    if isinstance(conflict, AlreadyThere):
        answers.written(intent, conflict.existing)
    elif isinstance(conflict, Gone) and intent.action is Action.DELETE:
        answers.deleted(intent)
        return False
    elif isinstance(conflict, Gone) and intent.action is Action.CREATE:
        answers.refused_as_deleted(intent)
    elif isinstance(conflict, Gone):
        answers.lost(intent)
    else:
        answers.settled.append(intent.id)
    return True


def _count(intent: Intent, answer: Event, answers: _Answers, report: CalendarReport) -> None:
    if intent.action is Action.DELETE:
        answers.deleted(intent)
        report.deleted += 1
    else:
        answers.written(intent, answer)
        report.created += intent.action is Action.CREATE
        report.updated += intent.action is Action.UPDATE


def recover(house: House, window: Window, now: datetime) -> None:
    """Finish what an earlier pass began, by asking the calendar for each key.

    What was not done is forgotten, and decided again by this pass.
    """
    answers = _Answers(house, window)
    outbox = house.journal.outbox()
    for intent in outbox:
        there = house.follow_ups.find(intent.key)
        if there is not None and intent.action is not Action.DELETE:
            answers.written(intent, there)
        elif there is None and intent.action is Action.DELETE:
            answers.deleted(intent)
        else:
            answers.settled.append(intent.id)
    if outbox:
        answers.note(now)
        house.journal.set_fact("planned-at", None)
