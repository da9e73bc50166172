"""A small HTTP server on loopback that answers as no good server does.

An act is a function that is given the request and writes to the connection; what a good server
would say is an act too. The server keeps what it was asked.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import zlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Act: TypeAlias = Callable[["Asked", "Link"], None]

MEGABYTE = 1_000_000
CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; names of headers in small letters."""

    target: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """The connection to whoever asked; `ending` is set when the test is over."""

    socket: socket.socket
    ending: threading.Event

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def head(self, status: int = 200, **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def wait(self, seconds: float) -> bool:
        """Wait, and say whether the test goes on."""
        return not self.ending.wait(seconds)


@dataclass
class Hostile:
    """The server; `act` is what it does with the next request."""

    act: Act
    port: int
    asked: list[Asked] = field(default_factory=list)
    scheme: str = "http"

    def at(self, path: str = "/private-5ecret/basic.ics", user: str = "") -> str:
        """Return an address of this server."""
        return f"{self.scheme}://{user}127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def hostile(act: Act | None = None, certificate: Path | None = None) -> Iterator[Hostile]:
    """Run a server until the end of the block."""
    ending, threads = threading.Event(), list[threading.Thread]()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.05)
        server = Hostile(act or calendar(b""), door.getsockname()[1])
        server.scheme = "http" if certificate is None else "https"

        def serve() -> None:
            while not ending.is_set():
                with contextlib.suppress(TimeoutError):
                    one, _ = door.accept()
                    thread = threading.Thread(
                        target=_served, args=(server, one, ending, certificate), daemon=True
                    )
                    thread.start()
                    threads.append(thread)

        first = threading.Thread(target=serve, daemon=True)
        first.start()
        try:
            yield server
        finally:
            ending.set()
            for thread in [first, *threads]:
                thread.join(5)


def _served(
    server: Hostile, plain: socket.socket, ending: threading.Event, certificate: Path | None
) -> None:
    with contextlib.suppress(OSError), plain:
        plain.settimeout(20)
        link = plain
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            link = context.wrap_socket(plain, server_side=True)
        with link, link.makefile("rb") as lines:
            asked = _asked(iter(lines.readline, b""))
            if asked is not None:
                server.asked.append(asked)
                server.act(asked, Link(link, ending))


def _asked(lines: Iterator[bytes]) -> Asked | None:
    words = next(lines, b"").decode("latin-1").split()
    if len(words) != 3:
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, sign, value = line.decode("latin-1").partition(":")
        if not sign:
            break
        headers[name.strip().lower()] = value.strip()
    return Asked(words[1], headers)


def calendar(body: bytes, status: int = 200, **headers: str) -> Act:
    """Answer with a calendar, as a good server does."""
    told = {"Content_Type": CALENDAR, "Content_Length": str(len(body)), **headers}

    def act(_asked: Asked, link: Link) -> None:
        link.head(status, **told)
        link.send(body)

    return act


def unchanged(_asked: Asked, link: Link) -> None:
    """Answer that nothing is new."""
    link.head(304)


def refusal(status: int, **headers: str) -> Act:
    """Answer with a status and a page that says nothing."""
    return calendar(b"<html>no</html>", status, Content_Type="text/html", **headers)


def redirect(location: str, status: int = 302) -> Act:
    """Send whoever asks to another address."""
    return calendar(b"", status, Location=location)


def broken_off(body: bytes, promised: int) -> Act:
    """Promise more than is sent."""
    return calendar(body, Content_Length=str(promised))


def drip(body: bytes, seconds: float, *, head: bool = False) -> Act:
    """Send one byte at a time, so that something is always heard; `head` does so from the start."""

    def act(_asked: Asked, link: Link) -> None:
        start = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/calendar\r\n\r\n"
        if not head:
            link.send(start)
        for byte in (start if head else b"") + body:
            link.send(bytes([byte]))
            if not link.wait(seconds):
                return

    return act


def silent(_asked: Asked, link: Link) -> None:
    """Say nothing at all."""
    link.wait(30)


def hung_up(_asked: Asked, link: Link) -> None:
    """End the connection before a word is said."""
    link.socket.close()


def endless(part: bytes, begin: bytes = b"", *, chunked: bool = False) -> Act:
    """Send without end."""

    def act(_asked: Asked, link: Link) -> None:
        link.head(Content_Type=CALENDAR, Transfer_Encoding="chunked" if chunked else "")
        block = part * max(1, 65_536 // len(part))
        sent = b"%x\r\n%s\r\n" % (len(block), block) if chunked else block
        if begin:
            link.send(b"%x\r\n%s\r\n" % (len(begin), begin) if chunked else begin)
        while not link.ending.is_set():
            link.send(sent)

    return act


def endless_headers(_asked: Asked, link: Link) -> None:
    """Send one header after the other."""
    link.send(b"HTTP/1.1 200 OK\r\n")
    while not link.ending.is_set():
        link.send(b"X-More: " + b"x" * 8_000 + b"\r\n")


def bomb(megabytes: int, begin: bytes = b"", part: bytes = b"X-A:b\r\n", layers: int = 1) -> bytes:
    """Return little that unpacks to much."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    block = part * (MEGABYTE // len(part))
    pieces = [packer.compress(begin), *(packer.compress(block) for _ in range(megabytes))]
    whole = b"".join([*pieces, packer.flush()])
    return whole * layers
