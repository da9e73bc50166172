"""A desk whose person has an account of Outlook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk import NOW, OWNER, Desk
from google_desk import SETTINGS
from graph_wire_tokens import CLIENT_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk import Ran, Relance
    from graph_wire import Wire


@dataclass(frozen=True, slots=True)
class OutlookDesk:
    """A desk, and the Microsoft that stands in for the real one."""

    desk: Desk
    wire: Wire

    def settle(self, language: str = "en") -> OutlookDesk:
        """Write settings without any account."""
        self.desk.config.write_text(SETTINGS.format(language=language, owner=OWNER))
        return self

    def connect(self, relance: Relance, *more: str) -> Ran:
        """Connect the account, as somebody does."""
        return relance("connect", "outlook", *self.elsewhere, *more, "--now", NOW)

    @property
    def elsewhere(self) -> Sequence[str]:
        """Return the options that name the app, and this Microsoft instead of the real one."""
        addresses = {"endpoint": self.wire.api, "authority": self.wire.root}
        named = [word for key, at in addresses.items() for word in ("--set", f"{key}={at}")]
        return ["--client-id", CLIENT_ID, *named]

    @property
    def settings(self) -> str:
        """Return the settings as they stand."""
        return self.desk.config.read_text()

    def secrets(self) -> str:
        """Return all that is kept in the folder of the desk and could hold a secret."""
        found = [p for p in self.desk.folder.rglob("*") if p.is_file() and p.suffix != ".key"]
        return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in found)
