"""A person with an account of Google, and what relance keeps of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from plain_secrets import PlainSecrets
from relance.model import Span, Window
from relance.ports import Asking
from relance_google import connect
from relance_google.account import GoogleAccount

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from google_wire import Wire

NAME = "home"
WINDOW = Window(
    Span(datetime(2026, 7, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)),
)


@dataclass(slots=True)
class Signer:
    """Signs in to accounts of a wire, as a person with a browser."""

    wire: Wire
    folder: Path
    secrets: PlainSecrets = field(default_factory=PlainSecrets)
    said: list[str] = field(default_factory=list)
    now: Callable[[], datetime] | None = None

    def options(self, **more: Any) -> dict[str, Any]:
        """Return an account's table of the settings."""
        file = self.folder / "client_secret.json"
        if not file.exists():
            self.wire.client_file(file)
        addresses = {"api_endpoint": self.wire.api, "revoke_uri": self.wire.revoke_uri}
        return {"read": ("primary",), "client_file": str(file), **addresses, **more}

    def account(self, **more: Any) -> GoogleAccount:
        """Return the account as the settings name it, by the wire's clock."""
        found = connect(NAME, self.options(**more), self.secrets)
        return GoogleAccount(replace(found._way, now=self.now or self.wire.clock), found._options)

    def asking(self, seconds: float = 20, port: int = 0) -> Asking:
        """Return how to reach the person, who opens what they are shown."""

        def say(address: str) -> None:
            self.said.append(address)
            self.wire.person.open(address)

        return Asking(say, browser=False, timeout=timedelta(seconds=seconds), port=port)

    def wear_out(self) -> None:
        """Let the access token be over, here and there."""
        told = self.secrets.told()  # of an account that was signed in to just now
        given = datetime.fromisoformat(told["expiry"])
        told["expiry"] = (given - timedelta(minutes=61)).isoformat()
        self.secrets.kept["google:home"] = json.dumps(told)
        self.wire.oauth.expire_access()

    def signed_in(self, **more: Any) -> GoogleAccount:
        """Return the account once the person signed in."""
        account = self.account(**more)
        account.sign_in(self.asking())
        return account


def titles(account: GoogleAccount) -> set[str]:
    """Return the titles of all that can be read."""
    return {
        event.summary
        for calendar in account.calendars()
        for page in calendar.pull(None, WINDOW)
        for item in page.items
        for event in item.events
    }


def appointment(title: str, day: str = "2026-11-26") -> dict[str, Any]:
    """Return an event as Google holds it."""
    return {
        "summary": title,
        "start": {"dateTime": f"{day}T10:00:00+01:00"},
        "end": {"dateTime": f"{day}T11:00:00+01:00"},
    }
