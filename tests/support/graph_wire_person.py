"""The person at the browser, who signs in and is asked for consent."""

from __future__ import annotations

import html
import http.client
import re
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from graph_wire_tenants import admits, check_app, check_tenant
from graph_wire_tokens import OPENID, Account, App, Code, packed, random, short, told
from wire_answers import Answer, Json, Refusal, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graph_wire_login import Login

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a browser ended: the last address, its status and its text."""

    address: str
    status: int
    text: str


@dataclass(slots=True)
class Person:
    """Decides at the sign-in, and plays the browser.

    `picks`: the address of the account that is chosen, whatever was hinted. `denies`: says no.
    `forges_state`: somebody else's answer comes back instead. `goes_away`: closes the window,
    so that nothing comes back.
    """

    login: Login
    picks: str = ""
    denies: bool = False
    forges_state: bool = False
    goes_away: bool = False
    visits: list[Visit] = field(default_factory=list)
    _threads: list[Thread] = field(default_factory=list)

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:  # noqa: ARG002 - as webbrowser.open has them
        """Open an address as `webbrowser.open` does: at once, and without waiting."""
        thread = Thread(target=self.visit, args=(url,), daemon=True)
        self._threads.append(thread)
        thread.start()
        return True

    def finish(self) -> None:
        """Wait for windows that are still open."""
        for thread in self._threads:
            thread.join(10)

    def types(self, user_code: str) -> str:
        """Type a device code; return what the page says."""
        with self.login.lock:
            device = next(
                (d for d in self.login.devices.values() if d.user_code == user_code), None
            )
            if device is None or device.until <= self.login.clock():
                return "That code didn't work. Check the code and try again."
            if self.denies or self.goes_away:
                device.declined = self.denies
                return "You have cancelled."
            who, app = self._who(""), self.login.apps[device.app]
            wanted = device.scopes - OPENID
            if not admits(who, device.tenant, app):
                return "AADSTS50020: this account does not exist in the tenant."
            if self.login.admin_only and not wanted <= self._given(app, who):
                return "AADSTS90094: need admin approval."
            self.login.consent(app.id, who, wanted)
            device.account = who
            return "You have signed in. You may now close this window."

    def visit(self, url: str) -> Visit:
        """Follow an address to where it ends, and remember it."""
        answer, where = _ask("GET", url)
        while answer.status == 302 and not self.goes_away:
            where = dict(answer.headers)["Location"]
            answer, where = _ask("GET", where)
        text = answer.body.decode("utf-8", "replace")
        form = re.search(r'<form method="post" action="([^"]+)">', text)
        if form is not None and not self.goes_away:
            fields = {n: html.unescape(v) for n, v in _FIELD.findall(text)}
            answer, where = _ask("POST", html.unescape(form[1]), urlencode(fields))
            text = answer.body.decode("utf-8", "replace")
        seen = Visit(where, answer.status, text)
        self.visits.append(seen)
        return seen

    def consent(self, query: Mapping[str, str], tenant: str) -> Answer:
        """Answer at the sign-in page: a page that tells what is wrong, or the way back."""
        try:
            check_tenant(self.login.accounts, tenant)
            app = check_app(self.login.apps, query.get("client_id", ""), tenant)
        except Refusal as no:
            return page(f"<html>Sorry: {no.answer.body.decode()}</html>", 400)
        wrong = _wrong(query, app)
        if wrong:
            return page(f"<html>Sorry, we can't sign you in. {wrong}</html>", 400)
        who = self._who(query.get("login_hint", ""))
        if not admits(who, tenant, app):
            words = f"AADSTS50020: User account '{who.email}' does not exist in the tenant."
            return page(f"<html>Sorry, we can't sign you in. {words}</html>", 400)
        return self._back(query, self._decided(query, app, who))

    def _decided(self, query: Mapping[str, str], app: App, who: Account) -> Json:
        wanted = short(query["scope"])
        if self.denies:
            return told("access_denied", 65004, "User declined to consent to access the app.")
        if self.login.admin_only and not wanted - OPENID <= self._given(app, who):
            words = "The grant requires administrator permission."
            return told("access_denied", 90094, words)
        self.login.consent(app.id, who, wanted - OPENID)
        name = random("1.Ac")
        self.login.codes[name] = Code(
            app.id, who, wanted, query["redirect_uri"], query["code_challenge"],
            query.get("nonce", ""), self.login.clock(),
        )  # fmt: skip
        info = packed({"uid": who.oid, "utid": who.tenant})
        return {"code": name, "client_info": info, "session_state": random("")[:36]}

    def _back(self, query: Mapping[str, str], decided: Json) -> Answer:
        names = ("code", "client_info", "session_state", "error", "error_description")
        back = {name: decided[name] for name in names if name in decided}
        back["state"] = "forged" if self.forges_state else query["state"]
        target = query["redirect_uri"]
        if query.get("response_mode") == "form_post":
            fields = "".join(
                f'<input type="hidden" name="{name}" value="{html.escape(value)}"/>'
                for name, value in back.items()
            )
            text = f'<form method="post" action="{html.escape(target)}">{fields}</form>'
            return page(f"<html><body>{text}</body></html>", 200)
        joint = "&" if urlsplit(target).query else "?"
        return Answer(302, headers=(("Location", target + joint + urlencode(back)),))

    def _who(self, hint: str) -> Account:
        if self.picks:
            return self.login.account(self.picks)
        hinted = [one for one in self.login.accounts if one.email == hint]
        return (hinted or self.login.accounts)[0]

    def _given(self, app: App, who: Account) -> frozenset[str]:
        return self.login.consents.get((app.id, who.email), frozenset())


def _wrong(query: Mapping[str, str], app: App) -> str:
    """Return what is wrong with a request to sign in; nothing if right."""
    redirect = urlsplit(query.get("redirect_uri", ""))
    bare = f"{redirect.scheme}://{redirect.hostname}"
    if bare not in app.redirects or redirect.hostname not in _LOOPBACK:
        return "AADSTS50011: The redirect URI specified in the request does not match."
    if query.get("response_type") != "code" or not query.get("scope"):
        return "AADSTS900144: The request body must contain 'scope' and 'response_type'."
    if query.get("code_challenge_method") != "S256" or len(query.get("code_challenge", "")) != 43:
        return "PKCE with S256 is wanted."
    if len(query.get("state", "")) < 16:
        return "A state is wanted."
    asked = short(query["scope"]) - OPENID
    if app.scopes is not None and not asked <= app.scopes:
        return "AADSTS650053: The application asked for a scope that does not exist."
    return ""


def _ask(method: str, url: str, body: str = "") -> tuple[Answer, str]:
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        link.request(method, target, body or None, kind)
        got = link.getresponse()
        return Answer(got.status, got.read(), headers=tuple(got.getheaders())), url
    finally:
        link.close()
