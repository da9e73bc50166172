"""One request on the wire: to the addresses that were checked, and over when its time is."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import niquests
from niquests.packages.urllib3.contrib.resolver.system import (  # type: ignore[import-not-found] # its urllib3 has one of two names
    SystemResolver,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from relance_ics.public import Record
    from relance_ics.secret_address import Address

_CHUNK = 1 << 16

# What the library logs of a request holds its address. It goes by one of two names.
for _library in ("urllib3", "urllib3_future"):
    logging.getLogger(f"{_library}.connectionpool").setLevel(logging.CRITICAL)


class Broken(Exception):
    """The request came to no end; `why` is in words for a person."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Late(Broken):
    """It took too long."""


class Untrusted(Broken):
    """The server cannot prove who it is."""


class _Pinned(SystemResolver):  # type: ignore[misc] # untyped for the same reason
    """Gives the addresses that were checked, whatever it is asked, and can cut what it opened."""

    def __init__(self, records: Sequence[Record] = (), until: float = 0.0) -> None:
        super().__init__()
        self._records, self._until = records, until
        self._next: list[Record] = []
        self._held: list[socket.socket] = []

    def getaddrinfo(self, *_asked: Any, **_more: Any) -> Any:
        return self._next

    def create_connection(self, address: Any, timeout: Any, *more: Any, **named: Any) -> Any:
        """Connect to one after the other, all in time, and keep a hold on the connection."""
        wrong: OSError = TimeoutError("timed out")
        for record in self._records:
            left = self._until - time.monotonic()
            if left <= 0:
                break
            self._next = [record]
            try:
                made = super().create_connection(address, min(timeout, left), *more, **named)
            except OSError as error:
                wrong = error
                continue
            self._held += [made.dup(), made]
            return made
        raise wrong

    def cut(self) -> None:
        """End every connection now, whoever waits for it."""
        for one in self._held:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Close the holds, and the connection where nobody else did."""
        for one in self._held:
            one.close()


@contextlib.contextmanager
def asked(
    address: Address,
    records: Sequence[Record],
    headers: Mapping[str, str],
    *,
    until: float,
    pause: float,
) -> Iterator[niquests.Response]:
    """Ask for an address; the answer's body is still to be read. Raises Broken.

    `until` is when all must be over, by `time.monotonic`; `pause` is in seconds between two
    things heard.
    """
    resolver = _Pinned(records, until)
    guard = threading.Timer(max(0.0, until - time.monotonic()), resolver.cut)
    guard.daemon = True
    guard.start()
    try:
        with _session(resolver) as session, _told(until):
            given = (address.user, address.password) if address.user or address.password else None
            answer = session.get(
                address.url,
                headers={**headers, "Accept-Encoding": "gzip"},
                auth=given,
                timeout=pause,
                allow_redirects=False,
                stream=True,
            )
            try:
                yield answer
            finally:
                answer.close()
    finally:
        guard.cancel()
        resolver.cut()
        resolver.let_go()


def pieces(answer: niquests.Response) -> Iterator[bytes]:
    """Yield the body as it comes, packed if it is."""
    raw: Any = answer.raw
    return iter(raw.stream(_CHUNK, decode_content=False))


def _session(resolver: _Pinned) -> niquests.Session:
    """Return a session that goes nowhere else, and knows one protocol: what is simple ends."""
    session = niquests.Session(
        resolver=resolver,
        retries=0,
        disable_http2=True,
        disable_http3=True,
        revocation_configuration=None,
        allow_incoming_cookies=False,
    )
    session.trust_env = False  # no proxies, no .netrc
    return session


@contextlib.contextmanager
def _told(until: float) -> Iterator[None]:
    """Say in our words what went wrong; what the library says holds the address."""
    try:
        yield
    except Broken:
        raise
    except (niquests.exceptions.RequestException, OSError, ValueError) as error:
        raise _meant(error, until) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in (
            "niquests",
            "urllib3",
            "urllib3_future",
        ):
            raise
        raise _meant(error, until) from None


def _meant(error: Exception, until: float) -> Broken:
    if time.monotonic() >= until or isinstance(error, niquests.exceptions.Timeout):
        return Late("the server is too slow")
    words = repr(error)
    if isinstance(error, niquests.exceptions.SSLError):
        return Untrusted("the server cannot prove who it is")
    if "ReadTimeout" in words or "timed out" in words:
        return Late("the server is too slow")
    if isinstance(error, niquests.exceptions.ConnectionError) and "NewConnection" in words:
        return Broken("the server cannot be reached")
    return Broken("the connection broke off")
