"""The HTTP of a fake provider: a threaded server on loopback that keeps connections."""

from __future__ import annotations

import json
import socket
import struct
import sys
from datetime import UTC
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from wire_answers import Answer, page
from wire_calls import Asked
from wire_troubles import Kind, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wire_troubles import Troubles

    Carry = Callable[[Asked, str, tuple[str, ...]], Answer]
    Route = Callable[[str, str], tuple[str, tuple[str, ...]]]


class Server(ThreadingHTTPServer):
    """Serves until it is closed; every connection has a thread of its own."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        route: Route,
        carry: Carry,
        record: Callable[[Asked], None],
        troubles: Troubles,
        clock: Callable[[], datetime],
        port: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.route, self.carry, self.record = route, carry, record
        self.troubles, self.clock = troubles, clock
        self.ending = Event()
        self._links: set[socket.socket] = set()
        self._lock = RLock()
        self._thread = Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._links.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._links.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """End every connection and every thread."""
        self.ending.set()
        self.shutdown()
        self._thread.join()
        with self._lock:
            links = list(self._links)
        for link in links:
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server
    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's word
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the time for the header `Date`, by the clock of this provider."""
        if timestamp is not None:
            return super().date_time_string(timestamp)
        return format_datetime(self.server.clock().astimezone(UTC), usegmt=True)

    def serve(self) -> None:
        """Take one request in and answer it, or do what its trouble says."""
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length)
        if len(data) < length:  # who asked has gone
            self.close_connection = True
            return
        asked, token, names = self._asked(data)
        self.server.record(asked)
        try:
            self._meet(asked, token, names)
        finally:
            asked.open = False

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve  # noqa: N815 - the parent's words
    do_PROPFIND = do_REPORT = do_MKCALENDAR = do_OPTIONS = serve  # noqa: N815 - the same

    def _meet(self, asked: Asked, token: str, names: tuple[str, ...]) -> None:
        trouble = self.server.troubles.meeting(asked)
        if trouble is None:
            self._send(asked, self.server.carry(asked, token, names))
        elif trouble.after:
            self._after(asked, self.server.carry(asked, token, names), trouble)
        else:
            self._before(asked, trouble, lambda: self.server.carry(asked, token, names))

    def _asked(self, data: bytes) -> tuple[Asked, str, tuple[str, ...]]:
        headers = {name.lower(): value for name, value in self.headers.items()}
        token = headers.pop("authorization", "")
        parts = urlsplit(self.path)
        query, method = parse_qs(parts.query, keep_blank_values=True), self.command
        if headers.get("x-http-method-override"):
            method = headers["x-http-method-override"]
            query, data = parse_qs(data.decode(), keep_blank_values=True), b""
        op, names = self.server.route(method, parts.path)
        body = _body(headers.get("content-type", ""), data)
        made = Asked(op, method, parts.path, query, headers, body, target=self.path)
        return made, token, names

    def _before(self, asked: Asked, trouble: Trouble, carry: Callable[[], Answer]) -> None:
        if trouble.kind is Kind.DROP:
            self._drop(trouble)
        elif trouble.kind is Kind.SLOW:
            self.server.ending.wait(trouble.seconds)
            self._send(asked, carry())
        else:
            self._send(asked, trouble.answer or page("", 500))

    def _after(self, asked: Asked, answer: Answer, trouble: Trouble) -> None:
        if trouble.kind is Kind.DROP:
            self._drop(trouble)
        elif trouble.kind is Kind.SLOW:
            self.server.ending.wait(trouble.seconds)
            self._send(asked, answer)
        elif trouble.kind is Kind.CUT:
            half = answer.body[: len(answer.body) // 2]
            self._send(asked, Answer(answer.status, half, answer.kind, answer.headers))
        elif trouble.kind is Kind.DIE:
            self._send(asked, answer, trouble.octets)
            self.close_connection = True
        else:
            self._send(asked, trouble.answer or answer)

    def _drop(self, trouble: Trouble) -> None:
        if trouble.reset:
            now = struct.pack("ii", 1, 0)  # linger for no time: the other side sees a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _send(self, asked: Asked, answer: Answer, octets: int | None = None) -> None:
        asked.status = answer.status
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in {204, 304}:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.status not in {204, 304}:
            self.wfile.write(answer.body if octets is None else answer.body[:octets])
            self.wfile.flush()


def _body(kind: str, data: bytes) -> Any:
    if not data:
        return None
    if kind.startswith("application/x-www-form-urlencoded"):
        form = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[-1] for name, values in form.items()}
    try:
        return json.loads(data)
    except ValueError:
        return data.decode("utf-8", "replace")
