"""Asking Google: in turn, with patience, and every failure told in our words.

All repeating is done here: Google's library would repeat too, without heeding how long to wait.
Writes may be repeated because their ids are ours and each carries the version it read.
"""

from __future__ import annotations

import random
import time
import weakref
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from relance.errors import RelanceError, Temporary
from relance_google.connections import Connections, NoSuccess, no_answer
from relance_google.limits import MOST_TRIES, PATIENCE, Budget, Pause, backoff
from relance_google.refusals import HOURS, Answer, NotThere, signed_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.auth.credentials import Credentials

    Make: TypeAlias = Callable[[Any], Any]

TIMEOUT = 20.0
TRIES_OFFLINE, TRIES_MISSING = 3, 3
_SAYING_NOTHING = frozenset(("calendar.channels.stop",))  # when they went well


@dataclass(slots=True)
class Course:
    """How a request went: `unsure` when a try before the last may have taken effect."""

    tries: int = 0
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Why a try failed, and how long to wait before another; `wait` None when none is right."""

    error: RelanceError
    wait: float | None = None
    tries: int = MOST_TRIES
    unsure: bool = False
    cause: BaseException | None = None


class Client:
    """One account's way to Google Calendar.

    `timeout` is in seconds, `clock` counts them, `chance` gives numbers from 0 to 1.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        account: str,
        endpoint: str | None = None,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.account = account
        self._connections = Connections(credentials, endpoint, timeout, clock)
        weakref.finalize(self, self._connections.close)  # calendars share it, and none closes it
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._budget, self._pause = Budget(clock), Pause(clock)

    def ask(
        self,
        make: Make,
        *,
        where: str = "",
        cost: int = 1,
        missing: int = TRIES_MISSING,
        course: Course | None = None,
    ) -> dict[str, Any]:
        """Carry out a request that may be repeated; return what Google answers.

        `make` makes it from a service. Waits a minute at most: what takes longer is Temporary.
        What is `missing` is asked for so often, since Google may not have caught up. `course`
        comes to know how it went.
        """
        course = Course() if course is None else course
        where = where or f"account {self.account}"
        deadline = self._clock() + PATIENCE
        while True:
            self._take_turn(cost, where, deadline)
            answer = self._try(self._connections.service(), make, where)
            if not isinstance(answer, _Trouble):
                return answer
            course.tries += 1
            most = missing if isinstance(answer.error, NotThere) else answer.tries
            if course.tries >= most or not self._wait(answer, course.tries, deadline):
                raise answer.error from answer.cause
            course.unsure = course.unsure or answer.unsure

    def ask_once(self, make: Make, *, where: str = "") -> dict[str, Any]:
        """Carry out a request that must not be repeated.

        Raises Temporary when it is not known whether it took effect, too.
        """
        where = where or f"account {self.account}"
        self._take_turn(1, where, self._clock() + PATIENCE)
        answer = self._try(self._connections.service(), make, where)
        if isinstance(answer, _Trouble):
            raise answer.error from answer.cause
        return answer

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def _take_turn(self, cost: int, where: str, deadline: float) -> None:
        """Wait until another request may be made. Raises Temporary when that is far away."""
        left = self._pause.left
        if left is not None:
            told = "Google wants no request of this account just now."
            raise Temporary(told, where=where, retry_after=left)
        wait = self._budget.take(cost)
        if self._clock() + wait > deadline:
            self._budget.give_back(cost)
            told = "more was asked of Google than it allows within a minute."
            raise Temporary(told, where=where, retry_after=timedelta(seconds=wait))
        if wait:
            self._sleep(wait)

    def _wait(self, trouble: _Trouble, tries: int, deadline: float) -> bool:
        """Wait before another try; say whether there is to be one."""
        if trouble.wait is None:
            return False
        wait = max(trouble.wait, backoff(tries, self._chance()))
        if self._clock() + wait > deadline:
            return False
        self._sleep(wait)
        return True

    def _try(self, service: Any, make: Make, where: str) -> dict[str, Any] | _Trouble:
        """Make a request once; return the answer, or what came in between."""
        try:
            request = make(service)
            found = request.execute(num_retries=0)
        except RelanceError:  # from the credentials: somebody must sign in again
            raise
        except Exception as error:
            trouble = self._trouble(error, where)
            if trouble is None:
                raise
            return trouble
        if isinstance(found, dict):
            return found
        if not found and (request.method == "DELETE" or request.methodId in _SAYING_NOTHING):
            return {}
        return self._unanswered(ValueError(), where)

    def _trouble(self, error: Exception, where: str) -> _Trouble | None:
        """Return what an error of the libraries means; None for a fault of our own."""
        from google.auth.exceptions import RefreshError  # noqa: PLC0415 - quick start

        if isinstance(error, NoSuccess):
            return self._refused(error, where)
        if isinstance(error, RefreshError) and not error.retryable:
            return _Trouble(signed_out(self.account), cause=error)
        return self._unanswered(error, where) if no_answer(error) else None

    def _refused(self, error: NoSuccess, where: str) -> _Trouble:
        answer = Answer.of(error.status, error.headers, error.content)
        told = answer.error(self.account, where)
        asked = told.retry_after if isinstance(told, Temporary) else None
        if asked is not None and (asked >= HOURS or (answer.wait or 0) > PATIENCE):
            self._pause.begin(asked.total_seconds())
        if answer.again_soon:
            unsure = answer.status >= 500
            return _Trouble(told, answer.wait or 0.0, unsure=unsure, cause=error)
        return _Trouble(told, 0.0 if isinstance(told, NotThere) else None, cause=error)

    def _unanswered(self, error: Exception, where: str) -> _Trouble:
        """Tell that no answer came, or none that can be read."""
        self._connections.drop()
        told = Temporary(f"Google could not be reached: {no_answer(error)}.", where=where)
        return _Trouble(told, 0.0, TRIES_OFFLINE, unsure=True, cause=error)
