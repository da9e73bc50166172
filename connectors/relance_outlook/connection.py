"""The one connection to Graph: requests go out as they are, and come back within bounds."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_BYTES = 100_000_000
_PIECE = 1 << 16


class TooLong(ValueError):
    """An answer that has no end, or none that anybody would wait for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Connection:
    """Sends one request at a time, once; `timeout` is in seconds, for each part of an answer."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._session: Any = None

    def send(self, method: str, url: str, headers: Mapping[str, str], body: object) -> Heard:
        """Send a request; nothing is repeated, and no redirection is followed."""
        answer = self._opened().request(
            method,
            url,
            headers={name: value for name, value in headers.items() if name != "Authorization"},
            json=body,
            auth=_Bearer(headers["Authorization"]),
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        )
        try:
            content = b"".join(_pieces(answer))
        finally:
            answer.close()
        status = answer.status_code
        return Heard(0 if status is None else int(status), answer.headers, content)

    def close(self) -> None:
        """Give the connection up: it may hold half an answer."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _opened(self) -> Any:
        if self._session is None:
            import niquests  # noqa: PLC0415 - quick start

            self._session = niquests.Session(
                disable_http2=True,
                disable_http3=True,
                pool_connections=1,
                pool_maxsize=1,
                keepalive_delay=None,
                allow_incoming_cookies=False,
                revocation_configuration=None,
            )
        return self._session


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Gives the token; without it the library looks for a password in a file of its own."""

    value: str = field(repr=False)

    def __call__(self, request: Any) -> Any:
        request.headers["Authorization"] = self.value
        return request


def _pieces(answer: Any) -> Iterator[bytes]:
    length = 0
    for piece in answer.iter_content(_PIECE):
        length += len(piece)
        if length > MOST_BYTES:
            raise TooLong
        yield piece


def no_answer(error: BaseException) -> str:
    """Say in a few words why no answer came, and nothing of the error's own; else nothing."""
    from niquests import exceptions as known  # noqa: PLC0415 - quick start

    below = set(map(type, _chain(error)))
    kinds: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((known.Timeout, TimeoutError), "no answer came in time"),
        ((known.SSLError, ssl.SSLError), "there is no safe connection"),
        ((known.ProxyError, known.InvalidProxyURL), "the proxy does not let it through"),
        ((known.ContentDecodingError, known.InvalidHeader), "its answer cannot be read"),
    )
    told = next((words for types, words in kinds if isinstance(error, types)), "")
    if told:
        return told
    if any(kind.__name__ == "NameResolutionError" or kind is socket.gaierror for kind in below):
        return "its name is not known here"
    if ConnectionRefusedError in below:
        return "nothing answers there"
    if isinstance(error, (known.ConnectionError, known.ChunkedEncodingError, ConnectionError)):
        return "the connection broke off"
    if isinstance(error, (known.RequestException, OSError)):
        return "there is no connection"
    return "its answer cannot be read" if isinstance(error, (ValueError, RecursionError)) else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what lies under it; libraries wrap one another's."""
    seen: list[BaseException] = []
    ahead: list[object] = [error]
    while ahead and len(seen) < 20:
        one = ahead.pop()
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            ahead += [*one.args, one.__cause__, one.__context__, getattr(one, "reason", None)]
    yield from seen
