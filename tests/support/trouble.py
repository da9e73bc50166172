"""What goes wrong on the way: a process that dies, and two that take turns."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from relance.journal.store import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from relance.model import Event, Window
    from relance.ports import Page, WritableCalendar


T = TypeVar("T")


class Death(BaseException):
    """The process was killed here."""


def nothing() -> None:
    """Let things take their course."""


@dataclass(slots=True)
class Fuse:
    """Kills the process at the n-th moment at which that could happen."""

    left: int

    def __call__(self) -> None:
        if self.left == 0:
            raise Death
        self.left -= 1


@dataclass(slots=True)
class Turns:
    """Lets two threads go on one at a time; the baton goes over as was drawn before."""

    handing: Sequence[bool]
    at: int = 0
    running: int = 0
    done: set[int] = field(default_factory=set)
    who: threading.local = field(default_factory=threading.local)
    baton: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self) -> None:
        with self.baton:
            me: int = self.who.me
            hands = self.at < len(self.handing) and self.handing[self.at]
            self.at += 1
            if hands and 1 - me not in self.done:
                self._hand_over(me)

    def _hand_over(self, me: int) -> None:
        self.running = 1 - me
        self.baton.notify_all()
        assert self.baton.wait_for(lambda: self.running == me, timeout=60)

    def run(self, *both: Callable[[], object]) -> None:
        """Run both, the first one first, and raise what the first that failed raised."""
        failures: list[BaseException] = []
        threads = [
            threading.Thread(target=self._one, args=(n, each, failures))
            for n, each in enumerate(both)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def _one(self, me: int, act: Callable[[], object], failures: list[BaseException]) -> None:
        self.who.me = me
        with self.baton:
            assert self.baton.wait_for(lambda: self.running == me, timeout=60)
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - raised again by `run`
            failures.append(error)
        with self.baton:
            self.done.add(me)
            self.running = 1 - me
            self.baton.notify_all()


class HookedCalendar:
    """A calendar that something may happen around: before and after each of its requests."""

    def __init__(self, behind: WritableCalendar, hook: Callable[[], None]) -> None:
        self._behind, self._hook = behind, hook
        self.id, self.name = behind.id, behind.name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        self._hook()
        for page in self._behind.pull(cursor, window):
            yield page
            self._hook()

    def create(self, event: Event) -> Event:
        return self._around(lambda: self._behind.create(event))

    def update(self, event: Event) -> Event:
        return self._around(lambda: self._behind.update(event))

    def delete(self, event: Event) -> None:
        self._around(lambda: self._behind.delete(event))

    def find(self, key: str) -> Event | None:
        self._hook()
        return self._behind.find(key)

    def ours(self) -> Iterator[Event]:
        self._hook()
        yield from self._behind.ours()

    def _around(self, act: Callable[[], T]) -> T:
        self._hook()
        done = act()
        self._hook()
        return done


class HookedJournal(Journal):
    """A journal that something may happen around: before, at the end of and after a writing."""

    around: Callable[[], None] = staticmethod(nothing)
    inside: Callable[[], None] = staticmethod(nothing)

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if getattr(self._current, "connection", None) is not None:
            with super()._write() as connection:
                yield connection
            return
        self.around()
        with super()._write() as connection:
            yield connection
            self.inside()
        self.around()
