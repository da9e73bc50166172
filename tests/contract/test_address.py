"""A calendar at an address keeps what every calendar promises to whoever reads it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from at_an_address import at
from hostile_http import Asked, Hostile, Link, hostile
from hostile_http import calendar as answer
from relance.ical import calendar_bytes
from relance.model import Event
from relance.ports import Calendar
from relance.testing.contract import CalendarContract, Hand, Round, an_event
from relance.testing.series import STAMP, series_bytes
from relance_ics.feed import AddressCalendar


class FeedHand:
    """The person, in a calendar that a server shows under a secret address."""

    def __init__(self, server: Hostile) -> None:
        self._events: dict[str, tuple[Event, str, dict[str, Event]]] = {}
        server.act = self._show

    def put(self, event: Event, rule: str = "") -> None:
        known = self._events.get(event.uid)
        if event.recurrence_id is not None and known is not None:
            known[2][event.recurrence_id] = event
        else:
            self._events[event.uid] = (event, rule, {})

    def remove(self, uid: str) -> None:
        del self._events[uid]

    def _show(self, asked: Asked, link: Link) -> None:
        whole = b"".join(map(self._bytes, self._events)) or calendar_bytes([], stamp=STAMP)
        answer(whole)(asked, link)

    def _bytes(self, uid: str) -> bytes:
        event, rule, overrides = self._events[uid]
        return series_bytes(replace(event, recurrence_id=None), rule, list(overrides.values()))


class TestAddress(CalendarContract):
    @pytest.fixture
    def server(self) -> Iterator[Hostile]:
        with hostile() as server:
            yield server

    @pytest.fixture
    def hand(self, server: Hostile) -> FeedHand:
        return FeedHand(server)

    @pytest.fixture
    def calendar(self, server: Hostile, hand: FeedHand) -> AddressCalendar:
        assert hand is not None
        return at(server.at())

    def test_a_deleted_event_is_told_as_gone(self, calendar: Calendar, hand: Hand) -> None:
        """Only the second round without it is sure: servers leave things out for a moment."""
        hand.put(an_event())
        hand.put(an_event("two@person.example"))
        first = Round(calendar, None)
        refs = {event.uid: event.ref for event in first.events}
        hand.remove("one@person.example")
        second = Round(calendar, first.cursor)
        assert not second.gone
        third = Round(calendar, second.cursor)
        assert third.gone == [refs["one@person.example"]]
        assert not third.items
        assert not Round(calendar, third.cursor).gone
