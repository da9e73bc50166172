"""Signing in, once: in a browser of this computer, or with a code on any other device."""

from __future__ import annotations

import secrets as chance
import threading
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from relance.accounts.loopback import Door
from relance.accounts.throttling import in_words
from relance.errors import NeedsPerson, Temporary
from relance.model import printable
from relance_outlook import scopes
from relance_outlook.auth import Way, taken
from relance_outlook.kept import Kept, again
from relance_outlook.options import is_plain
from relance_outlook.reasons import DOCS
from relance_outlook.server import LATER, Told, understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msal import PublicClientApplication

    from relance.ports import Asking

_WAITING = {"authorization_pending", "slow_down"}
_LONGEST_INTERVAL = 60


def ask(way: Way, asking: Asking) -> Kept:
    """Let the person sign in, and return what is to be kept; nothing is kept yet.

    Raises NeedsPerson when they did not finish, or gave less than is needed, Refused when the
    server will not have it, and Temporary when it could not be reached.
    """
    told = by_device(way, asking) if asking.device else by_browser(way, asking)
    if "access_token" not in told:
        raise way.refusal(told)
    return _checked(way, told)


def by_browser(way: Way, asking: Asking) -> Told:
    """Return what the server gives for the answer that a browser brings to this computer.

    msal's own door would end at the first browser that opens a line and says nothing, cannot be
    told to open no browser, and listens to the whole network inside a container.
    """
    server = way.server()
    app = server.app(way.client_id)
    state = chance.token_urlsafe(32)
    with Door(state, asking.port) as door:
        with understood(way.where):
            flow = app.initiate_auth_code_flow(
                list(way.needed),
                redirect_uri=f"http://localhost:{door.port}",
                state=state,
                prompt="select_account",
                response_mode="form_post",  # what comes by address stays in the browser's history
            )
        address = server.shown(flow["auth_uri"])
        asking.say(address)
        if asking.browser:
            _open(address)
        answer = door.wait(asking.timeout)
    if answer is None:
        _look_up(way)
        raise _nobody(way, asking.timeout)
    if not answer.code:
        return {"error": answer.error, "error_description": answer.told}
    with understood(way.where):
        return _told(
            app.acquire_token_by_auth_code_flow(flow, {"state": state, "code": answer.code})
        )


def by_device(way: Way, asking: Asking) -> Told:
    """Return what the server gives once the person typed a code on another device."""
    app = way.server().app(way.client_id)
    with understood(way.where):
        flow = app.initiate_device_flow(list(way.needed))
        flow["interval"] = min(max(int(flow["interval"]), 1), _LONGEST_INTERVAL)
    if "device_code" not in flow:
        return _told(flow)
    for line in _lines(way, flow):
        asking.say(line)
    waits = min(asking.timeout, timedelta(seconds=flow["expires_in"]))
    until = way.clock() + waits.total_seconds()
    while True:
        way.sleep(min(flow["interval"], max(until - way.clock(), 0.0)))
        if way.clock() >= until:
            raise _nobody(way, waits, " --device")
        told = _polled(way, app, flow)
        if told is not None:
            return told


def _polled(way: Way, app: PublicClientApplication, flow: dict[str, Any]) -> Told | None:
    """Ask whether the person is done; return None while they are not, or nobody answers."""
    try:
        with understood(way.where):
            told = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
    except Temporary:  # whoever types a code elsewhere may be on the way
        return None
    return None if told.get("error") in _WAITING else _told(told)


def _lines(way: Way, flow: Mapping[str, Any]) -> tuple[str, str]:
    """Return the address to open and the code to type there."""
    address, code = flow.get("verification_uri"), flow.get("user_code")
    if not (isinstance(address, str) and is_plain(address) and isinstance(code, str) and code):
        what = "the sign-in server of Microsoft gave no code to type."
        raise Temporary(what, where=way.where, remedy=LATER)
    return address, printable(code)[:40]


def _checked(way: Way, told: Told) -> Kept:
    """Return what is to be kept of a sign-in; raise NeedsPerson when it allows too little."""
    claims = told.get("id_token_claims")
    claims = claims if isinstance(claims, dict) else {}
    granted = told.get("scope")
    kept = Kept(
        client_id=way.client_id,
        refresh="",
        granted=scopes.short(granted) if isinstance(granted, str) else way.needed,
        since=way.now(),
        who="@".join(_text(claims, name) for name in ("oid", "tid") if _text(claims, name))
        or _text(claims, "sub"),
        address=_text(claims, "preferred_username"),
    )
    if not told.get("refresh_token"):
        raise NeedsPerson(
            "Microsoft gave no lasting permission.", where=way.where, remedy=again(way.account)
        )
    return way.allowed(taken(way, told, kept))


def _open(address: str) -> None:
    """Open a browser; some keep whoever opened them waiting."""
    import webbrowser  # noqa: PLC0415 - quick start

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _look_up(way: Way) -> None:
    """Raise what the browser alone was shown, when the server has something against the app."""
    with suppress(Temporary):
        way.look_up()


def _nobody(way: Way, waited: timedelta, how: str = "") -> NeedsPerson:
    longer = f"{again(way.account)}{how} (--timeout 15m waits longer)."
    return NeedsPerson(
        f"nobody signed in within {in_words(waited)}.",
        where=way.where,
        remedy=f"{longer} If the browser showed an error: {DOCS}",
    )


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return printable(value)[:320] if isinstance(value, str) else ""


def _told(answer: object) -> Told:
    """Return an answer of msal's, which has no types."""
    if not isinstance(answer, dict):
        raise TypeError(type(answer).__name__)
    return answer
