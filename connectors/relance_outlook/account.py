"""One account of Outlook: what the settings name of it, opened with what is kept of its sign-in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from relance.accounts.absent import Absent
from relance.accounts.options import EVERY
from relance.errors import NeedsPerson
from relance_outlook import calendars as lists
from relance_outlook import scopes
from relance_outlook.auth import Token, Way, opened
from relance_outlook.calendar import OutlookFollowUps
from relance_outlook.checks import look_over, place
from relance_outlook.client import Client
from relance_outlook.kept import (
    Kept,
    check_awake,
    kept_in,
    name_of,
    remember,
    renew,
    rest,
    resting,
)
from relance_outlook.reading import OutlookCalendar
from relance_outlook.signing import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from relance.ports import Asking, Calendar, Check, Offered, WritableCalendar
    from relance_outlook.options import Options

TAKE_BACK = (
    "Microsoft lets no app take its own permission back. To do it yourself: a personal account at "
    "https://account.live.com/consent/Manage, one of work or school at "
    "https://myapplications.microsoft.com"
)
_WRITE = "write:"  # begins what the calendar of follow-ups is kept under
_ID = 60  # characters; ids are longer, and names are not that long in one word
_MADE_UP = "outlook_"  # begins the address of a mailbox whose owner signs in with another one


class OutlookAccount:
    """The calendars of one account of Outlook; opened when they are wanted."""

    def __init__(self, way: Way, options: Options) -> None:
        self._way, self._options = way, options
        self._open: Client | None = None

    @property
    def name(self) -> str:
        """Return the name given in the settings."""
        return self._way.account

    def calendars(self) -> Sequence[Calendar]:
        """Return the calendars to read; Outlook is asked for names that it was never asked for."""
        client, kept = self._opened()
        known = {name: ref for name, ref in kept.places.items() if not name.startswith(_WRITE)}
        found = lists.chosen(client, self._options.read, known)
        asked = (scopes.PRIMARY, EVERY)
        names = {one.wanted: one.ref for one in found if one.ref and one.wanted not in asked}
        self._remember(kept, names)
        once: dict[str, Calendar] = {}
        for one in found:
            ref = _plain(one.ref, kept)
            if one.missing:
                once[one.wanted] = Absent(self.name, one.wanted, one.missing)
            else:
                once.setdefault(ref, OutlookCalendar(client, ref, one.name))
        return list(once.values())

    def follow_ups(self) -> WritableCalendar | None:
        """Return the calendar for follow-ups, made when there never was one."""
        wanted = self._options.write
        if wanted is None:
            return None
        client, kept = self._opened()
        if wanted == scopes.PRIMARY:
            return OutlookFollowUps(client, wanted, wanted)
        ref = kept.places.get(_WRITE + wanted) or self._found_once(client, wanted)
        return OutlookFollowUps(client, _plain(ref, kept), wanted)

    def writes_into(self) -> str | None:
        """Return the id of the calendar of follow-ups, as far as it was found; ask nobody."""
        kept = kept_in(self._way.secrets, self.name)
        ref = kept.places.get(f"{_WRITE}{self._options.write}") if kept is not None else None
        return f"{self.name}:{_plain(ref, kept)}" if ref and kept else None

    def written_before(self, calendar: str) -> WritableCalendar | None:
        """Return a calendar of this account that follow-ups went into before, by its id."""
        ref = calendar.removeprefix(f"{self.name}:")
        if ref == calendar:
            return None
        client, kept = self._opened()
        names = (name for name, there in kept.places.items() if there == ref)
        return OutlookFollowUps(client, ref, next(names, ref).removeprefix(_WRITE))

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
        client = self._client(lambda renew: kept.access)  # noqa: ARG005 - it is good for an hour
        try:
            main = client.ask("GET", "me/calendar?$select=id,owner")
            kept = replace(kept, main=_text(main, "id"), address=_address(main, kept.address))
            if before is not None:
                kept = replace(kept, places=self._places(before, kept, client))
        finally:
            client.close()
        renew(self._way.secrets, self.name, kept, before)
        self._open = None

    def sign_out(self) -> str | None:
        """Forget the sign-in; return how the person takes the permission back at Microsoft."""
        self._open = None
        with self._way.alone():  # nobody renews it meanwhile, and keeps it again
            there = self._way.secrets.get(name_of(self.name)) is not None
            self._way.secrets.forget(name_of(self.name))
        return TAKE_BACK if there else None

    def offered(self) -> Sequence[Offered]:
        """Return the calendars to choose from, the main one first."""
        return lists.offered(self._opened()[0])

    def address(self) -> str:
        """Return the person's own email address."""
        kept = kept_in(self._way.secrets, self.name)
        return kept.address if kept is not None and "@" in kept.address else ""

    def checks(self, now: datetime) -> Iterator[Check]:
        """Yield what was looked at, in the order in which to mend it; by the real clock."""
        del now
        return look_over(self._way, self._options.endpoint, self.offered, self._place_looked_at)

    def _place_looked_at(self, there: Sequence[Offered]) -> Iterator[Check]:
        """Yield how the calendar of follow-ups stands, if there is to be one."""
        wanted, kept = self._options.write, self._opened()[1]
        if wanted is not None:
            known = wanted if wanted == scopes.PRIMARY else kept.places.get(_WRITE + wanted, "")
            yield place(self.name, wanted, _plain(known, kept), there)

    def _opened(self) -> tuple[Client, Kept]:
        """Return the way to Outlook; raise NeedsPerson when nobody is signed in as is needed."""
        kept = opened(self._way)
        if self._open is None:
            self._open = self._lasting()
        return self._open, kept

    def _lasting(self) -> Client:
        """Return a client that keeps and heeds what every process comes to know of a rest."""
        secrets, name, now = self._way.secrets, self.name, self._way.now
        return self._client(
            Token(self._way),
            paused=lambda wait, why: rest(secrets, name, now() + wait, why),
            resting=lambda: resting(secrets, name, now()),
        )

    def _client(self, token: Callable[[bool], str], **given: Any) -> Client:
        return Client(token, account=self.name, endpoint=self._options.endpoint, **given)

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
                "this is another account of Microsoft than the one that was connected.",
                where=self._way.where,
                remedy="Sign in with that one; or connect this one under another --name.",
            )
        there = {one.ref for one in lists.offered(client)}
        return {
            name: ref
            for name, ref in before.places.items()
            if _plain(ref, kept) in there or (before.ended and name.startswith(_WRITE))
        }

    def _found_once(self, client: Client, wanted: str) -> str:
        """Find or make the calendar for follow-ups, while no other process does."""
        with self._way.secrets.alone(f"{name_of(self.name)}:calendar"):
            kept = self._opened()[1]  # another one may have made it meanwhile
            ref = kept.places.get(_WRITE + wanted)
            if ref is None:
                self._look_for(client, wanted)
                ref = lists.dedicated(client, wanted)
                self._remember(kept, {_WRITE + wanted: ref})
        return ref

    def _look_for(self, client: Client, wanted: str) -> None:
        """Raise NeedsPerson for an id that there is not: it would become the name of a new one."""
        if len(wanted) < _ID or " " in wanted:
            return
        if all(one.ref != wanted for one in lists.offered(client)):
            raise NeedsPerson(
                "there is no calendar with this id.",
                where=f"{wanted[:20]}… ({self.name})",
                remedy="Correct `write` of this account in the settings, or say another --write.",
            )


def _plain(ref: str, kept: Kept) -> str:
    """Return an id as calendars are known by: the main one has two."""
    return scopes.PRIMARY if ref == kept.main else ref


def _address(main: Mapping[str, Any], signed_in_as: str) -> str:
    """Return the owner's address: the mailbox's own, unless Microsoft made it up."""
    owner = main.get("owner")
    told = _text(owner, "address") if isinstance(owner, dict) else ""
    made_up = told.casefold().startswith(_MADE_UP) and "@" in signed_in_as
    return told if "@" in told and not made_up else signed_in_as


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) and value.isprintable() else ""
