"""Troubles on the wire, scripted: what fails, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from threading import RLock
from typing import TYPE_CHECKING

from wire_answers import Answer, Refusal, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire_calls import Asked


class Kind(Enum):
    """Name what happens to a request."""

    ANSWER = "another answer, and no effect"
    DROP = "the connection ends instead of an answer"
    SLOW = "the answer comes late"
    CUT = "the body is only half there, though the answer is whole"
    DIE = "the connection ends within the answer"


@dataclass(slots=True)
class Trouble:
    """One script; `left` is how many requests it still meets, `met` those that it has met."""

    kind: Kind
    op: str
    left: int
    skip: int = 0
    where: Callable[[Asked], bool] | None = None
    answer: Answer | None = None
    after: bool = False  # after the effect, rather than before
    reset: bool = False
    seconds: float = 0
    octets: int = 0
    met: list[Asked] = field(default_factory=list)

    def takes(self, asked: Asked) -> bool:
        """Say whether this request meets the trouble, and count it."""
        if not self.left or self.op not in {asked.op, "*", asked.op.split(".")[0] + ".*"}:
            return False
        if self.where is not None and not self.where(asked):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.left -= 1
        self.met.append(asked)
        return True


class Troubles:
    """The scripts that wait for a request.

    `op` names a method ("events.insert", "oauth.token"), a group ("events.*") or all ("*").
    `times` is how many requests meet the trouble, after `skip` that do not. `where` looks at
    the request. Each call returns its script, whose `met` lists what it has met. `refusal`
    makes a refusal in the provider's words, `usual` is the reason when none is given.
    """

    def __init__(self, refusal: Callable[..., Refusal], usual: str) -> None:
        self._refusal, self._usual = refusal, usual
        self._scripts: list[Trouble] = []
        self._lock = RLock()

    def refuse(
        self,
        op: str,
        status: int,
        reason: str = "",
        *,
        retry_after: int | str | None = None,
        message: str = "",
        times: int = 1,
        skip: int = 0,
        where: Callable[[Asked], bool] | None = None,
    ) -> Trouble:
        """Refuse with a status and a reason, in the provider's words."""
        made = self._refusal(reason or self._usual, message, status=status, retry_after=retry_after)
        return self.answer(op, made.answer, times=times, skip=skip, where=where)

    def answer(
        self,
        op: str,
        answer: Answer,
        *,
        after: bool = False,
        times: int = 1,
        skip: int = 0,
        where: Callable[[Asked], bool] | None = None,
    ) -> Trouble:
        """Give another answer: before the effect, or after it."""
        return self._add(Trouble(Kind.ANSWER, op, times, skip, where, answer, after))

    def garbage(
        self, op: str, status: int = 200, text: str = "<html>Sorry…</html>", *, times: int = 1
    ) -> Trouble:
        """Answer with a page for people instead of JSON."""
        return self.answer(op, page(text, status), times=times)

    def drop(
        self,
        op: str,
        *,
        after: bool,
        reset: bool = True,
        times: int = 1,
        skip: int = 0,
        where: Callable[[Asked], bool] | None = None,
    ) -> Trouble:
        """End the connection without an answer, before or after the effect.

        Without `reset` the connection is closed in good order, which some libraries take
        for a stale one: they send the same request once more by themselves.
        """
        return self._add(Trouble(Kind.DROP, op, times, skip, where, None, after, reset))

    def slow(
        self,
        op: str,
        seconds: float,
        *,
        after: bool = True,
        times: int = 1,
        skip: int = 0,
        where: Callable[[Asked], bool] | None = None,
    ) -> Trouble:
        """Answer late; the effect comes at once, or only then."""
        return self._add(Trouble(Kind.SLOW, op, times, skip, where, None, after, seconds=seconds))

    def cut(self, op: str, *, times: int = 1, skip: int = 0) -> Trouble:
        """Answer with half of the body: whole for HTTP, broken as JSON."""
        return self._add(Trouble(Kind.CUT, op, times, skip, after=True))

    def die(self, op: str, octets: int, *, times: int = 1, skip: int = 0) -> Trouble:
        """End the connection after so many octets of the body."""
        return self._add(Trouble(Kind.DIE, op, times, skip, after=True, octets=octets))

    def clear(self) -> None:
        """Forget all scripts."""
        with self._lock:
            self._scripts.clear()

    def meeting(self, asked: Asked) -> Trouble | None:
        """Return the first script that this request meets."""
        with self._lock:
            return next((one for one in self._scripts if one.takes(asked)), None)

    def _add(self, trouble: Trouble) -> Trouble:
        with self._lock:
            self._scripts.append(trouble)
        return trouble
