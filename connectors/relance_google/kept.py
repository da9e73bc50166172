"""What is kept of a sign-in, as one small secret."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from relance.errors import NeedsPerson, RelanceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets

LARGEST = 1200  # characters: the keyring of Windows takes no more than 1280
TRIAL = timedelta(days=7)  # how long a sign-in lasts while the consent screen is in Testing
ABOUT = timedelta(hours=2)
SURE = timedelta(days=8)  # whoever looks later than that cannot tell what ended it
HOUR = timedelta(hours=1)  # the life of an access token


@dataclass(frozen=True, slots=True)
class Kept:
    """A sign-in: what opens the account, what was allowed, and since when.

    `ended` says why it is over; then nothing asks the network until the person signs in again.
    `who` is the account that was signed in to, `zone` its time zone, and `places` are Google's ids
    of calendars, by what the settings call them; `until` is when the provider said that it ends.
    `published` says that one before with the same client lasted longer than those in Testing,
    `rests` until when Google wants no request of this account, `resting` why.
    """

    client_id: str
    refresh: str = field(repr=False)
    granted: tuple[str, ...]
    since: datetime
    until: datetime | None = None
    who: str = field(default="", repr=False)
    zone: str = ""
    places: Mapping[str, str] = field(default_factory=dict, repr=False)
    access: str = field(default="", repr=False)
    expiry: datetime | None = None
    ended: str = ""
    published: bool = False
    rests: datetime | None = None
    resting: str = ""

    def text(self) -> str:
        """Return it as the text that is kept; a token that would make it too long is left out."""
        told = {
            "client_id": self.client_id,
            "refresh": self.refresh,
            "granted": list(self.granted),
            "since": self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "who": self.who,
            "zone": self.zone,
            "places": dict(self.places),
            "access": self.access,
            "expiry": self.expiry and self.expiry.isoformat(),
            "ended": self.ended,
            "published": self.published,
            "rests": self.rests and self.rests.isoformat(),
            "resting": self.resting,
        }
        whole = _compact(told)
        return whole if len(whole) <= LARGEST else _compact({**told, "access": ""})

    def over(self, why: str) -> Kept:
        """Return it as ended: nothing that opens anything is kept."""
        proved = self.outlived_trial
        return replace(self, refresh="", access="", expiry=None, ended=why, published=proved)

    def after(self, before: Kept) -> Kept:
        """Return it knowing what the one before it came to know of the same client."""
        if before.client_id != self.client_id:
            return self
        known = replace(self, published=before.outlived_trial)
        return replace(known, rests=before.rests, resting=before.resting)

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


def real_now() -> datetime:
    """Return the time that tokens live by, whatever clock a rehearsal has."""
    return datetime.now(UTC)  # noqa: TID251 - tokens end by the real clock


def name_of(account: str) -> str:
    """Return what the secret of an account is called."""
    return f"google:{account}"


def kept_in(secrets: Secrets, account: str) -> Kept | None:
    """Return what is kept of an account's sign-in; raise NeedsPerson for what cannot be read."""
    text = secrets.get(name_of(account))
    if text is None:
        return None
    try:
        return _read(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NeedsPerson(
            "what is kept of the sign-in cannot be read.",
            where=f"account {account}",
            remedy=again(account),
        ) from None


def keep(secrets: Secrets, account: str, kept: Kept) -> None:
    """Keep a sign-in."""
    secrets.put(name_of(account), kept.text())


def remember(secrets: Secrets, account: str, places: Mapping[str, str]) -> None:
    """Keep the ids of calendars with the sign-in, whatever another process kept meanwhile."""
    with secrets.alone(name_of(account)):
        kept = kept_in(secrets, account)
        if kept is not None and not places.items() <= kept.places.items():
            keep(secrets, account, replace(kept, places={**kept.places, **places}))


def end(secrets: Secrets, account: str, why: str, access: str) -> None:
    """Keep that Google takes a token no more though it is new, unless another is kept by now.

    What takes the permission back stays kept: it may still stand.
    """
    with secrets.alone(name_of(account)):
        kept = kept_in(secrets, account)
        if kept is not None and not kept.ended and kept.access in ("", access):
            keep(secrets, account, replace(kept, access="", expiry=None, ended=why))


def rest(secrets: Secrets, account: str, until: datetime, why: str) -> None:
    """Keep until when Google wants no request, for every process; a longer rest stays."""
    with secrets.alone(name_of(account)):
        kept = kept_in(secrets, account)
        if kept is not None and (kept.rests is None or kept.rests < until):
            keep(secrets, account, replace(kept, rests=until, resting=why))


def resting(secrets: Secrets, account: str, now: datetime) -> tuple[timedelta, str] | None:
    """Return how long an account still rests, and why; None when it does not."""
    with suppress(RelanceError):  # whoever opens the account tells it
        kept = kept_in(secrets, account)
        if kept is not None and kept.rests is not None and kept.rests > now:
            return kept.rests - now, kept.resting
    return None


def again(account: str) -> str:
    """Return the sentence that tells how to sign in again."""
    return f"Run: relance connect google --name {shlex.quote(account)}"


def _read(told: dict[str, Any]) -> Kept:
    return Kept(
        client_id=str(told["client_id"]),
        refresh=str(told["refresh"]),
        granted=tuple(str(one) for one in told["granted"]),
        since=_time(told["since"]),
        until=_time(told["until"]) if told.get("until") else None,
        who=str(told.get("who") or ""),
        zone=str(told.get("zone") or ""),
        places={str(name): str(ref) for name, ref in (told.get("places") or {}).items()},
        access=str(told.get("access") or ""),
        expiry=_time(told["expiry"]) if told.get("expiry") else None,
        ended=str(told.get("ended") or ""),
        published=told.get("published") is True,
        rests=_time(told["rests"]) if told.get("rests") else None,
        resting=str(told.get("resting") or ""),
    )


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("naive")
    return found.astimezone(UTC)


def _compact(told: dict[str, Any]) -> str:
    return json.dumps(told, separators=(",", ":"))
