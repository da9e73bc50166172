"""Secrets by name, each in the system keyring or in the encrypted file.

The file tells of every secret where it is: what was kept in the keyring on the desktop is missed,
and said to be, where a daemon cannot reach that keyring.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import NeedsPerson, Refused, RelanceError, Temporary
from relance.secrets.box import IN_RING, KEY, SEALED, Box, sign_in
from relance.secrets.ring import NoRing, system_ring, works

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from relance.secrets.ring import Ring

PATIENCE = 10.0  # seconds to wait for another process that keeps a secret
LONG_PATIENCE = 90.0  # seconds to wait for another process that renews one over the network
SERVICE = "relance"


class Where(StrEnum):
    """Say where a secret rests."""

    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the secrets of one settings file lie, and what they stand under in the keyring."""

    file: Path
    key: Path
    service: str


def place_for(mark: str = "") -> Place:
    """Return the platform's own place; `mark` tells one settings file from another."""
    from platformdirs import user_data_path, user_state_path  # noqa: PLC0415 - quick start

    end = f"-{mark}" if mark else ""
    return Place(
        user_state_path("relance") / f"secrets{end}.json",
        user_data_path("relance") / f"secrets{end}.key",  # apart, so that one copy is not enough
        f"{SERVICE}:{mark}" if mark else SERVICE,
    )


class Safe:
    """Keeps secrets; opens nothing before it is asked for one."""

    def __init__(self, place: Place, environment: Mapping[str, str] | None = None) -> None:
        known = os.environ if environment is None else environment
        self._place = place
        self._box = Box(place.file, place.key, known.get(KEY, "").strip())

    def __repr__(self) -> str:
        return f"Safe({self._place.service!r})"

    @property
    def file(self) -> Path:
        """Return the encrypted file, or where it would be."""
        return self._place.file

    def get(self, name: str) -> str | None:
        """Return a secret, or None; raise NeedsPerson when it is there and does not open."""
        entry = self._box.entries().get(name)
        if entry is None:
            return None
        if SEALED in entry:
            return self._box.open(name, str(entry[SEALED]))
        try:
            if self._ring is not None:
                return self._ring.get(name)
        except NoRing:
            pass
        raise NeedsPerson(
            f'the secret of "{name}" is in the system keyring, and that cannot be reached from '
            "here.",
            remedy="Unlock it, or run relance where you are logged in; or sign in again from here. "
            + sign_in(name),
        )

    def put(self, name: str, value: str) -> None:
        """Keep a secret: in the keyring if that works, else in the encrypted file."""
        with self._locked():
            entries = self._box.entries()
            if self._goes_into_ring(name, value):
                entries[name] = {IN_RING: True}
            else:
                entries[name] = {SEALED: self._box.seal(name, value)}
            self._box.write(entries)

    def forget(self, name: str) -> None:
        """Remove a secret; do nothing if there is none."""
        with self._locked():
            entries = self._box.entries()
            if self._ring is not None:  # one may be left there from before
                with suppress(NoRing):
                    self._ring.forget(name)
            if entries.pop(name, None) is not None:
                self._box.write(entries)

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Let no other process read, renew and put back this secret meanwhile."""
        mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        with self._locked(f".{mark}", LONG_PATIENCE):
            yield

    def where(self, name: str) -> Where | None:
        """Return where a secret rests; None if there is none of this name."""
        entry = self._box.entries().get(name)
        if entry is None:
            return None
        return Where.FILE if SEALED in entry else Where.KEYRING

    def kept(self, names: Iterable[str]) -> Where | None:
        """Return where some secrets rest, in the file if any does; None for none of them."""
        try:
            places = {self.where(name) for name in names}
        except RelanceError:  # whoever needs one of them tells it
            return None
        return next((one for one in (Where.FILE, Where.KEYRING) if one in places), None)

    def would_be(self) -> Where:
        """Return where a new secret would go, making nothing; raise what stands in its way."""
        if self._ring_works:
            return Where.KEYRING
        self._box.look_over()
        return Where.FILE

    @cached_property
    def _ring(self) -> Ring | None:
        return system_ring(self._place.service)

    @cached_property
    def _ring_works(self) -> bool:
        return self._ring is not None and works(self._ring)

    def _goes_into_ring(self, name: str, value: str) -> bool:
        """Put a secret into the keyring, and say whether it is there; else none is left there."""
        if self._ring is None or not self._ring_works:
            return False
        try:
            self._ring.put(name, value)
        except NoRing:  # too long for it, perhaps
            with suppress(NoRing):
                self._ring.forget(name)
            return False
        return True

    @contextmanager
    def _locked(self, end: str = "", patience: float = PATIENCE) -> Iterator[None]:
        from filelock import FileLock, Timeout  # noqa: PLC0415 - quick start

        path = self._place.file.with_name(f"{self._place.file.name}{end}.lock")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(path, timeout=patience, mode=0o600)
            lock.acquire()
        except Timeout as held:
            raise Temporary(
                f"another relance has been busy with the secrets for {patience:.0f} seconds.",
                where=str(path),
                remedy="Look for another relance that runs.",
            ) from held
        except OSError as error:
            raise Refused(
                f"the secrets cannot be locked: {error.strerror or error}.",
                where=str(path),
                remedy="Give yourself the right to write there.",
            ) from error
        try:
            yield
        finally:
            lock.release()
