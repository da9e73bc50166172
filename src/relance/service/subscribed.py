"""What is subscribed to, as the journal knows it, and what was refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from relance.errors import RelanceError, Temporary
from relance.model import Warned
from relance.ports import Subscription

if TYPE_CHECKING:
    from collections.abc import Collection

    from relance.journal import Journal

_KEPT, _REFUSED = "push:", "push-refused:"  # begin the names of the facts
AHEAD = timedelta(days=2)  # how long before its end a subscription is followed by another
LONGEST = timedelta(days=8)  # one that nobody knows the end of has ended by then
SOON, LATER = timedelta(minutes=4), timedelta(hours=6)  # until what was refused is tried again


@dataclass(frozen=True, slots=True)
class Kept:
    """A subscription; while it has no resource nobody knows whether it began."""

    id: str
    account: str
    calendar: str
    address: str
    key: str  # which key its token derives from
    since: str
    until: str
    resource: str = ""
    heard: bool = False
    lost: bool = False  # a message said that nothing comes of it any more

    @property
    def begun(self) -> datetime:
        """Return when it began."""
        return datetime.fromisoformat(self.since)

    @property
    def end(self) -> datetime:
        """Return when it ends."""
        return datetime.fromisoformat(self.until)

    @property
    def subscription(self) -> Subscription:
        """Return it as its calendar knows it."""
        return Subscription(self.id, self.resource, self.end)

    def serves(self, address: str, key: str, now: datetime) -> bool:
        """Say whether its messages come to this address and are believed."""
        return (self.address, self.key) == (address, key) and bool(self.resource) and self.end > now

    def is_ending(self, now: datetime) -> bool:
        """Say whether it is time to renew it, or for another."""
        return self.lost or self.end - now <= min(AHEAD, (self.end - self.begun) / 3)


class Shelf:
    """The facts of a journal that are about subscriptions."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def kept(self) -> list[Kept]:
        """Return every subscription that is not known to be over."""
        return [Kept(**told) for told in self._journal.facts(_KEPT).values()]

    def keep(self, kept: Kept) -> None:
        """Keep a subscription, in place of what was known of it."""
        self._journal.set_fact(f"{_KEPT}{kept.id}", asdict(kept))

    def forget(self, kept: Kept) -> None:
        """Strike a subscription."""
        self._journal.set_fact(f"{_KEPT}{kept.id}", None)

    def refused(self, account: str, calendar: str, error: RelanceError, now: datetime) -> None:
        """Keep why a calendar does not tell of its changes, and when to ask it again."""
        wait = LATER
        if isinstance(error, Temporary):
            wait = max(error.retry_after or SOON, SOON)
        told = [error.where, error.what, error.remedy]
        value = {"account": account, "told": told, "again": (now + wait).isoformat()}
        self._journal.set_fact(f"{_REFUSED}{calendar}", value)

    def is_refused(self, calendar: str, now: datetime) -> bool:
        """Say whether it is not yet time to ask a calendar again."""
        before = self._journal.fact(f"{_REFUSED}{calendar}")
        return before is not None and datetime.fromisoformat(before["again"]) > now

    def accepted(self, calendar: str) -> None:
        """Strike that a calendar refused."""
        if self._journal.fact(f"{_REFUSED}{calendar}") is not None:
            self._journal.set_fact(f"{_REFUSED}{calendar}", None)

    def let_go(self, account: str | None = None, but: Collection[str] = ()) -> None:
        """Strike what was refused, of one account alone or except of some calendars."""
        for name, told in self._journal.facts(_REFUSED).items():
            calendar = name.removeprefix(_REFUSED)
            if calendar not in but and account in (None, told["account"]):
                self._journal.set_fact(name, None)

    def refusals(self) -> list[Warned]:
        """Return which calendars do not tell of their changes, and why."""
        return [Warned(*told["told"]) for told in self._journal.facts(_REFUSED).values()]
