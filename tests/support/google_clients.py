"""Clients at the fake Google whose waits take no time, and in which something may happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_hand import ACCOUNT, Watch
from provider_clients import Hooks
from relance_google.client import Client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google_wire import Wire


class HookedClient(Client):
    """A client that something may happen around: before and after each request to Google."""

    def __init__(self, wire: Wire, scopes: Sequence[str]) -> None:
        watch = Watch()
        super().__init__(
            wire.credentials(scopes),
            account=ACCOUNT,
            endpoint=wire.api,
            timeout=20.0,
            clock=watch,
            sleep=watch.sleep,
            chance=lambda: 0.5,
        )
        self.hooks = Hooks()

    def ask(self, make: Any, **given: Any) -> dict[str, Any]:
        ask = super().ask
        return self.hooks.between(lambda: ask(make, **given))
