"""What is kept of a sign-in, as one small secret."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from relance.accounts.sign_ins import SignIn, SignIns, known, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets

LARGEST = 1200  # characters: the keyring of Windows takes no more than 1280
TRIAL = timedelta(days=7)  # how long a sign-in lasts while the consent screen is in Testing
ABOUT = timedelta(hours=2)
SURE = timedelta(days=8)  # whoever looks later than that cannot tell what ended it
HOUR = timedelta(hours=1)  # the life of an access token


@dataclass(frozen=True, slots=True)
class Kept(SignIn):
    """A sign-in: what opens the account, what was allowed, and since when.

    `ended` says why it is over; then nothing asks the network until the person signs in again.
    `who` is the account that was signed in to, `zone` its time zone; `until` is when the provider
    said that it ends. `published` says that one before with the same client lasted longer than
    those in Testing.
    """

    client_id: str
    refresh: str = field(repr=False)
    granted: tuple[str, ...]
    since: datetime
    until: datetime | None = None
    who: str = field(default="", repr=False)
    zone: str = ""
    access: str = field(default="", repr=False)
    expiry: datetime | None = None
    ended: str = ""
    published: bool = False

    def text(self) -> str:
        """Return it as the text that is kept; a token that would make it too long is left out."""
        whole = SignIn.text(self)
        return whole if len(whole) <= LARGEST else SignIn.text(replace(self, access=""))

    def over(self, why: str) -> Kept:
        """Return it as ended: nothing that opens anything is kept."""
        proved = self.outlived_trial
        return replace(self, refresh="", access="", expiry=None, ended=why, published=proved)

    def after(self, before: Kept) -> Kept:
        """Return it knowing what the one before it came to know of the same client."""
        if before.client_id != self.client_id:
            return self
        return replace(self, published=before.outlived_trial)

    @property
    def outlived_trial(self) -> bool:
        """Say whether it, or one before it, proved to last longer than one in Testing."""
        if self.published and self.until is None:
            return True
        seen = self.until or (self.expiry - HOUR if self.expiry else self.since)
        return seen - self.since > TRIAL + ABOUT

    @property
    def ends(self) -> datetime:
        """Return when it ends if the consent screen is in Testing."""
        return self.until or self.since + TRIAL

    def died_of_testing(self, now: datetime) -> bool | None:
        """Say whether it ended as those of Testing do; None when that may be, or something else."""
        last = self.expiry - HOUR if self.expiry else self.since
        too_old = last - self.since > TRIAL + ABOUT
        if self.outlived_trial or too_old or now - self.since < TRIAL - ABOUT:
            return False
        told = self.until is not None and self.until <= now
        return True if told or now - last <= SURE else None


def _read(told: Mapping[str, Any]) -> Kept:
    since = moment(told["since"])
    if since is None:
        raise ValueError("no time")
    return Kept(
        client_id=str(told["client_id"]),
        refresh=str(told["refresh"]),
        granted=tuple(str(one) for one in told["granted"]),
        since=since,
        until=moment(told.get("until")),
        who=str(told.get("who") or ""),
        zone=str(told.get("zone") or ""),
        access=str(told.get("access") or ""),
        expiry=moment(told.get("expiry")),
        ended=str(told.get("ended") or ""),
        published=told.get("published") is True,
        **known(told),
    )


SIGN_INS = SignIns("google", _read)
name_of, again = SIGN_INS.name_of, SIGN_INS.again
keep, renew, kept_in = SIGN_INS.keep, SIGN_INS.renew, SIGN_INS.load
remember = SIGN_INS.remember
rest, resting, check_awake = SIGN_INS.rest, SIGN_INS.resting, SIGN_INS.check_awake


def end(secrets: Secrets, account: str, why: str, access: str) -> None:
    """Keep that Google takes a token no more though it is new, unless another is kept by now.

    What takes the permission back stays kept: it may still stand.
    """

    def ended(kept: Kept) -> Kept:
        newer = kept.ended or kept.access not in ("", access)
        return kept if newer else replace(kept, access="", expiry=None, ended=why)

    SIGN_INS.change(secrets, account, ended)
