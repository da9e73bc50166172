"""Where the browser brings the answer to a sign-in: a door that knows what it waits for.

Browsers ask for icons, open connections that they never use, and anybody on this computer may
knock. Only a request that carries the state of this sign-in ends the waiting.
"""

from __future__ import annotations

import hmac
import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from relance.errors import Refused

if TYPE_CHECKING:
    from datetime import timedelta
    from types import TracebackType
    from typing import Self

HERE = "127.0.0.1"
IMPATIENCE = 10  # seconds for a connection that says nothing
LONGEST = 4096  # characters of what an answer may say
LONGEST_FORM = 32 * 1024  # bytes

_ANSWER = ("code", "error", "error_description")

_PAGE = """<!doctype html><html lang="{0}"><meta charset="utf-8"><title>relance</title>\
<body style="font:1.1em sans-serif;margin:4em auto;max-width:32em"><h1>relance</h1><p>{1}</p>"""

_SAID = {
    "en": {
        "done": "You can close this page now; relance says how it went.",
        "refused": "Nothing was allowed. Close this page; relance tells what you can do.",
        "other": "This page is not for you: nobody waits for it here.",
    },
    "fr": {
        "done": "Vous pouvez fermer cette page ; relance dit ce qu’il en est.",
        "refused": "Rien n'a été autorisé. Fermez cette page ; relance dit ce que vous pouvez "
        "faire.",
        "other": "Cette page n'est pas pour vous : personne ne l'attend ici.",
    },
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brought: a code, or why there is none, and what was `told` of that."""

    code: str = field(default="", repr=False)
    error: str = ""
    told: str = field(default="", repr=False)


class Door:
    """Waits on this computer for the answer to one sign-in."""

    def __init__(self, state: str, port: int = 0) -> None:
        self._state = state
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        try:
            self._server = _Server((HERE, port), _Handler)
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise Refused(
                f"this computer cannot listen on port {port or 'any'}: {why}.",
                remedy="Name another with --port, or leave it out.",
            ) from error
        self._server.door = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """Return where the browser is to bring the answer."""
        return f"http://{HERE}:{self.port}/"

    @property
    def port(self) -> int:
        """Return where this computer listens."""
        return int(self._server.server_address[1])

    def wait(self, timeout: timedelta) -> Answer | None:
        """Return the answer, or None when none came in time."""
        try:
            return self._answers.get(timeout=max(timeout.total_seconds(), 0))
        except Empty:
            return None

    def take(self, form: str) -> str:
        """Take in a form that was brought; return which page answers it."""
        given = parse_qs(form, max_num_fields=20)
        states = given.get("state", [])
        if len(states) != 1 or not hmac.compare_digest(states[0].encode(), self._state.encode()):
            return "other"
        code, error, told = (given.get(name, [""])[0][:LONGEST] for name in _ANSWER)
        if not code and not error:
            return "other"
        self._answers.put(Answer(error=error, told=told) if error else Answer(code=code))
        return "refused" if error else "done"


class _Server(ThreadingHTTPServer):
    """Gives each connection a thread, and waits for none of them at the end."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 32
    allow_reuse_address = os.name == "posix"  # a port just left; elsewhere it lets others in too
    door: Door

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that went wrong."""


class _Handler(BaseHTTPRequestHandler):
    """Answers with a page; keeps nothing and logs nothing."""

    server: _Server
    timeout = IMPATIENCE
    server_version, sys_version = "relance", ""

    def do_GET(self) -> None:
        """Take in an answer that stands in the address."""
        try:
            form = urlsplit(self.path).query
        except ValueError:
            form = ""
        self._take(form)

    def do_POST(self) -> None:
        """Take in an answer that comes as a form."""
        told = self.headers.get("Content-Length", "")
        length = int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0
        form = self.rfile.read(length) if length <= LONGEST_FORM else b""
        self._take(form.decode("utf-8", "replace"))

    def _take(self, form: str) -> None:
        """Show the page that answers a form."""
        try:
            said = self.server.door.take(form)
        except ValueError:
            said = "other"
        language = "fr" if self.headers.get("Accept-Language", "")[:2].casefold() == "fr" else "en"
        page = _PAGE.format(language, _SAID[language][said]).encode()
        self.send_response(404 if said == "other" else 200)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Log nothing: a code would stand in it."""
