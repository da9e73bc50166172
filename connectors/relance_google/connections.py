"""One service for each thread, since httplib2's objects belong to one; and why none answers."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from google.auth.credentials import Credentials

MOST_BYTES = 200_000_000
IDLE = 30.0
"""Seconds after which a connection is opened anew: the other side may have closed it."""


class Connections:
    """The services of one account; `timeout` is in seconds, for each part of an answer."""

    def __init__(
        self,
        credentials: Credentials,
        endpoint: str | None,
        timeout: float,
        clock: Callable[[], float],
    ) -> None:
        self._credentials, self._endpoint, self._timeout = credentials, endpoint, timeout
        self._clock = clock
        self._own = threading.local()
        self._opened: list[Any] = []
        self._lock = threading.Lock()

    def service(self) -> Any:
        """Return this thread's service."""
        known = getattr(self._own, "service", None)
        if known is None:
            transport = self._transport()
            known = self._own.service = self._built(transport)
            self._own.transport = transport
            with self._lock:
                self._opened.append(transport)
        elif self._clock() - self._own.used > IDLE:
            self.drop()
        self._own.used = self._clock()
        return known

    def drop(self) -> None:
        """Give this thread's connections up: one may hold half an answer."""
        if hasattr(self._own, "transport"):
            self._own.transport.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            opened, self._opened = self._opened, []
        for transport in opened:
            transport.close()
        self._own = threading.local()

    def _transport(self) -> Any:
        import httplib2  # noqa: PLC0415 - quick start

        transport = httplib2.Http(
            timeout=self._timeout, decode_limit_hard=MOST_BYTES, decode_limit_ratio=1_000
        )
        transport.follow_redirects = False  # an API has none, and the token goes nowhere else
        return transport

    def _built(self, transport: Any) -> Any:
        from google_auth_httplib2 import AuthorizedHttp  # noqa: PLC0415 - quick start
        from googleapiclient.discovery import build  # noqa: PLC0415 - quick start

        options = {"api_endpoint": self._endpoint} if self._endpoint else None
        once = _Once(transport)
        authorized = AuthorizedHttp(self._credentials, http=once, max_refresh_attempts=1)
        return build(
            "calendar",
            "v3",
            http=_Telling(authorized),
            cache_discovery=False,
            client_options=options,
        )


class Broken(TimeoutError):
    """The connection broke off; of all errors httplib2 lets a timeout alone pass at once."""


class NoSuccess(Exception):
    """Google answered, and it is no success."""

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        super().__init__(f"status {status}")
        self.status, self.headers, self.content = status, headers, content


@dataclass(slots=True)
class _Telling:
    """Connections that raise for what is no success: Google's library trips over odd answers."""

    inner: Any

    def request(self, *args: Any, **options: Any) -> Any:
        """Carry out a request; raise NoSuccess unless it went well."""
        response, content = self.inner.request(*args, **options)
        if not 200 <= response.status < 300:
            raise NoSuccess(response.status, response, content)
        return response, content

    def close(self) -> None:
        """Close the connections."""
        self.inner.close()


@dataclass(slots=True)
class _Once:
    """Connections that send a request once: httplib2 repeats one that nobody answered.

    What makes a calendar must not be repeated, and of all else it has to be known that it was.
    """

    inner: Any

    def request(self, uri: str, *args: Any, **options: Any) -> Any:
        """Send a request; a lost answer is told so that nobody repeats it."""
        import httplib2  # noqa: PLC0415 - quick start

        secure = uri.startswith("https:")
        kind = httplib2.HTTPSConnectionWithTimeout if secure else httplib2.HTTPConnectionWithTimeout
        options["connection_type"] = type("Once", (kind,), {"getresponse": _answered_once(kind)})
        return self.inner.request(uri, *args, **options)

    def close(self) -> None:
        """Close the connections."""
        self.inner.close()


def _answered_once(kind: Any) -> Any:
    def getresponse(self: Any) -> Any:
        try:
            return kind.getresponse(self)
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise Broken from error

    return getresponse


def no_answer(error: BaseException) -> str:
    """Say in a few words why no answer came, and nothing of the error's own; else nothing."""
    import httplib2  # noqa: PLC0415 - quick start
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - quick start
    from httplib2 import decode  # noqa: PLC0415 - quick start

    if isinstance(error, GoogleAuthError):  # which holds the one that it met, or is on its own
        met = next((one for one in error.args if isinstance(one, BaseException)), None)
        return no_answer(met or error.__cause__ or error.__context__ or OSError())
    kinds: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((Broken,), "the connection broke off"),
        ((TimeoutError,), "no answer came in time"),
        ((httplib2.ServerNotFoundError, socket.gaierror), "its name is not known here"),
        ((ssl.SSLError,), "there is no safe connection"),
        ((ConnectionRefusedError,), "nothing answers there"),
        ((ConnectionError, http.client.HTTPException), "the connection broke off"),
        ((OSError,), "there is no connection"),
        (
            (httplib2.HttpLib2Error, decode.DecodeLimitError, decode.DecodeRatioError),
            "its answer cannot be read",
        ),
        ((ValueError, RecursionError), "its answer cannot be read"),
    )
    return next((words for types, words in kinds if isinstance(error, types)), "")
