"""What stands between relance and a CalDAV server: it counts, loses, refuses and forges."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from caldav_server import Server

MANY = 1_000
_HOP = frozenset(("connection", "transfer-encoding", "content-length", "keep-alive"))


@dataclass(slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Told:
    """An answer as it goes; `pace` is in seconds between its bytes."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    pace: float = 0.0


@dataclass(slots=True)
class _Rule:
    method: str
    act: Callable[[Asked, Callable[[], Told]], Told | None]
    left: int
    skip: int = 0


class Between:
    """A server on a port of its own that passes everything on, but for what is arranged."""

    def __init__(self, server: Server | None) -> None:
        self._server, self._rules = server, list[_Rule]()
        self.asked: list[Asked] = []
        self.port = 0

    def count(self, method: str = "") -> int:
        return sum(not method or one.method == method for one in self.asked)

    def forget(self) -> None:
        self.asked.clear()

    def lose(self, method: str, *, after: bool, times: int = 1, skip: int = 0) -> None:
        """Lose requests before the server has them, or its answers."""

        def act(_: Asked, go_on: Callable[[], Told]) -> None:
            if after:
                go_on()

        self._rules.append(_Rule(method, act, times, skip))

    def answer(self, method: str, told: Told, *, times: int = 1, skip: int = 0) -> None:
        """Answer in the server's place."""
        self._rules.append(_Rule(method, lambda *_: told, times, skip))

    def change(self, method: str, made: Callable[[Told], Told], *, times: int = MANY) -> None:
        """Change what the server answers."""
        self._rules.append(_Rule(method, lambda _, go_on: made(go_on()), times))

    def rule(self, method: str, act: Callable[[Asked, Callable[[], Told]], Told | None]) -> None:
        """Let something decide on every request of a kind."""
        self._rules.append(_Rule(method, act, MANY))

    def strip(self, method: str, header: str) -> None:
        """Keep a header of requests from the server, as one that does not heed it."""

        def act(asked: Asked, go_on: Callable[[], Told]) -> Told:
            headers = asked.headers.items()
            asked.headers = {n: v for n, v in headers if n.lower() != header.lower()}
            return go_on()

        self._rules.append(_Rule(method, act, MANY))

    def during(self, method: str, act: Callable[[], object]) -> None:
        """Let something happen once, right before the server gets a request."""

        def meanwhile(_: Asked, go_on: Callable[[], Told]) -> Told:
            act()
            return go_on()

        self._rules.append(_Rule(method, meanwhile, 1))

    def pass_on(self, asked: Asked) -> Told | None:
        """Return what to answer; None for nothing."""
        self.asked.append(asked)
        for rule in self._rules:
            if rule.method == asked.method and rule.left:
                if rule.skip:
                    rule.skip -= 1
                    continue
                rule.left -= 1
                return rule.act(asked, lambda: self._told(asked))
        return self._told(asked)

    def _told(self, asked: Asked) -> Told:
        assert self._server is not None, f"nothing answers {asked.method} {asked.path}"
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=120)
        headers = {n: v for n, v in asked.headers.items() if n.lower() not in _HOP}
        headers["Accept-Encoding"] = "identity"
        try:
            connection.request(asked.method, asked.path, asked.body or None, headers)
            answer = connection.getresponse()
            kept = {n: v for n, v in answer.getheaders() if n.lower() not in _HOP}
            return Told(answer.status, kept, answer.read())
        finally:
            connection.close()


@contextmanager
def between(server: Server | None = None) -> Iterator[Between]:
    """Stand in between; without a server, alone."""
    made = Between(server)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"made": made}))
    listening.daemon_threads = True
    made.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    made: Between

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:  # whoever asked went away
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._pass_on
        raise AttributeError(name)

    def _pass_on(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        told = self.made.pass_on(Asked(self.command, self.path, dict(self.headers), body))
        if told is None:
            self.close_connection = True
            return
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        if told.status != 204:
            self.send_header("Content-Length", str(len(told.body)))
        self.end_headers()
        self._write(told)

    def _write(self, told: Told) -> None:
        if not told.pace:
            self.wfile.write(told.body)
            return
        for at in range(len(told.body)):
            self.wfile.write(told.body[at : at + 1])
            threading.Event().wait(told.pace)
