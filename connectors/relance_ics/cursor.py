"""What is remembered between two readings: one compact, opaque string."""

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
_LARGEST = 50_000_000


def window_name(window: Window) -> str:
    """Return what tells one window from another."""
    return f"{window.span.start:%Y%m%dT%H%M%SZ}/{window.span.end:%Y%m%dT%H%M%SZ}/{window.zone.key}"


def file_name(where: str) -> str:
    """Return a file's name as a hash: names of files can hold titles."""
    return sha256(where.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the last reading saw.

    `content` is a hash of all files; None when something could not be read, so that the next
    reading looks again. `items` maps refs to a hash of what they stand for and to the files
    that hold it.
    """

    window: str
    content: str | None
    exists: bool = True
    items: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def text(self) -> str:
        """Return the cursor as a string."""
        files: dict[str, list[str]] = {}
        for ref, (digest, names) in sorted(self.items.items()):
            files.setdefault(",".join(sorted(names)), []).append(ref + digest)
        packed = json.dumps(
            [
                _FORMAT,
                self.window,
                self.content,
                self.exists,
                {names: "".join(refs) for names, refs in files.items()},
            ],
            separators=(",", ":"),
        )
        return base64.urlsafe_b64encode(zlib.compress(packed.encode(), 6)).decode()

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Read a cursor back; raise CursorExpired for anything else."""
        try:
            inflate = zlib.decompressobj()
            packed = inflate.decompress(base64.urlsafe_b64decode(text.encode()), _LARGEST)
            form, window, content, exists, files = json.loads(packed)
            if form != _FORMAT:
                raise ValueError  # noqa: TRY301 - one way out for all of them
            items = {
                refs[at : at + 16]: (refs[at + 16 : at + 32], frozenset(names.split(",")))
                for names, refs in files.items()
                for at in range(0, len(refs), 32)
            }
            return cls(str(window), content, bool(exists), items)
        except (ValueError, TypeError, AttributeError, zlib.error) as wrong:
            raise CursorExpired("this cursor cannot be read.") from wrong
