"""Microsoft's sign-in: accounts, consent, codes, device codes, tokens, and how they end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from typing import TYPE_CHECKING

from graph_wire_answers import refusal
from graph_wire_tenants import check_app, check_tenant
from graph_wire_tokens import (
    LASTS,
    OPENID,
    REFRESH_LASTS,
    Account,
    App,
    Code,
    Device,
    Grant,
    challenge,
    failed,
    id_token,
    packed,
    random,
    short,
)
from wire_answers import Answer, Json, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graph_wire_habits import Habits

_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(slots=True)
class Login:
    """The authorization server of a fake Microsoft.

    `admin_only`: nobody but an administrator may consent. `trouble` refuses every refresh and
    code with one error, as (error, code, suberror), until it is taken away. `consents` holds
    what each account agreed to, by app and account.
    """

    clock: Callable[[], datetime]
    habits: Habits
    accounts: list[Account]
    apps: dict[str, App] = field(default_factory=lambda: {App().id: App()})
    grants: list[Grant] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    access: dict[str, tuple[Grant, datetime, frozenset[str]]] = field(default_factory=dict)
    consents: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    admin_only: bool = False
    trouble: tuple[str, int, str] | None = None
    lock: RLock = field(default_factory=RLock)

    # what a test asks for

    @property
    def app(self) -> App:
        """Return the app that is registered from the beginning."""
        return next(iter(self.apps.values()))

    def account(self, email: str) -> Account:
        """Return who has an address."""
        return next(one for one in self.accounts if one.email == email)

    def grant(self, scopes: Iterable[str], email: str = "") -> Grant:
        """Note a sign-in, with the consent that it takes."""
        with self.lock:
            who = self.account(email) if email else self.accounts[0]
            given = short(scopes) - OPENID
            made = Grant(self.app.id, who, given, random("1.AW"), self.clock())
            self.consent(self.app.id, who, given)
            self.grants.append(made)
            return made

    def token(self, grant: Grant, scopes: frozenset[str] | None = None) -> str:
        """Return a new access token."""
        with self.lock:
            made = random("eyJ0eXAi.")
            held = grant.scopes if scopes is None else scopes
            self.access[made] = grant, self.clock() + LASTS, held
            return made

    def revoke_all(self) -> None:
        """End every sign-in, as a changed password does (AADSTS50173)."""
        with self.lock:
            for grant in self.grants:
                grant.revoked = True

    def expire_access(self) -> None:
        """End every access token now; refresh tokens stay good."""
        with self.lock:
            self.access.clear()

    def withdraw(self, scopes: Iterable[str] = ()) -> None:
        """Take consent back, of some scopes or of all: the next refresh is AADSTS65001."""
        with self.lock:
            lost = short(scopes)
            self.consents = {k: v - lost if lost else frozenset() for k, v in self.consents.items()}

    def consent(self, app: str, account: Account, scopes: frozenset[str]) -> None:
        """Note what an account agreed to."""
        key = app, account.email
        self.consents[key] = self.consents.get(key, frozenset()) | scopes

    # what is asked over the wire

    def check(self, header: str) -> tuple[frozenset[str], str]:
        """Return the scopes and the address of a bearer token, or refuse it."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise refusal("InvalidAuthenticationToken", "Access token is empty.")
        with self.lock:
            known = self.access.get(token)
            if known is None or known[1] <= self.clock():
                raise refusal("InvalidAuthenticationToken")
            return known[2], known[0].account.email

    def exchange(self, form: Mapping[str, str], tenant: str, root: str) -> Answer:
        """Answer at the token endpoint."""
        with self.lock:
            app = check_app(self.apps, form.get("client_id", ""), tenant)
            if not app.public:
                words = "The request body must contain: 'client_assertion' or 'client_secret'."
                raise failed("invalid_client", 7000218, words, status=401)
            kind = form.get("grant_type", "")
            if self.trouble is not None and kind != _DEVICE:
                error, code, sub = self.trouble
                raise failed(error, code, "Something is wrong with this sign-in.", suberror=sub)
            ways = {
                "authorization_code": self._by_code,
                "refresh_token": self._by_refresh,
                _DEVICE: self._by_device,
            }
            if kind not in ways:
                raise failed("unsupported_grant_type", 70003, f"Not supported: {kind}.")
            return ways[kind](form, root)

    def device(self, form: Mapping[str, str], tenant: str, root: str) -> Answer:
        """Answer with a code that the person types elsewhere."""
        with self.lock:
            check_tenant(self.accounts, tenant)
            app = check_app(self.apps, form.get("client_id", ""), tenant)
            lasts = self.habits.device_code_lasts
            code, user = random("D"), "".join(secrets.choice("BCDFGHJKLM") for _ in range(9))
            until = self.clock() + timedelta(seconds=lasts)
            asked = short(form.get("scope", ""))
            self.devices[code] = Device(app.id, tenant, asked, user, until)
            where = f"{root}/common/oauth2/deviceauth"
            words = f"To sign in, open the page {where} and enter the code {user}."
            return said(
                {
                    "user_code": user,
                    "device_code": code,
                    "verification_uri": where,
                    "expires_in": lasts,
                    "interval": self.habits.device_interval,
                    "message": words,
                }
            )

    def _by_code(self, form: Mapping[str, str], root: str) -> Answer:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or self.clock() - code.made > timedelta(minutes=10):
            raise failed("invalid_grant", 70008, "The provided authorization code has expired.")
        if code.redirect != form.get("redirect_uri") or code.app != form["client_id"]:
            raise failed("invalid_grant", 50011, "The redirect URI does not match.")
        if challenge(form.get("code_verifier", "")) != code.challenge:
            words = "The Code_Verifier does not match the code_challenge."
            raise failed("invalid_grant", 501481, words)
        return self._signed_in(code.app, code.account, code.scopes, code.nonce, root)

    def _by_device(self, form: Mapping[str, str], root: str) -> Answer:
        found = self.devices.get(form.get("device_code", ""))
        if found is None:
            raise failed("bad_verification_code", 70019, "Verification code expired.")
        if found.until <= self.clock():
            raise failed("expired_token", 70020, "The provided value for the code has expired.")
        if found.declined:
            raise failed("authorization_declined", 70018, "The user declined the request.")
        if found.account is None:
            raise failed("authorization_pending", 70016, "Authorization is pending.")
        del self.devices[form["device_code"]]
        return self._signed_in(found.app, found.account, found.scopes, "", root)

    def _signed_in(
        self, app: str, account: Account, scopes: frozenset[str], nonce: str, root: str
    ) -> Answer:
        grant = Grant(app, account, scopes - OPENID, random("1.AW"), self.clock())
        self.grants.append(grant)
        return said(self._tokens(grant, grant.scopes, scopes, nonce, root))

    def _by_refresh(self, form: Mapping[str, str], root: str) -> Answer:
        given = form.get("refresh_token", "")
        grant = next((g for g in self.grants if given in {g.refresh, *g.used}), None)
        if grant is None or grant.app != form["client_id"]:
            raise failed("invalid_grant", 9002313, "Invalid request. Request is malformed.")
        if given in grant.used and self.habits.old_refresh_dies:
            words = "The refresh token was used before."
            raise failed("invalid_grant", 54005, words, suberror="bad_token")
        if grant.revoked:
            words = "The provided grant has expired due to it being revoked."
            raise failed("invalid_grant", 50173, words, suberror="bad_token")
        if self.clock() - grant.made > REFRESH_LASTS:
            words = "The refresh token has expired due to inactivity."
            raise failed("invalid_grant", 700082, words, suberror="token_expired")
        return self._renewed(form, grant, root)

    def _renewed(self, form: Mapping[str, str], grant: Grant, root: str) -> Answer:
        asked = short(form.get("scope", ""))
        wanted = (asked - OPENID) or grant.scopes
        consented = self.consents.get((grant.app, grant.account.email), frozenset())
        if not wanted <= consented:
            words = "The user or administrator has not consented to use the application."
            raise failed("invalid_grant", 65001, words, suberror="consent_required")
        if self.habits.rotates:
            grant.used.append(grant.refresh)
            grant.refresh = random("1.AW")
        grant.made = self.clock()
        return said(self._tokens(grant, wanted, asked | {"offline_access"}, "", root))

    def _tokens(
        self, grant: Grant, held: frozenset[str], asked: frozenset[str], nonce: str, root: str
    ) -> Json:
        lasts = int(LASTS.total_seconds())
        answer: Json = {
            "token_type": "Bearer",
            "scope": " ".join(sorted(held | (asked & {"openid", "profile", "email"}))),
            "expires_in": lasts,
            "ext_expires_in": lasts,
            "access_token": self.token(grant, held),
            "client_info": packed({"uid": grant.account.oid, "utid": grant.account.tenant}),
        }
        if "offline_access" in asked:
            answer["refresh_token"] = grant.refresh
        if "openid" in asked:
            who = grant.account
            answer["id_token"] = id_token(grant.app, who, nonce, root, self.clock())
        return answer
