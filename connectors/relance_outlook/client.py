"""Asking Graph: in turn, with patience, and every failure told in our words.

One request at a time for a mailbox: Graph takes four, and other programs want some of them. Writes
may be repeated because a transaction id makes one event, and a change carries the version it read.
"""

from __future__ import annotations

import json
import random
import threading
import time
import weakref
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from relance.accounts.throttling import OFFLINE, PATIENCE, Budget, Trouble, Turns
from relance.errors import RelanceError, Temporary
from relance_outlook.connection import Connection, Heard, no_answer
from relance_outlook.refusals import Answer, LostPlace
from relance_outlook.together import listed, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from relance.accounts.throttling import Course, Resting
    from relance_outlook.together import Part

ENDPOINT = "https://graph.microsoft.com/v1.0/"
PER_MINUTE = 800
"""Requests in any minute; Graph takes 10,000 in ten minutes for a mailbox."""

BURST = 200
TIMEOUT = 20.0
TOGETHER = 20
"""Requests that Graph takes in one."""

TRIES_OFFLINE, TRIES_SIGNED_OUT = 3, 2
_PREFER = (
    'IdType="ImmutableId"',
    'outlook.timezone="UTC"',
    'outlook.body-content-type="text"',
)


class Client:
    """One mailbox's way to Graph.

    `token` gives an access token, another one when asked to renew it. `timeout` is in seconds,
    `clock` counts them, `chance` gives numbers from 0 to 1. `paused` comes to know how long Graph
    wants no request, and why; `resting` tells what any process came to know of that.
    `marks_with_events` remembers that extended properties go along with a change of their event.
    """

    marks_with_events = False

    def __init__(
        self,
        token: Callable[[bool], str],
        *,
        account: str,
        endpoint: str = ENDPOINT,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        paused: Callable[[timedelta, str], None] | None = None,
        resting: Resting | None = None,
    ) -> None:
        self.account, self._paused = account, paused
        self._token, self._endpoint = token, endpoint.rstrip("/") + "/"
        self._connection, self._lock = Connection(timeout), threading.Lock()
        weakref.finalize(self, self._connection.close)  # calendars share it, and none closes it
        budget = Budget(clock, PER_MINUTE, BURST)
        self._turns = Turns(
            "Outlook", account, budget, resting, clock=clock, sleep=sleep, chance=chance
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        page: int = 0,
        where: str = "",
        course: Course | None = None,
    ) -> dict[str, Any]:
        """Carry out a request that may be repeated; return what Graph answers.

        `path` is below the endpoint, or a link of Graph's own. `page` is how many a page is to
        list. Waits a minute at most: what takes longer is Temporary. `course` comes to know how it
        went. Raises LostPlace for a link that leads elsewhere.
        """
        where = where or f"account {self.account}"
        attempt = self._attempt(method, path, json, self._headers(headers, page), where)
        return self._turns.ask(attempt, where=where, course=course)

    def ask_once(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        where: str = "",
    ) -> dict[str, Any]:
        """Carry out a request that must not be repeated.

        Raises Temporary when it is not known whether it took effect, too.
        """
        where = where or f"account {self.account}"
        attempt = self._attempt(method, path, json, self._headers(headers, 0), where)
        return self._turns.ask_once(attempt, where=where)

    def ask_together(
        self,
        requests: Sequence[tuple[str, str, object]],
        *,
        where: str = "",
        course: Course | None = None,
    ) -> list[Part]:
        """Carry out up to `TOGETHER` requests in one: each a method, a path and a body.

        Returns what became of them, in the same order. Why one did not go well is told to whoever
        asks for it alone.
        """
        where = where or f"account {self.account}"
        body = {"requests": listed(requests, ", ".join(_PREFER))}
        attempt = self._attempt("POST", "$batch", body, self._headers(None, 0), where)
        answer = self._turns.ask(attempt, where=where, cost=len(requests), course=course)
        return parts(answer.get("responses"), len(requests))

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def _attempt(
        self, method: str, path: str, body: object, headers: Mapping[str, str], where: str
    ) -> Callable[[], dict[str, Any] | Trouble]:
        """Return what makes a request once; it takes another token after a refusal."""
        url, renew = self._address(path, where), False

        def attempt() -> dict[str, Any] | Trouble:
            nonlocal renew
            given = {**headers, "Authorization": f"Bearer {self._token(renew)}"}
            heard = self._sent(method, url, given, body, where)
            if isinstance(heard, Heard):
                renew = heard.status == 401
                return self._meant(heard, where)
            return heard

        return attempt

    def _sent(
        self, method: str, url: str, headers: Mapping[str, str], body: object, where: str
    ) -> Heard | Trouble:
        with self._lock:
            try:
                return self._connection.send(method, url, headers, body)
            except RelanceError:
                raise
            except Exception as error:
                self._connection.close()
                told = no_answer(error)
                if not told:
                    raise
                return _unanswered(told, where, error)

    def _meant(self, heard: Heard, where: str) -> dict[str, Any] | Trouble:
        """Return what was answered, or what came in between."""
        if not 200 <= heard.status < 300:
            return self._refused(heard, where)
        if not heard.content and heard.status in (202, 204):
            return {}
        try:
            found = json.loads(heard.content)
        except (ValueError, RecursionError) as error:
            return _unanswered("its answer cannot be read", where, error)
        if isinstance(found, dict):
            return found
        return _unanswered("its answer cannot be read", where)

    def _refused(self, heard: Heard, where: str) -> Trouble:
        answer = Answer.of(heard.status, heard.headers, heard.content)
        told = answer.error(self.account, where)
        if answer.wait is not None and answer.wait > PATIENCE and answer.again_soon:
            return Trouble(self._rest(timedelta(seconds=answer.wait), told.what.rstrip(".")))
        if answer.again_soon:
            return Trouble(told, answer.wait or 0.0, unsure=answer.unsure)
        if answer.status == 401:
            return Trouble(told, 0.0, TRIES_SIGNED_OUT)
        return Trouble(told)

    def _rest(self, wait: timedelta, why: str) -> Temporary:
        """Ask nothing for so long, in no process."""
        if self._paused is not None:
            self._paused(wait, why)
        return self._turns.rest(wait, why)

    def _headers(self, headers: Mapping[str, str] | None, page: int) -> Mapping[str, str]:
        """Return what goes along with every request; links do not remember what was preferred."""
        prefer = (*_PREFER, f"odata.maxpagesize={page}") if page else _PREFER
        own = {"Accept": "application/json", "User-Agent": "relance", "Prefer": ", ".join(prefer)}
        return {**own, **(headers or {})}

    def _address(self, path: str, where: str) -> str:
        """Return where a request goes: the token is given to the endpoint alone."""
        if "://" not in path.partition("?")[0]:
            return self._endpoint + path.lstrip("/")
        given, own = urlsplit(path), urlsplit(self._endpoint)
        same = (given.scheme, given.netloc.casefold()) == (own.scheme, own.netloc.casefold())
        below = given.path.startswith(own.path) and not _climbs(given.path)
        if not same or not below or not path.isascii() or not path.isprintable():
            raise LostPlace("Outlook's link leads elsewhere.", where=where)
        return path


def address(*parts: str, **query: str) -> str:
    """Return a path below the endpoint; `_` in a parameter's name stands for `$`."""
    path = "/".join(quote(part, safe="") for part in parts)
    named = ((f"${name[1:]}" if name.startswith("_") else name, query[name]) for name in query)
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in named)
    return f"{path}?{asked}" if asked else path


def _climbs(path: str) -> bool:
    return any(part in ("..", ".") for part in path.casefold().replace("%2e", ".").split("/"))


def _unanswered(told: str, where: str, cause: BaseException | None = None) -> Trouble:
    """Tell that no answer came, or none that can be read."""
    error = Temporary(f"Outlook could not be reached: {told}.", where=where, remedy=OFFLINE)
    return Trouble(error, 0.0, TRIES_OFFLINE, unsure=True, cause=cause)
