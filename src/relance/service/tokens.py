"""What makes a message from the web true: tokens that derive from a key."""

from __future__ import annotations

import hmac
import secrets as chance
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import NeedsPerson

if TYPE_CHECKING:
    from relance.ports import Secrets

SECRET = "push"  # noqa: S105 - the name of one
SIZE = 32  # bytes of the key


def key_in(secrets: Secrets) -> bytes:
    """Return the key of all tokens, made when there is none that can be read."""
    with secrets.alone(SECRET):
        with suppress(NeedsPerson, ValueError):
            found = bytes.fromhex(secrets.get(SECRET) or "")
            if len(found) == SIZE:
                return found
        made = chance.token_bytes(SIZE)
        secrets.put(SECRET, made.hex())
    return made


def token_of(key: bytes, name: str) -> str:
    """Return the token of the subscription with this name."""
    return hmac.new(key, name.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def mark_of(key: bytes) -> str:
    """Return what tells one key from another, and nothing of it."""
    return sha256(key).hexdigest()[:8]
