"""A scenario of the corpus that its person lives in Outlook, rehearsed pass by pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph_wire_times import instant, local
from graph_wire_tokens import CLIENT_ID
from outlook_copies import copied
from outlook_import import imported
from plain_calendar import Written
from provider_rehearsal import NAME, ProviderRehearsal
from relance.model import Key
from relance_outlook import connect, marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from relance.ports import Secrets


class OutlookRehearsal(ProviderRehearsal):
    """A rehearsal whose calendars are at a fake Outlook."""

    kind, quiet = "outlook", "view.delta"

    def imported(self, data: bytes) -> dict[str, Any]:
        return dict(imported(data, self.scenario.zone, self.scenario.told["owner"]["email"]))

    def put(self, one: Any) -> None:
        one.put(self.wire.mailbox)

    def delete(self, one: Any) -> None:
        self.wire.mailbox.delete(one.id)

    def of_relance(self, wire: Any) -> list[dict[str, Any]]:
        box = wire.mailbox
        made = [ref for ref in box.shelves if ref != box.default]
        assert len(made) <= 1, "a calendar was made twice"
        found = (one for ref in made for one in box.events(ref))
        return [one | {"marked": box.properties(one["id"])} for one in found]

    def read_back(self, resource: dict[str, Any]) -> Written:
        key = Key.parse(resource["marked"][marks.KEY])
        sides = resource["start"], resource["end"]
        free = resource["showAs"] == "free"
        if resource["isAllDay"]:
            start, end = (local(side).date() for side in sides)
            return Written(key, start, end, free)
        return Written(key, instant(sides[0]), instant(sides[1]), free)

    def copy_mailbox(self) -> None:
        self.spare.habits = self.wire.habits
        box = copied(self.wire.mailbox)
        self.spare.mailbox = self.spare.mailboxes[box.email] = box

    def account(self, options: Mapping[str, Any], secrets: Secrets) -> Any:
        return connect(NAME, options, secrets)

    def elsewhere(self, wire: Any, write: Path) -> Sequence[str]:
        del write
        return (
            f'client_id = "{CLIENT_ID}"',
            f'endpoint = "{wire.api}"',
            f'authority = "{wire.root}"',
        )
