"""The way into an account: where it is signed in to, and what keeps the sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance.accounts.sign_ins import real_now
from relance_google.kept import name_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from relance.ports import Secrets

REVOKE_URI = "https://oauth2.googleapis.com/revoke"


@dataclass(frozen=True, slots=True)
class Way:
    """How an account of Google is signed in to; addresses that are "" stand in the client file."""

    account: str
    client_file: Path
    secrets: Secrets = field(repr=False)
    needed: tuple[str, ...]
    auth_uri: str = ""
    token_uri: str = ""
    revoke_uri: str = REVOKE_URI
    now: Callable[[], datetime] = real_now

    @property
    def where(self) -> str:
        """Return what errors call the account."""
        return f"account {self.account}"

    def alone(self) -> AbstractContextManager[None]:
        """Let no other process change what is kept meanwhile."""
        return self.secrets.alone(name_of(self.account))
