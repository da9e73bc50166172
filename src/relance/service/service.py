"""The one door for faces: a pass, and what is known."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from relance.errors import BadInput, RelanceError
from relance.journal import GivenMark, Journal
from relance.journal.calendar import JournalCalendar
from relance.journal.location import path_of
from relance.journal.lock import hold, holder
from relance.model import (
    FollowUp,
    Key,
    State,
    Warned,
    Window,
)
from relance.planning.why import find, grounds
from relance.ports import Watchable
from relance.reading.candidacies import appointments
from relance.reading.hand import edited, key_of
from relance.reading.marks import parse_mark
from relance.reading.misread import misread, warned
from relance.service.logbook import COMING, DONE, rows
from relance.service.meant import about, meant
from relance.service.opening import open_house
from relance.service.purging import purge
from relance.service.readings import read_all
from relance.service.rows import (
    CalendarStatus,
    JournalRow,
    Marked,
    Purged,
    Readings,
    Status,
    Why,
    once,
)
from relance.service.setup import secrets_of
from relance.service.subscriptions import Subscriptions
from relance.sync import PassReport, run_pass
from relance.sync.deciding import left_standing, plan_now
from relance.sync.dry import DryCalendar
from relance.sync.history import history
from relance.sync.wanted import wanted_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from relance.journal.lock import Holder
    from relance.model import Candidacy, Event
    from relance.planning.plan import Plan
    from relance.settings import Settings
    from relance.sync import House

LOOK_WAIT = 1.0  # seconds to wait for somebody who only looks whether a daemon runs
PASS_WAIT = 30.0  # seconds to wait for another pass to end


class Service:
    """Everything a face may ask for, with one journal and the accounts of the settings."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self.settings = settings
        self._journal = journal
        self._opened = open_house(settings, journal)
        self._house, self.failures = self._opened.house, self._opened.failures

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the journal and the accounts; accounts that fail are in `failures`."""
        return cls(settings, Journal.open(settings.journal_url))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    # A pass

    def run(self, now: datetime, *, accept_loss: bool = False, dry_run: bool = False) -> PassReport:
        """Run one pass, alone; with `dry_run` tell what it would write."""
        if dry_run:
            with self._thought() as house:
                return self._run(house, now, accept_loss=accept_loss)
        with self._alone(now, "a pass"):
            return self._run(self._house, now, accept_loss=accept_loss)

    def _run(self, house: House, now: datetime, *, accept_loss: bool) -> PassReport:
        self._opened.begin(house.journal)
        report = run_pass(house, now, accept_loss=accept_loss)
        report.warnings += self._opened.template_faults(self.settings.templates)
        return report

    @contextmanager
    def daemon_lock(self, now: datetime) -> Iterator[None]:
        """Be the only daemon of this journal; raise Busy, telling who has it."""
        url, here = f"{self.settings.journal_url}.daemon", now.astimezone(self.settings.zone)
        with hold(url, now=here, what="relance run", wait=LOOK_WAIT):
            yield

    def _alone(self, now: datetime, what: str) -> AbstractContextManager[None]:
        """Have the journal for ourselves; whoever has it is told on the person's clock."""
        here = now.astimezone(self.settings.zone)
        return hold(self.settings.journal_url, now=here, what=what, wait=PASS_WAIT)

    def _daemon(self, now: datetime) -> Holder | None:
        """Return who runs the daemon; one that was killed left its name but not its lock."""
        url = f"{self.settings.journal_url}.daemon"
        who = holder(url)
        if who is not None:
            with suppress(RelanceError), hold(url, now=now, what="a look"):
                return None
        return who

    def watched(self) -> tuple[Path, ...]:
        """Return the files and folders whose changes ask for a pass."""
        calendars = (*self._house.calendars, self._house.follow_ups)
        return tuple(p for c in calendars if isinstance(c, Watchable) for p in c.watched())

    def subscriptions(self) -> Subscriptions:
        """Return what is known of calendars that tell over the web that they changed."""
        return Subscriptions(self._journal, secrets_of(self.settings), self._opened.sources)

    @contextmanager
    def _thought(self) -> Iterator[House]:
        """Lend a house that writes into a copy of the journal, and into no calendar."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "journal.db"
            self._journal.copy_to(path)
            with Journal.open(str(path)) as journal:
                behind = DryCalendar(self._house.follow_ups)
                yield replace(self._house, journal=journal, follow_ups=behind)

    # What is known

    def interviews(self, now: datetime) -> Readings:
        """Read every calendar anew, and return its events with their verdicts."""
        window = Window.around(now, self._house.zone)
        events: list[Event] = []
        warnings: list[Warned] = []
        errors = list(self.failures)
        for calendar in self._house.calendars:
            try:
                for page in calendar.pull(None, window):
                    events += [e for i in page.items for e in i.events if e.our_mark is None]
                    warnings += page.warnings
            except RelanceError as error:
                errors.append(error)
        house = self._house
        read = read_all(events, house.owner, house.rules.owner.country, now, house.zone)
        return Readings(read, tuple(warnings), tuple(once(errors)))

    def plan(self, now: datetime, *, forecast: bool = False) -> tuple[FollowUp, ...]:
        """Return every follow-up: past, standing, and as it would be placed."""
        past = history(self._house, now)
        return plan_now(self._house, past, now, forecast=forecast).follow_ups

    def why(self, key: str, now: datetime) -> Why:
        """Return what led to one follow-up; a company's name stands for its next one, or its last.

        Raises BadInput for what is neither.
        """
        past = history(self._house, now)
        planned = plan_now(self._house, past, now, forecast=True)
        named = key.strip().removesuffix("@relance")
        follow_up = find(planned, past.candidacies, self._house.sequence, named)
        follow_up = follow_up or _latest(key, planned, past.candidacies)
        if follow_up is None:
            raise BadInput(
                "there is no follow-up with this key.",
                where=key,
                remedy="`relance plan` lists them with their keys.",
            )
        house, whose = self._house, follow_up.candidacy
        event = next((e for e in past.found if key_of(e) == str(follow_up.key)), None)
        candidacy = next(c for c in past.candidacies if c.id == whose)
        led = grounds(
            follow_up, planned, candidacy, house.sequence, house.rules, house.journal.busy(now), now
        )
        stands = (
            follow_up.state is State.PENDING
            and not follow_up.pinned
            and event is not None
            and event.start == follow_up.start
        )
        edits = event is not None and edited(event)
        return Why(follow_up, candidacy, led, event, stands, edits)

    def journal(self, now: datetime) -> tuple[JournalRow, ...]:
        """Return the logbook: a row a candidacy, the ones with something to do first."""
        past = history(self._house, now)
        return rows(past, plan_now(self._house, past, now), now, misread(past.found))

    def status(self, now: datetime) -> Status:
        """Return how everything stands."""
        past = history(self._house, now)
        planned = plan_now(self._house, past, now)
        logbook = rows(past, planned, now)
        last = self._journal.fact("last-pass")
        to_settle = self._journal.facts("to-settle:")
        who = self._daemon(now)
        odd = misread(past.found)
        secrets = secrets_of(self.settings)
        names = {c.id: c.name for c in (*self._house.calendars, self._house.follow_ups)}
        hidden = {JournalCalendar.id, *self._opened.not_named(self._journal)}
        return Status(
            str(self.settings.file.absolute()),
            str(path_of(self.settings.journal_url) or self.settings.journal_url),
            tuple(
                CalendarStatus(c.id, c.name or names.get(c.id, c.id), c.read_at, c.state, c.note)
                for c in self._journal.calendars()
                if c.id not in hidden
            ),
            datetime.fromisoformat(last["at"]) if last else None,
            planned.wake,
            appointments(past.candidacies),
            len(logbook),
            sum(row.open for row in logbook),
            sum(to_settle.values()),
            tuple(f for f in planned.follow_ups if f.state is State.PENDING),
            tuple(f for f in planned.follow_ups if f.state is State.UNPLACED),
            (
                *map(warned, odd),
                *left_standing(self._house, past, planned, now),
                *self._warned_before(),
                *(self.subscriptions().warnings() if self.settings.push_address else ()),
                *self._opened.template_faults(self.settings.templates),
            ),
            str(replace(who, since=who.since.astimezone(self._house.zone))) if who else None,
            odd,
            secrets.kept([f"{a.kind}:{a.name}" for a in self.settings.accounts]),
            str(secrets.file),
        )

    @property
    def remembers(self) -> bool:
        """Say whether a pass was noted in the journal since it was made or emptied."""
        return self._journal.fact("last-pass") is not None

    def _warned_before(self) -> Iterator[Warned]:
        """Yield what was odd when a calendar was last read, and is so still."""
        told = self._journal.facts("warned:")
        for calendar in self._journal.calendars():
            for where, what, remedy in told.get(f"warned:{calendar.id}") or ():
                yield Warned(where, what, remedy)

    # What the person says

    def mark(self, company: str, text: str, now: datetime, *, dry_run: bool = False) -> Marked:
        """Note what the person tells of a company; the next pass acts on it.

        Raises BadInput when no company, or more than one, is meant.
        """
        past = history(self._house, now)
        told = meant(company, past.candidacies)
        candidacy = told.candidacy
        day = now.astimezone(self._house.zone).date()
        mark = parse_mark(text, language=candidacy.details.language, day=day)
        put = about(told, mark.kind, now)
        if not dry_run:
            with self._alone(now, "a mark"), self._journal.writing():
                for one in put.interviews:
                    given = GivenMark(one.identity, candidacy.company, mark, now, str(put.on or ""))
                    self._journal.add_mark(given)
                self._journal.set_fact("wake", now.isoformat())
        planned = plan_now(self._house, past, now).follow_ups
        return Marked(
            candidacy.company or candidacy.id,
            mark,
            next((f for f in planned if f.key == put.on), None),
        )

    # Out of the house

    def export(
        self, now: datetime, *, company: str | None = None, forecast: bool = False
    ) -> tuple[Event, ...]:
        """Return the follow-ups as events: all, or one company's, or with the forecast."""
        past = history(self._house, now)
        chosen = (
            past.candidacies if company is None else (meant(company, past.candidacies).candidacy,)
        )
        identities = {i for candidacy in chosen for i in candidacy.identities}
        events = {key_of(e): e for e in past.found if Key.parse(key_of(e)).interview in identities}
        planned = plan_now(self._house, past, now, forecast=forecast)
        if forecast:
            coming = replace(
                planned,
                follow_ups=tuple(
                    replace(f, state=State.PENDING)
                    for f in planned.follow_ups
                    if f.state is State.FORECAST
                    and f.start is not None
                    and f.key.interview in identities
                ),
            )
            events |= wanted_events(self._house, past, coming, ())[0]
        return tuple(sorted(events.values(), key=lambda e: (str(e.start), e.uid)))

    def purge(self, now: datetime, *, dry_run: bool = False) -> Purged:
        """Remove all that relance ever wrote, and nothing else, with or without the journal."""
        with self._alone(now, "purge"):
            if not dry_run:
                self.subscriptions().end()
            return purge(self._opened, now, dry_run=dry_run)


def _latest(company: str, planned: Plan, candidacies: Sequence[Candidacy]) -> FollowUp | None:
    """Return what comes next at a company, or what was last."""
    try:
        told = meant(company, candidacies, over=True).candidacy
    except BadInput:
        return None
    theirs = [f for f in planned.follow_ups if f.candidacy == told.id]
    found = [f for f in theirs if f.state in COMING] or [f for f in theirs if f.state in DONE][-1:]
    if not found:
        raise BadInput(
            "no follow-up to this company was ever placed.",
            where=told.company or told.id,
            remedy="`relance journal` tells how it stands.",
        )
    return found[0]
