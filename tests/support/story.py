"""Camille's autumn, as a script: folders of calendar files, and what she does in them.

Time passes as with the daemon: a pass at each moment that the last one asked for, and one after
everything that somebody does.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from builders import PARIS, at
from desk import calendar, event
from relance.ical import calendar_bytes, read_path
from relance.model import Key, Step
from relance.service import Service
from relance.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from relance.model import Event
    from relance.service import JournalRow

OWNER = "camille.durand@mail.example"
BASIC = "%Y%m%dT%H%M%SZ"
SETTINGS = """\
timezone = "Europe/Paris"
country = "FR"

[owner]
name = "Camille Durand"
emails = ["{owner}"]

[[accounts]]
name = "home"
kind = "ics"
read = ["{home}"]
write = "{relances}"

[journal]
url = "{journal}"

[[companies]]
name = "Tavernor"
small = true
"""


@dataclass
class Story:
    """One candidate's calendars, and the clock."""

    folder: Path
    now: datetime

    def __post_init__(self) -> None:
        self.home, self.relances = self.folder / "home", self.folder / "relances"
        self.home.mkdir()
        self.journals = 0
        self.service = self._opened()
        self.pass_over()

    def _opened(self) -> Service:
        journal = self.folder / f"journal-{self.journals}.sqlite"
        config = self.folder / "config.toml"
        text = SETTINGS.format(owner=OWNER, home=self.home, relances=self.relances, journal=journal)
        config.write_text(text, "utf-8")
        return Service.open(load(config, {}))

    def close(self) -> None:
        self.service.close()

    def lose_the_journal(self) -> None:
        self.service.close()
        self.journals += 1
        self.service = self._opened()
        self.pass_over()

    # Time

    def until(self, when: str) -> None:
        """Let time pass, with a pass whenever one is due."""
        then, day = at(when), timedelta(days=1)
        while True:
            wake = self.service.status(self.now).next_due
            self.now = min(then, wake if wake and wake > self.now else then, self.now + 7 * day)
            self.pass_over()
            if self.now == then:
                return

    def pass_over(self) -> None:
        """Run a pass, and another that finds nothing to do."""
        report = self.service.run(self.now)
        assert not report.failed, [str(c.error) for c in report.calendars]
        assert self.service.run(self.now).written == 0

    @contextmanager
    def something_happens(self) -> Iterator[None]:
        """Let a pass follow at once, as the daemon does."""
        yield
        self.pass_over()

    # Others

    def invites(
        self,
        company: str,
        start: str,
        *,
        uid: str = "",
        who: str = "Agathe Serre",
        title: str = "",
        notes: str = "",
        minutes: int = 60,
    ) -> None:
        """Put an invitation of a company into the calendar; with the same UID, a new version."""
        domain = f"{company.lower()}.example"
        self._put(
            uid or f"{company.lower()}-{start[:10]}@{domain}",
            start,
            minutes,
            title or f"Entretien {company} - Camille Durand",
            f"DESCRIPTION:{notes}".replace(",", "\\,"),
            f"ORGANIZER;CN={who}:mailto:{who.lower().replace(' ', '.')}@{domain}",
            f"ATTENDEE;CN=Camille Durand;PARTSTAT=ACCEPTED:mailto:{OWNER}",
        )

    def has(self, title: str, start: str, *, minutes: int = 60) -> None:
        """Put an appointment of Camille's life into the calendar."""
        self._put(f"{title.lower()}-{start[:10]}@life.example", start, minutes, title)

    def calls_off(self, uid: str) -> None:
        """Take an event out of the calendar."""
        with self.something_happens():
            (self.home / f"{uid}.ics").unlink()

    def _put(self, uid: str, start: str, minutes: int, title: str, *lines: str) -> None:
        begins, ends = at(start), at(start) + timedelta(minutes=minutes)
        text = event(uid, f"{begins:{BASIC}}", f"{ends:{BASIC}}", title, *lines)
        with self.something_happens():
            (self.home / f"{uid}.ics").write_bytes(calendar(text))

    # Camille's hand, in the calendar of follow-ups

    def moves(self, one: Event, start: str, *, minutes: int = 15) -> None:
        begins = at(start)
        self._edit(one, start=begins, end=begins + timedelta(minutes=minutes))

    def titles(self, one: Event, words: str) -> None:
        self._edit(one, summary=words)

    def notes(self, one: Event, line: str) -> None:
        """Add a line to the notes."""
        self._edit(one, description=f"{one.description}\n{line}")

    def deletes(self, one: Event) -> None:
        with self.something_happens():
            self._file(one).unlink()

    def _edit(self, one: Event, **changes: object) -> None:
        with self.something_happens():
            changed = replace(one, sequence=one.sequence + 1, **changes)  # type: ignore[arg-type]  # fields of Event
            self._file(one).write_bytes(calendar_bytes([changed], stamp=self.now))

    def _file(self, one: Event) -> Path:
        (file,) = (
            f for f in self.relances.glob("*.ics") if f"UID:{one.uid}\r\n".encode() in _unfolded(f)
        )
        return file

    # What stands

    def follow_ups(self, company: str = "") -> list[Event]:
        """Return what relance wrote, in the order of time; of one company, or of all."""
        if not self.relances.exists():
            return []
        events = read_path(self.relances, zone=PARIS).events
        mine = {i for row in self.service.journal(self.now) for i in _named(row, company)}
        return sorted((e for e in events if _key(e).interview in mine), key=_order)

    def next(self, company: str) -> Event:
        """Return the one follow-up that is to come."""
        (coming,) = (e for e in self.follow_ups(company) if e.span(PARIS).end > self.now)
        return coming

    def last(self, company: str) -> Event:
        """Return the call or email that was made last, or the marker."""
        over = (e for e in self.follow_ups(company) if e.span(PARIS).end <= self.now)
        return [e for e in over if _key(e).step is not Step.UNREACHABLE][-1]

    def steps(self, company: str) -> list[str]:
        """Return what stands of a company, as `11-24 09:00 follow-up 1`."""
        return [f"{_when(e)} {_step(e)}" for e in self.follow_ups(company)]

    def row(self, company: str) -> JournalRow:
        """Return the company's row of the journal."""
        (row,) = (r for r in self.service.journal(self.now) if r.candidacy.company == company)
        return row

    def told(self) -> str:
        """Return the whole calendar of follow-ups as a text that a person can read."""
        rows = self.service.journal(self.now)
        zones = {i: r.candidacy.recruiter.zone for r in rows for i in r.candidacy.identities}
        return "\n".join(_told(e, zones[_key(e).interview]) for e in self.follow_ups())


