"""The person's own tool on a CalDAV server, and what stands between it and relance."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from caldav_server import PASSWORD, USER
from relance.testing.series import series_bytes
from relance_caldav.client import Client
from relance_caldav.follow_ups import CaldavFollowUps
from relance_caldav.kept import Kept

if TYPE_CHECKING:
    from caldav_server import Server
    from relance.model import Event

ACCOUNT = "home"


def kept(server: Server, port: int = 0, **given: Any) -> Kept:
    address = server.address if not port else f"http://127.0.0.1:{port}"
    return Kept(address, USER, PASSWORD, homes=(f"{address}{server.home}",), **given)


def client(server: Server, port: int = 0, **given: Any) -> Client:
    """Return a client whose waits take no time; `port` may be that of something in between."""
    return Client(ACCOUNT, kept(server, port), sleep=lambda _: None, **given)


def follow_ups(server: Server, path: str, port: int = 0) -> CaldavFollowUps:
    way = client(server, port)
    return CaldavFollowUps(way, f"{kept(server, port).address}{path}", "Relances")


class CaldavHand:
    """Puts and removes events in one calendar."""

    def __init__(self, server: Server, path: str) -> None:
        self._server, self._path = server, path
        self._events: dict[str, tuple[Event, str, dict[str, Event]]] = {}

    def put(self, event: Event, rule: str = "") -> None:
        known = self._events.get(event.uid)
        if event.recurrence_id is not None and known is not None:
            known[2][event.recurrence_id] = event
        else:
            self._events[event.uid] = known = (event, rule, {})
        first, ruled, overrides = known
        data = series_bytes(replace(first, recurrence_id=None), ruled, list(overrides.values()))
        self.write(self.place(event.uid), data)

    def write(self, place: str, data: bytes) -> None:
        answer = self._server.ask("PUT", place, data, {"Content-Type": "text/calendar"})
        assert answer.status in (200, 201, 204), answer

    def remove(self, uid: str) -> None:
        self._events.pop(uid, None)
        assert self._server.ask("DELETE", self.place(uid)).status in (200, 204)

    def read(self, uid: str) -> bytes:
        return self._server.ask("GET", self.place(uid)).body

    def place(self, uid: str) -> str:
        """Return where an event lies: relance's own where relance put it."""
        own = f"{self._path}relance-{uid.removesuffix('@relance')}.ics"
        if uid.endswith("@relance") and self._server.ask("GET", own).status == 200:
            return own
        return f"{self._path}{sha256(uid.encode()).hexdigest()[:16]}.ics"
