"""A desk at the fake Google whose states can be kept and put back, since processes die at it."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from desk import NOW, Desk
from google_copies import copied
from google_desk import GoogleDesk
from relance.cli.app import run
from relance.service.setup import secrets_of
from relance.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from google_wire import Wire
    from google_wire_mailbox import Mailbox
    from processes import Ended, Processes

LIBRARIES = (
    "googleapiclient.discovery",
    "google_auth_httplib2",
    "google.oauth2.credentials",
    "cryptography.fernet",
    "keyring",
    "relance_google.account",
    "relance_google.renewal",
)
"""What a command at Google needs."""

SIGN_IN = "google:google"
PASSING = {"etag", "updated", "created", "sequence", "htmlLink"}


class GoogleStage:
    """A person's desk, and all that they have at Google."""

    def __init__(self, folder: Path, wire: Wire, processes: Processes) -> None:
        (folder / "desk").mkdir(parents=True)
        self.desk, self.wire = Desk(folder / "desk"), wire
        self._google = GoogleDesk(self.desk, wire).settle()
        self._processes, self._states = processes, folder / "states"
        self._mailboxes: dict[str, Mailbox] = {}

    def connect(self) -> None:
        """Connect the account, as a person does with a browser."""
        environment = self.desk.environment() | {"BROWSER": "of the test"}
        with (
            patch.dict(os.environ, environment, clear=True),
            patch("webbrowser.open", self.wire.person.open),
        ):
            assert run(["connect", "google", *self._google.elsewhere, "--now", NOW]) == 0
        self.wire.person.finish()

    def never_had_a_calendar(self) -> None:
        """Be signed in, and let the calendar of follow-ups be still to be made."""
        for ref in self.relances():
            self.wire.mailbox.remove_calendar(ref)
        with patch.dict(os.environ, self.desk.environment(), clear=True):
            secrets = secrets_of(load(self.desk.config, {}))
            kept = json.loads(secrets.get(SIGN_IN) or "")
            secrets.put(SIGN_IN, json.dumps(kept | {"places": {}}))

    def sync(self, now: str) -> Any:
        """Run a pass that nobody disturbs; return what it tells."""
        ended = self._processes.run(self.desk, "sync", "--json", "--now", now)
        assert ended.code == 0, ended
        return ended.json

    def run(self, *arguments: str, die_at: int = 0) -> Ended:
        return self._processes.run(self.desk, *arguments, die_at=die_at)

    def keep(self, state: str) -> None:
        """Keep everything as it is now, here and at Google."""
        shutil.rmtree(self._states / state, ignore_errors=True)
        shutil.copytree(self.desk.folder, self._states / state)
        self._mailboxes[state] = copied(self.wire.mailbox)

    def back_to(self, state: str) -> None:
        shutil.rmtree(self.desk.folder)
        shutil.copytree(self._states / state, self.desk.folder)
        self.wire.mailbox = copied(self._mailboxes[state])

    def lose_journal(self) -> None:
        for path in self.desk.folder.glob("journal.sqlite*"):
            path.unlink()

    def relances(self) -> list[str]:
        """Return the ids of the calendars that relance made."""
        return [ref for ref, shelf in self.wire.mailbox.shelves.items() if shelf.made_by]

    def written(self) -> dict[str, Mapping[str, Any]]:
        """Return what stands among the follow-ups, by id; each key stands once."""
        found = [one for ref in self.relances() for one in self.wire.mailbox.events(ref)]
        keys = [one["extendedProperties"]["private"]["relanceKey"] for one in found]
        assert len(keys) == len(set(keys)), f"a key stands twice: {sorted(keys)}"
        return {one["id"]: {n: v for n, v in one.items() if n not in PASSING} for one in found}

    def life(self) -> Sequence[Mapping[str, Any]]:
        """Return everything that is the person's own, with its versions."""
        return self.wire.mailbox.events("primary")

    def only(self, company: str) -> str:
        """Return the id of a company's one follow-up."""
        (found,) = [name for name, one in self.written().items() if company in str(one)]
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
