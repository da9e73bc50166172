"""Asking Google: in turn, with patience, and every failure told in our words.

All repeating is done here: Google's library would repeat too, without heeding how long to wait.
Writes may be repeated because their ids are ours and each carries the version it read.
"""

from __future__ import annotations

import random
import time
import weakref
from typing import TYPE_CHECKING, Any, TypeAlias

from relance.accounts.throttling import OFFLINE, PATIENCE, Budget, Trouble, Turns
from relance.errors import RelanceError, Temporary
from relance_google.connections import Connections, NoSuccess, no_answer
from relance_google.refusals import HOURS, Answer, NotThere, signed_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from google.auth.credentials import Credentials

    from relance.accounts.throttling import Course, Resting

    Make: TypeAlias = Callable[[Any], Any]

PER_MINUTE = 600
"""Requests that Google allows to one account in any minute."""

BURST = 100
TIMEOUT = 20.0
TRIES_OFFLINE, TRIES_MISSING = 3, 3
_SAYING_NOTHING = frozenset(("calendar.channels.stop",))  # when they went well


class Client:
    """One account's way to Google Calendar.

    `timeout` is in seconds, `clock` counts them, `chance` gives numbers from 0 to 1. `paused` comes
    to know how long Google wants no request, and why; `resting` tells what any process came to know
    of that. `ended` comes to know why Google takes no token any more, not even a new one.
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
        paused: Callable[[timedelta, str], None] | None = None,
        resting: Resting | None = None,
        ended: Callable[[RelanceError], None] | None = None,
    ) -> None:
        self.account, self._paused, self._ended = account, paused, ended
        self._connections = Connections(credentials, endpoint, timeout, clock)
        weakref.finalize(self, self._connections.close)  # calendars share it, and none closes it
        budget = Budget(clock, PER_MINUTE, BURST)
        self._turns = Turns(
            "Google", account, budget, resting, clock=clock, sleep=sleep, chance=chance
        )

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
        where = where or f"account {self.account}"
        return self._turns.ask(
            lambda: self._try(make, where, missing), where=where, cost=cost, course=course
        )

    def ask_once(self, make: Make, *, where: str = "") -> dict[str, Any]:
        """Carry out a request that must not be repeated.

        Raises Temporary when it is not known whether it took effect, too.
        """
        where = where or f"account {self.account}"
        return self._turns.ask_once(lambda: self._try(make, where), where=where)

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def _try(
        self, make: Make, where: str, missing: int = TRIES_MISSING
    ) -> dict[str, Any] | Trouble:
        """Make a request once; return the answer, or what came in between."""
        try:
            request = make(self._connections.service())
            found = request.execute(num_retries=0)
        except RelanceError:  # from the credentials: somebody must sign in again
            raise
        except Exception as error:
            trouble = self._trouble(error, where, missing)
            if trouble is None:
                raise
            return trouble
        if isinstance(found, dict):
            return found
        if not found and (request.method == "DELETE" or request.methodId in _SAYING_NOTHING):
            return {}
        return self._unanswered(ValueError(), where)

    def _trouble(self, error: Exception, where: str, missing: int) -> Trouble | None:
        """Return what an error of the libraries means; None for a fault of our own."""
        from google.auth.exceptions import RefreshError  # noqa: PLC0415 - quick start

        if isinstance(error, NoSuccess):
            return self._refused(error, where, missing)
        if isinstance(error, RefreshError) and not error.retryable:
            return Trouble(signed_out(self.account), cause=error)
        return self._unanswered(error, where) if no_answer(error) else None

    def _refused(self, error: NoSuccess, where: str, missing: int) -> Trouble:
        answer = Answer.of(error.status, error.headers, error.content)
        told = answer.error(self.account, where)
        asked = told.retry_after if isinstance(told, Temporary) else None
        if asked is not None and (asked >= HOURS or (answer.wait or 0) > PATIENCE):
            return Trouble(self._rest(asked, answer.limit or told.what.rstrip(".")), cause=error)
        if answer.ends_sign_in and self._ended is not None:
            self._ended(told)
        if answer.again_soon:
            unsure = answer.status >= 500
            return Trouble(told, answer.wait or 0.0, unsure=unsure, cause=error)
        if isinstance(told, NotThere):
            return Trouble(told, 0.0, missing, cause=error)
        return Trouble(told, cause=error)

    def _rest(self, wait: timedelta, why: str) -> Temporary:
        """Ask nothing for so long, in no process."""
        if self._paused is not None:
            self._paused(wait, why)
        return self._turns.rest(wait, why)

    def _unanswered(self, error: Exception, where: str) -> Trouble:
        """Tell that no answer came, or none that can be read."""
        self._connections.drop()
        why = no_answer(error)
        told = Temporary(f"Google could not be reached: {why}.", where=where, remedy=OFFLINE)
        return Trouble(told, 0.0, TRIES_OFFLINE, unsure=True, cause=error)
