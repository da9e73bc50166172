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


_FORMAT = 2
_LARGEST = 50_000_000


def file_name(where: str) -> str:
    """Return a file's name as a hash: names of files can hold titles."""
    return sha256(where.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Head:
    """What the last reading saw of the whole.

    `content` is a hash of all files; None when something could not be read, so that the next
    reading looks again. `stamp` is how they looked from outside, where that says enough.
    """

    window: str
    content: str | None
    stamp: str | None = None
    exists: bool = True

    @classmethod
    def read(cls, cursor: str) -> Head:
        """Read the beginning of a cursor alone; raise CursorExpired for anything else."""
        try:
            form, window, content, stamp, exists = json.loads(_unpacked(cursor.partition(".")[0]))
            if form != _FORMAT:
                raise ValueError  # noqa: TRY301 - one way out for all of them
            return cls(str(window), content, stamp, bool(exists))
        except (ValueError, TypeError, zlib.error) as wrong:
            raise CursorExpired("this cursor cannot be read.") from wrong

    def before(self, cursor: str) -> str:
        """Return a cursor with this beginning in place of its own."""
        return f"{self._text()}.{cursor.partition('.')[2]}"

    def _text(self) -> str:
        return _packed([_FORMAT, self.window, self.content, self.stamp, self.exists])


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the last reading saw: the whole, and refs with what they stand for.

    That is a hash, and the files that hold it.
    """

    head: Head
    items: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def text(self) -> str:
        """Return the cursor as a string."""
        files: dict[str, list[str]] = {}
        for ref, (digest, names) in sorted(self.items.items()):
            files.setdefault(",".join(sorted(names)), []).append(ref + digest)
        return self.head.before("." + _packed({n: "".join(refs) for n, refs in files.items()}))

    @classmethod
    def read(cls, cursor: str) -> Cursor:
        """Read a cursor back; raise CursorExpired for anything else."""
        head = Head.read(cursor)
        try:
            files = json.loads(_unpacked(cursor.partition(".")[2]))
            items = {
                refs[at : at + 16]: (refs[at + 16 : at + 32], frozenset(names.split(",")))
                for names, refs in files.items()
                for at in range(0, len(refs), 32)
            }
        except (ValueError, TypeError, AttributeError, zlib.error) as wrong:
            raise CursorExpired("this cursor cannot be read.") from wrong
        return cls(head, items)


def _packed(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 6)).decode()


def _unpacked(text: str) -> bytes:
    return zlib.decompressobj().decompress(base64.urlsafe_b64decode(text.encode()), _LARGEST)
