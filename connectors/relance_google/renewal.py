"""Credentials that renew themselves and keep what they were given; import this late, it is slow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials

from relance.errors import NeedsPerson, RelanceError, Temporary
from relance_google.client_file import read_client
from relance_google.connections import no_answer
from relance_google.kept import Kept, again, keep, kept_in
from relance_google.tokens import LATER, refusal

if TYPE_CHECKING:
    from relance_google.client_file import OAuthClient
    from relance_google.way import Way

MARGIN = timedelta(minutes=5)  # a token that ends sooner is renewed
RECONSENT = "Reauthentication is needed"  # how the library tells that a company's rules ended it


class KeptCredentials(Credentials):
    """What opens an account. Two processes that renew at once lose nothing: one waits."""

    def __init__(self, way: Way, kept: Kept, client: OAuthClient) -> None:
        super().__init__(  # type: ignore[no-untyped-call] # the library has few types
            kept.access or None,
            refresh_token=kept.refresh,
            token_uri=way.token_uri or client.token_uri,
            client_id=client.client_id,
            client_secret=client.secret,
            expiry=_naive(kept.expiry),
        )
        self._way = way

    def __repr__(self) -> str:
        return f"KeptCredentials({self._way.account!r})"

    def refresh(self, request: Any) -> None:
        """Get a new access token, unless another process just did; keep what was given.

        Raises NeedsPerson when the sign-in is over, which is remembered, and Temporary.
        """
        way, before = self._way, self.token
        with way.alone():
            kept = kept_in(way.secrets, way.account)
            if kept is None or kept.ended:
                told = kept.ended if kept else "nobody is signed in any more."
                raise NeedsPerson(told, where=way.where, remedy=again(way.account))
            self._take_over(kept)
            if kept.access not in ("", before) and _lasts(kept, way.now()):
                self.token, self.expiry = kept.access, _naive(kept.expiry)
                return
            self._renew(request, kept)
            expiry = self.expiry.replace(tzinfo=UTC) if self.expiry else None
            new = replace(
                kept, refresh=str(self._refresh_token), access=str(self.token), expiry=expiry
            )
            keep(way.secrets, way.account, new)

    def _take_over(self, kept: Kept) -> None:
        """Go on from what is kept: somebody may have signed in again meanwhile."""
        if kept.client_id != self._client_id:
            client = read_client(self._way.client_file)
            self._client_id, self._client_secret = client.client_id, client.secret
        self._refresh_token = kept.refresh

    def _renew(self, request: Any, kept: Kept) -> None:
        try:
            super().refresh(request)  # type: ignore[no-untyped-call] # the same
        except RefreshError as error:
            raise self._refused(error, kept) from None  # what it tells may hold too much
        except TransportError as error:
            raise Temporary(
                f"Google cannot be reached: {no_answer(error)}.",
                where=self._way.where,
                remedy=LATER,
            ) from None

    def _refused(self, error: RefreshError, kept: Kept) -> RelanceError:
        """Return what a refusal means; one that is for good is remembered."""
        way = self._way
        told = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
        by_rules = bool(error.args) and str(error.args[0]).startswith(RECONSENT)
        if told.get("error") != "invalid_grant" and not by_rules:
            status = 503 if error.retryable or not told else 400
            return refusal(status, told, way.where)
        why = _why_over(kept, way.now(), by_rules=by_rules)
        keep(way.secrets, way.account, kept.over(why))
        return NeedsPerson(why, where=way.where, remedy=again(way.account))


def _why_over(kept: Kept, now: datetime, *, by_rules: bool) -> str:
    """Return why a sign-in is over, as far as one can tell."""
    if by_rules:
        return "the rules of your organisation want you to sign in again."
    testing = kept.died_of_testing(now)
    if testing:
        return (
            "the sign-in is over, seven days after it began: the consent screen is in Testing. "
            "Set it to “In production” in the console, or this comes back every week."
        )
    if testing is None:
        return (
            "the sign-in is over. Either the consent screen is in Testing, where each one ends "
            "after seven days: then set it to “In production” in the console. Or it was taken back "
            "at Google, or not used for six months: then sign in again, and no more."
        )
    return "the sign-in is over: it was taken back at Google, or has expired."


def _lasts(kept: Kept, now: datetime) -> bool:
    return kept.expiry is not None and kept.expiry - now > MARGIN


def _naive(moment: datetime | None) -> datetime | None:
    """Return a time as the library wants it: UTC, without saying so."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
