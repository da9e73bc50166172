"""Hear over the web that a calendar changed, and ring.

Anybody may knock here. What is asked is short, waited for briefly, and believed only with the
token that the calendar was given; whoever has none learns nothing, not even what this is.
"""

from __future__ import annotations

import hmac
import os
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from ipaddress import ip_address
from socketserver import TCPServer, ThreadingMixIn
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from relance.errors import Refused
from relance.service.subscriptions import token_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from relance.daemon.bell import Bell
    from relance.ports import Message

    Reader: TypeAlias = Callable[[Mapping[str, str]], Message | None]

GATHER = 1.0  # seconds in which messages count as one
APART = 5.0  # seconds at least between two rings: one act of the person's may be many messages
IMPATIENCE = 5.0  # seconds for a request to be said
MOST_HEAD = 16_384  # octets before the body
MOST_BODY = 65_536  # octets after it that are passed over
MOST_AT_ONCE = 16  # connections
TAKEN, UNKNOWN, TOO_LONG = 200, 404, 431


@dataclass(slots=True)
class Gathered:
    """Rings once for all messages of a while."""

    bell: Bell
    gather: float = GATHER
    apart: float = APART
    heard: set[str] = field(default_factory=set)  # the subscriptions that messages came of
    _waiting: set[str] = field(default_factory=set)
    _timer: threading.Timer | None = None
    _last: float = -APART
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, subscription: str) -> None:
        """Take a message in."""
        with self._lock:
            self.heard.add(subscription)
            self._waiting.add(subscription)
            if self._timer is None:
                wait = max(self.gather, self._last + self.apart - monotonic())
                self._timer = threading.Timer(wait, self._ring)
                self._timer.daemon = True
                self._timer.start()

    def news(self) -> set[str]:
        """Return the subscriptions that messages came of since this was asked."""
        with self._lock:
            found, self.heard = self.heard, set()
            return found

    def stop(self) -> None:
        """Ring no more for what has come."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, set()
            self._timer, self._last = None, monotonic()
        self.bell.changed |= waiting
        self.bell.ring()


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is listened for: a path, and messages with the token that a key gives."""

    path: str
    key: bytes = field(repr=False)
    readers: Sequence[Reader] = ()

    def subscription(self, method: str, path: str, headers: Mapping[str, str]) -> str | None:
        """Return the subscription that a message is of, if it is one; takes as long for any."""
        said = next((found for read in self.readers if (found := read(headers))), None)
        name, token = (said.subscription, said.token) if said else ("", "")
        right = (
            hmac.compare_digest(_octets(method), b"POST"),
            hmac.compare_digest(_octets(path), _octets(self.path)),
            hmac.compare_digest(_octets(token), _octets(token_of(self.key, name))),
        )
        return name if all(right) else None


class Receiver:
    """Listens while somebody wants it, in threads of its own."""

    def __init__(self, bell: Bell) -> None:
        self.gathered = Gathered(bell)
        self._server: _Server | None = None
        self._place = ""

    def listen(self, place: str, address: str, key: bytes, readers: Sequence[Reader]) -> None:
        """Listen here for what is sent to a public address; raise Refused where that fails."""
        hearing = Hearing(urlsplit(address).path or "/", key, tuple(readers))
        if self._server is not None and place == self._place:
            self._server.hearing = hearing
            return
        self.stop()
        try:
            self._server = _Server(place, hearing, self.gathered)
        except OSError as error:
            raise Refused(
                f"this computer cannot listen there: {error.strerror or error}. Changes wait for "
                "the next pass.",
                where=place,
                remedy="Set daemon.listen to another place, or end whatever listens there.",
            ) from error
        self._place = place

    def stop(self) -> None:
        """Listen no more."""
        self.gathered.stop()
        if self._server is not None:
            self._server.close()
        self._server = None


class _Server(ThreadingMixIn, TCPServer):
    """Gives each connection a thread, some at a time, and waits for none of them at the end."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # a port just left; elsewhere it lets others in too
    request_queue_size = 32

    def __init__(self, place: str, hearing: Hearing, gathered: Gathered) -> None:
        parts = urlsplit(f"//{place}")
        host, port = ip_address(parts.hostname or ""), parts.port or 0
        self.address_family = socket.AF_INET6 if host.version == 6 else socket.AF_INET
        self.hearing, self.gathered = hearing, gathered
        self._free = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((str(host), port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; connections that are open may still be answered."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread, or end it when there are too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and let another come."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that went wrong."""


class _Handler(BaseHTTPRequestHandler):
    """Hears one request; its answer is a status and nothing else, and nothing is logged."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = IMPATIENCE

    def handle(self) -> None:
        """Answer one request, by its head alone."""
        head = _head(self.connection)
        if len(head) > MOST_HEAD:
            self._answer(TOO_LONG)
        elif head.endswith(b"\r\n\r\n"):
            self.rfile.close()
            self.rfile = BytesIO(head)
            self.raw_requestline = self.rfile.readline()
            if self.parse_request():
                self._answer(self._heard())
        _pass_over(self.connection)

    def handle_expect_100(self) -> bool:
        """Want no body."""
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no proper request."""
        del message, explain
        self._answer(code)

    def _heard(self) -> int:
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = self.server.hearing.subscription(self.command, self.path, headers)
        if found is None:
            return UNKNOWN
        self.server.gathered.take(found)
        return TAKEN

    def _answer(self, status: int) -> None:
        line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
        with suppress(OSError):
            self.wfile.write(f"{line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())


def _head(connection: socket.socket) -> bytes:
    """Return a request up to its body; less when it is not said in time."""
    until, said = monotonic() + IMPATIENCE, bytearray()
    with suppress(OSError):
        while len(said) <= MOST_HEAD and monotonic() < until:
            connection.settimeout(max(until - monotonic(), 0.01))
            part = connection.recv(4096)
            looked_at = max(len(said) - 3, 0)
            said += part
            end = said.find(b"\r\n\r\n", looked_at)
            if end >= 0:
                return bytes(said[: end + 4])
            if not part:
                break
    return bytes(said)


def _pass_over(connection: socket.socket) -> None:
    """Let a body go by, so that whoever sends it gets the answer."""
    until, passed = monotonic() + IMPATIENCE, 0
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while passed < MOST_BODY and monotonic() < until:
            connection.settimeout(max(until - monotonic(), 0.01))
            part = connection.recv(8192)
            if not part:
                return
            passed += len(part)


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
