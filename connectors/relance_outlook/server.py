"""The sign-in server of Microsoft, as msal is to see it: over niquests, and nobody else.

msal takes every answer for JSON, keeps refusals and Retry-After in a memory of its own, and has
only https; so nothing comes to it that is not an answer, and http on this computer is dressed up.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from relance.accounts.throttling import OFFLINE, asked_to_wait
from relance.errors import NeedsPerson, Refused, Temporary
from relance.model import printable
from relance_outlook.connection import no_answer

if TYPE_CHECKING:
    from msal import PublicClientApplication

Told: TypeAlias = Mapping[str, Any]

PATIENCE = 20.0  # seconds
LARGEST = 1_000_000  # bytes of an answer
LATER = "Try again in a while."
TENANT = (
    "Correct `tenant` of this account: in the settings; when it is new, with --set tenant=NAME."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What msal looks at of an answer."""

    status_code: int
    text: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


class Server:
    """Asks one sign-in server, and raises Temporary when no proper answer comes."""

    def __init__(self, authority: str, tenant: str, *, where: str) -> None:
        self._tenant, self._where = tenant, where
        self._real = authority
        self._dressed = f"https://{urlsplit(authority).netloc}"

    def app(self, client_id: str) -> PublicClientApplication:
        """Return msal's way to sign in to an app; asks the server what it offers."""
        from msal import PublicClientApplication  # noqa: PLC0415 - quick start

        logging.getLogger("msal").setLevel(logging.CRITICAL)  # it writes codes into debug logs
        with understood(self._where):
            return PublicClientApplication(
                client_id,
                authority=f"{self._dressed}/{self._tenant}",
                instance_discovery=False,
                http_client=self,
            )

    def shown(self, address: str) -> str:
        """Return an address of this server as a browser is to open it."""
        return self._undressed(address)

    def get(self, url: str, **_: Any) -> Answer:
        """Ask for what the server offers."""
        answer = self._send("GET", url)
        if answer.status_code >= 400:
            raise NeedsPerson(
                f"Microsoft knows no organisation “{self._tenant}” (status {answer.status_code}).",
                where=self._where,
                remedy=TENANT,
            )
        return Answer(
            answer.status_code, answer.text.replace(f'"{self._real}/', f'"{self._dressed}/')
        )

    def post(
        self, url: str, data: Told | None = None, headers: Told | None = None, **_: Any
    ) -> Answer:
        """Send a form."""
        return self._send("POST", url, data, headers)

    def close(self) -> None:
        """Do nothing: no connection stays open."""

    def _send(
        self, method: str, url: str, data: Told | None = None, headers: Told | None = None
    ) -> Answer:
        status, told, body = fetched(
            method, self._undressed(url), data=data, headers=headers, where=self._where
        )
        if status in (408, 429) or not (200 <= status < 300 or 400 <= status < 500):
            raise self._improper(status, asked_to_wait(told))
        try:
            text = body.decode()
            is_json = isinstance(json.loads(text), dict)
        except (ValueError, RecursionError):
            is_json = False
        if not is_json:
            raise self._improper(status)
        return Answer(status, text)

    def _undressed(self, url: str) -> str:
        """Return a real address; raise Refused for one of another server."""
        if not url.startswith(f"{self._dressed}/"):
            host = printable(urlsplit(url).netloc[:80])
            raise Refused(
                f"the sign-in server wants another one to be asked: {host}.",
                where=self._where,
                remedy="If that is right, set `authority` of this account to it.",
            )
        return self._real + url.removeprefix(self._dressed)

    def _improper(self, status: int, wait: float | None = None) -> Temporary:
        return Temporary(
            f"the sign-in server of Microsoft gave no proper answer (status {status}).",
            where=self._where,
            remedy=LATER,
            retry_after=None if wait is None else timedelta(seconds=wait),
        )


@contextmanager
def understood(where: str) -> Iterator[None]:
    """Turn what msal raises for answers that make no sense into Temporary."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RuntimeError) as error:
        raise Temporary(
            f"the sign-in server of Microsoft gave an answer that makes no sense "
            f"({type(error).__name__}).",
            where=where,
            remedy=LATER,
        ) from None  # what it tells may hold too much


def fetched(
    method: str, url: str, *, where: str, data: Told | None = None, headers: Told | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Ask once, and nobody that the server points to; raise Temporary when no answer comes."""
    import niquests  # noqa: PLC0415 - quick start

    known = {"Accept": "application/json", "User-Agent": "relance", **(headers or {})}
    try:
        with (
            niquests.Session(
                disable_http2=True, disable_http3=True, keepalive_delay=None
            ) as session,
            session.request(
                method,
                url,
                data=dict(data) if data else None,
                headers=known,
                auth=_nobody,
                timeout=PATIENCE,
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            found = {str(name).lower(): str(value) for name, value in answer.headers.items()}
            return int(answer.status_code or 0), found, _read(answer)
    except Exception as error:
        told = no_answer(error)
        if not told:
            raise
        raise Temporary(
            f"Microsoft could not be reached: {told}.",
            where=where,
            remedy=OFFLINE,
        ) from None  # the original tells the whole address, and whatever stood in it


def _read(answer: Any) -> bytes:
    """Return the body of an answer; raise ValueError for one that is far too long."""
    body = b""
    for part in answer.iter_content(65536):
        body += part
        if len(body) > LARGEST:
            raise ValueError("too long")
    return body


def _nobody(request: Any) -> Any:
    """Add no name; without this the library looks for a password in a file of its own."""
    return request
