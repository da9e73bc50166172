"""A calendar on a real CalDAV server that a machine plays with as it does with one in memory."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from caldav_seen import edited, event_of, typed
from provider_played import Played, ways
from relance_caldav.follow_ups import CaldavFollowUps
from wire_answers import page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from caldav_clients import HookedClient
    from caldav_wire import CaldavWire, Lies
    from provider_played import Ways
    from relance.model import Event
    from wire_calls import Asked


class CaldavPlayed(Played):
    """A calendar whose memory is a server; `place` is its path there."""

    wire: CaldavWire
    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "pull": ("REPORT", "PROPFIND"),
        "create": ("PUT",),
        "update": ("PUT",),
        "delete": ("DELETE",),
        "find": ("GET", "REPORT"),
        "ours": ("REPORT",),
    }
    ways: ClassVar[Ways] = ways(page("No.", 403), page("Fewer.", 429), page("Later.", 503))

    def __init__(self, name: str, wire: CaldavWire, place: str, client: HookedClient) -> None:
        behind = CaldavFollowUps(client, f"{wire.api}{place}", name)
        super().__init__(name, wire, place, client, behind)
        self._bin: dict[str, Lies] = {}

    def put(self, event: Event, rule: str = "") -> None:
        name = name_of(event.uid)
        there = self.wire.resources(self.place).get(name) or self._bin.get(name)
        if event.our_mark is None:
            data = typed(event, rule)
        else:
            assert there is not None, event.uid
            data = edited(there, event_of(name, there), event)
        self.wire.put(f"{self.place}{name}", data)

    def remove(self, uid: str) -> None:
        name = name_of(uid)
        self._bin[name] = self.wire.resources(self.place)[name]
        self.wire.delete(f"{self.place}{name}")

    def seen(self) -> Iterator[Event]:
        return (event_of(*one) for one in self.wire.resources(self.place).items())

    def is_here(self, asked: Asked) -> bool:
        return asked.path.startswith(self.place)

    def expire_cursors(self) -> None:
        self.wire.expire(self.place)


def name_of(uid: str) -> str:
    """Return the name of an event's resource: of ours, it stands behind the key."""
    _, ours, name = uid.rpartition("|")
    return name if ours else f"{sha256(uid.encode()).hexdigest()[:16]}.ics"
