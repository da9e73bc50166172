"""A person with an account of Outlook, and what relance keeps of it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from graph_wire_mailbox import timed
from graph_wire_tokens import CLIENT_ID
from plain_secrets import PlainSecrets
from relance.model import Span, Window
from relance.ports import Asking
from relance_outlook import connect
from relance_outlook.account import OutlookAccount

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph_wire import Wire

NAME = "home"
SECRET = f"outlook:{NAME}"
WINDOW = Window(
    Span(datetime(2026, 7, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)),
)


@dataclass(slots=True)
class Signer:
    """Signs in to accounts of a wire: with a browser, or with a code on another device."""

    wire: Wire
    secrets: PlainSecrets = field(default_factory=lambda: PlainSecrets(kind="outlook"))
    said: list[str] = field(default_factory=list)

    def options(self, **more: Any) -> dict[str, Any]:
        """Return an account's table of the settings."""
        elsewhere = {"endpoint": self.wire.api, "authority": self.wire.root}
        return {"read": ("primary",), "client_id": CLIENT_ID, **elsewhere, **more}

    def account(self, **more: Any) -> OutlookAccount:
        """Return the account as the settings name it, by the wire's clock."""
        found = connect(NAME, self.options(**more), self.secrets)
        return OutlookAccount(replace(found._way, now=self.wire.clock), found._options)

    def asking(self, seconds: float = 20, port: int = 0) -> Asking:
        """Return how to reach the person, who opens what they are shown."""

        def say(address: str) -> None:
            self.said.append(address)
            self.wire.person.open(address)

        return Asking(say, browser=False, timeout=timedelta(seconds=seconds), port=port)

    def by_code(self, seconds: float = 20, types: Callable[[str], object] | None = None) -> Asking:
        """Return how to reach the person, who types a code on another device after a while."""
        typed = types or self.wire.person.types

        def say(line: str) -> None:
            self.said.append(line)
            if "://" not in line:
                threading.Thread(target=typed, args=(line,), daemon=True).start()

        return Asking(say, browser=False, device=True, timeout=timedelta(seconds=seconds))

    def told(self) -> dict[str, Any]:
        """Return what is kept of the sign-in."""
        found = self.secrets.told()
        assert isinstance(found, dict)
        return found

    def wear_out(self) -> None:
        """Let the access token be over, here and there."""
        told = self.told()
        told["expiry"] = (datetime.fromisoformat(told["expiry"]) - timedelta(hours=2)).isoformat()
        self.secrets.kept[SECRET] = json.dumps(told)
        self.wire.login.expire_access()

    def signed_in(self, asking: Asking | None = None, **more: Any) -> OutlookAccount:
        """Return the account once the person signed in."""
        account = self.account(**more)
        account.sign_in(asking or self.asking())
        return account


def titles(account: OutlookAccount) -> set[str]:
    """Return the titles of all that can be read."""
    return {
        event.summary
        for calendar in account.calendars()
        for page in calendar.pull(None, WINDOW)
        for item in page.items
        for event in item.events
    }


def appointment(title: str, day: int = 26) -> dict[str, Any]:
    """Return an event as Graph holds it."""
    return timed("", datetime(2026, 11, day, 9, tzinfo=UTC), subject=title)
