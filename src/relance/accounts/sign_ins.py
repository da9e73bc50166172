"""What is kept of sign-ins: one small secret for each account."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from relance.accounts.throttling import rests
from relance.errors import NeedsPerson, RelanceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from relance.ports import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What every sign-in knows beside what opens the account.

    `places` are the provider's own names of calendars, by what the settings call them; `rests` is
    until when the provider wants no request of this account, and `resting` why.
    """

    places: Mapping[str, str] = field(default_factory=dict, repr=False)
    rests: datetime | None = None
    resting: str = ""

    def text(self) -> str:
        """Return it as the text that is kept."""
        return json.dumps(asdict(self), separators=(",", ":"), default=datetime.isoformat)


K = TypeVar("K", bound=SignIn)


class SignIns(Generic[K]):
    """The sign-ins of one kind of account.

    `read` makes one of what was kept; it may raise what such reading raises.
    """

    def __init__(self, kind: str, read: Callable[[Mapping[str, Any]], K]) -> None:
        self._kind, self._read = kind, read

    def name_of(self, account: str) -> str:
        """Return what the secret of an account is called."""
        return f"{self._kind}:{account}"

    def again(self, account: str) -> str:
        """Return the sentence that tells how to sign in again."""
        return f"Run: relance connect {self._kind} --name {shlex.quote(account)}"

    def load(self, secrets: Secrets, account: str) -> K | None:
        """Return what is kept of a sign-in; raise NeedsPerson for what cannot be read."""
        text = secrets.get(self.name_of(account))
        if text is None:
            return None
        try:
            return self._read(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NeedsPerson(
                "what is kept of the sign-in cannot be read.",
                where=f"account {account}",
                remedy=self.again(account),
            ) from None

    def keep(self, secrets: Secrets, account: str, kept: K) -> None:
        """Keep a sign-in."""
        secrets.put(self.name_of(account), kept.text())

    def change(self, secrets: Secrets, account: str, how: Callable[[K], K]) -> None:
        """Change what is kept, if anything is, whatever another process kept meanwhile."""
        with secrets.alone(self.name_of(account)):
            kept = self.load(secrets, account)
            if kept is not None and (new := how(kept)) != kept:
                self.keep(secrets, account, new)

    def renew(self, secrets: Secrets, account: str, new: K, before: K | None) -> None:
        """Keep a new sign-in with what other processes came to know since `before` was read."""
        with secrets.alone(self.name_of(account)):
            now = None
            with suppress(NeedsPerson):  # what cannot be read is written over
                now = self.load(secrets, account)
            if now is not None and before is not None:
                met = {n: p for n, p in now.places.items() if before.places.get(n) != p}
                new = replace(new, places={**new.places, **met})
                if now.rests is not None and (new.rests is None or new.rests < now.rests):
                    new = replace(new, rests=now.rests, resting=now.resting)
            self.keep(secrets, account, new)

    def remember(self, secrets: Secrets, account: str, places: Mapping[str, str]) -> None:
        """Keep where calendars are with the sign-in."""
        self.change(secrets, account, lambda k: replace(k, places={**k.places, **places}))

    def rest(self, secrets: Secrets, account: str, until: datetime, why: str) -> None:
        """Keep until when no request is wanted, for every process; a longer rest stays."""

        def longer(kept: K) -> K:
            stays = kept.rests is not None and kept.rests >= until
            return kept if stays else replace(kept, rests=until, resting=why)

        self.change(secrets, account, longer)

    def resting(
        self, secrets: Secrets, account: str, now: datetime
    ) -> tuple[timedelta, str] | None:
        """Return how long an account still rests, and why; None when it does not."""
        with suppress(RelanceError):  # whoever opens the account tells it
            kept = self.load(secrets, account)
            if kept is not None and kept.rests is not None and kept.rests > now:
                return kept.rests - now, kept.resting
        return None

    def check_awake(self, secrets: Secrets, account: str, now: datetime) -> None:
        """Raise Temporary while an account rests, before somebody signs in for nothing."""
        found = self.resting(secrets, account, now)
        if found is not None:
            left, why = found
            remedy = "Wait until then, and run it again."
            raise rests(account, why or "no request is wanted just now", left, remedy)


def known(told: Mapping[str, Any]) -> dict[str, Any]:
    """Read what every sign-in knows."""
    places = told.get("places") or {}
    return {
        "places": {str(name): str(place) for name, place in places.items()},
        "rests": moment(told.get("rests")),
        "resting": str(told.get("resting") or ""),
    }


def moment(text: str | None) -> datetime | None:
    """Read a time, if there is one; raise ValueError for a naive one."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("naive")
    return found.astimezone(UTC)


def real_now() -> datetime:
    """Return the time that tokens and stamps live by, whatever clock a rehearsal has."""
    return datetime.now(UTC)  # noqa: TID251 - what others count by is the real clock
