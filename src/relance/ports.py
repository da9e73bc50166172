"""What each side of the house promises the other.

Capabilities are types: a calendar that can be written is a `WritableCalendar`; a read-only one
simply isn't. `relance.testing` ships the suite that holds a connector to these promises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from relance.errors import RelanceError
    from relance.model import Event, Warned, Window


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a calendar stores: an appointment, or a whole series with its overrides.

    It replaces whatever was known under `ref`. `events` are its occurrences inside the window
    that was asked for; none means that it lies outside, not that it is gone.
    """

    ref: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of one round of reading.

    `cursor` stands on the last page alone, and may be kept only after all pages were taken in.
    `complete` on the last page says that this round listed everything in the window: what it
    did not list is gone or has left the window, except what `kept` names: it is still there
    but could not be read this time, so what was known of it stays. An item that comes with its
    ref in `kept`, on that page or before, has times that can be read: only the words that its
    events lack are not shown to this account. `all_told` says that `warnings` are all there are
    now, though only changes are listed.
    """

    items: tuple[Item, ...] = ()
    gone: tuple[str, ...] = ()
    cursor: str | None = None
    complete: bool = False
    warnings: tuple[Warned, ...] = ()
    kept: tuple[str, ...] = ()
    all_told: bool = False


@runtime_checkable
class Calendar(Protocol):
    """A calendar that can be read."""

    @property
    def id(self) -> str:
        """Return a name that stays the same between runs, unique among all accounts."""

    @property
    def name(self) -> str:
        """Return what the person calls it."""

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything in `window` without one.

        Nothing changed: one page without items, with a cursor. Occurrences are expanded, and
        floating times read in the window's zone. Our own events come with their mark, and
        cancelled events as long as the calendar still holds them.

        Raises CursorExpired when the cursor cannot be used, or was given for another window;
        Temporary, Refused, NeedsPerson or BadInput when the reading fails: then what was
        yielded before is no round, and nothing follows from it.
        """


@runtime_checkable
class WritableCalendar(Calendar, Protocol):
    """A calendar that follow-ups can be written into.

    An event to write carries its mark, and a UID that derives from its key. Only events that
    carry our mark are ever changed or deleted. No attendees are set, no mail is sent.
    """

    def create(self, event: Event) -> Event:
        """Write a new event; return it as stored, with its ref and version.

        Raises AlreadyThere, with the event as it stands, when one with this key exists; Gone when
        the calendar remembers that one with this key was deleted: what is deleted stays so.
        """

    def update(self, event: Event) -> Event:
        """Write over the event at `event.ref`, if it still has `event.version`.

        Raises Conflict when it has another version or does not carry our mark, Gone when it
        is not there.
        """

    def delete(self, event: Event) -> None:
        """Delete the event at `event.ref`, if it still has `event.version`.

        Raises Conflict when it has another version or does not carry our mark, Gone when it
        is not there.
        """

    def find(self, key: str) -> Event | None:
        """Return our event with this key as the calendar holds it now, asking no journal."""

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark, of any age.

        Raises Gone when the calendar itself is not there any more, and nothing can be in it.
        """


@runtime_checkable
class Batched(Protocol):
    """A writable calendar that is quicker when it creates many events at once."""

    def create_all(self, events: Sequence[Event]) -> Sequence[Event | RelanceError]:
        """Write new events; return for each, in order, the event as stored or why it is not.

        Every event is treated as by `create`: one refusal stops no other, and what is returned
        as stored is as lasting as after `create`.
        """


@runtime_checkable
class Watchable(Protocol):
    """A calendar on this machine whose changes can be noticed."""

    def watched(self) -> Sequence[Path]:
        """Return the folders or files to watch."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar's word that it tells of its changes until then; `resource` is its own name for it.

    `id` is ours. `heard` says that whoever promised was heard at the address while it did.
    """

    id: str
    resource: str
    until: datetime
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Knock:
    """What came over the web to the public address, of anybody; names of headers in small letters.

    The body is empty when it was too long, or not said in time.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """What a message from the web says of itself; only the right token makes it true.

    `lost` says that the subscription is over or about to be, and nothing comes of it any more.
    """

    subscription: str
    token: str = field(repr=False)
    lost: bool = False


