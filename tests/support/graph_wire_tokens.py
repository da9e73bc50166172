"""What the sign-in of a fake Microsoft knows: accounts, apps, permissions, codes."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wire_answers import Json, Refusal, said

if TYPE_CHECKING:
    from collections.abc import Iterable

CLIENT_ID = "5f1c0a6e-1111-4000-8000-0123456789ab"
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"  # the tenant of all personal accounts
GRAPH = "https://graph.microsoft.com/"
OPENID = frozenset({"openid", "profile", "offline_access", "email"})
LASTS = timedelta(seconds=3599)
REFRESH_LASTS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Account:
    """Who can sign in: a work account of a tenant, or a personal one."""

    email: str
    name: str
    tenant: str
    domain: str = ""

    @property
    def oid(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.tenant}/{self.email}"))

    @property
    def personal(self) -> bool:
        return self.tenant == PERSONAL


@dataclass(slots=True)
class App:
    """One app registration; `audience` is all, organizations, consumers or a tenant."""

    id: str = CLIENT_ID
    audience: str = "all"
    public: bool = True  # "allow public client flows"
    redirects: tuple[str, ...] = ("http://localhost",)
    scopes: frozenset[str] | None = None  # what may be asked for; None: anything
    deleted: bool = False


@dataclass(slots=True)
class Grant:
    """One sign-in that lasts: what a refresh token stands for."""

    app: str
    account: Account
    scopes: frozenset[str]
    refresh: str
    made: datetime
    used: list[str] = field(default_factory=list)  # refresh tokens that were, before
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, good once."""

    app: str
    account: Account
    scopes: frozenset[str]
    redirect: str
    challenge: str
    nonce: str
    made: datetime


@dataclass(slots=True)
class Device:
    """A device code, and what the person made of it."""

    app: str
    tenant: str
    scopes: frozenset[str]
    user_code: str
    until: datetime
    account: Account | None = None
    declined: bool = False
    asked: datetime | None = None


def short(scopes: Iterable[str] | str) -> frozenset[str]:
    """Return names of scopes without the address of Graph."""
    listed = scopes.split() if isinstance(scopes, str) else scopes
    return frozenset(one.removeprefix(GRAPH) for one in listed)


def failed(
    error: str,
    code: int,
    description: str,
    *,
    status: int = 400,
    suberror: str = "",
    now: datetime | None = None,
) -> Refusal:
    """Return a refusal of the sign-in, in Microsoft's words."""
    return Refusal(said(told(error, code, description, suberror=suberror, now=now), status))


def told(
    error: str, code: int, description: str, *, suberror: str = "", now: datetime | None = None
) -> Json:
    """Return what an error of the sign-in says."""
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    at = f"{(now or datetime(2026, 10, 14, 9, tzinfo=UTC)):%Y-%m-%d %H:%M:%SZ}"
    words = f"AADSTS{code}: {description}" if code else description
    return {
        "error": error,
        "error_description": f"{words} Trace ID: {trace} Correlation ID: {correlation} "
        f"Timestamp: {at}",
        "error_codes": [code] if code else [],
        "timestamp": at,
        "trace_id": trace,
        "correlation_id": correlation,
    } | ({"suberror": suberror} if suberror else {})


def id_token(app: str, account: Account, nonce: str, root: str, now: datetime) -> str:
    """Return an id token; nobody checks its signature here, as msal does not either."""
    at = int(now.timestamp())
    claims = {
        "aud": app,
        "iss": f"{root}/{account.tenant}/v2.0",
        "iat": at,
        "nbf": at,
        "exp": at + 3600,
        "sub": hashlib.sha256(account.email.encode()).hexdigest()[:40],
        "oid": account.oid,
        "tid": account.tenant,
        "preferred_username": account.email,
        "name": account.name,
        "ver": "2.0",
    } | ({"nonce": nonce} if nonce else {})
    return f"{packed({'alg': 'none', 'typ': 'JWT'})}.{packed(claims)}.{packed({})}"


def packed(value: Json) -> str:
    """Return JSON in base64url, as tokens have it."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def random(prefix: str) -> str:
    """Return a text that nobody guesses."""
    return prefix + secrets.token_urlsafe(32)