def _named(row: JournalRow, company: str) -> frozenset[str]:
    return row.candidacy.identities if company in {"", row.candidacy.company} else frozenset()


def _unfolded(file: Path) -> bytes:
    return file.read_bytes().replace(b"\r\n ", b"")


def _key(one: Event) -> Key:
    assert one.our_mark is not None
    return Key.parse(one.our_mark.key)


def _order(one: Event) -> tuple[datetime, str]:
    return one.span(PARIS).start, str(_key(one))


def _when(one: Event) -> str:
    start = one.span(PARIS).start.astimezone(PARIS)
    return f"{start:%m-%d}" if one.all_day else f"{start:%m-%d %H:%M}"


def _step(one: Event) -> str:
    key = _key(one)
    return f"{key.step} {key.attempt}" if key.step == "follow-up" else f"{key.step}"


def _told(one: Event, zone: str) -> str:
    """Return one event: when, on both clocks, its title, and its notes indented."""
    start = one.span(PARIS).start.astimezone(PARIS)
    when = f"{start:%a %Y-%m-%d}" if one.all_day else f"{start:%a %Y-%m-%d %H:%M}"
    if not one.all_day and zone != PARIS.key:
        when += f" ({start.astimezone(ZoneInfo(zone)):%a %H:%M} {zone})"
    lines = [f"{when} · {_step(one)} · {one.shows_as}", one.summary, ""]
    lines += [f"    {line}".rstrip() for line in one.description.splitlines()]
    return "\n".join([*lines, ""])
