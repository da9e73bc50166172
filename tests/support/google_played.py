"""A calendar of the fake Google that a machine plays with as it does with one in memory.

The person's hand acts on the mailbox, and what stands is read there too, past the product; whatever
the product asks goes through its connector, Google's own library and HTTP.
"""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from google_seen import event_of, guests, said
from google_wire_answers import refusal
from relance.model import Event, Status
from relance.testing.memory import Fault, MemoryCalendar
from relance_google.calendar import GoogleFollowUps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from google_clients import HookedClient
    from google_wire import Wire
    from relance.model import Window
    from relance.ports import Page
    from wire_calls import Asked
    from wire_troubles import Trouble

    Json: TypeAlias = Mapping[str, Any]
    Script: TypeAlias = Callable[[Wire, str, Callable[[Asked], bool]], Trouble]

MANY = 1_000
OPS = {
    "pull": "events.list",
    "create": "events.insert",
    "update": "events.patch",
    "delete": "events.delete",
    "find": "events.get",
    "ours": "events.list",
}
_BUSY = refusal("backendError", status=503).answer
# Each fails in several ways, which take turns; all last until the client gives up.
WAYS: dict[Fault, tuple[Script, ...]] = {
    Fault.REFUSE: (
        lambda wire, op, here: wire.troubles.refuse(op, 403, "forbidden", times=MANY, where=here),
    ),
    Fault.BEFORE: (
        lambda wire, op, here: wire.troubles.refuse(op, 503, times=MANY, where=here),
        lambda wire, op, here: wire.troubles.drop(op, after=False, times=MANY, where=here),
        lambda wire, op, here: wire.troubles.refuse(
            op, 403, "rateLimitExceeded", times=MANY, where=here
        ),
        lambda wire, op, here: wire.troubles.drop(
            op, after=False, reset=False, times=MANY, where=here
        ),
    ),
    Fault.AFTER: (
        lambda wire, op, here: wire.troubles.drop(op, after=True, times=MANY, where=here),
        lambda wire, op, here: wire.troubles.answer(op, _BUSY, after=True, times=MANY, where=here),
        lambda wire, op, here: wire.troubles.drop(
            op, after=True, reset=False, times=MANY, where=here
        ),
    ),
}


class Played(MemoryCalendar):
    """A calendar whose memory is a mailbox of the fake Google; `ref` is its id there.

    A follow-up's UID is its id, so that two with one key are seen as two.
    """

    def __init__(self, name: str, wire: Wire, ref: str, client: HookedClient) -> None:
        super().__init__(name)
        self.wire, self.place, self.client = wire, ref, client
        self._google = GoogleFollowUps(client, ref, name)
        self._faults_met = 0

    @property
    def id(self) -> str:
        return self._google.id

    # what the person does

    def put(self, event: Event, rule: str = "") -> None:
        box, there = self.wire.mailbox, self._record(event.uid)
        told = said(event) | ({"recurrence": [f"RRULE:{rule}"]} if rule else {})
        if there is None:
            name = sha256(event.uid.encode()).hexdigest()[:26]
            there = box.put(self.place, {"id": name, "iCalUID": event.uid, **guests(event), **told})
        else:
            if there["status"] == "cancelled" and event.status is not Status.CANCELLED:
                there = box.restore(self.place, there["id"])
            if there["status"] != "cancelled":
                before = said(event_of(there))
                changed = {n: v for n, v in told.items() if before.get(n) != v}
                for side in changed.keys() & {"start", "end"}:  # of one kind or the other
                    changed[side] = dict.fromkeys(before[side]) | changed[side]
                if changed:
                    there = box.edit(self.place, there["id"], **changed)
        if event.status is Status.CANCELLED and there["status"] != "cancelled":
            box.delete(self.place, there["id"])

    def remove(self, uid: str) -> None:
        there = self._record(uid)
        assert there is not None, uid
        self.wire.mailbox.delete(self.place, there["id"])

    def events(self) -> tuple[Event, ...]:
        found = (event_of(one) for one in self.wire.mailbox.events(self.place))
        return tuple(sorted(found, key=lambda event: event.uid))

    def expire_cursors(self) -> None:
        self.wire.mailbox.expire_tokens(self.place)

    def _record(self, uid: str) -> Json | None:
        records = self.wire.mailbox.shelf(self.place).records.values()
        found = (r.resource for r in records if not r.series)
        return next((one for one in found if uid in (one["id"], one.get("iCalUID"))), None)

    # the port

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        with self._asked("pull"):
            yield from self._google.pull(cursor, window)

    def create(self, event: Event) -> Event:
        with self._asked("create"):
            return self._google.create(event)

    def update(self, event: Event) -> Event:
        with self._asked("update"):
            return self._google.update(event)

    def delete(self, event: Event) -> None:
        with self._asked("delete"):
            self._google.delete(event)

    def find(self, key: str) -> Event | None:
        with self._asked("find"):
            return self._google.find(key)

    def ours(self) -> Iterator[Event]:
        with self._asked("ours"):
            yield from self._google.ours()

    @contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        """Let the wire fail as was told, for as long as this request is asked."""
        self.requests.append(what)
        queue = self.faults.get(what)
        fault = queue.pop(0) if queue else None
        if fault is None:
            yield
            return
        ways = WAYS[fault]
        self._faults_met += 1
        script = ways[self._faults_met % len(ways)](self.wire, OPS[what], self._is_here)
        try:
            yield
        finally:
            script.left = 0

    def _is_here(self, asked: Asked) -> bool:
        return f"/calendars/{self.place}/" in unquote(asked.path)