@runtime_checkable
class Subscribable(Calendar, Protocol):
    """A calendar that can tell over the web that it changed; what changed, reading finds out.

    Messages may be lost, come twice and come late.
    """

    def subscribe(self, name: str, address: str, token: str) -> Subscription:
        """Have every change told to a public https address, with our name for it and a token.

        It lasts about a week. Raises as `pull` does when the calendar does not promise it; after
        Temporary it may have been promised all the same.
        """

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription to this calendar, or to any other of the same account.

        One that is over already is fine.
        """

    def renew(self, subscription: Subscription) -> Subscription | None:
        """Let a subscription to this calendar last about a week from now.

        None when that cannot be, and another must be asked for. Raises as `subscribe` does.
        """

    def messages(self, knock: Knock) -> Sequence[Message]:
        """Return the messages that somebody brings, if they are any; raise nothing."""

    def handshake(self, knock: Knock) -> str | None:
        """Return what to answer when a provider asks whether anybody listens; None for all else.

        It is answered only while this calendar is being subscribed to, or renewed.
        """


@dataclass(frozen=True, slots=True)
class Asking:
    """How to reach the person while they sign in.

    `say` shows them a line: an address to open, a code to type. Without `browser` none is opened
    here; with `device` they sign in on another device, where a provider knows that way. `port` is
    where this computer listens for the answer; 0 takes any that is free. `answer` asks them a
    question, in silence where the answer is a secret; None when nobody is there to be asked.
    """

    say: Callable[[str], None]
    browser: bool = True
    device: bool = False
    timeout: timedelta = timedelta(minutes=5)
    port: int = 0
    answer: Callable[[str, bool], str] | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A calendar that an account has, for the person to choose; `ref` goes into the settings.

    `shared` says that it is somebody else's, as far as the provider tells.
    """

    ref: str
    name: str
    primary: bool = False
    writable: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, whether it is right, and what to do if not.

    `right` is None for what is right now and will not stay so, or could not be looked at.
    """

    what: str
    right: bool | None
    told: str = ""
    remedy: str = ""


@runtime_checkable
class SignedIn(Protocol):
    """An account that somebody must sign in to, once."""

    def sign_in(self, asking: Asking) -> None:
        """Let the person sign in, and keep what opens the account from then on.

        Raises NeedsPerson when they did not finish, or gave less than is needed; Refused when the
        provider will not have it; Temporary when it could not be reached.
        """

    def sign_out(self) -> str | None:
        """Take the permission back where the provider can, and forget it here in any case.

        Return what is left for the person to do there, if anything.
        """

    def offered(self) -> Sequence[Offered]:
        """Return the calendars to choose from."""

    def address(self) -> str:
        """Return the person's own email address there; empty while nobody knows it."""


@runtime_checkable
class Remembering(Protocol):
    """An account that remembers into which calendars follow-ups went, of whatever settings."""

    def writes_into(self) -> str | None:
        """Return the id of the calendar of follow-ups, as far as it was found; ask nobody.

        Raises NeedsPerson when what is kept cannot be read.
        """

    def written_before(self, calendar: str) -> WritableCalendar | None:
        """Return a calendar that follow-ups went into before, by its id; None if it is not here."""


@runtime_checkable
class Checkable(Protocol):
    """An account that can be looked over by `relance doctor`."""

    def checks(self, now: datetime) -> Iterator[Check]:
        """Yield what was looked at, in the order in which to mend it; raise nothing."""


class Account(Protocol):
    """One connected account: some calendars to read, at most one to write."""

    @property
    def name(self) -> str:
        """Return the name given in the settings."""

    def calendars(self) -> Sequence[Calendar]:
        """Return the calendars that the settings name for reading."""

    def follow_ups(self) -> WritableCalendar | None:
        """Return the calendar for follow-ups, made when missing; None if none is set."""


class Secrets(Protocol):
    """Where tokens and passwords rest, encrypted."""

    def get(self, name: str) -> str | None:
        """Return a secret, or None."""

    def put(self, name: str, value: str) -> None:
        """Keep a secret."""

    def forget(self, name: str) -> None:
        """Remove a secret; do nothing if there is none."""

    def alone(self, name: str) -> AbstractContextManager[None]:
        """Let no other process read, renew and put back this secret meanwhile."""


Connector: TypeAlias = "Callable[[str, Mapping[str, Any], Secrets | None], Account]"
"""What an entry point of the group `relance.connectors` names: `connect(name, options, secrets)`.

`options` is the account's table of the settings without name and kind, paths worked out.
`secrets` is None for a kind of account that keeps none. Raises BadSettings with
the path of each wrong option. It asks no network: an account that needs somebody to sign in says
so by NeedsPerson when its calendars are wanted.
"""
