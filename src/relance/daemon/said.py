"""A request as somebody says it: waited for briefly, and taken in no further than it may go."""

from __future__ import annotations

import socket
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART = 8192  # octets taken from a connection at once
_LONGEST_LINE = 64  # octets of a line that tells how long a part of a body is
_DIGITS = 8


class Said:
    """What comes over a connection within some seconds."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._until = connection, monotonic() + seconds
        self._held = bytearray()

    def head(self, most: int) -> bytes:
        """Return a request up to its body; less when it is not said in time, or too long."""
        try:
            return self._line(b"\r\n\r\n", most)
        except (OSError, ValueError):
            return bytes(self._held[: most + 1])

    def body(self, headers: Mapping[str, str], most: int) -> bytes:
        """Return the body; nothing when it is longer, or not said in time."""
        try:
            if headers.get("transfer-encoding", "").lower() == "chunked":
                return self._chunks(most)
            length = _number(headers.get("content-length", "0"), 10)
            return self._exactly(length) if length <= most else b""
        except (OSError, ValueError):
            return b""

    def _chunks(self, most: int) -> bytes:
        """Return a body that is said in parts, each after its length."""
        whole = bytearray()
        while length := _number(self._line(b"\r\n", _LONGEST_LINE).decode("ascii"), 16):
            if len(whole) + length > most:
                return b""
            whole += self._exactly(length + 2)[:length]
        return bytes(whole)

    def _line(self, end: bytes, most: int) -> bytes:
        """Return what is said up to an end; raise ValueError when it does not come."""
        looked_at = 0
        while (found := self._held.find(end, looked_at)) < 0:
            if len(self._held) > most:
                raise ValueError(most)
            looked_at = max(len(self._held) - len(end) + 1, 0)
            self._more()
        if found > most:
            raise ValueError(most)
        return self._exactly(found + len(end))

    def _exactly(self, length: int) -> bytes:
        while len(self._held) < length:
            self._more()
        taken = bytes(self._held[:length])
        del self._held[:length]
        return taken

    def _more(self) -> None:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        part = self._connection.recv(_PART)
        if not part:
            raise ConnectionError
        self._held += part


def pass_over(connection: socket.socket, seconds: float, most: int) -> None:
    """Let what is still said go by, so that whoever says it gets the answer."""
    until, passed = monotonic() + seconds, 0
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while passed < most and monotonic() < until:
            connection.settimeout(max(until - monotonic(), 0.01))
            part = connection.recv(_PART)
            if not part:
                return
            passed += len(part)


def _number(text: str, base: int) -> int:
    """Read a length; raise ValueError for anything else."""
    told = text.partition(";")[0].strip()
    if len(told) > _DIGITS or not told.isalnum():
        raise ValueError(base)
    return int(told, base)
