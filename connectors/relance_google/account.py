"""One account of Google: what the settings name of it, opened with what is kept of its sign-in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from relance.errors import NeedsPerson
from relance_google import calendars as lists
from relance_google import scopes
from relance_google.auth import Way, ask, credentials, passing, sign_out
from relance_google.calendar import Absent, GoogleCalendar, GoogleFollowUps
from relance_google.checks import look_over
from relance_google.client import Client
from relance_google.kept import Kept, again, end, keep, kept_in, name_of, remember, rest
from relance_google.translate import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from google.auth.credentials import Credentials

    from relance.ports import Asking, Calendar, Check, Offered, WritableCalendar
    from relance_google.options import Options

API = "https://www.googleapis.com/calendar/v3/"
_WRITE = "write:"  # begins what the calendar of follow-ups is kept under


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
        known = {name: ref for name, ref in kept.places.items() if not name.startswith(_WRITE)}
        found = lists.chosen(client, self._options.read, known)
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
        ref = kept.places.get(_WRITE + wanted) or self._found_once(client, wanted)
        return GoogleFollowUps(client, _plain(ref, kept), wanted)

    def written_before(self, calendar: str) -> WritableCalendar | None:
        """Return a calendar of this account that follow-ups went into before, by its id."""
        ref = calendar.removeprefix(f"{self.name}:")
        if ref == calendar:
            return None
        client, kept = self._opened()
        names = (name for name, there in kept.places.items() if there == ref)
        return GoogleFollowUps(client, ref, next(names, ref).removeprefix(_WRITE))

    def sign_in(self, asking: Asking) -> None:
        """Let the person sign in, and keep what opens the account from then on.

        Raises NeedsPerson, with all as it was, when they signed in as somebody else than before.
        """
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
        with self._way.alone():
            keep(self._way.secrets, self.name, kept)
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
        return look_over(self._way, self._options.api_endpoint or API, self.offered)

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
            left = kept.rests - self._way.now() if kept.rests else timedelta()
            if left > timedelta():
                self._open.pause(left)
        return self._open, kept

    def _lasting(self, opening: Credentials) -> Client:
        """Return a client that keeps what it comes to know of the sign-in."""
        secrets, name = self._way.secrets, self.name
        return self._client(
            opening,
            ended=lambda error: end(secrets, name, error.what, str(opening.token)),
            paused=lambda wait: rest(secrets, name, self._way.now() + wait),
        )

    def _client(self, opening: Credentials, **given: Any) -> Client:
        endpoint = self._options.api_endpoint or None
        return Client(opening, account=self.name, endpoint=endpoint, **given)

    def _remember(self, kept: Kept, places: Mapping[str, str]) -> None:
        if not places.items() <= kept.places.items():
            remember(self._way.secrets, self.name, places)

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
        there = {one.ref for one in lists.offered(client, hidden=True)}
        return {
            name: ref
            for name, ref in before.places.items()
            if ref in there or (before.ended and name.startswith(_WRITE))
        }

    def _found_once(self, client: Client, wanted: str) -> str:
        """Find or make the calendar for follow-ups, while no other process does."""
        with self._way.secrets.alone(f"{name_of(self.name)}:calendar"):
            kept = self._opened()[1]  # another one may have made it meanwhile
            ref = kept.places.get(_WRITE + wanted)
            if ref is None:
                ref = self._found_or_made(client, wanted, kept)
                self._remember(kept, {_WRITE + wanted: ref})
        return ref

    def _found_or_made(self, client: Client, wanted: str, kept: Kept) -> str:
        """Return the id of the calendar for follow-ups: the one that was named, or one of ours."""
        there = lists.offered(client, hidden=True)
        if not scopes.is_dedicated(wanted):
            plain = _plain(wanted, kept)
            found = next((one for one in there if one.ref == plain), None)
            if found is None:
                raise self._no_place(wanted, "there is no calendar with this id.")
            if not found.writable:
                raise self._no_place(
                    wanted,
                    "this calendar belongs to somebody else, and relance asks Google to write "
                    "into calendars of your own alone.",
                )
            return found.ref
        same_name = any(one.name.casefold() == wanted.casefold() for one in there)
        if same_name and lists.own(client) is None:
            raise self._no_place(
                wanted,
                "a calendar of yours has this name, and relance did not make it; to write into "
                "that one, name it by its id.",
            )
        return lists.dedicated(client, wanted, kept.zone or "UTC")

    def _no_place(self, wanted: str, what: str) -> NeedsPerson:
        remedy = "Correct `write` of this account in the settings, or say another --write."
        return NeedsPerson(what, where=f"{wanted} ({self.name})", remedy=remedy)


def _is_name(wanted: str) -> bool:
    """Say whether Google has to be asked which calendar is meant."""
    return "@" not in wanted and wanted not in (scopes.PRIMARY, lists.EVERY)


def _plain(ref: str, kept: Kept) -> str:
    """Return an id as calendars are known by: the main one has two."""
    return scopes.PRIMARY if ref == kept.who else ref
