"""Clients at the fake Google whose waits take no time, and in which something may happen."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from google_hand import ACCOUNT, Watch
from relance_google.client import Client
from trouble import nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
        self._hooks = threading.local()

    @contextmanager
    def around(self, hook: Callable[[], None]) -> Iterator[None]:
        """Let something happen around what this thread asks meanwhile."""
        before = getattr(self._hooks, "hook", nothing)
        self._hooks.hook = hook
        try:
            yield
        finally:
            self._hooks.hook = before

    def ask(self, make: Any, **given: Any) -> dict[str, Any]:
        hook = getattr(self._hooks, "hook", nothing)
        hook()
        answer = super().ask(make, **given)
        hook()
        return answer
