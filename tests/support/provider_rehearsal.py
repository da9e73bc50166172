"""A scenario of the corpus that its person lives at a fake provider, rehearsed pass by pass."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from rehearsal import DAY, Rehearsal, Scenario, instants, scarce
from rehearsal_proofs import live
from relance.ports import Asking
from relance.service.setup import secrets_of
from relance.settings import load

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from plain_calendar import Written
    from rehearsal import Turn
    from relance.ports import Secrets
    from relance.service import Service

NAME = "rehearsal"
AHEAD = 2 * DAY


class ProviderRehearsal(Rehearsal):
    """A rehearsal whose calendars are at a fake provider; `spare` holds what might be."""

    kind: ClassVar[str]
    quiet: ClassVar[str]  # what reading a calendar asks in which nothing changed

    def __init__(
        self, folder: Path, scenario: Scenario, wire: Any, spare: Any, **more: Any
    ) -> None:
        self.wire, self.spare = wire, spare
        self._standing: set[str] = set()
        super().__init__(folder, scenario, **more)
        self._life = self.imported(scenario.data)
        if self.extra:
            self._life |= self.imported(self.extra)
        # What is cancelled is not there at a provider.
        self.occurrences = [one for one in self.occurrences if one.uid in self._life]

    # what differs from one provider to another

    def imported(self, data: bytes) -> dict[str, Any]:
        """Return what a file holds, by UID, as the provider keeps it."""
        raise NotImplementedError

    def put(self, one: Any) -> None:
        """Let the person have something that was imported."""
        raise NotImplementedError

    def delete(self, one: Any) -> None:
        """Let the person have it no more."""
        raise NotImplementedError

    def of_relance(self, wire: Any) -> list[dict[str, Any]]:
        """Return what stands in the calendar that relance made."""
        raise NotImplementedError

    def read_back(self, resource: dict[str, Any]) -> Written:
        """Return a follow-up as it stands."""
        raise NotImplementedError

    def copy_mailbox(self) -> None:
        """Let the spare wire hold what the other one holds."""
        raise NotImplementedError

    def account(self, options: Mapping[str, Any], secrets: Secrets) -> Any:
        """Return the account, of which somebody can sign in."""
        raise NotImplementedError

    def elsewhere(self, wire: Any, write: Path) -> Sequence[str]:
        """Return the lines of the settings that name a wire instead of the provider."""
        raise NotImplementedError

    def sign_in(self, account: Any, wire: Any) -> None:
        """Sign in with a browser."""

        def say(address: str) -> None:
            wire.person.open(address)

        account.sign_in(Asking(say, browser=False))
        wire.person.finish()

    # what stands there

    def show(self, hidden: Collection[str]) -> None:
        for uid in sorted(self._life.keys() - self._standing - set(hidden)):
            self.put(self._life[uid])
            self._standing.add(uid)
        for uid in sorted(self._standing & set(hidden)):
            self.delete(self._life[uid])
            self._standing.remove(uid)

    def what_is_read(self) -> object:
        return self.wire.mailbox.events("primary")

    def written(self) -> list[Written]:
        return sorted(map(self.read_back, self.of_relance(self.wire)), key=lambda one: one.key)

    def what_is_written(self) -> object:
        return self.of_relance(self.wire)

    def what_the_copy_holds(self) -> object:
        return self.of_relance(self.spare)

    def lose_the_journal(self) -> Service:
        self.copy_mailbox()
        for file in self.folder.glob("copy.sqlite*"):
            file.unlink()
        return self.opened(self.folder / "copy", "copy.sqlite")

    # what the settings say

    def opened(self, write: Path | None = None, journal: str = "journal.sqlite") -> Service:
        """Open the service; the first time, somebody signs in."""
        service = super().opened(write, journal)
        settings = load(self.folder / f"{journal}.toml", {})
        secrets = secrets_of(settings)
        if secrets.get(f"{self.kind}:{NAME}") is not None:
            return service
        service.close()
        wire = self._wire(write)
        (account,) = settings.accounts
        self.sign_in(self.account(account.options, secrets), wire)
        return super().opened(write, journal)

    def _wire(self, write: Path | None) -> Any:
        return self.wire if write in (None, self.write) else self.spare

    def _account(self, write: Path) -> Sequence[str]:
        named = f'kind = "{self.kind}"', 'read = ["primary"]', 'write = "Relances"'
        return *named, *self.elsewhere(self._wire(write), write)

    def costs_one_request_a_calendar(self, turn: Turn) -> None:
        """Hold a pass in which nothing changed to one request for each calendar."""
        self.wire.forget()
        report = self.service.run(turn.now)
        assert not report.planned
        assert [one.op for one in self.wire.requests] == [self.quiet] * 2
        self.wire.forget()


def rehearsed(
    make: Callable[..., ProviderRehearsal],
    wire_of: Callable[..., Any],
    folder: Path,
    name: str,
    days: int,
    *,
    since_start: int = 0,
    seed: int | None = None,
) -> Counter[str]:
    """Live through a scenario; `since_start` is how many days after its beginning."""
    scenario = Scenario.named(name)
    first = scenario.first_day + since_start * DAY
    extra = b"" if seed is None else scarce(Random(seed), first, days + 60, scenario.zone)
    owner = scenario.told["owner"]["email"]
    with wire_of(email=owner, zone=scenario.zone.key) as wire, wire_of(email=owner) as spare:
        rehearsal = make(folder / "life", scenario, wire, spare, extra=extra, known_ahead=AHEAD)
        try:
            moments = instants(first, days, scenario.zone, seed or 0)
            return live(rehearsal, moments, rehearsal.costs_one_request_a_calendar)
        finally:
            rehearsal.service.close()
