"""Asking the sign-in server for tokens, and taking them back.

Two small requests of our own, since the libraries that have them write tokens into debug logs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from relance.accounts.throttling import OFFLINE
from relance.errors import NeedsPerson, Temporary
from relance.model import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import RequestException, Response

    from relance.errors import RelanceError
    from relance_google.client_file import OAuthClient

PATIENCE = 30  # seconds
LARGEST = 100_000  # characters of an answer that is read
LATER = "Try again in a while."


@dataclass(frozen=True, slots=True)
class Given:
    """What the server gave for a code; `granted` is None when it did not say."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int
    granted: tuple[str, ...] | None
    ends_in: int | None = None


def exchange(
    client: OAuthClient, token_uri: str, code: str, redirect: str, verifier: str, *, where: str
) -> Given:
    """Exchange a code for tokens; raise NeedsPerson when it is refused, else Temporary."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": client.client_id,
        "client_secret": client.secret,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    status, told = _post(token_uri, asked, where)
    if status != 200:
        if not client.secret and _text(told, "error") in ("invalid_request", "invalid_client"):
            raise NeedsPerson(
                "Google wants the secret of the client, and the client file has none.",
                where=where,
                remedy="Download the file of the client from the console again.",
            )
        raise refusal(status, told, where)
    access, refresh = _text(told, "access_token"), _text(told, "refresh_token")
    if not access or not refresh:
        raise NeedsPerson(
            "Google gave no lasting permission.",
            where=where,
            remedy="Remove relance at https://myaccount.google.com/permissions, and sign in again.",
        )
    granted = _text(told, "scope")
    ends_in = _whole(told.get("refresh_token_expires_in"))
    seconds = _whole(told.get("expires_in")) or 3600
    return Given(access, refresh, seconds, tuple(granted.split()) if granted else None, ends_in)


def revoke(revoke_uri: str, token: str, *, where: str) -> None:
    """Take a permission back; one that is gone already is fine. Raises Temporary."""
    status, told = _post(revoke_uri, {"token": token}, where)
    if status == 200 or told.get("error") == "invalid_token":
        return
    raise Temporary(f"Google did not take the permission back (status {status}).", where=where)


def server_time(address: str, *, where: str) -> str:
    """Return the date that a server tells with an answer, whatever the answer; raise Temporary."""
    return str(_send("GET", address, None, where).headers.get("Date", ""))


def refusal(status: int, told: Mapping[str, Any], where: str) -> RelanceError:
    """Return what a refusal of the sign-in server means."""
    code = printable(_text(told, "error"))[:60]
    if status in (408, 429) or status >= 500 or not code:
        what = f"the sign-in server of Google gave no proper answer (status {status})."
        return Temporary(what, where=where, remedy=LATER)
    if code in ("invalid_client", "unauthorized_client", "deleted_client"):
        return NeedsPerson(
            f"Google does not know the client of the client file, or not any more ({code}).",
            where=where,
            remedy="Look in the console whether it still exists, and download its file again.",
        )
    if code in ("invalid_grant", "invalid_request"):
        what = f"Google does not take this sign-in: it came too late, or was used ({code})."
        return NeedsPerson(what, where=where, remedy="Sign in again.")
    what = f"Google refuses the sign-in ({code})."
    return NeedsPerson(what, where=where, remedy="docs/connect-google.md tells what it may be.")


def _post(address: str, form: Mapping[str, str], where: str) -> tuple[int, dict[str, Any]]:
    from urllib.parse import urlencode  # noqa: PLC0415 - quick start

    answer = _send("POST", address, urlencode(form).encode(), where)
    try:
        told = json.loads(answer.content[:LARGEST])
    except (ValueError, RecursionError):
        told = None
    return answer.status_code, told if isinstance(told, dict) else {}


def _send(method: str, address: str, body: bytes | None, where: str) -> Response:
    """Ask once; what is sent goes to nobody else, and into no log of any library."""
    import requests  # noqa: PLC0415 - quick start

    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        return requests.request(
            method, address, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
        )
    except requests.RequestException as error:
        raise Temporary(
            f"Google cannot be reached: {_why_not(error)}.",
            where=where,
            remedy=OFFLINE,
        ) from None  # the original tells the whole address, and whatever stood in it


def _why_not(error: RequestException) -> str:
    """Say in plain words why no answer came."""
    from requests import exceptions  # noqa: PLC0415 - quick start

    if isinstance(error, exceptions.Timeout):
        return "no answer came in time"
    if isinstance(error, exceptions.SSLError):
        return "there is no safe connection"
    known = isinstance(error, exceptions.ConnectionError)
    return "nothing answers there" if known else "its answer cannot be read"


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    try:
        found = int(str(value))
    except ValueError:
        return None
    return found if 0 < found < 10**9 else None
