"""Signing in, once; and what opens the account from then on."""

from __future__ import annotations

import base64
import hashlib
import secrets as chance
import threading
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from relance.accounts.loopback import Door
from relance.accounts.throttling import in_words
from relance.errors import NeedsPerson, Refused, Temporary
from relance.model import printable
from relance_google import scopes
from relance_google.client_file import read_client
from relance_google.kept import Kept, again, kept_in, name_of
from relance_google.tokens import exchange, revoke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.oauth2.credentials import Credentials

    from relance.accounts.loopback import Answer
    from relance.ports import Asking
    from relance_google.client_file import OAuthClient
    from relance_google.tokens import Given
    from relance_google.way import Way

PERMISSIONS = "https://myaccount.google.com/permissions"
TAKE_BACK = f"To take it back there too: remove relance at {PERMISSIONS}"


def ask(way: Way, asking: Asking) -> Kept:
    """Let the person sign in, and return what is to be kept; nothing is kept yet.

    Raises NeedsPerson when they did not finish, or gave less than is needed, Refused for a way that
    Google does not have, and Temporary when it could not be reached.
    """
    if asking.device:
        raise Refused(
            "relance signs in to Google with a browser alone, not with a code.",
            where=way.where,
            remedy="Leave --device out; --no-browser shows the address.",
        )
    client = read_client(way.client_file)
    state, verifier = chance.token_urlsafe(32), chance.token_urlsafe(96)  # 128 characters
    with Door(state, asking.port) as door:
        address = _address(way, client, door.address, state, verifier)
        asking.say(address)
        if asking.browser:
            _open(address)
        code = _code(way, door.wait(asking.timeout), asking.timeout)
        redirect = door.address
    token_uri = way.token_uri or client.token_uri
    given = exchange(client, token_uri, code, redirect, verifier, where=way.where)
    return _checked(way, client, given)


def credentials(way: Way) -> Credentials:
    """Return what opens the account, renewed and kept as it goes; asks no network.

    Raises NeedsPerson when nobody signed in, the sign-in is over, or it allows too little.
    """
    kept = kept_in(way.secrets, way.account)
    if kept is None:
        raise NeedsPerson("nobody is signed in.", where=way.where, remedy=again(way.account))
    if kept.ended:
        raise NeedsPerson(kept.ended, where=way.where, remedy=again(way.account))
    client = read_client(way.client_file)
    if client.client_id != kept.client_id:
        raise NeedsPerson(
            f"the client file {way.client_file} is another one than was signed in with.",
            where=way.where,
            remedy=f"Put the other one back. Or sign in with this one. {again(way.account)}",
        )
    _allowed(way, kept.granted)
    from relance_google.renewal import KeptCredentials  # noqa: PLC0415 - quick start

    return KeptCredentials(way, kept, client)


def passing(access: str) -> Credentials:
    """Return what opens an account for an hour, and is kept nowhere."""
    from google.oauth2.credentials import Credentials  # noqa: PLC0415 - quick start

    return Credentials(token=access)  # type: ignore[no-untyped-call] # the library has no types


def sign_out(way: Way) -> None:
    """Take the permission back at Google, and forget it here in any case.

    Raises, with all forgotten here, Temporary when Google did not take it back, and NeedsPerson
    when what is kept cannot be read.
    """
    with way.alone():  # nobody renews it meanwhile, and keeps it again
        try:
            kept = kept_in(way.secrets, way.account)
        except NeedsPerson as error:
            raise NeedsPerson(
                f"{error.what} It is forgotten here; the permission may still stand at Google.",
                where=way.where,
                remedy=TAKE_BACK,
            ) from error
        finally:
            way.secrets.forget(name_of(way.account))
    if kept is None or not kept.refresh:
        return
    try:
        revoke(way.revoke_uri, kept.refresh, where=way.where)
    except Temporary as error:
        raise Temporary(
            f"{error.what} It is forgotten here.",
            where=way.where,
            remedy=TAKE_BACK,
        ) from error


def _address(way: Way, client: OAuthClient, redirect: str, state: str, verifier: str) -> str:
    """Return the address at which the person signs in."""
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect,
        "scope": scopes.long(way.needed),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",  # without it, who signed in before gets no refresh token
    }
    base = way.auth_uri or client.auth_uri
    return f"{base}{'&' if '?' in base else '?'}{urlencode(asked)}"


def _open(address: str) -> None:
    """Open a browser; some keep whoever opened them waiting."""
    import webbrowser  # noqa: PLC0415 - quick start

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _code(way: Way, answer: Answer | None, waited: timedelta) -> str:
    """Return the code that the browser brought; raise NeedsPerson when it brought none."""
    if answer is None:
        raise NeedsPerson(
            f"nobody signed in within {in_words(waited)}.",
            where=way.where,
            remedy=f"{again(way.account)} (--timeout 15m waits longer)",
        )
    if answer.code:
        return answer.code
    if answer.error == "access_denied":
        raise NeedsPerson(
            "you did not allow it; or, while the consent screen is in Testing, this address is "
            "none of its test users.",
            where=way.where,
            remedy=again(way.account),
        )
    raise NeedsPerson(
        f"Google refuses the sign-in ({printable(answer.error)[:60]}).",
        where=way.where,
        remedy="docs/connect-google.md tells what it may be.",
    )


def _checked(way: Way, client: OAuthClient, given: Given) -> Kept:
    """Return what is to be kept of a sign-in; raise NeedsPerson when it allows too little."""
    granted = way.needed if given.granted is None else scopes.short(given.granted)
    _allowed(way, granted)
    now = way.now()
    return Kept(
        client_id=client.client_id,
        refresh=given.refresh,
        granted=granted,
        since=now,
        until=None if given.ends_in is None else now + timedelta(seconds=given.ends_in),
        access=given.access,
        expiry=now + timedelta(seconds=given.seconds),
    )


def _allowed(way: Way, granted: Sequence[str]) -> None:
    lacking = scopes.missing(way.needed, granted)
    if lacking:
        raise NeedsPerson(
            f"not all was allowed that is needed; missing: {', '.join(map(str, lacking))}.",
            where=way.where,
            remedy=f"{again(way.account)} and tick every box.",
        )
