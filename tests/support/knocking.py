"""Whoever knocks at the daemon's door for messages, as one likes."""

from __future__ import annotations

import socket
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from relance.daemon.bell import Bell
from relance.daemon.receiver import Receiver
from relance.ports import Knock, Message
from relance.service.tokens import token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = b"k" * 32
NAME = "name-1"


def free_port() -> int:
    """Return a port of this computer that nobody listens at just now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        return int(found.getsockname()[1])


class Reading:
    """Reads messages as a calendar does: by headers, or line by line in the body.

    While it is `asking`, it answers whoever asks whether anybody listens with what they say.
    """

    def __init__(self) -> None:
        self.asking = False
        self.knocks: list[Knock] = []

    def messages(self, knock: Knock) -> list[Message]:
        self.knocks.append(knock)
        name = knock.headers.get("x-name", "")
        if name:
            return [Message(name, knock.headers.get("x-token", ""))]
        lines = [line.split(" ") for line in knock.body.decode("utf-8", "replace").splitlines()]
        return [Message(said[0], said[1], lost="lost" in said[2:]) for said in lines]

    def handshake(self, knock: Knock) -> str | None:
        asked = parse_qs(knock.query).get("say")
        return asked[0] if asked and self.asking else None


@dataclass(slots=True)
class Door:
    """A receiver, and its bell."""

    bell: Bell
    receiver: Receiver
    reading: Reading
    port: int

    def knock(
        self,
        *,
        method: str = "POST",
        path: str = "/push",
        name: str = NAME,
        token: str | None = None,
        more: str = "",
        body: bytes = b"",
    ) -> bytes:
        """Send one request; return the whole answer."""
        told = token_of(KEY, name) if token is None else token
        head = f"{method} {path} HTTP/1.1\r\nHost: a.example\r\nX-Name: {name}\r\n"
        head += f"X-Token: {told}\r\n{more}\r\n"
        return self.say(head.encode() + body)

    def bring(self, *lines: str, path: str = "/push", more: str = "") -> bytes:
        """Send messages in a body; return the whole answer."""
        body = "\n".join(lines).encode()
        head = f"POST {path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        return self.say(head.encode() + body)

    def say(self, octets: bytes, *, seconds: float = 10) -> bytes:
        """Send octets as they are; return all that comes back."""
        with closing(self.open(seconds)) as link:
            link.sendall(octets)
            return heard(link)

    def open(self, seconds: float = 10) -> socket.socket:
        """Open a connection, and say nothing."""
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def rings(self, seconds: float = 3) -> set[str]:
        """Return what changed, as soon as something did."""
        end = monotonic() + seconds
        while not self.bell.changed and monotonic() < end:
            self.bell.wait(end - monotonic())
        found = set(self.bell.changed)
        self.bell.changed.clear()
        return found


def heard(link: socket.socket) -> bytes:
    """Return all that comes until the other side ends."""
    said = b""
    try:
        while part := link.recv(4096):
            said += part
    except ConnectionError:
        pass
    return said


@contextmanager
def door(address: str = "https://relance.example/push") -> Iterator[Door]:
    """Listen, with a bell at hand; it rings a moment after a message."""
    with closing(Bell()) as bell:
        receiver, reading, port = Receiver(bell), Reading(), free_port()
        receiver.gathered.gather = 0.05
        receiver.listen(f"127.0.0.1:{port}", address, KEY, (reading,))
        try:
            yield Door(bell, receiver, reading, port)
        finally:
            receiver.stop()
