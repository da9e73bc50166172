"""The person at the browser, who is asked for consent."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from google_wire_answers import Answer, Json, page
from google_wire_oauth import Code
from google_wire_scopes import full_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from google_wire_oauth import OAuth

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a browser ended: the last address, its status and its text."""

    address: str
    status: int
    text: str


@dataclass(slots=True)
class Person:
    """Decides at the consent screen, and plays the browser.

    `denies`: says no. `leaves_out`: unticks these scopes. `forges_state`: somebody else's answer
    comes back instead. `goes_away`: closes the window, so that nothing comes back.
    """

    oauth: OAuth
    denies: bool = False
    leaves_out: frozenset[str] = frozenset()
    forges_state: bool = False
    goes_away: bool = False
    visits: list[Visit] = field(default_factory=list)
    _threads: list[Thread] = field(default_factory=list)
    _met: set[str] = field(default_factory=set)

    def unticks(self, scopes: Iterable[str]) -> None:
        """Leave scopes out at the next consent."""
        self.leaves_out = full_names(scopes)

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

    def visit(self, url: str) -> Visit:
        """Follow an address to where it ends, and remember it."""
        answer, where = self._get(url)
        while answer.status == 302 and not self.goes_away:
            where = dict(answer.headers)["Location"]
            answer, where = self._get(where)
        seen = Visit(where, answer.status, answer.body.decode("utf-8", "replace"))
        self.visits.append(seen)
        return seen

    def _get(self, url: str) -> tuple[Answer, str]:
        parts = urlsplit(url)
        link = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
        try:
            link.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
            got = link.getresponse()
            headers = tuple(got.getheaders())
            return Answer(got.status, got.read(), headers=headers), url
        finally:
            link.close()

    def consent(self, query: Mapping[str, str]) -> Answer:
        """Answer at the consent screen: a page that tells what is wrong, or the way back."""
        wrong = _wrong(query, self.oauth.clients)
        if wrong:
            return page(f"<html><title>Error 400: {wrong}</title></html>", 400)
        back: Json = {"state": query["state"]}
        if self.forges_state:
            back["state"] = "forged"
        if self.denies:
            back["error"] = "access_denied"
        else:
            given = full_names(query["scope"].split()) - self.leaves_out
            back |= {"code": self._code(query, given), "scope": " ".join(sorted(given))}
        joint = "&" if urlsplit(query["redirect_uri"]).query else "?"
        target = query["redirect_uri"] + joint + urlencode(back)
        return Answer(302, headers=(("Location", target),))

    def _code(self, query: Mapping[str, str], given: frozenset[str]) -> str:
        """Return a code; a refresh token comes with the first consent, or when asked again."""
        first = query["client_id"] not in self._met or "consent" in query.get("prompt", "").split()
        self._met.add(query["client_id"])
        return self.oauth.code(
            Code(
                query["client_id"],
                given,
                query["redirect_uri"],
                query["code_challenge"],
                query["code_challenge_method"],
                self.oauth.clock(),
                offline=first and query.get("access_type") == "offline",
            )
        )


def _wrong(query: Mapping[str, str], clients: Mapping[str, str]) -> str:
    """Return what is wrong with a request for consent, in Google's words; nothing if right."""
    redirect = urlsplit(query.get("redirect_uri", ""))
    if query.get("client_id", "") not in clients:
        return "invalid_client"
    if redirect.scheme != "http" or redirect.hostname not in _LOOPBACK:
        return "redirect_uri_mismatch"
    if query.get("response_type") != "code" or not query.get("scope"):
        return "invalid_request"
    if query.get("code_challenge_method") != "S256" or len(query.get("code_challenge", "")) != 43:
        return "invalid_request: PKCE with S256 is wanted"
    if len(query.get("state", "")) < 16:
        return "invalid_request: a state is wanted"
    return ""
