"""A scenario of the corpus that its person lives in Google, rehearsed pass by pass."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from google_copies import copied
from google_import import imported
from plain_calendar import Written
from rehearsal import Rehearsal
from relance.model import Key
from relance.ports import Asking
from relance.service.setup import secrets_of
from relance.settings import load
from relance_google import connect

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from google_wire import Wire
    from rehearsal import Scenario, Turn
    from relance.service import Service

NAME = "rehearsal"


class GoogleRehearsal(Rehearsal):
    """A rehearsal whose calendars are at a fake Google; `spare` holds what might be."""

    def __init__(
        self, folder: Path, scenario: Scenario, wire: Wire, spare: Wire, **more: Any
    ) -> None:
        self.wire, self.spare = wire, spare
        self._standing: set[str] = set()
        super().__init__(folder, scenario, **more)
        owner = scenario.told["owner"]["email"]
        self._life = imported(scenario.data, scenario.zone, owner)
        if self.extra:
            self._life |= imported(self.extra, scenario.zone, owner)
        # What is cancelled is not there in Google.
        self.occurrences = [one for one in self.occurrences if one.uid in self._life]

    # what stands at Google

    def show(self, hidden: Collection[str]) -> None:
        for uid in self._life.keys() - self._standing - set(hidden):
            self._life[uid].put(self.wire.mailbox, "primary")
            self._standing.add(uid)
        for uid in self._standing & set(hidden):
            self.wire.mailbox.delete("primary", self._life[uid].resource["id"])
            self._standing.remove(uid)

    def what_is_read(self) -> object:
        return self.wire.mailbox.events("primary")

    def written(self) -> list[Written]:
        return sorted(map(_written, _of_relance(self.wire)), key=lambda one: one.key)

    def what_is_written(self) -> object:
        return _of_relance(self.wire)

    def what_the_copy_holds(self) -> object:
        return _of_relance(self.spare)

    def lose_the_journal(self) -> Service:
        self.spare.mailbox = copied(self.wire.mailbox)
        for file in self.folder.glob("copy.sqlite*"):
            file.unlink()
        return self.opened(self.folder / "copy", "copy.sqlite")

    # what the settings say

    def opened(self, write: Path | None = None, journal: str = "journal.sqlite") -> Service:
        """Open the service; the first time, somebody signs in."""
        service = super().opened(write, journal)
        settings = load(self.folder / f"{journal}.toml", {})
        secrets = secrets_of(settings)
        if secrets.get(f"google:{NAME}") is not None:
            return service
        service.close()
        wire = self._wire(write)
        (account,) = settings.accounts

        def say(address: str) -> None:
            wire.person.open(address)

        connect(NAME, account.options, secrets).sign_in(Asking(say, browser=False))
        wire.person.finish()
        return super().opened(write, journal)

    def _wire(self, write: Path | None) -> Wire:
        return self.wire if write in (None, self.write) else self.spare

    def _account(self, write: Path) -> Sequence[str]:
        wire, file = self._wire(write), self.folder / f"client-{write.name}.json"
        wire.client_file(file)
        return (
            'kind = "google"',
            'read = ["primary"]',
            'write = "Relances"',
            f'client_file = "{file}"',
            f'api_endpoint = "{wire.api}"',
            f'revoke_uri = "{wire.revoke_uri}"',
        )

    def costs_one_request_a_calendar(self, turn: Turn) -> None:
        """Hold a pass in which nothing changed to one request for each calendar."""
        self.wire.forget()
        report = self.service.run(turn.now)
        assert not report.planned
        assert [one.op for one in self.wire.requests] == ["events.list", "events.list"]
        self.wire.forget()


def _of_relance(wire: Wire) -> list[dict[str, Any]]:
    """Return what stands in the calendar that relance made."""
    made = [ref for ref, shelf in wire.mailbox.shelves.items() if shelf.made_by]
    assert len(made) <= 1, "a calendar was made twice"
    return [dict(one) for ref in made for one in wire.mailbox.events(ref)]


def _written(resource: dict[str, Any]) -> Written:
    key = Key.parse(resource["extendedProperties"]["private"]["relanceKey"])
    start, end = (_moment(resource[side]) for side in ("start", "end"))
    return Written(key, start, end, resource.get("transparency") == "transparent")


def _moment(part: dict[str, str]) -> datetime | date:
    if "date" in part:
        return date.fromisoformat(part["date"])
    return datetime.fromisoformat(part["dateTime"]).astimezone(UTC)
