"""What may happen around each request that a client sends to its provider."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from trouble import nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Hooks:
    """What happens before and after each request; every thread has its own."""

    def __init__(self) -> None:
        self._here = threading.local()

    @contextmanager
    def around(self, hook: Callable[[], None]) -> Iterator[None]:
        """Let something happen around what this thread asks meanwhile."""
        before = getattr(self._here, "hook", nothing)
        self._here.hook = hook
        try:
            yield
        finally:
            self._here.hook = before

    def between(self, ask: Callable[[], T]) -> T:
        """Ask, and let happen what is to happen."""
        hook = getattr(self._here, "hook", nothing)
        hook()
        answer = ask()
        hook()
        return answer
