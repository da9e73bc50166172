"""The system keyring, where there is one that can be trusted."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# Those that keep nothing, keep it in the clear, or ask for a password of their own.
REFUSED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
CHAIN = "keyring.backends.chainer"


class NoRing(Exception):
    """The keyring did not do what was asked; why is its own business and may tell too much."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A keyring that works, and the name under which everything of ours stands in it."""

    backend: KeyringBackend
    service: str

    def get(self, name: str) -> str | None:
        """Return a secret, or None; raise NoRing."""
        try:
            found = self.backend.get_password(self.service, name)
        except Exception as error:  # noqa: BLE001 - each backend has errors of its own
            raise NoRing(type(error).__name__) from None
        return found if isinstance(found, str) else None

    def put(self, name: str, value: str) -> None:
        """Keep a secret, and see that it is there; raise NoRing."""
        try:
            self.backend.set_password(self.service, name, value)
        except Exception as error:  # noqa: BLE001 - the same
            raise NoRing(type(error).__name__) from None
        if self.get(name) != value:
            raise NoRing("what was kept did not come back")

    def forget(self, name: str) -> None:
        """Remove a secret, if there is one; raise NoRing."""
        try:
            if self.backend.get_password(self.service, name) is not None:
                self.backend.delete_password(self.service, name)
        except Exception as error:  # noqa: BLE001 - the same
            raise NoRing(type(error).__name__) from None


def system_ring(service: str) -> Ring | None:
    """Return the system keyring, or None where there is none to be trusted; it is not tried."""
    try:
        import keyring  # noqa: PLC0415 - quick start

        found = _first(keyring.get_keyring())
    except Exception:  # noqa: BLE001 - a keyring that cannot even be looked for is none
        return None
    return None if found is None else Ring(found, service)


def works(ring: Ring) -> bool:
    """Say whether a secret put into a keyring comes out of it and goes away again."""
    name = f"probe {os.getpid()} {threading.get_ident()}"
    try:
        ring.put(name, "relance")
        ring.forget(name)
        return ring.get(name) is None
    except NoRing:
        with suppress(NoRing):
            ring.forget(name)
        return False


def _first(backend: KeyringBackend) -> KeyringBackend | None:
    """Return the backend to use: of a chain its first that can be trusted."""
    links = getattr(backend, "backends", ()) if type(backend).__module__ == CHAIN else (backend,)
    return next((one for one in links if _is_trusted(one)), None)


def _is_trusted(backend: KeyringBackend) -> bool:
    refused = type(backend).__module__.startswith(REFUSED)
    return not refused and backend.priority >= 1  # what its makers recommend
