"""Secrets that are kept in memory."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class PlainSecrets:
    """Keeps secrets in memory, and counts what is put."""

    kept: dict[str, str] = field(default_factory=dict)
    puts: int = 0
    kind: str = "google"
    _lock: RLock = field(default_factory=RLock)

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        self.puts += 1
        self.kept[name] = value

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        del name
        with self._lock:
            yield

    def told(self, account: str = "home") -> Any:
        """Return what is kept of an account's sign-in."""
        return json.loads(self.kept[f"{self.kind}:{account}"])
