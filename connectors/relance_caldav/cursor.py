"""What is remembered between two readings of a calendar: one opaque string."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import CursorExpired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.model import Window

_FORMAT = 1
_REF, _ETAG = 16, 12
_LARGEST = 50_000_000


def ref_of(name: str) -> str:
    """Return what a resource is called here: a hash, since its name is nobody else's business."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_REF]


def short(etag: str) -> str:
    """Return enough of an etag to see that it changed."""
    return sha256(etag.encode("utf-8", "surrogatepass")).hexdigest()[:_ETAG]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The server's sync-token; where it gives none, the etag of every resource."""

    window: str
    token: str = ""
    etags: Mapping[str, str] = field(default_factory=dict)  # ref → shortened etag

    def text(self) -> str:
        """Return the cursor as a string."""
        etags = "".join(ref + etag for ref, etag in sorted(self.etags.items()))
        packed = base64.urlsafe_b64encode(zlib.compress(bytes.fromhex(etags))).decode()
        known = [_FORMAT, self.window, self.token, packed if etags else ""]
        return json.dumps(known, separators=(",", ":"))

    @classmethod
    def read(cls, text: str, window: Window) -> Cursor:
        """Read a cursor back; raise CursorExpired unless it was given for this window."""
        try:
            form, name, token, packed = json.loads(text)
            if form != _FORMAT or not isinstance(token, str):
                raise ValueError  # noqa: TRY301 - one way out for all of them
            etags = _unpacked(packed).hex() if packed else ""
        except (ValueError, TypeError, RecursionError, AttributeError, zlib.error) as wrong:
            raise CursorExpired("this cursor cannot be read.") from wrong
        if name != window.name:
            raise CursorExpired("this cursor was given for another window.")
        step = _REF + _ETAG
        parts = (etags[at : at + step] for at in range(0, len(etags), step))
        return cls(name, token, {part[:_REF]: part[_REF:] for part in parts})


def _unpacked(text: str) -> bytes:
    return zlib.decompressobj().decompress(base64.urlsafe_b64decode(text.encode()), _LARGEST)
