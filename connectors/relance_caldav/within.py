"""Doing something within a time, whatever another side does to draw it out.

A server may send the head of an answer one letter at a time: each is in time, and the whole never
ends. So each request is made in a thread that nobody waits for longer than that.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class Stop(threading.Event):
    """Set once nobody waits any more: what is still being done has to end."""


class _Work(Generic[_T]):
    """Something that is done in a thread, with what came of it."""

    def __init__(self, act: Callable[[Stop], _T]) -> None:
        self._act, self.stop = act, Stop()
        self._found: list[_T] = []
        self._raised: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self._found.append(self._act(self.stop))
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self._raised = error

    def result(self, seconds: float) -> _T:
        self._thread.start()
        try:
            self._thread.join(seconds)
        finally:
            self.stop.set()
        if self._raised is not None:
            raise self._raised
        if not self._found:
            raise TimeoutError
        return self._found[0]


def within(seconds: float, act: Callable[[Stop], _T]) -> _T:
    """Do something, and raise TimeoutError when it takes longer; `act` sees when to stop."""
    return _Work(act).result(seconds)
