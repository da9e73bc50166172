"""Asking a CalDAV server: in turn, with patience, and every failure told in our words.

Requests go out by niquests itself and not by the client of the caldav library, which repeats and
follows redirections on its own and reads an answer only once it is there in whole: here a write
has to know each of its tries, the password goes nowhere else, and an answer is read as it comes.
Each request may be repeated: a write says which version it read, or that nothing may be there.
"""

from __future__ import annotations

import logging
import random
import time
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from relance.accounts.addresses import is_loopback
from relance.accounts.throttling import OFFLINE, Budget, Trouble, Turns
from relance.errors import BadInput, RelanceError, Temporary
from relance.ical import LARGEST
from relance_caldav.answers import Multistatus
from relance_caldav.kept import DIGEST
from relance_caldav.refusals import Refusal
from relance_caldav.within import within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from relance.accounts.throttling import Course
    from relance_caldav.answers import Answer
    from relance_caldav.kept import Kept
    from relance_caldav.within import Stop

    Take: TypeAlias = Callable[[Answer], object]

PER_MINUTE, BURST = 600, 100
CONNECTING, SILENCE, WHOLE = 10.0, 120.0, 600.0
"""Seconds: until a connection stands, between two parts of an answer, and for all of it."""

TRIES_OFFLINE = 3
_T = TypeVar("_T")
_LONGEST_ERROR = 1 << 16
_AGENT = "relance (CalDAV)"

