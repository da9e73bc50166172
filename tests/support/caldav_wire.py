"""A real CalDAV server, and the door to it at which requests meet trouble.

The product comes by the door. The person comes by the back: what they put, and what stands, is
asked of the server itself.
"""

from __future__ import annotations

import http.client
import re
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from wire_answers import Answer, Refusal, page
from wire_clock import Clock
from wire_http import Server as Door
from wire_troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from caldav_server import Server
    from wire_calls import Asked

CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
XML = {"Content-Type": "application/xml; charset=utf-8"}
EXPIRED = Answer(
    403,
    b'<?xml version="1.0"?><D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>',
    "application/xml",
)
_READS = ("GET", "PROPFIND", "REPORT", "OPTIONS")
_HOP = ("connection", "transfer-encoding", "content-length", "keep-alive", "content-type")
_TOKEN = re.compile(r"sync-token>[^<]+<")
_DAV, _CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_EVERYTHING = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    b"<D:prop><D:getetag/><C:calendar-data/></D:prop>"
    b'<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)


@dataclass(frozen=True, slots=True)
class Lies:
    """What lies in a calendar: one resource."""

    etag: str
    data: bytes


@dataclass(slots=True)
class Meanwhile:
    """What happens right before the server gets a request; `happened` once it did."""

    method: str
    act: Callable[[Asked], None]
    skip: int = 0
    happened: bool = False

    def happen(self, asked: Asked) -> None:
        self.skip -= 1
        if self.skip < 0 and not self.happened:
            self.happened = True
            self.act(asked)


class CaldavWire:
    """A CalDAV server that runs between entering and leaving; `api` is the address of its door."""

    def __init__(
        self, start: Callable[[Path], AbstractContextManager[Server]], folder: Path
    ) -> None:
        self._start, self._folder, self._stack = start, folder, ExitStack()
        self.requests: list[Asked] = []
        self.troubles = Troubles(_refusal, "")
        self.made: set[str] = set()  # calendars, by path
        self.changes = 0  # how often something may have changed on the server
        self._known: dict[str, tuple[int, dict[str, Lies]]] = {}
        self._expired: set[str] = set()
        self._meanwhile: Meanwhile | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir()
        self.server = self._stack.enter_context(self._start(self._folder))
        door = Door(_route, self._carry, self.requests.append, self.troubles, Clock())
        self._stack.callback(door.close)
        self.api = f"http://127.0.0.1:{door.server_address[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def store(self) -> Path:
        """Return the folder in which the server keeps everything."""
        return self._folder / "store"

    def forget(self) -> None:
        """Forget what was asked."""
        self.requests.clear()

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self.troubles.clear()
        self._expired.clear()
        self._meanwhile = None

    def expire(self, place: str) -> None:
        """Let the server know nothing of the sync-tokens that it gave out for a calendar."""
        self._expired.add(place)

    def meanwhile(self, method: str, act: Callable[[Asked], None], *, skip: int = 0) -> Meanwhile:
        """Let something happen once, right before the server gets a request."""
        self._meanwhile = Meanwhile(method, act, skip)
        return self._meanwhile

    # the person's own tool

    def make(self, name: str) -> str:
        """Make a calendar; return its path."""
        self.changes += 1
        place = self.server.make(name)
        self.made.add(place)
        return place

    def make_anew(self, name: str) -> str:
        """Make a calendar in the place of an earlier one."""
        place = f"{self.server.home}{name}/"
        if place in self.made:
            self.delete(place)
        self._expired.discard(place)
        return self.make(name)

    def calendars(self) -> list[str]:
        """Return the path of every calendar."""
        home = self.server.home
        told = self.server.ask("PROPFIND", home, headers={"Depth": "1"}).body
        found = {one.text or "" for one in ET.fromstring(told).iter(f"{_DAV}href")} - {home}
        return sorted(one for one in found if one.startswith(home))

    def put(self, place: str, data: bytes) -> None:
        self._changed("PUT", place, data, CALENDAR)

    def delete(self, place: str) -> None:
        self._changed("DELETE", place)

    def resources(self, place: str) -> Mapping[str, Lies]:
        """Return what stands in a calendar, by name; a server changes nothing by itself."""
        since, found = self._known.get(place, (-1, {}))
        if since != self.changes:
            now = self.changes
            answer = self.server.ask("REPORT", place, _EVERYTHING, XML | {"Depth": "1"})
            assert answer.status == 207, answer
            found = dict(map(_told, ET.fromstring(answer.body).iter(f"{_DAV}response")))
            self._known[place] = now, found
        return found

    def _changed(
        self, method: str, place: str, data: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        self.changes += 1
        answer = self.server.ask(method, place, data, headers)
        assert answer.status in (200, 201, 204), answer

    # the door

    def _carry(self, asked: Asked, token: str, _: tuple[str, ...]) -> Answer:
        if asked.path in self._expired:
            self._expired.discard(asked.path)
            if asked.method == "REPORT" and _TOKEN.search(asked.body):
                return EXPIRED
        if self._meanwhile is not None and asked.method == self._meanwhile.method:
            self._meanwhile.happen(asked)
        try:
            return self._passed_on(asked, token)
        finally:
            self.changes += asked.method not in _READS

    def _passed_on(self, asked: Asked, token: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {n: v for n, v in asked.headers.items() if n not in _HOP[:-1]}
        try:
            sent = {**headers, "Authorization": token}
            connection.request(
                asked.method, asked.target, (asked.body or "").encode() or None, sent
            )
            answer = connection.getresponse()
            told = tuple((n, v) for n, v in answer.getheaders() if n.lower() not in _HOP)
            kind = answer.getheader("Content-Type") or "text/plain"
            return Answer(answer.status, answer.read(), kind, told)
        finally:
            connection.close()


def _told(response: ET.Element) -> tuple[str, Lies]:
    """Return the name of a resource, and what it holds, with the line ends of its format."""
    name = unquote((response.findtext(f"{_DAV}href") or "").rpartition("/")[2])
    found = response.findtext(f".//{_CAL}calendar-data")
    assert found is not None, name
    data = "\r\n".join(found.replace("\r\n", "\n").split("\n"))
    return name, Lies(response.findtext(f".//{_DAV}getetag") or "", data.encode())


def _refusal(reason: str, message: str, *, status: int, retry_after: int | str | None) -> Refusal:
    answer = page(f"{status} {reason} {message}", status)
    if retry_after is not None:
        answer = Answer(status, answer.body, answer.kind, (("Retry-After", str(retry_after)),))
    return Refusal(answer)


def _route(method: str, _: str) -> tuple[str, tuple[str, ...]]:
    return method, ()
