"""Clients at the fake Graph whose waits take no time, and in which something may happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlook_hand import ACCOUNT, Tokens, Watch
from provider_clients import Hooks
from relance_outlook.client import Client

if TYPE_CHECKING:
    from graph_wire import Wire
    from relance_outlook.together import Part


class HookedClient(Client):
    """A client that something may happen around: before and after each request to Graph."""

    def __init__(self, wire: Wire) -> None:
        watch = Watch()
        super().__init__(
            Tokens(wire),
            account=ACCOUNT,
            endpoint=wire.api,
            timeout=20.0,
            clock=watch,
            sleep=watch.sleep,
            chance=lambda: 0.5,
        )
        self.hooks = Hooks()

    def ask(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        ask = super().ask
        return self.hooks.between(lambda: ask(method, path, **given))

    def ask_together(self, requests: Any, **given: Any) -> list[Part]:
        ask = super().ask_together
        return self.hooks.between(lambda: ask(requests, **given))
