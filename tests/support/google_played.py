"""A calendar of the fake Google that a machine plays with as it does with one in memory."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from google_seen import event_of, guests, said
from google_wire_answers import refusal
from provider_played import Played, ways
from relance.model import Event, Status
from relance_google.calendar import GoogleFollowUps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from google_clients import HookedClient
    from google_wire import Wire
    from provider_played import Ways
    from wire_calls import Asked

    Json: TypeAlias = Mapping[str, Any]


class GooglePlayed(Played):
    """A calendar whose memory is a mailbox of the fake Google.

    A follow-up's UID is its id.
    """

    ops: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "pull": ("events.list",),
        "create": ("events.insert",),
        "update": ("events.patch",),
        "delete": ("events.delete",),
        "find": ("events.get",),
        "ours": ("events.list",),
    }
    ways: ClassVar[Ways] = ways(
        refusal("forbidden", status=403).answer,
        refusal("rateLimitExceeded", status=403).answer,
        refusal("backendError", status=503).answer,
    )

    def __init__(self, name: str, wire: Wire, place: str, client: HookedClient) -> None:
        super().__init__(name, wire, place, client, GoogleFollowUps(client, place, name))

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

    def seen(self) -> Iterator[Event]:
        return (event_of(one) for one in self.wire.mailbox.events(self.place))

    def is_here(self, asked: Asked) -> bool:
        return f"/calendars/{self.place}/" in unquote(asked.path)

    def _record(self, uid: str) -> Json | None:
        records = self.wire.mailbox.shelf(self.place).records.values()
        found = (r.resource for r in records if not r.series)
        return next((one for one in found if uid in (one["id"], one.get("iCalUID"))), None)
