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
from relance.journal.location import path_of
from relance.journal.lock import hold, holder
from relance.model import (
    Fate,
    FollowUp,
    Key,
    MarkKind,
    Occasion,
    State,
    Step,
    Warned,
    Window,
)
from relance.planning.why import why
from relance.ports import Watchable
from relance.reading.companies import company_key
from relance.reading.hand import key_of
from relance.reading.marks import parse_mark
from relance.service.logbook import rows
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
)
from relance.sync import PassReport, run_pass
from relance.sync.dry import DryCalendar
from relance.sync.history import history
from relance.sync.passes import plan_now
from relance.sync.wanted import wanted_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.journal.lock import Holder
    from relance.model import Candidacy, Event
    from relance.settings import Settings
    from relance.sync import House

LOOK_WAIT = 1.0  # seconds to wait for somebody who only looks whether a daemon runs
PASS_WAIT = 30.0  # seconds to wait for another pass to end
ABOUT_AN_ATTEMPT = frozenset(
    {MarkKind.DONE, MarkKind.MISSED, MarkKind.MESSAGE, MarkKind.UNREACHABLE}
)


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
        with hold(self.settings.journal_url, now=now, what="a pass", wait=PASS_WAIT):
            return self._run(self._house, now, accept_loss=accept_loss)

    def _run(self, house: House, now: datetime, *, accept_loss: bool) -> PassReport:
        self._opened.begin(house.journal)
        report = run_pass(house, now, accept_loss=accept_loss)
        report.warnings += self._opened.template_faults(self.settings.templates)
        return report

    @contextmanager
    def daemon_lock(self, now: datetime) -> Iterator[None]:
        """Be the only daemon of this journal; raise Busy, telling who has it."""
        with hold(
            f"{self.settings.journal_url}.daemon", now=now, what="relance run", wait=LOOK_WAIT
        ):
            yield

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
        return Readings(read, tuple(warnings), tuple(errors))

    def plan(self, now: datetime, *, forecast: bool = False) -> tuple[FollowUp, ...]:
        """Return every follow-up: past, standing, and as it would be placed."""
        past = history(self._house, now)
        return plan_now(self._house, past, now, forecast=forecast).follow_ups

    def why(self, key: str, now: datetime) -> Why:
        """Return what led to the place of one follow-up; raise BadInput for an unknown key."""
        past = history(self._house, now)
        planned = plan_now(self._house, past, now, forecast=True)
        follow_up = next((f for f in planned.follow_ups if str(f.key) == key), None)
        if follow_up is None:
            raise BadInput(
                "there is no follow-up with this key.",
                where=key,
                remedy="`relance plan` lists them with their keys.",
            )
        event = next((e for e in past.found if key_of(e) == key), None)
        candidacy = next(c for c in past.candidacies if c.id == follow_up.candidacy)
        house = self._house
        busy = house.journal.busy(now)
        told = why(follow_up, planned, candidacy, house.sequence, house.rules, busy, now)
        stands = (
            follow_up.state is State.PENDING
            and not follow_up.pinned
            and event is not None
            and event.start == follow_up.start
        )
        return Why(follow_up, told, event, stands)

    def journal(self, now: datetime) -> tuple[JournalRow, ...]:
        """Return the logbook: a row a candidacy, the ones with something to do first."""
        past = history(self._house, now)
        return rows(past, plan_now(self._house, past, now), now)

    def status(self, now: datetime) -> Status:
        """Return how everything stands."""
        past = history(self._house, now)
        planned = plan_now(self._house, past, now)
        logbook = rows(past, planned, now)
        last = self._journal.fact("last-pass")
        to_settle = self._journal.facts("to-settle:")
        who = self._daemon(now)
        misread = [Warned(title, f"#{word} is close to a mark.") for title, word in past.misread]
        return Status(
            str(self.settings.file.absolute()),
            str(path_of(self.settings.journal_url) or self.settings.journal_url),
            tuple(
                CalendarStatus(c.id, c.name, c.read_at, c.state, c.note)
                for c in self._journal.calendars()
            ),
            datetime.fromisoformat(last["at"]) if last else None,
            planned.wake,
            sum(len(row.interviews) for row in logbook),
            len(logbook),
            sum(row.ending is None or row.ending.open for row in logbook),
            sum(to_settle.values()),
            tuple(f for f in planned.follow_ups if f.state is State.PENDING),
            tuple(f for f in planned.follow_ups if f.state is State.UNPLACED),
            (*misread, *self._opened.template_faults(self.settings.templates)),
            str(who) if who else None,
        )

    # What the person says

    def mark(self, company: str, text: str, now: datetime, *, dry_run: bool = False) -> Marked:
        """Note what the person tells of a company; the next pass acts on it.

        Raises BadInput when no company, or more than one, is meant.
        """
        past = history(self._house, now)
        candidacy = _meant(company, past.candidacies)
        day = now.astimezone(self._house.zone).date()
        mark = parse_mark(text, language=candidacy.details.language, day=day)
        occasion = _spoken_of(candidacy, mark.kind, now)
        on = _attempt(occasion, now) if mark.kind in ABOUT_AN_ATTEMPT else None
        if mark.kind in ABOUT_AN_ATTEMPT and on is None:
            raise BadInput(
                "no follow-up to this company has begun yet.",
                where=candidacy.company,
                remedy="`relance plan` shows when the next one is.",
            )
        about = [occasion.interviews[-1]]
        if mark.kind is MarkKind.NOT_INTERVIEW:
            about = [i for o in candidacy.occasions for i in o.interviews]
        if not dry_run:
            with (
                hold(self.settings.journal_url, now=now, what="a mark", wait=PASS_WAIT),
                self._journal.writing(),
            ):
                for one in about:
                    given = GivenMark(one.identity, candidacy.company, mark, now, str(on or ""))
                    self._journal.add_mark(given)
                self._journal.set_fact("wake", now.isoformat())
        planned = plan_now(self._house, past, now).follow_ups
        return Marked(
            candidacy.company or candidacy.id,
            mark,
            next((f for f in planned if f.key == on), None),
        )

    # Out of the house

    def export(
        self, now: datetime, *, company: str | None = None, forecast: bool = False
    ) -> tuple[Event, ...]:
        """Return the follow-ups as events: all, or one company's, or with the forecast."""
        past = history(self._house, now)
        chosen = past.candidacies if company is None else (_meant(company, past.candidacies),)
        identities = {
            i for c in chosen for o in (*c.past_occasions, *c.occasions) for i in o.identities
        }
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
        with hold(self.settings.journal_url, now=now, what="purge", wait=PASS_WAIT):
            return purge(self._opened, now, dry_run=dry_run)


