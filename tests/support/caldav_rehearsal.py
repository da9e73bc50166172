"""A scenario of the corpus that its person lives at a real Radicale, rehearsed pass by pass."""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING, Any

import icalendar

from caldav_played import name_of
from caldav_seen import event_of
from caldav_server import PASSWORD, USER, radicale
from caldav_wire import CaldavWire
from plain_calendar import Written
from provider_rehearsal import NAME, ProviderRehearsal
from relance.model import Key, ShowsAs
from relance.ports import Asking
from relance_caldav import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from relance.model import Event
    from relance.ports import Secrets

AGENDA = "agenda"


def wires(folder: Path) -> Callable[..., CaldavWire]:
    """Return what makes one server after the other, each in a folder of its own."""
    numbers = count()
    return lambda **_: CaldavWire(radicale, folder / f"server-{next(numbers)}")


class CaldavRehearsal(ProviderRehearsal):
    """A rehearsal whose calendars are at Radicale; they hold a file as it is, an event each."""

    kind, quiet = "caldav", "REPORT"
    wire: CaldavWire
    spare: CaldavWire

    def imported(self, data: bytes) -> dict[str, Any]:
        told = icalendar.Calendar.from_ical(data)
        found: dict[str, icalendar.Calendar] = {}
        for event in told.walk("VEVENT"):
            uid = str(event["UID"])
            if uid not in found:
                found[uid] = made = icalendar.Calendar()
                made.add("VERSION", "2.0")
                made.add("PRODID", "-//the person's own program//EN")
                made.subcomponents += told.walk("VTIMEZONE")
            found[uid].add_component(event)
        return {uid: (name_of(uid), made.to_ical()) for uid, made in found.items()}

    @property
    def agenda(self) -> str:
        """Return the path of the calendar that is read."""
        place = f"{self.wire.server.home}{AGENDA}/"
        return place if place in self.wire.made else self.wire.make(AGENDA)

    def put(self, one: Any) -> None:
        name, data = one
        self.wire.put(f"{self.agenda}{name}", data)

    def delete(self, one: Any) -> None:
        self.wire.delete(f"{self.agenda}{one[0]}")

    def what_is_read(self) -> object:
        return self.wire.resources(self.agenda)

    def of_relance(self, wire: Any) -> list[dict[str, Any]]:
        made = [place for place in wire.calendars() if place != self.agenda]
        assert len(made) <= 1, "a calendar was made twice"
        found = (one for place in made for one in wire.resources(place).items())
        return [{"event": event_of(*one)} for one in found]

    def read_back(self, resource: dict[str, Any]) -> Written:
        event: Event = resource["event"]
        assert event.our_mark is not None, f"{event.uid} is left"
        free = event.shows_as is ShowsAs.FREE
        return Written(Key.parse(event.our_mark.key), event.start, event.end, free)

    def copy_mailbox(self) -> None:
        shutil.rmtree(self.spare.store, ignore_errors=True)
        shutil.copytree(self.wire.store, self.spare.store)
        self.spare.changes += 1

    def account(self, options: Mapping[str, Any], secrets: Secrets) -> Any:
        return connect(NAME, options, secrets)

    def sign_in(self, account: Any, wire: Any) -> None:
        del wire
        answers = {"User:": USER, "App password:": PASSWORD}
        account.sign_in(Asking(print, answer=lambda question, _: answers[question]))

    def elsewhere(self, wire: Any, write: Path) -> Sequence[str]:
        del write
        return (f'address = "{wire.api}"',)

    def _account(self, write: Path) -> Sequence[str]:
        return [line.replace("primary", self.agenda) for line in super()._account(write)]
