"""A mailbox whose calendars tell of their changes, and the door at which their messages end."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph_wire import Wire
from knocking import KEY, free_port
from plain_secrets import PlainSecrets
from relance.daemon.bell import Bell
from relance.daemon.receiver import Receiver
from relance.journal import Journal
from relance.service.subscriptions import Source, Subscriptions
from relance_outlook.calendar import OutlookFollowUps
from relance_outlook.client import Client
from relance_outlook.reading import OutlookCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph_wire_watch import Subscription as Open
    from relance.model import Warned

ADDRESS = "https://relance.example/push"
NAME, TOKEN = "0123456789abcdef0123456789abcdef", "t" * 64


@dataclass(slots=True)
class Told:
    """One mailbox with two calendars, a receiver in front of them, and a journal."""

    wire: Wire
    client: Client
    bell: Bell
    receiver: Receiver
    journal: Journal
    port: int
    slept: list[float]
    calendars: list[OutlookCalendar] = field(default_factory=list)
    secrets: PlainSecrets = field(default_factory=PlainSecrets)
    sources: list[Source] = field(default_factory=list)

    @property
    def calendar(self) -> OutlookCalendar:
        """Return the calendar that is read."""
        return self.calendars[0]

    @property
    def open(self) -> list[Open]:
        """Return the subscriptions that stand."""
        now = self.wire.clock()
        return [one for one in self.wire.subscriptions.open.values() if one.until > now]

    @property
    def subscriptions(self) -> Subscriptions:
        """Return what the core knows of them anew, as every process does."""
        return Subscriptions(self.journal, self.secrets, self.sources, self.wire.clock)

    def listen(self, key: bytes = KEY, address: str = ADDRESS) -> None:
        """Listen for what comes to the public address."""
        self.receiver.listen(f"127.0.0.1:{self.port}", address, key, self.calendars)

    def keep(self, address: str = ADDRESS, **more: Any) -> list[str]:
        """Listen and keep the subscriptions up, as after each pass."""
        self.note()
        subscriptions = self.subscriptions
        key = subscriptions.key()
        self.listen(key, address or ADDRESS)
        return [str(error) for error in subscriptions.keep(address, key, **more)]

    def note(self) -> None:
        """Keep what was heard, as the daemon does now and then."""
        self.subscriptions.heard(*self.receiver.gathered.news())

    def facts(self) -> dict[str, Any]:
        """Return what the journal knows of subscriptions."""
        return dict(self.journal.facts("push"))

    def warned(self) -> list[Warned]:
        """Return what is told about them."""
        return list(self.subscriptions.warnings())

    def asked(self) -> list[str]:
        """Return what Graph was asked since this was asked."""
        found = [one.op for one in self.wire.requests]
        self.wire.forget()
        return found


@contextmanager
def told(wire: Wire | None = None) -> Iterator[Told]:
    """Open a mailbox, and listen for its messages."""
    with (
        wire or Wire() as opened,
        closing(Bell()) as bell,
        closing(Journal.open(":memory:")) as journal,
    ):
        receiver, port = Receiver(bell), free_port()
        receiver.gathered.gather = 0.05
        opened.subscriptions.proxy = port
        slept: list[float] = []
        client = client_of(opened, slept)
        found = Told(opened, client, bell, receiver, journal, port, slept)
        found.calendars += calendars(found)
        found.sources.append(Source("home", tuple(found.calendars), whole=True))
        found.listen()
        try:
            yield found
        finally:
            receiver.stop()
            client.close()


def client_of(wire: Wire, slept: list[float], account: str = "home") -> Client:
    """Return a client whose waits take no time."""
    return Client(
        lambda renew: wire.token(["Calendars.ReadWrite"]),  # noqa: ARG005 - any token will do
        account=account,
        endpoint=wire.api,
        sleep=slept.append,
    )


def calendars(found: Told) -> Sequence[OutlookCalendar]:
    """Return the calendar that is read, and the one of follow-ups."""
    made, now = found.wire.mailbox.add_calendar("Relances"), found.wire.clock
    return (
        OutlookCalendar(found.client, "primary", "Agenda", now=now),
        OutlookFollowUps(found.client, made, "Relances", now=now),
    )
