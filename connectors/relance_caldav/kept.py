"""What is kept of a sign-in, as one small secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from relance.errors import NeedsPerson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets

BASIC, DIGEST = "basic", "digest"


@dataclass(frozen=True, slots=True)
class Kept:
    """A sign-in: what opens the account, and what was found.

    `places` are addresses of calendars, by what the settings call them.
    """

    address: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    way: str = BASIC
    homes: tuple[str, ...] = ()
    server: str = ""
    places: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self) -> str:
        """Return it as the text that is kept."""
        return json.dumps(asdict(self), separators=(",", ":"))


def real_now() -> datetime:
    """Return the time that is written as DTSTAMP, whatever clock a rehearsal has."""
    return datetime.now(UTC)  # noqa: TID251 - a stamp tells when something was really written


def name_of(account: str) -> str:
    """Return what the secret of an account is called."""
    return f"caldav:{account}"


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
    """Keep the addresses of calendars with the sign-in."""
    with secrets.alone(name_of(account)):
        kept = kept_in(secrets, account)
        if kept is not None and not places.items() <= kept.places.items():
            keep(secrets, account, replace(kept, places={**kept.places, **places}))


def again(account: str) -> str:
    """Return the sentence that tells how to sign in again."""
    return f"Run: relance connect caldav --name {account}"


def _read(told: dict[str, Any]) -> Kept:
    return Kept(
        address=str(told["address"]),
        user=str(told["user"]),
        password=str(told["password"]),
        way=DIGEST if told.get("way") == DIGEST else BASIC,
        homes=tuple(str(one) for one in told["homes"]),
        server=str(told.get("server") or ""),
        places={str(name): str(place) for name, place in told["places"].items()},
    )
