"""What came over the wire → the bytes of a calendar file: unpacked, and in an encoding we read."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,30})", re.IGNORECASE)
# UTF-8, UTF-16 and Windows-1252 are told from the bytes by whoever reads the calendar.
_OTHERS = re.compile(
    r"iso-?8859-(?!1$)\d{1,2}|windows-125[0-9]|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb(?:2312|k|18030)"
    r"|big5|iso-2022-jp",
    re.IGNORECASE,
)


class Damaged(ValueError):
    """What came cannot be unpacked."""


class Unpacker:
    """Unpacks a body piece by piece, and never more than it is allowed to."""

    def __init__(self, packing: str, most: int) -> None:
        if packing not in ("", "identity", "gzip", "x-gzip"):
            raise Damaged("the server packs the calendar in a way that nobody asked for")
        self._packed = "gzip" in packing
        self._most, self._done = most, 0
        self._open = zlib.decompressobj(_GZIP)
        self._empty = True

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """Yield what a piece holds, up to a little over the limit."""
        if not self._packed:
            yield piece
            return
        left = piece
        while left and self._done <= self._most:
            if self._open.eof:  # another packed part follows
                self._open = zlib.decompressobj(_GZIP)
            try:
                part = self._open.decompress(left, _STEP)
            except zlib.error as error:
                raise Damaged("the calendar came damaged: it cannot be unpacked") from error
            self._empty = False
            self._done += len(part)
            left = self._open.unused_data if self._open.eof else self._open.unconsumed_tail
            yield part

    def finish(self) -> None:
        """Raise Damaged when the end is missing."""
        if self._packed and not self._empty and not self._open.eof:
            raise Damaged("the calendar broke off before its end")


def as_utf8(data: bytes, content_type: str) -> bytes:
    """Return a calendar in UTF-8 where the server names a rarer encoding; else as it is."""
    found = _CHARSET.search(content_type)
    if found is None or not _OTHERS.fullmatch(found[1]) or _is_utf8(data):
        return data
    try:
        decoder = codecs.getincrementaldecoder(found[1])("replace")
    except LookupError:
        return data
    pieces = [
        decoder.decode(data[at : at + _STEP]).encode("utf-8", "replace")
        for at in range(0, len(data), _STEP)
    ]
    return b"".join([*pieces, decoder.decode(b"", final=True).encode("utf-8", "replace")])


def _is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8, as most are that claim to be something else."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _STEP):
            decoder.decode(data[at : at + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
