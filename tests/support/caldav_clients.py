"""Clients at a CalDAV server whose waits take no time, and in which something may happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caldav_hand import ACCOUNT
from caldav_server import PASSWORD, USER
from provider_clients import Hooks
from relance_caldav.client import Client
from relance_caldav.kept import Kept

if TYPE_CHECKING:
    from caldav_wire import CaldavWire


@dataclass(slots=True)
class Watch:
    """A clock in seconds that moves when somebody sleeps."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class HookedClient(Client):
    """A client that something may happen around: before and after each request."""

    def __init__(self, wire: CaldavWire) -> None:
        watch = Watch()
        kept = Kept(wire.api, USER, PASSWORD, homes=(f"{wire.api}{wire.server.home}",))
        super().__init__(ACCOUNT, kept, clock=watch, sleep=watch.sleep, chance=lambda: 0.5)
        self.hooks = Hooks()

    def ask(self, *given: Any, **more: Any) -> Any:
        ask = super().ask
        return self.hooks.between(lambda: ask(*given, **more))

    def each(self, *given: Any, **more: Any) -> Any:
        each = super().each
        return self.hooks.between(lambda: each(*given, **more))
