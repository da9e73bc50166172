"""A candidate's world whose follow-ups, and one calendar that is read, are at a CalDAV server."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from caldav_clients import HookedClient
from caldav_played import CaldavPlayed
from caldav_server import radicale, xandikos
from caldav_wire import CaldavWire
from provider_world import ProviderShelf, ProviderWorld

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from caldav_server import Server


def caldav_shelf(
    folder: Path, start: Callable[[Path], AbstractContextManager[Server]]
) -> ProviderShelf:
    """Return journals and two servers."""
    wires = CaldavWire(start, folder / "server"), CaldavWire(start, folder / "spare")
    return ProviderShelf(folder, wires, HookedClient)


radicale_shelf = partial(caldav_shelf, start=radicale)
xandikos_shelf = partial(caldav_shelf, start=xandikos)


@dataclass(slots=True)
class CaldavWorld(ProviderWorld):
    """A world at a CalDAV server; its calendars begin anew with it."""

    places: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        wire = self.wire
        wire.calm()
        self.places = {name: wire.make_anew(name) for name in ("life", "relances")}
        wire.forget()

    def played(self, name: str, wire: int) -> CaldavPlayed:
        shelf = self.provided
        return CaldavPlayed(name, shelf.wires[wire], self.places[name], shelf.clients[wire])

    def copy_mailbox(self) -> None:
        wire, spare = self.provided.wires
        for place in self.places.values():
            if place not in spare.made:
                spare.make(place.rstrip("/").rpartition("/")[2])
            there, here = wire.resources(place), spare.resources(place)
            for name in here.keys() - there.keys():
                spare.delete(f"{place}{name}")
            for name, lies in there.items():
                if name not in here or here[name].data != lies.data:
                    spare.put(f"{place}{name}", lies.data)
