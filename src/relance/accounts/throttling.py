"""How often a server may be asked, how long to wait before asking again, and when to give up.

Providers throttle in one way: so many requests a minute, Retry-After, and 429 or 503 for whoever
asks too much. What is asked here may be repeated; a connector says what each answer means.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from relance.errors import Temporary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from relance.errors import RelanceError

    Resting: TypeAlias = Callable[[], tuple[timedelta, str] | None]

PATIENCE = 60.0
"""Seconds that one request may wait in all, for its turn and between its tries."""

LONGEST_WAIT = 32.0
MOST_TRIES = 6
LOOKS = 10.0
"""Seconds after which it is looked again whether another process was asked to rest."""

OFFLINE = "Look at the connection of this computer."
"""What to do where nobody answers."""

_LONGEST_PAUSE = 24 * 3600.0

_T = TypeVar("_T")


@dataclass(slots=True)
class Course:
    """How a request went: `unsure` when a try before the last may have taken effect."""

    tries: int = 0
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a try failed; `wait` is in seconds before another, None when none is right.

    `tries` is how many there may be in all.
    """

    error: RelanceError
    wait: float | None = None
    tries: int = MOST_TRIES
    unsure: bool = False
    cause: BaseException | None = None


class Turns:
    """One account's turns at a provider's server; any thread may take one.

    `clock` counts seconds, `chance` gives numbers from 0 to 1. `resting` tells how long the account
    still rests, and why, as any process came to know it.
    """

    def __init__(
        self,
        provider: str,
        account: str,
        budget: Budget,
        resting: Resting | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._provider, self._account, self._budget = provider, account, budget
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._pause, self._resting, self._looks = Pause(clock), resting, clock()

    def rest(self, wait: timedelta, why: str) -> Temporary:
        """Ask nothing for so long, a day at most; return what whoever wants to gets.

        `why` is the begin of a sentence.
        """
        self._pause.begin(wait.total_seconds(), why)
        return self._rests(self._pause.left or wait)

    def ask(
        self,
        attempt: Callable[[], _T | Trouble],
        *,
        where: str,
        cost: int = 1,
        course: Course | None = None,
    ) -> _T:
        """Make a request that may be repeated until it goes well; raise the error of its trouble.

        Waits a minute at most: what takes longer is Temporary. `course` comes to know how it went.
        """
        course = Course() if course is None else course
        deadline = self._clock() + PATIENCE
        while True:
            self._take_turn(cost, where, deadline)
            answer = attempt()
            if not isinstance(answer, Trouble):
                return answer
            course.tries += 1
            if course.tries >= answer.tries or not self._waited(answer, course.tries, deadline):
                raise answer.error from answer.cause
            course.unsure = course.unsure or answer.unsure

    def ask_once(self, attempt: Callable[[], _T | Trouble], *, where: str) -> _T:
        """Make a request that must not be repeated; raise the error of its trouble."""
        self._take_turn(1, where, self._clock() + PATIENCE)
        answer = attempt()
        if isinstance(answer, Trouble):
            raise answer.error from answer.cause
        return answer

    def _take_turn(self, cost: int, where: str, deadline: float) -> None:
        """Wait until another request may be made. Raises Temporary when that is far away."""
        self._heed()
        left = self._pause.left
        if left is not None:
            raise self._rests(left)
        wait = self._budget.take(cost)
        if self._clock() + wait > deadline:
            self._budget.give_back(cost)
            told = f"more was asked of {self._provider} than it allows within a minute."
            raise Temporary(told, where=where, retry_after=timedelta(seconds=wait))
        if wait:
            self._sleep(wait)

    def _heed(self) -> None:
        """Rest, if another process was asked to."""
        if self._resting is None or self._clock() < self._looks:
            return
        self._looks = self._clock() + LOOKS
        found = self._resting()
        if found is not None:
            self._pause.begin(found[0].total_seconds(), found[1])

    def _rests(self, left: timedelta) -> Temporary:
        """Return what to tell of the whole account while it rests."""
        why = self._pause.why or f"{self._provider} wants no request just now"
        return rests(self._account, why, left)

    def _waited(self, trouble: Trouble, tries: int, deadline: float) -> bool:
        """Wait before another try; say whether there is to be one."""
        if trouble.wait is None:
            return False
        wait = max(trouble.wait, backoff(tries, self._chance()))
        if self._clock() + wait > deadline:
            return False
        self._sleep(wait)
        return True


@dataclass(slots=True)
class Budget:
    """What one account may ask for in any minute: tokens that come back with time.

    `burst` of them may be taken at once; the rest is spread, so that no minute has more.
    """

    clock: Callable[[], float]
    per_minute: int
    burst: int
    _left: float = field(init=False)
    _at: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._left, self._at = float(self.burst), self.clock()

    def take(self, cost: int = 1) -> float:
        """Take tokens; return the seconds to wait before they count as given."""
        rate = (self.per_minute - self.burst) / 60
        with self._lock:
            now = self.clock()
            self._left = min(self.burst, self._left + (now - self._at) * rate)
            self._at = now
            self._left -= cost
            return max(0.0, -self._left / rate)

    def give_back(self, cost: int = 1) -> None:
        """Return tokens that were taken and not used."""
        with self._lock:
            self._left += cost


@dataclass(slots=True)
class Pause:
    """The time until which no request is wanted, and why."""

    clock: Callable[[], float]
    why: str = ""
    _until: float = 0.0

    def begin(self, seconds: float, why: str = "") -> None:
        """Ask nothing for so long; a pause that lasts longer already stays."""
        until = self.clock() + min(seconds, _LONGEST_PAUSE)
        if until > self._until:
            self._until, self.why = until, why

    @property
    def left(self) -> timedelta | None:
        """Return how long it lasts from now on; None when nothing stands in the way."""
        left = self._until - self.clock()
        return timedelta(seconds=left) if left > 0 else None


def backoff(tries: int, chance: float) -> float:
    """Return the seconds before the next try: twice the last, spread, and never very long.

    `chance` is from 0 to 1.
    """
    return min(LONGEST_WAIT, 2.0 ** (tries - 1)) * (0.5 + chance / 2)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that Retry-After asks for, as a number or as a date.

    A date counts from the answer's own: no clock of ours has to be right.
    """
    text = headers.get("retry-after", "").strip()[:64]
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_PAUSE)
    until, now = _date(text), _date(headers.get("date", "")[:64])
    if until is None or now is None:
        return None
    return min(max(0.0, (until - now).total_seconds()), _LONGEST_PAUSE)


def in_words(length: timedelta) -> str:
    """Return a length of time as people say it, like 5 minutes or 1 hour 30 minutes."""
    minutes, seconds = divmod(max(round(length.total_seconds()), 1), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return " ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in parts if n)


def rests(account: str, why: str, left: timedelta, remedy: str = "") -> Temporary:
    """Return what to tell of an account whose provider wants no request for so long."""
    told = f"{why}; this account rests for {_about(left)}."
    return Temporary(told, where=f"account {account}", remedy=remedy, retry_after=left)


def _about(left: timedelta) -> str:
    """Return how long it lasts in whole minutes: the same for all that is told in one moment."""
    return in_words(timedelta(minutes=-(-left // timedelta(minutes=1))))


def _date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return read if read.tzinfo is not None else None
