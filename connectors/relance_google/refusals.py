"""What Google answers when it says no → our errors. One place for all of them.

The words of an answer are not repeated: they can be anybody's. What counts is the status, and a
reason that is a single word.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.accounts.throttling import asked_to_wait
from relance.errors import Conflict, CursorExpired, NeedsPerson, Refused, RelanceError, Temporary
from relance_google.scopes import meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HOURS = timedelta(hours=3)
"""How long to leave an account alone whose calendar-use limit is reached."""

_SOON = timedelta(minutes=1)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}")
_RATE = frozenset(("rateLimitExceeded", "userRateLimitExceeded"))
_SCOPES = frozenset(("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"))
_LIMITS = {
    "quotaExceeded": "the limit of what Google lets one person do with calendars is reached",
    "dailyLimitExceeded": "the project of the client file has asked all that Google lets it in a "
    "day",
}
_DUPLICATE = "duplicate"
_API_OFF = frozenset(("accessNotConfigured", "SERVICE_DISABLED"))
_EXPIRED = frozenset(("fullSyncRequired", "updatedMinTooLongAgo"))


class BadRequest(Refused):
    """Google cannot make sense of what was asked."""


class NotThere(Refused):
    """What was asked for is not there, or not for this account."""


class Deleted(Refused):
    """What was asked for was deleted."""


class Taken(Conflict):
    """The id is taken, by an event that stands or by a deleted one."""


_PLAIN: dict[int, tuple[type[RelanceError], str]] = {
    404: (NotThere, "it is not there, or not shared with this account."),
    409: (Taken, "this id is taken already."),
    412: (Conflict, "it has changed since it was read."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was no success, and what it said about itself."""

    status: int
    reasons: tuple[str, ...]
    wait: float | None  # seconds, where it said so
    method: str = ""  # that was refused, where it said so

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], content: bytes) -> Answer:
        """Read an answer of Google's."""
        listed, word = _said(content)
        reasons = tuple(_words([*(one.get("reason") for one in listed), word]))
        return cls(status, reasons, asked_to_wait(headers), next(_words(_methods(listed)), ""))

    @property
    def again_soon(self) -> bool:
        """Say whether the same request may go well in a moment; a redirection is no API's."""
        limited = self.status == 403 and bool(_RATE & {*self.reasons})
        at_once = self.status == 409 and _DUPLICATE not in self.reasons  # as others wrote there
        return limited or at_once or self.status in (408, 429) or not 400 <= self.status < 500

    @property
    def ends_sign_in(self) -> bool:
        """Say whether the sign-in itself is refused, and not an address that messages go to."""
        return self.status == 401 and not any(one.startswith("push.") for one in self.reasons)

    @property
    def limit(self) -> str:
        """Return which limit is reached that lasts for hours; nothing for any other answer."""
        return next((_LIMITS[one] for one in self.reasons if one in _LIMITS), "")

    def error(self, account: str, where: str) -> RelanceError:
        """Return what to tell; `where` is what was asked for."""
        reason = self.reasons[0] if self.reasons else ""
        told = f"{self.status} {reason}".strip()
        if self.again_soon:
            return self._later(where, told)
        if self.status in (401, 403):
            return self._not_allowed(account, where, told)
        if self.status in _PLAIN:
            plain, what = _PLAIN[self.status]
            return plain(what, where=where)
        if self.status == 410:
            return self._not_any_more(where)
        kind = BadRequest if self.status == 400 else Refused
        return kind(
            f"Google refuses this request ({told}).",
            where=where,
            remedy="This is a fault of relance: please report it.",
        )

    def _not_any_more(self, where: str) -> RelanceError:
        if _EXPIRED & {*self.reasons}:
            return CursorExpired("Google wants this calendar to be read anew.", where=where)
        return Deleted("it was deleted.", where=where)

    def _later(self, where: str, told: str) -> Temporary:
        wait = _SOON if self.wait is None else timedelta(seconds=self.wait)
        if self.status not in (403, 429):
            what = f"Google has trouble just now ({told})."
        else:
            what = f"Google wants fewer requests just now ({told})."
        return Temporary(what, where=where, retry_after=wait)

    def _not_allowed(self, account: str, where: str, told: str) -> RelanceError:
        if self.status == 401:
            return signed_out(account)
        if self.limit:
            what = f"{self.limit}."
            return Temporary(what, where=f"account {account}", retry_after=HOURS)
        if _API_OFF & {*self.reasons}:
            return NeedsPerson(
                "the Google Calendar API is not enabled in the project of the client file.",
                where=f"account {account}",
                remedy="Enable it in the console (docs/connect-google.md), and try again in a few "
                "minutes.",
            )
        if _SCOPES & {*self.reasons}:
            lacking = meaning(self.method)
            return NeedsPerson(
                "relance may not do this with the permissions that it was given"
                f"{lacking and f'; missing: the one {lacking}'}.",
                where=f"account {account}",
                remedy=f"Allow all that is asked for: relance connect google --name {account}",
            )
        if "forbiddenForNonOrganizer" in self.reasons:
            return Refused("only the organiser may change this event.", where=where)
        return Refused(
            f"Google does not allow this ({told}).",
            where=where,
            remedy="Ask the calendar's owner for access, or name another one in the settings.",
        )


def signed_out(account: str) -> NeedsPerson:
    """Return what to tell when an account has to be signed in to again."""
    return NeedsPerson(
        "Google wants you to sign in again.",
        where=f"account {account}",
        remedy=f"Run: relance connect google --name {account}",
    )


def _said(content: bytes) -> tuple[list[dict[str, object]], object]:
    """Return what an answer lists of its reasons, the most telling first, and its one word."""
    try:
        error = json.loads(content)["error"]
        return [*_listed(error, "errors"), *_listed(error, "details")], error.get("status")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [], None  # no JSON, or none of Google's


def _methods(listed: list[dict[str, object]]) -> Iterator[object]:
    told = (one.get("metadata") for one in listed)
    return (one.get("method") for one in told if isinstance(one, dict))


def _words(found: Iterable[object]) -> Iterator[str]:
    return (one for one in found if isinstance(one, str) and _WORD.fullmatch(one))


def _listed(error: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = error.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
