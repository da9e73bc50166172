"""One account of a CalDAV server: what the settings name of it, opened with what is kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.accounts.absent import Absent
from relance.accounts.options import EVERY
from relance.errors import Conflict, NeedsPerson, Refused
from relance.model import Window
from relance.ports import Offered
from relance_caldav import bodies, places
from relance_caldav.addresses import joined, path_of
from relance_caldav.calendar import CaldavCalendar
from relance_caldav.checks import look_over
from relance_caldav.client import Client
from relance_caldav.discovery import OUR_PLACE, Discovery, starts
from relance_caldav.follow_ups import CaldavFollowUps
from relance_caldav.kept import BASIC, DIGEST, Kept, again, kept_in, name_of, remember, renew
from relance_caldav.options import PRIMARY
from relance_caldav.refusals import NotThere, SignedOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from relance.ports import Asking, Calendar, Check, Secrets
    from relance_caldav.discovery import Collection, Found
    from relance_caldav.options import Options

ADDRESS = "Address of the server, or your email address there:"
USER, PASSWORD = "User:", "App password:"
TAKE_BACK = "The server still takes the app password: to end that, delete it where you made it."


class CaldavAccount:
    """The calendars of one account of a CalDAV server; opened when they are wanted."""

    def __init__(self, name: str, options: Options, secrets: Secrets) -> None:
        self._name, self._options, self._secrets = name, options, secrets
        self._open: tuple[Client, Kept] | None = None

    @property
    def name(self) -> str:
        """Return the name given in the settings."""
        return self._name

    def calendars(self) -> Sequence[Calendar]:
        """Return the calendars to read; the server is asked for names not asked for before."""
        client, kept = self._opened()
        read = self._options.read
        asked = EVERY in read or any(one not in kept.places for one in read)
        there = self._collections() if asked else []
        found: dict[str, Calendar] = {}
        known: dict[str, str] = {}
        for wanted in read:
            if wanted == EVERY:
                continue
            place = kept.places.get(wanted) or places.meant(wanted, there)
            if place:
                known[wanted] = place
                name = places.named(place, there) or places.shown(wanted)
                found.setdefault(place, CaldavCalendar(client, place, name))
            else:
                why = places.missing(wanted, there)
                found.setdefault(wanted, Absent(self.name, wanted, why))
        for one in there if EVERY in read else ():
            found.setdefault(one.address, CaldavCalendar(client, one.address, one.name))
        self._remember(known)
        return list(found.values())

    def follow_ups(self) -> CaldavFollowUps | None:
        """Return the calendar for follow-ups, made when there never was one."""
        wanted = self._options.write
        if wanted is None:
            return None
        client, kept = self._opened()
        place = places.written(kept.places, wanted)
        if place is None:
            return self._found_once(client, wanted)
        return CaldavFollowUps(client, place, places.called(kept.places, wanted))

    def writes_into(self) -> str | None:
        """Return the id of the calendar of follow-ups, as far as it was found; ask nobody."""
        kept, wanted = kept_in(self._secrets, self.name), self._options.write
        place = places.written(kept.places, wanted) if kept is not None and wanted else None
        return f"{self.name}:{path_of(place)}" if place else None

    def written_before(self, calendar: str) -> CaldavFollowUps | None:
        """Return a calendar of this account that follow-ups went into before, by its id."""
        path = calendar.removeprefix(f"{self.name}:")
        if path == calendar:
            return None
        client, kept = self._opened()
        place = joined(kept.homes[0], path)
        return CaldavFollowUps(client, place, places.called_before(kept.places, path))

    def sign_in(self, asking: Asking) -> None:
        """Ask for what is not set, find the calendars, and keep what opens the account."""
        before = None
        with suppress(NeedsPerson):  # what cannot be read is written over
            before = kept_in(self._secrets, self.name)
        said = ("", "") if before is None else (before.address, before.user)
        address = self._options.address or said[0] or self._answer(asking, ADDRESS)
        user = self._options.user or said[1] or self._answer(asking, USER)
        password = self._answer(asking, PASSWORD, secret=True)
        kept, found = self._found(address, user, password)
        kept = replace(
            kept,
            address=found.address,
            homes=found.homes,
            server=self._options.server or found.server,
        )
        client = Client(self.name, kept)
        try:
            discovery = Discovery(client, insecure=self._options.insecure)
            there = {one.address: one.name for one in discovery.collections(kept.homes)}
        finally:
            client.close()
        if before is not None and before.user != kept.user:
            before = None
        if before is not None:
            kept = replace(kept, places=places.still_there(before.places, there))
        renew(self._secrets, self.name, kept, before)
        self._open = None

    def sign_out(self) -> str | None:
        """Forget the password; return that the person takes it back at the server."""
        self._open = None
        with self._secrets.alone(name_of(self.name)):
            there = self._secrets.get(name_of(self.name)) is not None
            self._secrets.forget(name_of(self.name))
        return TAKE_BACK if there else None

    def offered(self) -> Sequence[Offered]:
        """Return the calendars to choose from, the usual one first."""
        there = self._collections()
        names = [one.name for one in there]
        return [
            Offered(
                one.name if names.count(one.name) == 1 else path_of(one.address),
                one.name,
                one.primary,
                one.writable,
            )
            for one in there
        ]

    def address(self) -> str:
        """Return the person's own email address, where that is what they sign in with."""
        kept = kept_in(self._secrets, self.name)
        return kept.user if kept is not None and "@" in kept.user else ""

    def checks(self, now: datetime) -> Iterator[Check]:
        """Yield what was looked at, in the order in which to mend it."""
        window = Window.around(now, ZoneInfo("UTC"))
        return look_over(self._options, self._opened, self.calendars, self.follow_ups, window)

    def _opened(self) -> tuple[Client, Kept]:
        """Return the way to the server; raise NeedsPerson when nobody signed in."""
        kept = kept_in(self._secrets, self.name)
        if kept is None:
            raise NeedsPerson(
                "nobody is signed in.", where=f"account {self.name}", remedy=again(self.name)
            )
        if self._open is None or replace(self._open[1], places=kept.places) != kept:
            self._open = Client(self.name, kept), kept
        return self._open[0], kept

    def _answer(self, asking: Asking, question: str, *, secret: bool = False) -> str:
        answer = asking.answer(question, secret).strip() if asking.answer is not None else ""
        if not answer:
            raise NeedsPerson(
                "the server's address, a user and a password are needed.",
                where=f"account {self.name}",
                remedy=again(self.name),
            )
        return answer

    def _found(self, address: str, user: str, password: str) -> tuple[Kept, Found]:
        """Find the calendars, by either way to say a password."""
        insecure = self._options.insecure
        places = starts(address, insecure=insecure, account=self.name)
        refused: SignedOut | None = None
        for way in (BASIC, DIGEST):
            kept = Kept(places[0], user, password, way)
            client = Client(self.name, kept)
            try:
                return kept, Discovery(client, insecure=insecure).find(places)
            except SignedOut as error:
                refused = refused or error
            finally:
                client.close()
        assert refused is not None
        raise refused

    def _collections(self) -> list[Collection]:
        client, kept = self._opened()
        return Discovery(client, insecure=self._options.insecure).collections(kept.homes)

    def _remember(self, known: Mapping[str, str]) -> None:
        kept = self._opened()[1]
        if not known.items() <= kept.places.items():
            remember(self._secrets, self.name, known)

    def _found_once(self, client: Client, wanted: str) -> CaldavFollowUps:
        """Find or make the calendar for follow-ups, while no other process does."""
        with self._secrets.alone(f"{name_of(self.name)}:calendar"):
            known = self._opened()[1].places
            place = places.written(known, wanted)  # another one may have made it
            if place is not None:
                return CaldavFollowUps(client, place, places.called(known, wanted))
            found = self._found_or_made(client, wanted)
            found.prove()
            self._remember(places.to_write(wanted, found.address, found.name))
            return found

    def _found_or_made(self, client: Client, wanted: str) -> CaldavFollowUps:
        """Return the calendar that is meant, else the one that relance made, else a new one."""
        there = self._collections()
        place = places.meant(wanted, there)
        known = next((one for one in there if one.address == place), None)
        if known is not None and not known.writable:
            raise self._no_place(wanted, "you may not write into this calendar.")
        if place:
            return CaldavFollowUps(client, place, places.shown(wanted))
        if wanted.startswith("/") or "://" in wanted or wanted == PRIMARY:
            raise self._no_place(wanted, "there is no calendar at this address.")
        if sum(one.name == wanted for one in there) > 1:
            raise self._no_place(wanted, "several calendars have this name; give an address.")
        place = joined(self._opened()[1].homes[0], f"{OUR_PLACE}/")
        name = places.named(place, there)
        if name:  # made in an earlier life, and called otherwise then or by the person
            return places.Renamed(client, place, name, wanted)
        self._make(client, place, wanted)
        return CaldavFollowUps(client, place, wanted)

    def _make(self, client: Client, place: str, wanted: str) -> None:
        try:
            client.ask("MKCALENDAR", place, bodies.new_calendar(wanted), where=wanted)
        except (NotThere, Refused, Conflict) as error:
            discovery = Discovery(client, insecure=self._options.insecure)
            if discovery.is_calendar(place):  # made by an earlier try
                return
            raise NeedsPerson(
                "the server makes no calendar for relance.",
                where=f"{wanted} ({self.name})",
                remedy=f"Make one named {wanted} there yourself. {again(self.name)}",
            ) from error

    def _no_place(self, wanted: str, what: str) -> NeedsPerson:
        remedy = "Correct `write` of this account in the settings, or say another --write."
        return NeedsPerson(what, where=f"{wanted} ({self.name})", remedy=remedy)
