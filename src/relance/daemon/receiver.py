"""Hear over the web that a calendar changed, and ring.

Anybody may knock here. What is asked is short, waited for briefly, and believed only with the
token that the calendar was given; whoever has none learns nothing, not even what this is. While a
calendar is being subscribed to, its provider may ask whether anybody listens, and is told.
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
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from relance.daemon.gathered import Gathered
from relance.daemon.said import Said, pass_over
from relance.errors import Refused
from relance.ports import Knock, Message
from relance.service.tokens import token_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.daemon.bell import Bell

IMPATIENCE = 5.0  # seconds for a request to be said
MOST_HEAD = 16_384  # octets before the body
MOST_BODY = 65_536  # octets of the body
MOST_AT_ONCE = 16  # connections
MOST_ANSWER = 1024  # letters that are said back to who asks whether anybody listens
HERE, TAKEN, UNKNOWN, TOO_LONG = 200, 202, 404, 431
_NONE = Message("", "")  # looked at where nothing is said, so that this takes as long


class Reader(Protocol):
    """Reads what comes in, as a calendar that tells of its changes does."""

    def messages(self, knock: Knock) -> Sequence[Message]:
        """Return the messages that somebody brings."""

    def handshake(self, knock: Knock) -> str | None:
        """Return what to answer when somebody asks whether anybody listens."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is listened for: a path, and messages with the token that a key gives."""

    path: str
    key: bytes = field(repr=False)
    readers: Sequence[Reader] = ()

    def hear(self, method: str, path: str, knock: Knock) -> Sequence[Message] | str:
        """Return the messages that are true, or what to answer to who asks if anybody listens.

        It takes as long for any.
        """
        said = next((found for one in self.readers if (found := one.messages(knock))), ())
        asked = next((told for one in self.readers if (told := one.handshake(knock))), None)
        right = (
            hmac.compare_digest(_octets(method), b"POST"),
            hmac.compare_digest(_octets(path), _octets(self.path)),
        )
        true = [one for one in said or (_NONE,) if self._is_true(one)]
        if not all(right):
            return ()
        return asked if asked and _is_plain(asked) else true

    def _is_true(self, message: Message) -> bool:
        right = token_of(self.key, message.subscription)
        return hmac.compare_digest(_octets(message.token), _octets(right))


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
    """Hears one request; its answer is mostly a status alone, and nothing is logged."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = IMPATIENCE

    def handle(self) -> None:
        """Answer one request."""
        said = Said(self.connection, IMPATIENCE)
        head = said.head(MOST_HEAD)
        if len(head) > MOST_HEAD:
            self._answer(TOO_LONG)
        elif head.endswith(b"\r\n\r\n"):
            self.rfile.close()
            self.rfile = BytesIO(head)
            self.raw_requestline = self.rfile.readline()
            if self.parse_request():
                self._hear(said)
        pass_over(self.connection, IMPATIENCE, MOST_BODY)

    def handle_expect_100(self) -> bool:
        """Say nothing before the answer; the body comes all the same."""
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no proper request."""
        del message, explain
        self._answer(code)

    def _hear(self, said: Said) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, query = self.path.partition("?")
        knock = Knock(headers, query, said.body(headers, MOST_BODY))
        heard = self.server.hearing.hear(self.command, path, knock)
        if isinstance(heard, str):
            self._answer(HERE, heard)
            return
        for message in heard:
            self.server.gathered.take(message.subscription, lost=message.lost)
        self._answer(TAKEN if heard else UNKNOWN)

    def _answer(self, status: int, text: str = "") -> None:
        body = text.encode()
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}"]
        if text:
            lines += ["Content-Type: text/plain; charset=utf-8", "X-Content-Type-Options: nosniff"]
        head = "\r\n".join([*lines, "Connection: close", "", ""])
        with suppress(OSError):
            self.wfile.write(head.encode() + body)


def _is_plain(text: str) -> bool:
    """Say whether a stranger may have this said back to them: a short line, and no page."""
    return len(text) <= MOST_ANSWER and text.isprintable() and not {"<", ">"} & {*text}


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