logging.getLogger("jh2").setLevel(logging.CRITICAL)  # it writes headers into debug logs


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, and how much to read."""

    connecting: float = CONNECTING
    silence: float = SILENCE
    whole: float = WHOLE
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: its headers in small letters, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def etag(self) -> str:
        """Return the version that it names."""
        return self.headers.get("etag", "").strip()


class Client:
    """One account's way to its server.

    `clock` counts seconds, `chance` gives numbers from 0 to 1.
    """

    def __init__(
        self,
        account: str,
        kept: Kept,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        import niquests  # noqa: PLC0415 - quick start

        self.account, self.server = account, kept.server
        self._limits = limits or Limits()
        self._session = niquests.Session(disable_http3=True)
        self._session.auth = _auth(kept)
        weakref.finalize(self, self._session.close)  # calendars share it, and none closes it
        budget = Budget(clock, PER_MINUTE, BURST)
        self._turns = Turns("the server", account, budget, clock=clock, sleep=sleep, chance=chance)

    def ask(
        self,
        method: str,
        address: str,
        body: bytes = b"",
        *,
        where: str = "",
        headers: Mapping[str, str] | None = None,
        course: Course | None = None,
    ) -> Reply:
        """Make a request that may be repeated; return the answer, which is a success.

        Waits a minute at most: what takes longer is Temporary. `course` comes to know how it went.
        """
        where = where or f"account {self.account}"

        def attempt() -> Reply | Trouble:
            return self._try(method, address, body, headers or {}, where, self._whole)

        return self._turns.ask(attempt, where=where, course=course)

    def each(
        self, method: str, address: str, body: bytes, *, depth: str, take: Take, where: str = ""
    ) -> str:
        """Ask for a multistatus; `take` gets each answer as it comes. Return the sync-token.

        After an interruption the request is repeated, and answers may come again.
        """
        where = where or f"account {self.account}"
        headers = {"Depth": depth}

        def attempt() -> str | Trouble:
            def read(response: Any, stop: Stop) -> str:
                return self._answers(response, stop, take, where)

            return self._try(method, address, body, headers, where, read)

        return self._turns.ask(attempt, where=where)

    def all(
        self, method: str, address: str, body: bytes, *, depth: str, where: str = ""
    ) -> list[Answer]:
        """Ask for a multistatus of a few answers; return them, each href once."""
        found: dict[str, Answer] = {}
        self.each(
            method, address, body, depth=depth, where=where,
            take=lambda one: found.__setitem__(one.href, one),
        )  # fmt: skip
        return list(found.values())

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def _try(
        self,
        method: str,
        address: str,
        body: bytes,
        headers: Mapping[str, str],
        where: str,
        read: Callable[[Any, Stop], _T],
    ) -> _T | Trouble:
        """Make a request once; return what is read of the answer, or what came in between."""
        kind = "text/calendar" if method == "PUT" else "application/xml"
        sent = {"User-Agent": _AGENT, "Content-Type": f"{kind}; charset=utf-8", **headers}
        # Here packing costs more than it saves; and whatever packs an event changes its etag.
        if method in ("GET", "PUT") or is_loopback(urlsplit(address).hostname or ""):
            sent["Accept-Encoding"] = "identity"

        def act(stop: Stop) -> _T | Trouble:
            response = self._session.request(
                method,
                address,
                data=body or None,
                headers=sent,
                timeout=(self._limits.connecting, self._limits.silence),
                allow_redirects=False,
                stream=True,
            )
            try:
                status = response.status_code or 0
                if 200 <= status < 300:
                    return read(response, stop)
                return self._refused(status, response, stop, where)
            finally:
                response.close()

        try:
            return within(self._limits.whole, act)
        except RelanceError:
            raise
        except Exception as error:
            told = no_answer(error, urlsplit(address).hostname or "")
            if not told:
                raise
            what = f"the server could not be reached: {told}."
            trouble = Temporary(what, where=where, remedy=OFFLINE)
            return Trouble(trouble, 0.0, TRIES_OFFLINE, unsure=True, cause=error)

    def _refused(self, status: int, response: Any, stop: Stop, where: str) -> Trouble:
        body = b""
        for part in self._parts(response, stop, where, _LONGEST_ERROR):
            body += part
        refusal = Refusal(status, _lowered(response.headers), body)
        error = refusal.error(self.account, where)
        if isinstance(error, Temporary):
            return Trouble(error, refusal.wait or 0.0, unsure=status >= 500)
        return Trouble(error)

    def _whole(self, response: Any, stop: Stop) -> Reply:
        body = b"".join(self._parts(response, stop, "", self._limits.largest))
        return Reply(response.status_code, _lowered(response.headers), body)

    def _answers(self, response: Any, stop: Stop, take: Take, where: str) -> str:
        if response.status_code != 207:
            raise BadInput("the server's answer is no list of resources.", where=where)
        parser = Multistatus(where)
        for part in self._parts(response, stop, where, self._limits.largest):
            for one in parser.feed(part):
                take(one)
        for one in parser.feed(b"", last=True):
            take(one)
        if not parser.is_one:
            raise BadInput("the server's answer is no list of resources.", where=where)
        return parser.token

    def _parts(self, response: Any, stop: Stop, where: str, most: int) -> Iterator[bytes]:
        """Yield the parts of an answer, up to a size, and as long as somebody waits."""
        size = 0
        for part in response.iter_content(-1):  # as it comes
            size += len(part)
            if stop.is_set():
                raise TimeoutError
            if size > most:
                if most == _LONGEST_ERROR:
                    return
                told = f"the server's answer is longer than {most >> 20} MB."
                raise BadInput(told, where=where, remedy="Name a smaller calendar.")
            yield part


def _auth(kept: Kept) -> Any:
    from niquests.auth import HTTPBasicAuth, HTTPDigestAuth  # noqa: PLC0415 - quick start

    if kept.way == DIGEST:
        return HTTPDigestAuth(kept.user, kept.password)
    return HTTPBasicAuth(kept.user.encode(), kept.password.encode())


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}


def no_answer(error: BaseException, host: str) -> str:
    """Say in a few words why no answer came, and nothing of the error's own; else nothing."""
    from niquests import exceptions as met  # noqa: PLC0415 - quick start

    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (met.SSLError, "there is no safe connection: its certificate is not right"),
        (met.Timeout, "no answer came in time"),
        (TimeoutError, "no answer came in time"),
        (met.ConnectionError, _connection(error, host)),
        (met.ChunkedEncodingError, "the connection broke off"),
        (met.RequestException, "its answer cannot be read"),
        (ConnectionError, "the connection broke off"),
        (OSError, "there is no connection"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "")


def _connection(error: BaseException, host: str) -> str:
    """Tell a name that is not known, and a place where nothing answers, by what is inside."""
    said = repr(error)
    if "NameResolution" in said or "getaddrinfo" in said or "gaierror" in said:
        return f"the name {host} is not known here"
    if "refused" in said:
        return "nothing answers there"
    return "the connection broke off"
