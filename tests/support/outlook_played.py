"""A calendar of the fake Outlook that a machine plays with as it does with one in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from graph_wire_answers import refusal
from graph_wire_series import recurrence
from outlook_seen import event_of, guests, said
from provider_played import Played, ways
from relance_outlook.calendar import OutlookFollowUps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from graph_wire import Wire
    from outlook_clients import HookedClient
    from provider_played import Ways
    from relance.errors import RelanceError
    from relance.model import Event
    from wire_calls import Asked

    Json: TypeAlias = Mapping[str, Any]

TIMES = ("isAllDay", "start", "end")


class OutlookPlayed(Played):
    """A calendar whose memory is a mailbox of the fake Outlook."""

    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "pull": ("view.delta",),
        "create": ("events.create", "batch"),
        "update": ("events.update", "properties.create"),
        "delete": ("events.delete",),
        "find": ("events.list",),
        "ours": ("events.list",),
    }
    ways: ClassVar[Ways] = ways(
        refusal("ErrorAccessDenied").answer,
        refusal("ApplicationThrottled").answer,
        refusal("serviceNotAvailable").answer,
    )

    def __init__(self, name: str, wire: Wire, place: str, client: HookedClient) -> None:
        self._follow_ups = OutlookFollowUps(client, place, name)
        super().__init__(name, wire, place, client, self._follow_ups)

    def put(self, event: Event, rule: str = "") -> None:
        box, there, told = self.wire.mailbox, self._record(event.uid), said(event)
        again = {"recurrence": recurrence(rule, event.start)} if rule else {}
        there = there or box.restore(_name(event.uid), self.place)
        if there is None:
            box.put(self.place, told | again | guests(event) | {"iCalUId": event.uid})
            return
        before = said(event_of(there, box.properties(there["id"])))
        changed = {name: value for name, value in told.items() if before[name] != value}
        if changed.keys() & set(TIMES):  # a series goes on from where it begins
            changed |= {name: told[name] for name in TIMES} | again
        if changed:
            box.edit(there["id"], **changed)

    def remove(self, uid: str) -> None:
        there = self._record(uid)
        assert there is not None, uid
        self.wire.mailbox.delete(there["id"])

    def seen(self) -> Iterator[Event]:
        box = self.wire.mailbox
        return (event_of(one, box.properties(one["id"])) for one in box.events(self.place))

    def is_here(self, asked: Asked) -> bool:
        """Say whether a request is about this calendar; events and batches name none."""
        path = unquote(asked.path)
        if asked.op not in ("view.delta", "events.list", "events.create"):
            return True
        if self.place == "primary":
            return "/calendars" not in path
        return self.place in path

    def create_all(self, events: Sequence[Event]) -> Sequence[Event | RelanceError]:
        with self.asked("create"):
            return self._follow_ups.create_all(events)

    def _record(self, uid: str) -> Json | None:
        names, found = {uid, _name(uid)}, self.wire.mailbox.events(self.place)
        return next((one for one in found if names & {one["id"], one["iCalUId"]}), None)


def _name(uid: str) -> str:
    """Return the id of one of ours; it stands behind the key."""
    return uid.rpartition(" ")[2]
