"""Settings → everything wired together."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from relance.connectors import FailedAccount, open_accounts
from relance.errors import RelanceError
from relance.journal.calendar import JournalCalendar
from relance.model import Fate, Warned
from relance.ports import Calendar, SignedIn, Subscribable
from relance.service.setup import secrets_of
from relance.service.subscriptions import Source
from relance.service.unreachable import Unreachable
from relance.sync import House
from relance.sync.left import CALLED, WROTE_BEFORE
from relance.sync.pull import WARNED
from relance.writing.render import Templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from relance.connectors import Opening
    from relance.journal import Journal
    from relance.model import Owner
    from relance.ports import Account, WritableCalendar
    from relance.settings import Settings


FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC"})  # where a text without a language is French
SHIPPED = "The shipped texts are used; the settings name the place as writing.templates."
WRITTEN_INTO = "follow-ups-id"  # the fact that holds where follow-ups are written
ADDRESS = "address:"  # begins the facts of what each account knows its owner by
TOLD = "told:"  # begins the facts of what the settings said of each account
LEFT = "follow-ups-left:"  # begins the facts of places where they were written before


@dataclass(frozen=True, slots=True)
class Opened:
    """The house, the accounts that could not be opened, and templates that could not be read.

    `sources` tell for every account which of its calendars can tell of their changes.
    """

    house: House
    failures: tuple[RelanceError, ...]
    unread: tuple[Warned, ...] = ()
    sources: tuple[Source, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)  # of the owner, by account
    told: Mapping[str, list[str]] = field(
        default_factory=dict
    )  # what to read and write, by account
    accounts: tuple[Account, ...] = ()

    def begin(self, journal: Journal) -> None:
        """Note in a journal what the settings name, and let go of what they name no more."""
        names = {calendar.id: calendar.name for calendar in journal.calendars()}
        for calendar in self.not_named(journal):
            let_go(journal, calendar)
        if self.house.unreachable is None:
            self._note(journal, names)
        for account, address in self.addresses.items():
            if journal.fact(f"{ADDRESS}{account}") != address:
                journal.set_fact(f"{ADDRESS}{account}", address)
        for name in () if self.failures else self.told.keys() - self._same(journal):
            journal.set_fact(f"{TOLD}{name}", self.told[name])

    def not_named(self, journal: Journal) -> list[str]:
        """Return the calendars of a journal that the settings name no more.

        They are those of accounts that are no more, and, while no account fails, those of an
        account of which the settings say something new, and the one that follow-ups went into.
        """
        staying = self.told.keys() if self.failures else self._same(journal)
        before = None if self.failures else journal.fact(WRITTEN_INTO)
        named = {JournalCalendar.id, self.house.follow_ups.id}
        named |= {calendar.id for calendar in self.house.calendars}
        others = [calendar.id for calendar in journal.calendars() if calendar.id not in named]
        return [
            one
            for one in others
            if one == before or not any(one.startswith(f"{name}:") for name in staying)
        ]

    def _same(self, journal: Journal) -> set[str]:
        """Return the accounts of which the settings say what they said before."""
        return {name for name, told in self.told.items() if journal.fact(f"{TOLD}{name}") == told}

    def template_faults(self, folder: Path | None) -> tuple[Warned, ...]:
        """Return what is wrong with the person's own templates, as far as it was met."""
        if folder is None or self.house.templates is None:
            return ()
        broken = (
            Warned(str(folder / f.where), f.what, f.remedy) for f in self.house.templates.faults
        )
        return (*self.unread, *broken)

    def _note(self, journal: Journal, names: Mapping[str, str]) -> None:
        before, now = journal.fact(WRITTEN_INTO), self.house.follow_ups.id
        if before == now:
            return
        with journal.writing():
            if before is not None and before in standing_in(journal):
                journal.set_fact(f"{LEFT}{before}", value=True)
                journal.set_fact(WROTE_BEFORE, before)
                journal.set_fact(f"{CALLED}{before}", _called(before, names.get(before, "")))
            journal.set_fact(f"{LEFT}{now}", None)
            journal.set_fact(WRITTEN_INTO, now)


def _called(calendar: str, name: str) -> str:
    """Return what to call a calendar that is written no more: a file or folder by its path."""
    account, _, place = calendar.partition(":")
    if not name or Path(place).exists():
        return place or calendar
    return f"{name} ({account})"


def let_go(journal: Journal, calendar: str) -> None:
    """Have a journal forget what a calendar holds; what was done and said stays."""
    with journal.writing():
        journal.forget(calendar)
        journal.set_fact(f"{WARNED}{calendar}", None)
        journal.set_fact("planned-at", None)


def standing_in(journal: Journal) -> set[str]:
    """Return the calendars in which follow-ups stand, as far as the journal knows."""
    rows = journal.ledger().values()
    left = {name.removeprefix(LEFT) for name in journal.facts(LEFT)}
    return left | {row.calendar for row in rows if row.fate is Fate.STANDS}


