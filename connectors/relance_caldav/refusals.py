"""What a server's refusal means, told in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.accounts.throttling import asked_to_wait
from relance.errors import Conflict, CursorExpired, NeedsPerson, Refused, RelanceError, Temporary
from relance_caldav.answers import conditions_of
from relance_caldav.kept import again

if TYPE_CHECKING:
    from collections.abc import Mapping

_SOON = timedelta(minutes=5)
_FULL = frozenset(("quota-not-exceeded", "sufficient-disk-space"))
_TWICE = frozenset(("no-uid-conflict",))
_EXPIRED = "valid-sync-token"


class NotThere(RelanceError):
    """The server knows nothing under this address."""


class Changed(Conflict):
    """What was to be written over has another version, or is there already."""


class Taken(Conflict):
    """The server knows this UID already, under another address or in its bin."""


class BinFull(Taken):
    """The server's bin holds something of the same name, and so has no room for it."""


class Moved(NeedsPerson):
    """The server sends to another address, which comes along."""

    def __init__(self, to: str, account: str, where: str) -> None:
        told = "the server sends to another address."
        super().__init__(told, where=where, remedy=again(account))
        self.to = to


class SignedOut(NeedsPerson):
    """The server does not take this user and password."""


class Unplaced(Refused):
    """The server cannot put it there: the calendar is gone, or it knows the UID already."""


class Unsupported(Refused):
    """The server does not know this kind of request."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was no success."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def wait(self) -> float | None:
        """Return the seconds that it asks to wait."""
        return asked_to_wait(self.headers)

    @property
    def again_soon(self) -> bool:
        """Say whether the same request may go well in a moment."""
        passing = self.status in (408, 423, 425, 429) or self.status >= 500
        return passing and self.status not in (501, 505, 507)

    def error(self, account: str, where: str) -> RelanceError:
        """Return what to tell; `where` is what was asked for."""
        conditions = conditions_of(self.body)
        if _EXPIRED in conditions:
            return CursorExpired("the server wants this calendar to be read anew.", where=where)
        if self.again_soon:
            return self._later(where)
        return self._told(account, where, conditions)

    def _told(self, account: str, where: str, conditions: frozenset[str]) -> RelanceError:
        if self.status == 507 or conditions & _FULL:
            return NeedsPerson(
                "there is no room left on the server.", where=where, remedy="Make room there."
            )
        if conditions & _TWICE or (self.status == 400 and b"uid already exists" in self.body):
            return Taken("the server has an event with this UID already.", where=where)
        if self.status == 403 and b"trashbin" in self.body:  # Nextcloud's; it names no condition
            return BinFull("the server's bin holds a deleted event of the same name.", where=where)
        if self.status == 401:
            return signed_out(account)
        if 300 <= self.status < 400:
            return Moved(self.headers.get("location", ""), account, where)
        return self._plain(where, "supported-report" in conditions)

    def _plain(self, where: str, unsupported: bool) -> RelanceError:
        told = f"({self.status})"
        if unsupported or self.status in (405, 415, 501):
            return Unsupported(
                f"the server does not know this kind of request {told}.", where=where
            )
        if self.status in (404, 410):
            return NotThere("the server knows nothing under this address.", where=where)
        if self.status == 412:
            return Changed("it has changed since it was read.", where=where)
        if self.status == 409:
            return Unplaced(f"the server cannot put it there {told}.", where=where)
        if self.status == 403:
            return Refused(
                f"the server does not allow this {told}.",
                where=where,
                remedy="Ask the calendar's owner for access, or name another one in the settings.",
            )
        return Refused(
            f"the server refuses this request {told}.",
            where=where,
            remedy="This may be a fault of relance: please report it, with the server's kind.",
        )

    def _later(self, where: str) -> Temporary:
        wait = _SOON if self.wait is None else timedelta(seconds=self.wait)
        what = f"the server has trouble just now ({self.status})."
        if self.status == 429:
            what = "the server wants fewer requests just now (429)."
        return Temporary(what, where=where, retry_after=wait)


def signed_out(account: str) -> SignedOut:
    """Return what to tell when the server does not take the password."""
    return SignedOut(
        "the server does not take this user and password. Many servers want an app password, not "
        "the one of the web page.",
        where=f"account {account}",
        remedy=again(account),
    )
