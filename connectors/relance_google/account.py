"""One account of Google: what the settings name of it, opened with what is kept of its sign-in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from relance.accounts.absent import Absent
from relance.accounts.options import EVERY
from relance.errors import NeedsPerson, RelanceError
from relance_google import calendars as lists
from relance_google import places, scopes
from relance_google.auth import ask, credentials, passing, sign_out
from relance_google.calendar import GoogleCalendar, GoogleFollowUps
from relance_google.checks import look_over, place
from relance_google.client import Client
from relance_google.kept import (
    Kept,
    again,
    check_awake,
    end,
    kept_in,
    name_of,
    remember,
    renew,
    rest,
    resting,
)
from relance_google.translate import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from google.auth.credentials import Credentials

    from relance.ports import Asking, Calendar, Check, Offered, WritableCalendar
    from relance_google.options import Options
    from relance_google.way import Way

API = "https://www.googleapis.com/calendar/v3/"


class GoogleAccount:
    """The calendars of one account of Google; opened when they are wanted."""

    def __init__(self, way: Way, options: Options) -> None:
        self._way, self._options = way, options
        self._open: Client | None = None

    @property
    def name(self) -> str:
        """Return the name given in the settings."""
        return self._way.account

    def calendars(self) -> Sequence[Calendar]:
        """Return the calendars to read; Google is asked for names that it was never asked for."""
        client, kept = self._opened()
        found = lists.chosen(client, self._options.read, places.names_to_read(kept.places))
        names = {one.wanted: one.ref for one in found if _is_name(one.wanted) and one.ref}
        self._remember(kept, names)
        once: dict[str, Calendar] = {}
        for one in found:
            ref = _plain(one.ref, kept)
            if one.missing:
                once[one.wanted] = Absent(self.name, one.wanted, one.missing)
            else:
                once.setdefault(ref, GoogleCalendar(client, ref, one.name))
        return list(once.values())

    def follow_ups(self) -> WritableCalendar | None:
        """Return the calendar for follow-ups, made when there never was one."""
        wanted = self._options.write
        if wanted is None:
            return None
        client, kept = self._opened()
        if wanted == scopes.PRIMARY:
            return GoogleFollowUps(client, wanted, wanted)
        known = places.place(kept.places, wanted)
        if known is not None:
            return GoogleFollowUps(client, _plain(known.ref, kept), known.name)
        found = self._found_once(client, wanted)
        if found.name.casefold() != wanted.casefold():
            return places.Renamed(client, found, wanted)
        return GoogleFollowUps(client, _plain(found.ref, kept), found.name)

    def writes_into(self) -> str | None:
        """Return the id of the calendar of follow-ups, as far as it was found; ask nobody."""
        kept, wanted = kept_in(self._way.secrets, self.name), self._options.write
        known = places.place(kept.places, wanted) if kept is not None and wanted else None
        return f"{self.name}:{_plain(known.ref, kept)}" if known and kept else None

    def written_before(self, calendar: str) -> WritableCalendar | None:
        """Return a calendar of this account that follow-ups went into before, by its id."""
        ref = calendar.removeprefix(f"{self.name}:")
        if ref == calendar:
            return None
        client, kept = self._opened()
        kind = places.Shut if ref in places.shut(kept.places) else GoogleFollowUps
        return kind(client, ref, places.name_of(kept.places, ref))

    def sign_in(self, asking: Asking) -> None:
        """Let the person sign in, and keep what opens the account from then on.

        Raises NeedsPerson, with all as it was, when they signed in as somebody else than before,
        and Temporary, before anybody is asked, while the account rests.
        """
        check_awake(self._way.secrets, self.name, self._way.now())
        before = None
        with suppress(NeedsPerson):  # what cannot be read is written over
            before = kept_in(self._way.secrets, self.name)
        kept = ask(self._way, asking)
        client = self._client(passing(kept.access))
        try:
            primary = client.ask(
                lambda service: service.calendarList().get(
                    calendarId=scopes.PRIMARY, fields="id,timeZone"
                )
            )
            kept = replace(kept, who=text_of(primary, "id"), zone=text_of(primary, "timeZone"))
            if before is not None:
                kept = replace(kept.after(before), places=self._places(before, kept, client))
        finally:
            client.close()
        renew(self._way.secrets, self.name, kept, before)
        self._open = None

    def sign_out(self) -> None:
        """Take the permission back at Google, and forget it here in any case."""
        self._open = None
        sign_out(self._way)

    def offered(self) -> Sequence[Offered]:
        """Return the calendars to choose from, the primary one first."""
        return lists.offered(self._opened()[0])

    def address(self) -> str:
        """Return the person's own email address, which is the id of their main calendar."""
        kept = kept_in(self._way.secrets, self.name)
        return kept.who if kept is not None and "@" in kept.who else ""

    def checks(self, now: datetime) -> Iterator[Check]:
        """Yield what was looked at, in the order in which to mend it; by the real clock."""
        del now
        yield from look_over(
            self._way, self._options.api_endpoint or API, self.offered, self._place_looked_at
        )
        with suppress(RelanceError):  # whatever it is was told above
            client, kept = self._opened()
            if places.shut(kept.places):
                there = lists.offered(client, hidden=True)
                yield from places.told_of_shut(kept.places, there)

    def _place_looked_at(self) -> Iterator[Check]:
        """Yield how the calendar of follow-ups stands, if there is to be one."""
        client, kept = self._opened()
        if self._options.write is not None:
            yield from place(client, self._options.write, kept)

    def _opened(self) -> tuple[Client, Kept]:
        """Return the way to Google; raise NeedsPerson when nobody is signed in as is needed."""
        opening = credentials(self._way)
        kept = kept_in(self._way.secrets, self.name)
        if kept is None:
            raise NeedsPerson(
                "nobody is signed in.", where=self._way.where, remedy=again(self.name)
            )
        if self._open is None:
            self._open = self._lasting(opening)
        return self._open, kept

    def _lasting(self, opening: Credentials) -> Client:
        """Return a client that keeps what it comes to know of the sign-in."""
        secrets, name = self._way.secrets, self.name
        return self._client(
            opening,
            ended=lambda error: end(secrets, name, error.what, str(opening.token)),
            paused=lambda wait, why: rest(secrets, name, self._way.now() + wait, why),
            resting=lambda: resting(secrets, name, self._way.now()),
        )

    def _client(self, opening: Credentials, **given: Any) -> Client:
        endpoint = self._options.api_endpoint or None
        return Client(opening, account=self.name, endpoint=endpoint, **given)

    def _remember(self, kept: Kept, found: Mapping[str, str]) -> None:
        if not found.items() <= kept.places.items():
            remember(self._way.secrets, self.name, found)

    def _places(self, before: Kept, kept: Kept, client: Client) -> Mapping[str, str]:
        """Return where the calendars are that were known before.

        Who signs in again though nothing was wrong with the sign-in wants the calendar of
        follow-ups made anew if it is gone.
        """
        if before.who and kept.who != before.who:
            raise NeedsPerson(
                "this is another account of Google than the one that was connected.",
                where=self._way.where,
                remedy="Sign in with that one; or connect this one under another --name.",
            )
        there = lists.offered(client, hidden=True)
        found = places.still_there(before.places, there, missed=bool(before.ended))
        if before.client_id == kept.client_id:
            return found
        return places.shut_now(client, found, there)

    def _found_once(self, client: Client, wanted: str) -> places.Place:
        """Find or make the calendar for follow-ups, while no other process does."""
        with self._way.secrets.alone(f"{name_of(self.name)}:calendar"):
            kept = self._opened()[1]  # another one may have made it meanwhile
            found = places.place(kept.places, wanted)
            if found is None:
                found = self._found_or_made(client, wanted, kept)
                self._remember(kept, found.kept(wanted))
        return found

    def _found_or_made(self, client: Client, wanted: str, kept: Kept) -> places.Place:
        """Return the calendar for follow-ups: the one that was named, or one of ours."""
        if scopes.is_dedicated(wanted):
            return places.dedicated(client, wanted, kept.zone or "UTC")
        there, plain = lists.offered(client, hidden=True), _plain(wanted, kept)
        found = next((one for one in there if one.ref == plain), None)
        if found is None:
            raise places.no_place(self.name, wanted, "there is no calendar with this id.")
        if not found.writable:
            raise places.no_place(
                self.name,
                wanted,
                "this calendar belongs to somebody else, and relance asks Google to write into "
                "calendars of your own alone.",
            )
        return places.Place(found.ref, wanted)


def _is_name(wanted: str) -> bool:
    """Say whether Google has to be asked which calendar is meant."""
    return "@" not in wanted and wanted not in (scopes.PRIMARY, EVERY)


def _plain(ref: str, kept: Kept) -> str:
    """Return an id as calendars are known by: the main one has two."""
    return scopes.PRIMARY if ref == kept.who else ref
