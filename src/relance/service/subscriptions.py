"""Calendars that tell over the web that they changed: subscribed to, kept up, and given up.

A subscription stands in the journal before it is asked for, so that none is lost track of. Its
token derives from its name and a key; the key alone is secret, and rests with the sign-ins.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from relance.accounts.sign_ins import real_now
from relance.errors import NeedsPerson, RelanceError, Temporary
from relance.model import Warned
from relance.service.subscribed import LONGEST, Kept, Shelf
from relance.service.tokens import key_in, mark_of, token_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from relance.journal import Journal
    from relance.ports import Secrets, Subscribable

    Telling: TypeAlias = Mapping[str, tuple["Source", Subscribable]]

QUIET = timedelta(minutes=10)  # a first message comes at once; by then something is in its way


@dataclass(frozen=True, slots=True)
class Source:
    """An account of the settings, with those of its calendars that can tell of their changes.

    `whole` says that all its calendars are known just now.
    """

    account: str
    calendars: tuple[Subscribable, ...] = ()
    whole: bool = False


class Subscriptions:
    """The subscriptions of a journal, and every account of the settings that it is kept for."""

    def __init__(
        self,
        journal: Journal,
        secrets: Secrets,
        sources: Sequence[Source],
        now: Callable[[], datetime] = real_now,
    ) -> None:
        self._shelf, self._secrets, self._now = Shelf(journal), secrets, now
        self._sources = {source.account: source for source in sources}

    @property
    def calendars(self) -> tuple[Subscribable, ...]:
        """Return the calendars that can tell of their changes, each once."""
        return tuple(calendar for _, calendar in self._telling().values())

    def key(self) -> bytes:
        """Return the key of all tokens, made when there is none that can be read."""
        return key_in(self._secrets)

    def keep(self, address: str, key: bytes, *, at_once: bool = False) -> list[RelanceError]:
        """Have every calendar tell of its changes at this address; return what was refused now.

        Without an address no calendar shall tell of them. What ends is renewed, or followed by
        another that stands before it goes. Who refused is asked again after a while, or `at_once`.
        What nobody wants any more is given up.
        """
        refused, now = [], self._now()
        telling = self._telling() if address else {}
        self._make_room(telling, address, key)
        for source, calendar in telling.values():
            good = self._serving(calendar.id, address, key)
            ending = good is None or good.is_ending(now)
            if ending and (at_once or not self._shelf.is_refused(calendar.id, now)):
                error = self._go_on(source, calendar, good, address, key)
                refused += [error] if error is not None else []
        self._shelf.let_go(but=telling)
        self._clear(telling, address, key)
        return refused

    def _make_room(self, telling: Telling, address: str, key: bytes) -> None:
        """Give up what serves no more: a provider may have room for one subscription alone."""
        now, mark = self._now(), mark_of(key)
        for kept in self._shelf.kept():
            known = kept.calendar in telling and kept.resource and kept.end > now
            if known and not kept.serves(address, mark, now):
                self._give_up(kept)

    def _clear(self, telling: Telling, address: str, key: bytes) -> None:
        """Give up or forget what nobody wants any more."""
        now = self._now()
        for kept in self._shelf.kept():
            source_of = self._sources.get(kept.account)
            if source_of is None or kept.end <= now:
                self._shelf.forget(kept)
            elif kept.calendar in telling:
                best = self._serving(kept.calendar, address, key)
                if best is None or kept.id != best.id:
                    self._give_up(kept)
            elif source_of.whole:
                self._give_up(kept)

    def end(self, account: str | None = None) -> list[RelanceError]:
        """Give up every subscription, or those of one account; return what stood in the way.

        All are forgotten: one that could not be given up ends by itself, within a week.
        """
        mine = [kept for kept in self._shelf.kept() if account in (None, kept.account)]
        errors = [error for kept in mine if (error := self._give_up(kept)) is not None]
        for kept in mine:
            self._shelf.forget(kept)
        self._shelf.let_go(account)
        return errors

    def has_any(self, account: str) -> bool:
        """Say whether an account has subscriptions."""
        return any(kept.account == account for kept in self._shelf.kept())

    def heard(self, names: Collection[str], lost: Collection[str] = ()) -> None:
        """Note that messages of these subscriptions came, and that some of them are lost."""
        for kept in self._shelf.kept():
            if kept.id in names:
                known = replace(kept, heard=True, lost=kept.lost or kept.id in lost)
                if known != kept:
                    self._shelf.keep(known)

    def standing(self) -> int:
        """Return how many calendars tell of their changes."""
        now = self._now()
        return len(
            {kept.calendar for kept in self._shelf.kept() if kept.resource and kept.end > now}
        )

    def warnings(self) -> Iterator[Warned]:
        """Yield which calendars do not tell of their changes, and why."""
        yield from self._shelf.refusals()
        now = self._now()
        silent = [
            kept
            for kept in self._shelf.kept()
            if kept.resource and not kept.heard and now - kept.begun > QUIET and kept.end > now
        ]
        if silent:
            yield Warned(
                silent[0].address,
                f"no message has come here for {len(silent)} calendars, not even the first one, "
                "that comes at once; changes wait for the next pass.",
                "Look at your web server: docs/push.md shows how it hands messages on.",
            )

    def _telling(self) -> Telling:
        return {c.id: (source, c) for source in self._sources.values() for c in source.calendars}

    def _serving(self, calendar: str, address: str, key: bytes) -> Kept | None:
        """Return the subscription to a calendar that serves longest."""
        now, mark = self._now(), mark_of(key)
        kept = (one for one in self._shelf.kept() if one.calendar == calendar)
        good = [one for one in kept if one.serves(address, mark, now)]
        return max(good, key=lambda one: (not one.lost, one.end), default=None)

    def _go_on(
        self, source: Source, calendar: Subscribable, good: Kept | None, address: str, key: bytes
    ) -> RelanceError | None:
        """Renew a subscription to a calendar, or make another; return why neither went well."""
        if good is None:
            return self._subscribe(source, calendar, address, key)
        now = self._now()
        try:
            made = calendar.renew(good.subscription)
        except RelanceError as error:
            self._shelf.refused(source.account, calendar.id, error, now)
            return error
        if made is None:
            return self._subscribe(source, calendar, address, key)
        until = made.until.isoformat()
        self._shelf.keep(replace(good, since=now.isoformat(), until=until, lost=False))
        self._shelf.accepted(calendar.id)
        return None

    def _subscribe(
        self, source: Source, calendar: Subscribable, address: str, key: bytes
    ) -> RelanceError | None:
        """Subscribe to a calendar; return why not."""
        now, name = self._now(), uuid.uuid4().hex
        until = now + LONGEST
        account, mark = source.account, mark_of(key)
        asked = Kept(name, account, calendar.id, address, mark, now.isoformat(), until.isoformat())
        self._shelf.keep(asked)
        try:
            made = calendar.subscribe(name, address, token_of(key, name))
        except RelanceError as error:
            self._shelf.refused(account, calendar.id, error, now)
            if not isinstance(error, Temporary) or self._is_unsure(asked):
                self._shelf.forget(asked)
            return error
        known = replace(asked, resource=made.resource, heard=made.heard)
        self._shelf.keep(replace(known, until=made.until.isoformat()))
        self._shelf.accepted(calendar.id)
        return None

    def _is_unsure(self, asked: Kept) -> bool:
        """Say whether there is one already of which nobody knows whether it began.

        One is kept to be given up later; of a provider that is out of reach for hours, the others
        would be many, and none of them has begun.
        """
        others = (kept for kept in self._shelf.kept() if kept.id != asked.id)
        return any(kept.calendar == asked.calendar and not kept.resource for kept in others)

    def _give_up(self, kept: Kept) -> RelanceError | None:
        """End a subscription, and forget it unless that may go well later; return why not."""
        source = self._sources.get(kept.account)
        known = replace(kept, resource=kept.resource or self._resource(kept.calendar))
        if source is None or not source.calendars or not known.resource:
            return None
        try:
            source.calendars[0].unsubscribe(known.subscription)
        except RelanceError as error:
            if not isinstance(error, Temporary | NeedsPerson):
                self._shelf.forget(kept)
            return error
        self._shelf.forget(kept)
        return None

    def _resource(self, calendar: str) -> str:
        """Return what a calendar calls itself, from another subscription to it."""
        others = (kept for kept in self._shelf.kept() if kept.calendar == calendar)
        return next((kept.resource for kept in others if kept.resource), "")
