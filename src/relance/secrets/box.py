"""The encrypted file: what stands in it, and the key that opens it."""

from __future__ import annotations

import json
import os
import shlex
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from relance.errors import BadInput, NeedsPerson, Refused
from relance.files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.fernet import Fernet

KEY = "RELANCE_KEY"
VERSION = 1
LARGEST = 1_000_000  # bytes; no file of secrets is that long
IN_RING = "keyring"
SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Box:
    """An encrypted file and its key; `key_given` is a key from the environment."""

    file: Path
    key_file: Path
    key_given: str = field(default="", repr=False)

    def entries(self) -> dict[str, dict[str, Any]]:
        """Return what stands in the file by name; nothing where there is none.

        Raises BadInput for a damaged one, NeedsPerson for one that others can read.
        """
        content = _private(self.file, "the file of secrets")
        if content is None:
            return {}
        try:
            told = json.loads(content)
            version = told["version"]
            entries = {str(name): dict(entry) for name, entry in told["secrets"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            version, entries = None, {}
        if version != VERSION:
            raise BadInput(
                "the file of secrets is damaged, or of another version of relance.",
                where=str(self.file),
                remedy="Delete it, and sign in to each account again with `relance connect`.",
            )
        return entries

    def write(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        """Write the file whole or not at all."""
        told = {"version": VERSION, "secrets": {name: entries[name] for name in sorted(entries)}}
        _write(self.file, json.dumps(told, indent=1).encode())

    def seal(self, name: str, value: str) -> str:
        """Encrypt a secret; a missing key is made. Raises NeedsPerson for one that is no key."""
        told = json.dumps({"name": name, "value": value})
        return self._lock(name, make=True).encrypt(told.encode()).decode()

    def open(self, name: str, sealed: str) -> str:
        """Decrypt a secret; raise NeedsPerson when it was sealed with another key."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - quick start

        try:
            told = json.loads(self._lock(name, make=False).decrypt(sealed.encode()))
            whose, value = told["name"], str(told["value"])
        except (InvalidToken, ValueError, TypeError, KeyError):
            whose, value = "", ""
        if whose != name:  # also when somebody exchanged two of them
            raise NeedsPerson(
                f'the secret of "{name}" does not open: it is damaged, or was kept with another '
                f"key than that of {self._key_place}.",
                where=str(self.file),
                remedy=f"Put the right key back, or sign in again. {sign_in(name)}",
            )
        return value

    def look_over(self) -> None:
        """Raise what would stand in the way of keeping a secret; make nothing."""
        self.entries()
        if self.key_given or _private(self.key_file, "the key of the secrets"):
            self._lock("", make=False)  # a key that is gone is made anew

    @property
    def _key_place(self) -> str:
        return KEY if self.key_given else str(self.key_file)

    def _lock(self, name: str, *, make: bool) -> Fernet:
        """Return what locks a secret: a library brings it, which its kind of account installs."""
        try:
            from cryptography.fernet import Fernet  # noqa: PLC0415 - quick start
        except ImportError as error:
            from relance import installing  # noqa: PLC0415 - only for a fault

            kind, sign, _ = name.partition(":")
            raise Refused(
                "keeping secrets needs a library that is not installed (cryptography).",
                remedy=f"Run: {installing.command_for(kind if sign else 'all')}",
            ) from error
        key = self.key_given.encode() or _private(self.key_file, "the key of the secrets")
        if key is None and make:
            key = Fernet.generate_key()
            _write(self.key_file, key + b"\n")
        if key is None:
            raise NeedsPerson(
                "the key of the secrets is gone.",
                where=str(self.key_file),
                remedy=f"Put it back, or set {KEY}; or sign in to each account again.",
            )
        try:
            return Fernet(key.strip())
        except ValueError:
            raise NeedsPerson(
                "this is no key: 32 bytes in URL-safe base64 are right, as Fernet makes them.",
                where=self._key_place,
                remedy="Put the right key back, or make a new one and sign in again.",
            ) from None


def sign_in(name: str) -> str:
    """Return the command that brings a secret back, where its name tells whose it is."""
    kind, sign, account = name.partition(":")
    return f"Run: relance connect {kind} --name {shlex.quote(account)}" if sign else ""


def _private(path: Path, what: str) -> bytes | None:
    """Read a file that nobody but its owner may read; None where there is none."""
    try:
        with path.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            content = opened.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(
            f"{what} cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy="Give yourself the right to read it.",
        ) from error
    if os.name == "posix" and mode & 0o077:
        raise NeedsPerson(
            f"{what} can be read by others (its mode is {mode:04o}).",
            where=str(path),
            remedy=f"Run: chmod 600 {path} (and sign in again if somebody may have read it).",
        )
    return content[:LARGEST]


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, content)
    except OSError as error:
        raise Refused(
            f"no secret can be kept there: {error.strerror or error}.",
            where=str(path),
            remedy="Give yourself the right to write there.",
        ) from error
