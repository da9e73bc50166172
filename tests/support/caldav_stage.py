"""A desk at a real Radicale whose states can be kept and put back, since processes die at it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from caldav_desk import AGENDA, answering
from caldav_seen import KEY, edited, event_of, typed, vevent
from desk import OWNER
from google_desk import SETTINGS
from provider_stage import NOW, Stage
from relance.cli.app import run
from relance.model import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from caldav_wire import CaldavWire
    from provider_stage import Met

LIBRARIES = (
    "niquests",
    "cryptography.fernet",
    "keyring",
    "relance_caldav.account",
    "relance_caldav.follow_ups",
)
"""What a command at a CalDAV server needs."""

PASSING = ("DTSTAMP", "LAST-MODIFIED")
DAY = timedelta(days=1)


class CaldavStage(Stage):
    """A person's desk, and all that they have at a server."""

    kind = "caldav"
    wire: CaldavWire

    def settle(self) -> Sequence[str]:
        self.desk.config.write_text(SETTINGS.format(language="en", owner=OWNER))
        self.agenda = self.wire.make(AGENDA)
        return ()

    def connect(self) -> None:
        with patch.dict(os.environ, self.desk.environment(), clear=True), answering(self.wire.api):
            assert run(["connect", self.kind, "--read", AGENDA, "--now", NOW]) == 0

    def put(self, met: Met) -> str:
        path = f"{self.agenda}{met.name}.ics"
        self.wire.put(path, typed(_event(met)))
        return path

    def change(self, name: str, met: Met) -> None:
        self.wire.put(name, typed(_event(met)))

    def delete(self, name: str) -> None:
        self.wire.delete(name)

    def later(self, name: str) -> None:
        place, _, resource = name.rpartition("/")
        lies = self.wire.resources(f"{place}/")[resource]
        event = event_of(resource, lies)
        moved = replace(event, start=event.start + DAY, end=event.end + DAY)
        self.wire.put(name, edited(lies, event, moved))

    def relances(self) -> list[str]:
        return [one for one in self.wire.calendars() if one != self.agenda]

    def remove_calendar(self, ref: str) -> None:
        self.wire.delete(ref)

    def standing(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for ref in self.relances():
            for name, lies in self.wire.resources(ref).items():
                told = vevent(lies.data)
                lines = [(n, str(value)) for n, value in told.property_items() if n not in PASSING]
                yield str(told.get(KEY) or told["UID"]), f"{ref}{name}", {"lines": sorted(lines)}

    def life(self) -> Sequence[Mapping[str, Any]]:
        found = self.wire.resources(self.agenda).items()
        return [{"name": name, "etag": lies.etag, "data": lies.data} for name, lies in found]

    def keep_there(self, state: Path) -> None:
        shutil.rmtree(state, ignore_errors=True)
        shutil.copytree(self.wire.store, state)

    def back_there(self, state: Path) -> None:
        shutil.rmtree(self.wire.store)
        shutil.copytree(state, self.wire.store)
        self.wire.changes += 1


def _event(met: Met) -> Event:
    start, end = (datetime.fromisoformat(at).replace(tzinfo=UTC) for at in met.times)
    return Event(met.name, start, end, summary=met.title, description=met.notes)
