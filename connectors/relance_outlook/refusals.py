"""What Microsoft Graph answers when it says no → our errors. One place for all of them.

The words of an answer are not repeated: they can be anybody's. What counts is the status, and a
code that is a single word, which comes in any case.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from relance.accounts.throttling import asked_to_wait
from relance.errors import Conflict, NeedsPerson, Refused, RelanceError, Temporary

if TYPE_CHECKING:
    from collections.abc import Mapping

_SOON = timedelta(minutes=1)
_LONGEST = 1_000
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}")
_EXPIRED = frozenset(
    ("syncstatenotfound", "resyncrequired", "syncstateinvalid", "errorinvalidsyncstatedata")
)
_DUPLICATE = "errorduplicatetransactionid"
_ABSENT = frozenset(
    ("erroritemnotfound", "errorinvalididmalformed", "errorinvalidid", "errorinvalidmailboxitemid")
)
_NO_MAILBOX = frozenset(
    ("mailboxnotenabledforrestapi", "mailboxnothostedinexchangeonline", "mailboxnotsupported")
)
_FULL = "errorquotaexceeded"
_UNSUPPORTED = re.compile(r"\brequest is not supported\b|\bfor the segment\b", re.IGNORECASE)
_SCOPES = frozenset(("errorinsufficientpermissionsinaccesstoken", "authorization_requestdenied"))
_TIMEOUT = "errortimeoutexpired"
_BUSY = frozenset(
    (
        "activitylimitreached",
        "applicationthrottled",
        "errorconcurrencylimitexceeded",
        "errorexceededconnectioncount",
        "errormailboxmoveinprogress",
        "errormailboxstoreunavailable",
        "errorserverbusy",
        _TIMEOUT,
        "mailboxconcurrency",
        "toomanyrequests",
    )
)


class BadRequest(Refused):
    """Graph cannot make sense of what was asked."""


class Unsupported(Refused):
    """Graph knows no such request, whatever it is about."""


class NotThere(Refused):
    """What was asked for is not there, or not for this account."""


class LostPlace(Temporary):
    """Graph does not know any more how far it was read, or leads elsewhere."""


class Taken(Conflict):
    """The transaction id made an event before; `existing` is the id of that, where it was told."""

    def __init__(self, *, where: str = "", existing: str = "") -> None:
        super().__init__("this follow-up was written before.", where=where)
        self.existing = existing


class NameTaken(Conflict):
    """A calendar of this name is there already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was no success, and what it said about itself."""

    status: int
    code: str
    existing: str
    wait: float | None  # seconds, where it said so
    unsupported: bool = False  # said in words alone

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], content: bytes) -> Answer:
        """Read an answer of Graph's."""
        error = _error(content)
        code, existing = error.get("code"), error.get("@event.existingEventId")
        word = code if isinstance(code, str) and _WORD.fullmatch(code) else ""
        known = existing if isinstance(existing, str) else ""
        unsupported = bool(_UNSUPPORTED.search(str(error.get("message"))[:_LONGEST]))
        return cls(status, word, known, asked_to_wait(headers), unsupported)

    @property
    def again_soon(self) -> bool:
        """Say whether the same request may go well in a moment; a redirection is no API's."""
        if self._said in _EXPIRED or self._full or self.status in (501, 505):
            return False
        limited = self.status < 500 and self._said in _BUSY
        return limited or self.status in (408, 423, 429) or not 400 <= self.status < 500

    @property
    def unsure(self) -> bool:
        """Say whether what was asked for may have taken effect all the same."""
        late = self.status == 408 or self._said == _TIMEOUT
        return late or not 400 <= self.status < 500

    @property
    def _said(self) -> str:
        return self.code.casefold()

    @property
    def _full(self) -> bool:
        return self._said == _FULL or self.status == 507

    def error(self, account: str, where: str) -> RelanceError:
        """Return what to tell; `where` is what was asked for."""
        if self._said in _EXPIRED or self.status == 410:
            return LostPlace("Outlook wants this to be read anew.", where=where)
        if self.again_soon:
            return self._later(where)
        if self._said in _NO_MAILBOX or self._full:
            return _no_mailbox(account) if self._said in _NO_MAILBOX else _full(account)
        if self.status in (401, 403):
            return self._not_allowed(account, where)
        return self._plain(where)

    def _plain(self, where: str) -> RelanceError:
        if self.status in (405, 501) or (self.unsupported and self.status in (400, 404)):
            return self._fault(Unsupported, where)
        if self.status == 404 or self._said in _ABSENT:
            return NotThere("it is not there, or not shared with this account.", where=where)
        if self._said == _DUPLICATE:
            return Taken(where=where, existing=self.existing)
        if self._said == "errorfolderexists":
            return NameTaken("a calendar of this name is there already.", where=where)
        if self.status in (409, 412):
            return Conflict("it has changed since it was read.", where=where)
        return self._fault(BadRequest if self.status == 400 else Refused, where)

    def _fault(self, kind: type[Refused], where: str) -> Refused:
        return kind(
            f"Outlook refuses this request ({self._told}).",
            where=where,
            remedy="This is a fault of relance: please report it.",
        )

    def _later(self, where: str) -> Temporary:
        wait = _SOON if self.wait is None else timedelta(seconds=self.wait)
        limited = self.status == 429 or (self.status < 500 and self._said in _BUSY)
        told = "wants fewer requests" if limited else "has trouble"
        what = f"Outlook {told} just now ({self._told})."
        return Temporary(what, where=where, retry_after=wait)

    def _not_allowed(self, account: str, where: str) -> RelanceError:
        if self.status == 401:
            return signed_out(account)
        if self._said in _SCOPES:
            return NeedsPerson(
                "relance may not do this with the permissions that it was given.",
                where=f"account {account}",
                remedy=f"Allow all that is asked for: relance connect outlook --name {account}",
            )
        return Refused(
            f"Outlook does not allow this ({self._told}).",
            where=where,
            remedy="Ask the calendar's owner for access, or name another one in the settings; if "
            f"it is your own, allow all that is asked for: relance connect outlook --name "
            f"{account}",
        )

    @property
    def _told(self) -> str:
        return f"{self.status} {self.code}".strip()


def signed_out(account: str) -> NeedsPerson:
    """Return what to tell when an account has to be signed in to again."""
    return NeedsPerson(
        "Microsoft wants you to sign in again.",
        where=f"account {account}",
        remedy=f"Run: relance connect outlook --name {account}",
    )


def _no_mailbox(account: str) -> NeedsPerson:
    return NeedsPerson(
        "this account has no calendar at Microsoft: its mailbox is elsewhere, or not there yet.",
        where=f"account {account}",
        remedy="Open Outlook on the web once with it, or connect another account.",
    )


def _full(account: str) -> NeedsPerson:
    return NeedsPerson(
        "this mailbox is full; nothing can be written into its calendars.",
        where=f"account {account}",
        remedy="Make room in Outlook, then run: relance sync",
    )


def _error(content: bytes) -> Mapping[str, Any]:
    """Return what an answer tells of its error; nothing for what is no JSON."""
    try:
        found = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
