"""What is kept of a sign-in, as one small secret."""

from __future__ import annotations

import json
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from relance.errors import NeedsPerson, RelanceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets

# The keyring of Windows takes 1280 characters; an access token for Graph alone is longer.
KEEPS_ACCESS = sys.platform != "win32"


@dataclass(frozen=True, slots=True)
class Kept:
    """A sign-in: what opens the account, what was allowed, and since when.

    `ended` says why it is over; then nothing asks the network until the person signs in again.
    `who` tells one account from another, `address` is the person's, `main` is the id of their
    main calendar, and `places` are the ids of calendars by what the settings call them. `rests` is
    until when Graph wants no request of this account, `resting` why.
    """

    client_id: str
    refresh: str = field(repr=False)
    granted: tuple[str, ...]
    since: datetime
    who: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    main: str = field(default="", repr=False)
    places: Mapping[str, str] = field(default_factory=dict, repr=False)
    access: str = field(default="", repr=False)
    expiry: datetime | None = None
    ended: str = ""
    rests: datetime | None = None
    resting: str = ""

    def text(self) -> str:
        """Return it as the text that is kept."""
        told = {
            "client_id": self.client_id,
            "refresh": self.refresh,
            "granted": list(self.granted),
            "since": self.since.isoformat(),
            "who": self.who,
            "address": self.address,
            "main": self.main,
            "places": dict(self.places),
            "access": self.access if KEEPS_ACCESS else "",
            "expiry": self.expiry and self.expiry.isoformat(),
            "ended": self.ended,
            "rests": self.rests and self.rests.isoformat(),
            "resting": self.resting,
        }
        return json.dumps(told, separators=(",", ":"))

    def over(self, why: str) -> Kept:
        """Return it as ended: nothing that opens anything is kept."""
        return replace(self, refresh="", access="", expiry=None, ended=why)


def real_now() -> datetime:
    """Return the time that tokens live by, whatever clock a rehearsal has."""
    return datetime.now(UTC)  # noqa: TID251 - tokens end by the real clock


def name_of(account: str) -> str:
    """Return what the secret of an account is called."""
    return f"outlook:{account}"


def kept_in(secrets: Secrets, account: str) -> Kept | None:
    """Return what is kept of an account's sign-in; raise NeedsPerson for what cannot be read."""
    text = secrets.get(name_of(account))
    if text is None:
        return None
    try:
        return _read(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
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


def rest(secrets: Secrets, account: str, until: datetime, why: str) -> None:
    """Keep until when Graph wants no request, for every process; a longer rest stays."""
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
    return f"Run: relance connect outlook --name {shlex.quote(account)}"


def _read(told: dict[str, Any]) -> Kept:
    return Kept(
        client_id=str(told["client_id"]),
        refresh=str(told["refresh"]),
        granted=tuple(str(one) for one in told["granted"]),
        since=_time(told["since"]),
        who=str(told.get("who") or ""),
        address=str(told.get("address") or ""),
        main=str(told.get("main") or ""),
        places={str(name): str(ref) for name, ref in (told.get("places") or {}).items()},
        access=str(told.get("access") or ""),
        expiry=_time(told["expiry"]) if told.get("expiry") else None,
        ended=str(told.get("ended") or ""),
        rests=_time(told["rests"]) if told.get("rests") else None,
        resting=str(told.get("resting") or ""),
    )


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("naive")
    return found.astimezone(UTC)
