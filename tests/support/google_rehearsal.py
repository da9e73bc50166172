"""A scenario of the corpus that its person lives in Google, rehearsed pass by pass."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from google_copies import copied
from google_import import imported
from plain_calendar import Written
from provider_rehearsal import NAME, ProviderRehearsal
from relance.model import Key
from relance_google import connect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from relance.ports import Secrets


class GoogleRehearsal(ProviderRehearsal):
    """A rehearsal whose calendars are at a fake Google."""

    kind, quiet = "google", "events.list"

    def imported(self, data: bytes) -> dict[str, Any]:
        return dict(imported(data, self.scenario.zone, self.scenario.told["owner"]["email"]))

    def put(self, one: Any) -> None:
        one.put(self.wire.mailbox, "primary")

    def delete(self, one: Any) -> None:
        self.wire.mailbox.delete("primary", one.resource["id"])

    def of_relance(self, wire: Any) -> list[dict[str, Any]]:
        made = [ref for ref, shelf in wire.mailbox.shelves.items() if shelf.made_by]
        assert len(made) <= 1, "a calendar was made twice"
        return [dict(one) for ref in made for one in wire.mailbox.events(ref)]

    def read_back(self, resource: dict[str, Any]) -> Written:
        key = Key.parse(resource["extendedProperties"]["private"]["relanceKey"])
        start, end = (_moment(resource[side]) for side in ("start", "end"))
        return Written(key, start, end, resource.get("transparency") == "transparent")

    def copy_mailbox(self) -> None:
        self.spare.mailbox = copied(self.wire.mailbox)

    def account(self, options: Mapping[str, Any], secrets: Secrets) -> Any:
        return connect(NAME, options, secrets)

    def elsewhere(self, wire: Any, write: Path) -> Sequence[str]:
        file = self.folder / f"client-{write.name}.json"
        wire.client_file(file)
        return (
            f'client_file = "{file}"',
            f'api_endpoint = "{wire.api}"',
            f'revoke_uri = "{wire.revoke_uri}"',
        )


def _moment(part: dict[str, str]) -> datetime | date:
    if "date" in part:
        return date.fromisoformat(part["date"])
    return datetime.fromisoformat(part["dateTime"]).astimezone(UTC)
