"""A desk at a fake provider whose states can be kept and put back, since processes die at it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from unittest.mock import patch

from desk import Desk
from relance.cli.app import run
from relance.service.setup import secrets_of
from relance.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from processes import Ended, Processes

FIRST, SECOND = "2026-11-18T12:00+01:00", "2026-11-23T08:00+01:00"
NOW = "2026-11-23T12:00+01:00"
AT = ("--now", NOW)
MOST = 1000  # points; a run that passes more has lost its way
ALL = range(1, MOST)


@dataclass(frozen=True, slots=True)
class Met:
    """An interview of an hour, at nine in the morning of a day."""

    company: str
    day: str
    uid: str = ""
    more: str = ""

    @property
    def title(self) -> str:
        return f"Entretien d'embauche {self.company} – chef de projet"

    @property
    def notes(self) -> str:
        met = f"Vous rencontrerez Anne Petit, recruteuse chez {self.company}."
        return f"{met}\n{self.more}" if self.more else met

    @property
    def name(self) -> str:
        """Return what names it everywhere."""
        return (self.uid or f"{self.company}@mail.example").casefold()

    @property
    def times(self) -> tuple[str, str]:
        """Return its ends in UTC, without an offset."""
        return f"{self.day}T09:00:00", f"{self.day}T10:00:00"


class Stage:
    """A person's desk, and all that they have at a provider."""

    kind: ClassVar[str]

    def __init__(self, folder: Path, wire: Any, processes: Processes) -> None:
        (folder / "desk").mkdir(parents=True)
        self.desk, self.wire = Desk(folder / "desk"), wire
        self._elsewhere = self.settle()
        self._processes, self._states = processes, folder / "states"
        self._mailboxes: dict[Path, Any] = {}

    # what differs from one provider to another

    def settle(self) -> Sequence[str]:
        """Write settings; return the options that name this provider instead of the real one."""
        raise NotImplementedError

    def copied(self, mailbox: Any) -> Any:
        """Return a mailbox that holds the same."""
        raise NotImplementedError

    def give(self, mailbox: Any) -> None:
        """Let the person have a mailbox."""
        self.wire.mailbox = mailbox

    def put(self, met: Met) -> str:
        """Put an interview into the person's calendar; return its id."""
        raise NotImplementedError

    def change(self, name: str, met: Met) -> None:
        """Let the times and the notes of an interview be others."""
        raise NotImplementedError

    def delete(self, name: str) -> None:
        """Delete an event of any calendar."""
        raise NotImplementedError

    def later(self, name: str) -> None:
        """Move a follow-up to the next day."""
        raise NotImplementedError

    def relances(self) -> list[str]:
        """Return the ids of the calendars that relance made."""
        raise NotImplementedError

    def standing(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield key and id of every follow-up, and what it holds beside what passes."""
        raise NotImplementedError

    def remove_calendar(self, ref: str) -> None:
        """Remove a calendar, and all that is in it."""
        self.wire.mailbox.remove_calendar(ref)

    def keep_there(self, state: Path) -> None:
        """Keep all that is at the provider, under a name."""
        self._mailboxes[state] = self.copied(self.wire.mailbox)

    def back_there(self, state: Path) -> None:
        """Let everything at the provider be as it was kept."""
        self.give(self.copied(self._mailboxes[state]))

    # all else

    def connect(self) -> None:
        """Connect the account, as a person does with a browser."""
        environment = self.desk.environment() | {"BROWSER": "of the test"}
        with (
            patch.dict(os.environ, environment, clear=True),
            patch("webbrowser.open", self.wire.person.open),
        ):
            assert run(["connect", self.kind, *self._elsewhere, "--now", NOW]) == 0
        self.wire.person.finish()

    def prepare(self) -> None:
        """Keep `new`, before a first pass, and `before`, where a pass has all kinds of work."""
        days = {
            "Alba": "18", "Brumair": "26", "Cendrel": "13", "Dorsal": "25", "Elvane": "13",
            "Fenouil": "17", "Gavot": "25",
        }  # fmt: skip
        events = {name: self.put(Met(name, f"2026-11-{day}")) for name, day in days.items()}
        self.connect()
        self.keep("connected")
        self.never_had_a_calendar()
        self.keep("new")
        self.back_to("connected")
        self.sync(FIRST)
        self.delete(self.only("Fenouil"))
        self.later(self.only("Gavot"))
        self.sync(SECOND)
        self.change(events["Brumair"], Met("Brumair", "2026-11-30"))
        self.put(Met("Cendrel", "2026-12-02", "c2@mail.example"))
        self.delete(events["Dorsal"])
        self.change(events["Elvane"], Met("Elvane", "2026-11-13", more="#answered"))
        self.put(Met("Hesper", "2026-11-27"))
        self.put(Met("Isard", "2026-12-03"))
        self.keep("before")

    def pass_in_peace(self) -> None:
        """Keep `after`: what a pass makes of `before` that nobody disturbed."""
        self.back_to("before")
        ours = self.sync(NOW)["calendars"][-1]
        assert min(ours["created"], ours["updated"], ours["deleted"]) > 0
        assert self.sync(NOW)["written"] == 0
        self.keep("after")

    def never_had_a_calendar(self) -> None:
        """Be signed in, and let the calendar of follow-ups be still to be made."""
        for ref in self.relances():
            self.remove_calendar(ref)
        with patch.dict(os.environ, self.desk.environment(), clear=True):
            secrets, name = secrets_of(load(self.desk.config, {})), f"{self.kind}:{self.kind}"
            kept = json.loads(secrets.get(name) or "")
            secrets.put(name, json.dumps(kept | {"places": {}}))

    def sync(self, now: str) -> Any:
        """Run a pass that nobody disturbs; return what it tells."""
        ended = self._processes.run(self.desk, "sync", "--json", "--now", now)
        assert ended.code == 0, ended
        return ended.json

    def run(self, *arguments: str, die_at: int = 0) -> Ended:
        return self._processes.run(self.desk, *arguments, die_at=die_at)

    def keep(self, state: str) -> None:
        """Keep everything as it is now, here and at the provider."""
        shutil.rmtree(self._states / state, ignore_errors=True)
        shutil.copytree(self.desk.folder, self._states / state)
        self.keep_there(self._states / f"{state}.there")

    def back_to(self, state: str) -> None:
        shutil.rmtree(self.desk.folder)
        shutil.copytree(self._states / state, self.desk.folder)
        self.back_there(self._states / f"{state}.there")

    def lose_journal(self) -> None:
        for path in self.desk.folder.glob("journal.sqlite*"):
            path.unlink()

    def written(self) -> dict[str, Mapping[str, Any]]:
        """Return what stands among the follow-ups, by key; each stands once."""
        found = [(key, told) for key, _, told in self.standing()]
        told = dict(found)
        assert len(told) == len(found), f"a key stands twice: {sorted(key for key, _ in found)}"
        return told

    def life(self) -> Sequence[Mapping[str, Any]]:
        """Return everything that is the person's own, with its versions."""
        found: Sequence[Mapping[str, Any]] = self.wire.mailbox.events("primary")
        return found

    def only(self, company: str) -> str:
        """Return the id of a company's one follow-up."""
        (found,) = [name for _, name, told in self.standing() if company in str(told)]
        return found

    def key_of(self, company: str) -> str:
        """Return the key of a company's one follow-up."""
        (found,) = [key for key, _, told in self.standing() if company in str(told)]
        return found

    def deaths(self, points: range, *arguments: str, state: str) -> Iterator[Ended]:
        """Kill a command at one point after the other, until it comes to its end by itself."""
        for point in points:
            self.back_to(state)
            life = self.life()
            ended = self.run(*arguments, die_at=point)
            if not ended.killed:
                assert (ended.code, ended.point) == (0, "end"), ended
                assert point > points.step, "it passed no point at all"
                return
            assert self.life() == life, ended
            self.written()
            yield ended
        raise AssertionError("it goes on for ever")
