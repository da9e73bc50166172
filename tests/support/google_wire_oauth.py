"""Google's sign-in: grants, codes, tokens, and how they end."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any

from google_wire_answers import Answer, Json, Refusal, refusal, said
from google_wire_scopes import full_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from google_wire_habits import Habits

CLIENT_ID = "1234567890-relance.apps.example"
CLIENT_SECRET = "wire-client-secret"  # the fake's own
_LASTS = timedelta(seconds=3599)


@dataclass(slots=True)
class Grant:
    """What one consent gave."""

    client: str
    scopes: frozenset[str]
    refresh: str
    made: datetime
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, good once."""

    client: str
    scopes: frozenset[str]
    redirect: str
    challenge: str
    method: str
    made: datetime
    offline: bool


@dataclass(slots=True)
class OAuth:
    """The authorization server of a fake Google."""

    clock: Callable[[], datetime]
    habits: Habits
    clients: dict[str, str] = field(default_factory=lambda: {CLIENT_ID: CLIENT_SECRET})
    grants: list[Grant] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    access: dict[str, tuple[Grant, datetime, frozenset[str]]] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    # what a test asks for

    def grant(self, scopes: Iterable[str], client: str = CLIENT_ID) -> Grant:
        """Note a consent."""
        with self.lock:
            made = Grant(client, full_names(scopes), _random("1//"), self.clock())
            self.grants.append(made)
            return made

    def token(self, grant: Grant) -> str:
        """Return a new access token."""
        with self.lock:
            made = _random("ya29.")
            self.access[made] = grant, self.clock() + _LASTS, grant.scopes
            return made

    def revoke_all(self) -> None:
        """Take every permission back, as the person can in their Google account."""
        with self.lock:
            for grant in self.grants:
                grant.revoked = True

    def expire_access(self) -> None:
        """End every access token now; refresh tokens stay good."""
        with self.lock:
            self.access.clear()

    def narrow(self, scopes: Iterable[str]) -> None:
        """Leave only some scopes to what was granted, for tokens at hand as well."""
        with self.lock:
            left = full_names(scopes)
            for grant in self.grants:
                grant.scopes &= left
            self.access = {t: (g, end, s & left) for t, (g, end, s) in self.access.items()}

    # what is asked over the wire

    def check(self, header: str) -> tuple[frozenset[str], str]:
        """Return the scopes and the client of a bearer token, or refuse it."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise refusal("required", "Login Required.", status=401, location="Authorization")
        with self.lock:
            known = self.access.get(token)
            if known is None or known[0].revoked or known[1] <= self.clock():
                raise refusal("authError")
            return known[2], known[0].client

    def exchange(self, form: Mapping[str, str]) -> Answer:
        """Answer at the token endpoint."""
        with self.lock:
            self._check_client(form)
            kind = form.get("grant_type", "")
            if kind == "authorization_code":
                return self._by_code(form)
            if kind == "refresh_token":
                return self._by_refresh(form)
            raise failed("unsupported_grant_type", f"Invalid grant_type: {kind}")

    def take_back(self, form: Mapping[str, str]) -> Answer:
        """Answer at the revoke endpoint: the whole grant ends, by whichever of its tokens."""
        with self.lock:
            token = form.get("token", "")
            known = self.access.get(token)
            grant = known[0] if known else self._holder(token)
            if grant is None or self._dead(grant):
                raise failed("invalid_token", "Token expired or revoked")
            grant.revoked = True
            return said({})

    def code(self, made: Code) -> str:
        """Return a new code."""
        with self.lock:
            name = _random("4/0A")
            self.codes[name] = made
            return name

    def _check_client(self, form: Mapping[str, str]) -> None:
        client = form.get("client_id", "")
        if client not in self.clients:
            raise failed("invalid_client", "The OAuth client was not found.", 401)
        secret = form.get("client_secret", "")
        if not secret and not self.habits.public_client:
            raise failed("invalid_request", "client_secret is missing.")
        if secret and secret != self.clients[client]:
            raise failed("invalid_client", "The provided client secret is invalid.", 401)

    def _by_code(self, form: Mapping[str, str]) -> Answer:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or self.clock() - code.made > timedelta(minutes=10):
            raise failed("invalid_grant", "Malformed auth code.")
        if code.redirect != form.get("redirect_uri") or code.client != form["client_id"]:
            raise failed("redirect_uri_mismatch", "Bad Request")
        if code.challenge and _challenge(form.get("code_verifier", "")) != code.challenge:
            raise failed("invalid_grant", "Invalid code verifier.")
        grant = self.grant(code.scopes, code.client)
        return said(self._tokens(grant, {"refresh_token": grant.refresh} if code.offline else {}))

    def _by_refresh(self, form: Mapping[str, str]) -> Answer:
        grant = self._holder(form.get("refresh_token", ""))
        if grant is None or self._dead(grant) or grant.client != form["client_id"]:
            raise failed("invalid_grant", "Token has been expired or revoked.")
        more: Json = {}
        if self.habits.rotates:
            grant.refresh = _random("1//")
            more = {"refresh_token": grant.refresh}
        return said(self._tokens(grant, more))

    def _tokens(self, grant: Grant, more: Json) -> Json:
        lasts = int(_LASTS.total_seconds())
        base = {"access_token": self.token(grant), "expires_in": lasts, "token_type": "Bearer"}
        return base | {"scope": " ".join(sorted(grant.scopes))} | more

    def _holder(self, refresh: str) -> Grant | None:
        return next((one for one in self.grants if one.refresh == refresh), None)

    def _dead(self, grant: Grant) -> bool:
        age = self.clock() - grant.made
        return grant.revoked or age > timedelta(days=7 if self.habits.testing else 180)


def failed(error: str, description: str, status: int = 400) -> Refusal:
    """Return a refusal in the shape of RFC 6749."""
    return Refusal(said({"error": error, "error_description": description}, status))


def client_config(addresses: Mapping[str, str], *, secret: bool = True) -> dict[str, Any]:
    """Return what the person downloads as client_secret.json."""
    installed = {
        "client_id": CLIENT_ID,
        "project_id": "relance-test",
        "redirect_uris": ["http://localhost"],
        **addresses,
    }
    return {"installed": installed | ({"client_secret": CLIENT_SECRET} if secret else {})}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _random(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)
