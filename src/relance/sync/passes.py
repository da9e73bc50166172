"""The thread of one pass."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import RelanceError
from relance.journal.values import dump, load
from relance.model import FollowUp, State, Window
from relance.reading.candidacies import appointments
from relance.reading.hand import key_of
from relance.reading.misread import misread, warned
from relance.reconcile import reconcile
from relance.sync.deciding import plan_now, settled_keys
from relance.sync.history import history
from relance.sync.left import WROTE_BEFORE, left_alone, left_elsewhere, untouched
from relance.sync.noting import note
from relance.sync.pull import pull
from relance.sync.push import decide, push, recover
from relance.sync.report import CalendarReport, PassReport
from relance.sync.wanted import wanted_events

if TYPE_CHECKING:
    from relance.ports import Calendar
    from relance.sync.thread import House

UTC = ZoneInfo("UTC")
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
        *left_alone(past, now, accept_loss=accept_loss),
        *left_elsewhere(house, now),
    ]
    if ours.error is not None:
        return False  # what cannot be read is not written
    settled = settled_keys(past, planned, now, accept_loss=accept_loss)
    wanted, memories = wanted_events(house, past, planned, settled)
    report.warnings += untouched(house, past, wanted, settled)
    actions = reconcile(wanted, past.found, settled=settled, memories=memories)
    with house.journal.writing():
        decide(house, actions, now)
        note(house, past, planned, now)
        house.journal.set_fact("planned-with", _planned_with(house))
        house.journal.set_fact("planned-at", now.isoformat())
        house.journal.set_fact("wake", planned.wake.isoformat() if planned.wake else None)
    return push(house, ours, Window.around(now, house.zone), now)


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
