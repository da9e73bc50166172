"""What opens an account that somebody signed in to: a token, renewed and kept as it goes."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.accounts.sign_ins import real_now
from relance.errors import NeedsPerson, Temporary
from relance_outlook import scopes
from relance_outlook.kept import Kept, again, keep, kept_in, name_of
from relance_outlook.reasons import ending, refusal
from relance_outlook.server import LATER, Server, Told, understood

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from relance.errors import RelanceError
    from relance.ports import Secrets

ANOTHER_APP = "`client_id` is another one than was signed in with."
MARGIN = timedelta(minutes=5)  # a token that ends sooner is renewed
SHORTEST, LONGEST = 60, 7 * 24 * 3600  # seconds that a token may be said to last


@dataclass(frozen=True, slots=True)
class Way:
    """How an account of Outlook is signed in to."""

    account: str
    client_id: str
    tenant: str
    authority: str
    secrets: Secrets = field(repr=False)
    needed: tuple[str, ...]
    now: Callable[[], datetime] = real_now
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    @property
    def where(self) -> str:
        """Return what errors call the account."""
        return f"account {self.account}"

    def server(self) -> Server:
        """Return the way to the sign-in server."""
        return Server(self.authority, self.tenant, where=self.where)

    def alone(self) -> AbstractContextManager[None]:
        """Let no other process change what is kept meanwhile."""
        return self.secrets.alone(name_of(self.account))

    def refusal(self, told: Told) -> RelanceError:
        """Return what an answer means that brings no token."""
        return refusal(told, account=self.account, tenant=self.tenant)

    def look_up(self) -> None:
        """Raise what the server has against the app; a code that nobody types tells it."""
        app = self.server().app(self.client_id)
        with understood(self.where):
            flow = app.initiate_device_flow(list(self.needed))
        if "device_code" not in flow:
            raise self.refusal(flow)

    def allowed(self, kept: Kept) -> Kept:
        """Return a sign-in that allows enough; raise NeedsPerson for one that does not."""
        lacking = scopes.missing(self.needed, kept.granted)
        if lacking:
            raise NeedsPerson(
                f"not all was allowed that is needed; missing: {', '.join(map(str, lacking))}.",
                where=self.where,
                remedy=again(self.account),
            )
        return kept


def opened(way: Way) -> Kept:
    """Return what is kept of a sign-in that is good, as far as one knows here.

    Raises NeedsPerson when nobody signed in, the sign-in is over, or it allows too little.
    """
    kept = kept_in(way.secrets, way.account)
    if kept is None or kept.ended:
        told = kept.ended if kept else "nobody is signed in."
        raise NeedsPerson(told, where=way.where, remedy=again(way.account))
    if kept.client_id != way.client_id:
        raise NeedsPerson(ANOTHER_APP, where=way.where, remedy=back_or_anew(way.account))
    return way.allowed(kept)


def back_or_anew(account: str) -> str:
    """Return what to do about another `client_id` than was signed in with."""
    return f"Put the other one back. Or sign in with this one. {again(account)}"


class Token:
    """The access token of one account; any thread and any process may ask for it.

    Two that renew at once lose nothing: one waits. Asks no network before it is called.
    """

    def __init__(self, way: Way) -> None:
        self._way = way
        self._held: Kept | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Token({self._way.account!r})"

    def __call__(self, renew: bool = False) -> str:
        """Return an access token; with `renew`, another one than before.

        Raises NeedsPerson when the sign-in is over, which is remembered, and Temporary.
        """
        with self._lock:
            held = self._held
            refused = held.access if held is not None and renew else ""
            if held is None or not self._good(held, refused):
                held = self._held = self._fresh(refused)
            return held.access

    def _fresh(self, refused: str) -> Kept:
        """Return a sign-in whose token can be used, as another process kept it, or renewed."""
        kept = opened(self._way)
        if not self._good(kept, refused):
            with self._way.alone():
                kept = opened(self._way)  # another process may have renewed it meanwhile
                if not self._good(kept, refused):
                    kept = self._renewed(kept)
        return kept

    def _good(self, kept: Kept, refused: str) -> bool:
        """Say whether a token that is kept can be used."""
        if not kept.access or kept.access == refused or kept.expiry is None:
            return False
        return kept.expiry - self._way.now() > MARGIN

    def _renewed(self, kept: Kept) -> Kept:
        """Have the server renew a sign-in, and keep it; one that is over is remembered."""
        way = self._way
        app = way.server().app(way.client_id)
        with understood(way.where):
            told = app.acquire_token_by_refresh_token(kept.refresh, scopes=list(way.needed))
        if "access_token" not in told:
            why = ending(told)
            if not why:
                raise way.refusal(told)
            keep(way.secrets, way.account, kept.over(why))
            raise NeedsPerson(why, where=way.where, remedy=again(way.account))
        new = taken(way, told, kept)
        keep(way.secrets, way.account, new)
        return new


def taken(way: Way, told: Told, kept: Kept) -> Kept:
    """Return a sign-in with what the server gave; raise Temporary when that is no token."""
    access, refresh = told.get("access_token"), told.get("refresh_token") or kept.refresh
    if not _is_token(access) or not _is_token(refresh):
        raise Temporary(
            "the sign-in server of Microsoft gave no token.", where=way.where, remedy=LATER
        )
    lasts = timedelta(seconds=_seconds(told.get("expires_in")))
    return replace(kept, access=str(access), refresh=str(refresh), expiry=way.now() + lasts)


def _is_token(value: object) -> bool:
    """Say whether something can stand in a header."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value


def _seconds(value: object) -> int:
    """Return how long a token lasts, within reason."""
    try:
        found = int(str(value))
    except ValueError:
        found = 3600
    return min(max(found, SHORTEST), LONGEST)
