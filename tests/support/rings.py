"""Keyrings that stand in for the system's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

import keyring
import keyring.backend
import keyring.errors

if TYPE_CHECKING:
    from collections.abc import Iterator


class MemoryRing(keyring.backend.KeyringBackend):
    """Keeps what it is given; `longest` is what it takes at most."""

    priority: ClassVar[float] = 0.5  # so that nothing chooses it by itself

    def __init__(self, priority: float = 5, longest: int = 10_000) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's own
        self.priority = priority  # type: ignore[misc] # of this one alone
        self.kept: dict[tuple[str, str], str] = {}
        self.longest = longest
        self.locked = False
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        if len(password) > self.longest:
            raise keyring.errors.PasswordSetError(f"too long: {password}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ask()
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not there")
        del self.kept[service, username]

    def _ask(self) -> None:
        self.asked += 1
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")


class ForgetfulRing(MemoryRing):
    """Says that it kept what it did not keep, as the null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        del service, username, password
        self._ask()


class PlainRing(MemoryRing):
    """Keeps passwords in a plain file, as a package that many have installed does."""


PlainRing.__module__ = "keyrings.alt.file"


@contextmanager
def system_ring_is(ring: keyring.backend.KeyringBackend) -> Iterator[None]:
    """Let a keyring be the system's for a while."""
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        yield
    finally:
        keyring.set_keyring(before)
