"""A desk whose person has an account of Google."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk import NOW, OWNER, Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk import Ran, Relance
    from google_wire import Wire

SETTINGS = """\
timezone = "Europe/Paris"
country = "FR"
language = "{language}"

[owner]
name = "Camille Durand"
emails = ["{owner}"]

[journal]
url = "journal.sqlite"
"""


@dataclass(frozen=True, slots=True)
class GoogleDesk:
    """A desk, and the Google that stands in for the real one."""

    desk: Desk
    wire: Wire

    def settle(self, language: str = "en") -> GoogleDesk:
        """Write settings without any account, and the client file beside them."""
        self.desk.config.write_text(SETTINGS.format(language=language, owner=OWNER))
        self.wire.client_file(self.desk.folder / "client_secret.json").chmod(0o600)
        return self

    def connect(self, relance: Relance, *more: str) -> Ran:
        """Connect the account, as somebody does."""
        return relance("connect", "google", *self.elsewhere, *more, "--now", NOW)

    @property
    def elsewhere(self) -> Sequence[str]:
        """Return the options that name this Google instead of the real one."""
        addresses = {"api_endpoint": self.wire.api, "revoke_uri": self.wire.revoke_uri}
        return [word for key, at in addresses.items() for word in ("--set", f"{key}={at}")]

    @property
    def settings(self) -> str:
        """Return the settings as they stand."""
        return self.desk.config.read_text()

    def secrets(self) -> str:
        """Return all that is kept in the folder of the desk and could hold a secret."""
        found = [p for p in self.desk.folder.rglob("*") if p.is_file() and p.suffix != ".key"]
        return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in found)
