"""The thread of one pass."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import RelanceError
from relance.journal import LedgerRow
from relance.journal.values import dump, load
from relance.model import Fate, FollowUp, State, Warned, Window
from relance.planning.follow_ups import standings_of
from relance.planning.plan import Plan, plan
from relance.planning.stood import made
from relance.reading.candidacies import appointments
from relance.reading.hand import by_key, key_of
from relance.reading.misread import misread, warned
from relance.reconcile import reconcile
from relance.sync.history import WENT, History, history, rounds_that_went
from relance.sync.met import marks_remembered
from relance.sync.pull import pull
from relance.sync.push import decide, ledger_row, push, recover
from relance.sync.report import CalendarReport, PassReport
from relance.sync.wanted import wanted_events

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from relance.ports import Calendar
    from relance.sync.thread import House

UTC = ZoneInfo("UTC")
WROTE_BEFORE = "follow-ups-before"  # the fact that names where they went until now
CALLED = "follow-ups-in:"  # begins the facts of what such places are called, by their ids
ROUNDS = 12  # what was refused is read and decided again, step by step, and not for ever


def run_pass(house: House, now: datetime, *, accept_loss: bool = False) -> PassReport:
    """Read, plan and write once; return what was done.

    One calendar that fails stops no other, and changes nothing of what is known of it. Where
    nothing changed and no step fell due, nothing is planned.
    """
    report = PassReport(now)
    ours = CalendarReport(house.follow_ups.id, house.follow_ups.name)
    ours.error = house.unreachable
    _recover(house, ours, now)
    _pull_all(house, report, ours, now, accept_loss=accept_loss)
    if accept_loss or _is_due(house, now):
        for _ in range(ROUNDS):
            before = report.written
            again = _plan_and_write(house, report, ours, now, accept_loss=accept_loss)
            if not again and report.written == before:
                break
            # What was written is read back, so that it is missed when the person deletes it.
            stands = _read_back(house, ours, now)
            if stands and not again:
                house.journal.set_fact("planned-at", now.isoformat())
            if not again:
                break
        else:
            house.journal.set_fact("planned-at", None)  # the next pass goes on
    _tell(house, report, now)
    return report


def _recover(house: House, ours: CalendarReport, now: datetime) -> None:
    if house.unreachable is not None:
        return
    try:
        recover(house, Window.around(now, house.zone), now)
    except RelanceError as error:
        ours.error = error


def _pull_all(
    house: House, report: PassReport, ours: CalendarReport, now: datetime, *, accept_loss: bool
) -> None:
    for calendar in house.calendars:
        if calendar.id == house.follow_ups.id:
            continue
        told = CalendarReport(calendar.id, calendar.name)
        report.calendars.append(told)
        _pull_one(house, calendar, told, now, accept_loss=accept_loss)
    report.calendars.append(ours)
    if house.unreachable is None:
        _pull_one(house, house.follow_ups, ours, now, accept_loss=accept_loss)


def _pull_one(
    house: House, calendar: Calendar, told: CalendarReport, now: datetime, *, accept_loss: bool
) -> bool:
    try:
        changed = pull(house, calendar, told, now, accept_loss=accept_loss)
    except RelanceError as error:
        told.error = error
        house.journal.set_state(calendar.id, type(error).__name__, str(error))
        return False
    if any(c.id == calendar.id and c.state for c in house.journal.calendars()):
        house.journal.set_state(calendar.id, "")
    return changed


def _planned_with(house: House) -> list[str]:
    """Return what a plan depends on beside the calendars and the time."""
    return [house.digest, house.follow_ups.id]


def _read_back(house: House, ours: CalendarReport, now: datetime) -> bool:
    """Read what was written; say whether nothing else has changed, so that the plan stands."""
    before = _standing(house, now)
    told = CalendarReport(ours.id, ours.name)
    _pull_one(house, house.follow_ups, told, now, accept_loss=False)
    ours.error = ours.error or told.error
    done = told.error is None and house.journal.outbox() == []
    return done and _standing(house, now) == before


def _standing(house: House, now: datetime) -> tuple[object, ...]:
    """Return what a plan would see of the calendar of follow-ups."""
    own = {(c, key_of(e), e.fingerprint(), e.our_mark) for c, e in house.journal.own()}
    return own, house.journal.busy(now), house.journal.interviews()


def _is_due(house: House, now: datetime) -> bool:
    """Say whether a change, time or the settings ask for a new plan."""
    if house.journal.fact("planned-with") != _planned_with(house):
        return True
    planned_at, wake = house.journal.fact("planned-at"), house.journal.fact("wake")
    if planned_at is None or datetime.fromisoformat(planned_at) > now:
        return True
    return bool(wake) and datetime.fromisoformat(wake) <= now


def _plan_and_write(
    house: House, report: PassReport, ours: CalendarReport, now: datetime, *, accept_loss: bool
) -> bool:
    """Plan, write down, do; say whether something must be decided again."""
    past = history(house, now)
    planned = plan_now(house, past, now)
    report.planned, report.wake = True, planned.wake
    report.interviews = appointments(past.candidacies)
    report.candidacies = len(past.candidacies)
    report.unplaced = [f for f in planned.follow_ups if f.state is State.UNPLACED]
    report.warnings = [
        *map(warned, misread(past.found)),
        *_left_alone(past, now, accept_loss=accept_loss),
        *_left_elsewhere(house, now),
    ]
    if ours.error is not None:
        return False  # what cannot be read is not written
    settled = _settled(past, planned, now, accept_loss=accept_loss)
    wanted, memories = wanted_events(house, past, planned, settled)
    report.warnings += _not_taken_away(past, {*wanted, *settled})
    actions = reconcile(wanted, past.found, settled=settled, memories=memories)
    with house.journal.writing():
        decide(house, actions, now)
        house.journal.note_ledger(_searching(house, past, planned, now))
        house.journal.note_ledger(_adopted(house, past))
        house.journal.note_ledger(_deleted(house, past))
        _keep_what_was_said(house, past)
        _keep_rounds_that_went(house, past)
        house.journal.set_fact("planned-with", _planned_with(house))
        house.journal.set_fact("planned-at", now.isoformat())
        house.journal.set_fact("wake", planned.wake.isoformat() if planned.wake else None)
    return push(house, ours, Window.around(now, house.zone), now)


def _keep_rounds_that_went(house: House, past: History) -> None:
    """Keep what waits for a word, since the event that remembers it may go."""
    known, waiting = house.journal.facts(WENT), rounds_that_went(past)
    for name in known.keys() - {f"{WENT}{identity}" for identity in waiting}:
        house.journal.set_fact(name, None)
    for identity, day in waiting.items():
        if known.get(f"{WENT}{identity}") != day.isoformat():
            house.journal.set_fact(f"{WENT}{identity}", day.isoformat())


def plan_now(house: House, past: History, now: datetime, *, forecast: bool = False) -> Plan:
    """Return the plan for what is known."""
    planned = partial(
        plan,
        past.candidacies,
        house.sequence,
        house.rules,
        house.journal.busy(now),
        now,
        steps_ahead=house.steps_ahead,
        forecast=forecast,
    )
    first, staying = planned(), _staying(past, now)
    left = frozenset((*_remembering_alone(past, first, staying), *_in_the_way(past, first)))
    return planned(left=left - staying) if left - staying else first


def _in_the_way(past: History, planned: Plan) -> Iterator[str]:
    """Yield events that would go or move, if nobody were invited to them."""
    untouchable = past.untouchable
    there = {(str(f.key), f.start) for f in planned.wanted}
    for event in past.found:
        if key_of(event) in untouchable and (key_of(event), event.start) not in there:
            yield key_of(event)


def _settled(past: History, planned: Plan, now: datetime, *, accept_loss: bool) -> frozenset[str]:
    """Return keys of events that stay as they are.

    They have begun, or were made ahead of their time, or belong to an interview that nobody
    knows, or carry a mark of the person that no other event could remember.
    """
    staying = _staying(past, now) | (frozenset() if accept_loss else past.unknown)
    return staying | frozenset(_remembering_alone(past, planned, staying))


def _staying(past: History, now: datetime) -> frozenset[str]:
    """Return keys of what has begun, or was made ahead of its time."""
    begun = {key_of(e) for e in past.found if e.span(UTC).start <= now}
    early = {str(s.key) for c in past.candidacies for o, s in standings_of(c) if made(o, s)}
    return frozenset(begun | early)


def _remembering_alone(past: History, planned: Plan, staying: frozenset[str]) -> Iterator[str]:
    """Yield marked events whose occasion would have none left without them."""
    untouchable = past.untouchable
    wanted = {f.key for f in planned.wanted if str(f.key) not in untouchable}
    for candidacy in past.candidacies:
        for occasion in candidacy.occasions:
            there = {str(s.key) for s in occasion.standings if s.fate is Fate.STANDS} - untouchable
            identities = occasion.identities
            remembered = there & staying or any(key.interview in identities for key in wanted)
            marked = there & past.marked
            if marked and not remembered:
                yield max(marked)


def _searching(house: House, past: History, planned: Plan, now: datetime) -> Iterator[LedgerRow]:
    """Yield since when a step that has no slot is looked for."""
    for follow_up in planned.follow_ups:
        key = str(follow_up.key)
        since = max(now, follow_up.due)
        known = past.ledger.get(key)
        searched = known is not None and known.standing.since >= follow_up.due
        if follow_up.state is State.UNPLACED and not searched:
            yield LedgerRow(
                key,
                house.follow_ups.id,
                follow_up.key.interview,
                Fate.UNPLACED,
                follow_up.channel,
                since,
                since,
            )


def _adopted(house: House, past: History) -> Iterator[LedgerRow]:
    """Yield what stands otherwise than the journal knows: moved, or written before it began."""
    for key, event in by_key(past.found)[0].items():
        row = ledger_row(house.follow_ups.id, event)
        if past.ledger.get(key) != row and key not in past.unknown:
            yield row


def _deleted(house: House, past: History) -> Iterator[LedgerRow]:
    """Yield what the person deleted, for the event or the calendar that shows it may go."""
    for candidacy in past.candidacies:
        for _, standing in standings_of(candidacy):
            key = str(standing.key)
            row = past.ledger.get(key)
            if standing.fate is Fate.DELETED and (row is None or row.fate is Fate.STANDS):
                yield LedgerRow(
                    key,
                    house.follow_ups.id,
                    standing.key.interview,
                    standing.fate,
                    standing.channel,
                    standing.start,
                    standing.end,
                )


def _keep_what_was_said(house: House, past: History) -> None:
    """Keep marks given by command that only an event remembers, since that event may go."""
    for given in marks_remembered(past.said, house.journal.marks()):
        house.journal.add_mark(given)


def _left_alone(past: History, now: datetime, *, accept_loss: bool) -> Iterator[Warned]:
    coming = [e for e in past.found if e.span(UTC).end > now and key_of(e) in past.unknown]
    if coming and not accept_loss:
        yield Warned(
            coming[0].summary,
            f"{len(coming)} follow-ups belong to interviews that are in no calendar now; "
            "they are left alone.",
            "If those interviews are cancelled, run: relance sync --accept-loss",
        )


def _not_taken_away(past: History, stay: Collection[str]) -> Iterator[Warned]:
    """Yield what would go, if nobody were invited to it."""
    for event in past.found:
        if event.invites and key_of(event) not in stay:
            yield Warned(
                event.summary,
                "this follow-up is not needed any more, and stays: somebody is invited to it, and "
                "your calendar would send them mail.",
                "Delete it yourself, if they may know.",
            )


def _left_elsewhere(house: House, now: datetime) -> Iterator[Warned]:
    """Yield where follow-ups to come stand beside the calendar that they go into now.

    Of a place that is not read any more it is told once: nobody knows when they are gone.
    """
    names = {c.id: c.name for c in house.calendars if c.id != house.follow_ups.id}
    coming = Counter(c for c, e in house.journal.own() if c in names and e.span(UTC).end > now)
    for calendar, count in sorted(coming.items()):
        yield Warned(
            names[calendar],
            f"follow-ups to come still stand here ({count}), and new ones go into "
            f"“{house.follow_ups.name}”; these are left alone.",
            "Delete them here, or write into this calendar again: `write` in the settings.",
        )
    before = house.journal.fact(WROTE_BEFORE)
    if before is not None and before not in names:
        yield Warned(
            house.journal.fact(f"{CALLED}{before}") or before,
            f"follow-ups were written here before, and go into “{house.follow_ups.name}” now; "
            "those that stand here are left alone.",
            "Delete those to come, or write here again: `write` in the settings.",
        )


def _tell(house: House, report: PassReport, now: datetime) -> None:
    """Complete the report, and note the pass for who asks how everything stands."""
    journal = house.journal
    report.to_settle = sum(journal.fact(f"to-settle:{c.id}") or 0 for c in report.calendars)
    known = journal.fact("last-pass") or {}
    if not report.planned:
        report.interviews = known.get("interviews", 0)
        report.candidacies = known.get("candidacies", 0)
        report.wake = datetime.fromisoformat(wake) if (wake := journal.fact("wake")) else None
        report.unplaced = [load(FollowUp, text) for text in known.get("unplaced", ())]
    told = {
        "at": now.isoformat(),
        "interviews": report.interviews,
        "candidacies": report.candidacies,
        "unplaced": [dump(follow_up) for follow_up in report.unplaced],
    }
    journal.set_fact("last-pass", told)
    if report.planned and journal.fact(WROTE_BEFORE) is not None:
        journal.set_fact(WROTE_BEFORE, None)
