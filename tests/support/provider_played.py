"""A calendar at a fake provider that a machine plays with as it does with one in memory.

The person's hand acts on the mailbox, and what stands is read there too, past the product; whatever
the product asks goes through its connector, the provider's protocol and HTTP.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from relance.testing.memory import Fault, MemoryCalendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from relance.model import Event, Window
    from relance.ports import Page, WritableCalendar
    from wire_answers import Answer
    from wire_calls import Asked
    from wire_troubles import Trouble, Troubles

    Where: TypeAlias = Callable[[Asked], bool]
    Script: TypeAlias = Callable[[Troubles, Where], Trouble]
    Ways: TypeAlias = Mapping[Fault, tuple[Script, ...]]

MANY = 1_000


def ways(denied: Answer, limited: Answer, busy: Answer) -> Ways:
    """Return how each fault shows: in several ways, which take turns.

    All last until the client gives up.
    """

    def says(answer: Answer, *, after: bool) -> Script:
        return lambda troubles, here: troubles.answer(
            "*", answer, after=after, times=MANY, where=here
        )

    def drops(*, after: bool, reset: bool) -> Script:
        return lambda troubles, here: troubles.drop(
            "*", after=after, reset=reset, times=MANY, where=here
        )

    return {
        Fault.REFUSE: (says(denied, after=False),),
        Fault.BEFORE: (
            says(busy, after=False),
            drops(after=False, reset=True),
            says(limited, after=False),
            drops(after=False, reset=False),
        ),
        Fault.AFTER: (
            drops(after=True, reset=True),
            says(busy, after=True),
            drops(after=True, reset=False),
        ),
    }


class Played(MemoryCalendar):
    """A calendar whose memory is a mailbox; `place` is its id there, `behind` the connector's.

    Every event of ours has a UID of its own, so that two with one key are seen as two.
    """

    ops: ClassVar[Mapping[str, tuple[str, ...]]]
    ways: ClassVar[Ways]

    def __init__(
        self, name: str, wire: Any, place: str, client: Any, behind: WritableCalendar
    ) -> None:
        super().__init__(name)
        self.wire, self.place, self.client = wire, place, client
        self._behind = behind
        self._faults_met = 0

    @property
    def id(self) -> str:
        return self._behind.id

    def seen(self) -> Iterator[Event]:
        """Yield what stands here, as the person sees it."""
        raise NotImplementedError

    def is_here(self, asked: Asked) -> bool:
        """Say whether a request is about this calendar."""
        raise NotImplementedError

    def events(self) -> tuple[Event, ...]:
        return tuple(sorted(self.seen(), key=lambda event: event.uid))

    def expire_cursors(self) -> None:
        self.wire.mailbox.expire_tokens(self.place)

    # the port

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        with self.asked("pull"):
            yield from self._behind.pull(cursor, window)

    def create(self, event: Event) -> Event:
        with self.asked("create"):
            return self._behind.create(event)

    def update(self, event: Event) -> Event:
        with self.asked("update"):
            return self._behind.update(event)

    def delete(self, event: Event) -> None:
        with self.asked("delete"):
            self._behind.delete(event)

    def find(self, key: str) -> Event | None:
        with self.asked("find"):
            return self._behind.find(key)

    def ours(self) -> Iterator[Event]:
        with self.asked("ours"):
            yield from self._behind.ours()

    @contextmanager
    def asked(self, what: str) -> Iterator[None]:
        """Let the wire fail as was told, for as long as this request is asked."""
        self.requests.append(what)
        queue = self.faults.get(what)
        fault = queue.pop(0) if queue else None
        if fault is None:
            yield
            return
        found, ops = self.ways[fault], self.ops[what]
        self._faults_met += 1
        script = found[self._faults_met % len(found)](
            self.wire.troubles, lambda asked: asked.op in ops and self.is_here(asked)
        )
        try:
            yield
        finally:
            script.left = 0