def open_house(settings: Settings, journal: Journal) -> Opened:
    """Wire settings, journal and accounts together; one failing account stops no other.

    Follow-ups that have a calendar of their own never go anywhere else: when it does not open,
    nothing is written.
    """
    found = _Found()
    own = own_templates(settings.templates)
    for opening in open_accounts(settings, secrets_of(settings)):
        found.take(opening, journal)
    house = House(
        journal=journal,
        calendars=tuple(found.calendars.values()),
        follow_ups=found.follow_ups or JournalCalendar(journal),
        owner=also_known_as(settings.owner, found.addresses.values()),
        rules=settings.rules(),
        sequence=settings.sequence,
        known=settings.company,
        digest=" ".join([settings.digest(), *sorted(set(found.addresses.values()))]),
        language=settings.language,
        fallback_language="fr" if settings.place.country in FRENCH else "en",
        all_day=settings.all_day,
        steps_ahead=settings.steps_ahead,
        templates=Templates(own.texts),
        unreachable=found.unreachable,
    )
    told = {one.name: [*one.options.get("read", ()), one.write or ""] for one in settings.accounts}
    return Opened(
        house,
        tuple(found.failures),
        own.unread,
        tuple(found.sources),
        found.addresses,
        told,
        tuple(found.accounts),
    )


def address_of(account: Account) -> str:
    """Return what an account knows its owner by, where somebody signs in to it."""
    return account.address() if isinstance(account, SignedIn) else ""


def also_known_as(owner: Owner, addresses: Iterable[str]) -> Owner:
    """Return the owner with the addresses that their accounts know them by."""
    new = sorted({one for one in addresses if one and not owner.is_me(one)})
    return replace(owner, emails=(*owner.emails, *new)) if new else owner


class _Found:
    """What the accounts offer."""

    def __init__(self) -> None:
        self.calendars: dict[str, Calendar] = {}
        self.follow_ups: WritableCalendar | None = None
        self.unreachable: RelanceError | None = None
        self.failures: list[RelanceError] = []
        self.sources: list[Source] = []
        self.addresses: dict[str, str] = {}
        self.accounts: list[Account] = []

    def take(self, opening: Opening, journal: Journal) -> None:
        """Take what one account offers; what it could not is told."""
        self._take_address(opening, journal)
        writes = opening.settings.options.get("write") is not None
        if isinstance(opening, FailedAccount):
            self._failed(opening.error, opening.settings.name, journal, writes=writes)
            self.sources.append(Source(opening.settings.name))
            return
        account, found, whole = opening.account, list[Calendar](), True
        self.accounts.append(account)
        try:
            own = account.follow_ups()
            self.follow_ups = own or self.follow_ups
            found += [own] if own is not None else []
        except RelanceError as error:
            self._failed(error, account.name, journal, writes=writes)
            whole = False
        try:
            read = account.calendars()
            self.calendars |= {calendar.id: calendar for calendar in read}
            found += read
        except RelanceError as error:
            self._failed(error, account.name, journal, writes=False)
            whole = False
        telling = {one.id: one for one in found if isinstance(one, Subscribable)}
        self.sources.append(Source(account.name, tuple(telling.values()), whole))

    def _take_address(self, opening: Opening, journal: Journal) -> None:
        """Take what the owner is known by there; what it was before while nobody can say."""
        name, found = opening.settings.name, ""
        if not isinstance(opening, FailedAccount):
            with suppress(RelanceError):
                found = address_of(opening.account)
        found = found or journal.fact(f"{ADDRESS}{name}") or ""
        if found:
            self.addresses[name] = found

    def _failed(self, error: RelanceError, name: str, journal: Journal, *, writes: bool) -> None:
        if str(error) in map(str, self.failures):
            return  # for reading and for writing alike: told once
        self.failures.append(error)
        if writes:
            known = journal.fact(WRITTEN_INTO)
            self.unreachable = error
            self.follow_ups = Unreachable(known or f"account {name}", name, error)


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """The person's own templates, by `language/name.txt`, and what could not be read of them."""

    texts: Mapping[str, str]
    unread: tuple[Warned, ...] = ()


def own_templates(folder: Path | None) -> OwnTemplates:
    """Return the person's own templates; misplaced ones come along, to be told."""
    if folder is None:
        return OwnTemplates({})
    if not folder.is_dir():
        return OwnTemplates({}, (Warned(str(folder), "this is no folder of templates.", SHIPPED),))
    texts, unread = {}, []
    for file in sorted([*folder.glob("*.txt"), *folder.glob("*/*.txt")]):
        try:
            texts[file.relative_to(folder).as_posix()] = file.read_text("utf-8", "replace")
        except OSError as error:
            what = f"this template cannot be read: {error.strerror or error}."
            unread.append(Warned(str(file), what, SHIPPED))
    return OwnTemplates(texts, tuple(unread))