def _spoken_of(candidacy: Candidacy, kind: MarkKind, now: datetime) -> Occasion:
    """Return the occasion that a mark is about.

    An end is the end of all that is to come; everything else is about what has begun.
    """
    if kind in {MarkKind.STOP, MarkKind.REFUSED, MarkKind.OFFER}:
        return candidacy.occasions[-1]
    begun = [o for o in candidacy.occasions if o.start <= now]
    return begun[-1] if begun else candidacy.occasions[0]


def _meant(company: str, candidacies: Sequence[Candidacy]) -> Candidacy:
    """Return the candidacy that a person means by a name, or by a part of it."""
    key = company_key(company)
    named = [c for c in candidacies if c.occasions]
    exact = [c for c in named if key and key == company_key(c.company)] or [
        c for c in named if c.id == company
    ]
    found = exact or [c for c in named if key and key in company_key(c.company)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(sorted(c.company or c.id for c in found))
        raise BadInput("several companies are meant.", where=company, remedy=f"Say which: {names}.")
    if any(key and key in company_key(c.company) for c in candidacies):
        raise BadInput(
            "all its interviews were cancelled.",
            where=company,
            remedy="A new interview in your calendar begins again.",
        )
    names = ", ".join(sorted(c.company for c in named if c.company)[:12])
    raise BadInput(
        "no company of this name is known.",
        where=company,
        remedy=f"Known: {names}." if names else "Run: relance sync",
    )


def _attempt(occasion: Occasion, now: datetime) -> Key | None:
    """Return the contact that a mark is about: the last that has begun."""
    contacts = [
        (s.span.start, s.key)
        for s in occasion.standings
        if s.fate is Fate.STANDS and s.span is not None and s.key.step is not Step.ABANDON
    ]
    begun = [key for start, key in sorted(contacts) if start <= now]
    return begun[-1] if begun else None
