"""Google Calendar keeps what every calendar promises, over the wire."""

from collections.abc import Iterator

import pytest

from google_hand import Desk, GoogleHand, at_a_desk
from google_wire import Habits, Wire
from relance.testing.contract import CalendarContract, WritableContract
from relance_google.calendar import GoogleCalendar, GoogleFollowUps


class TestFollowUps(WritableContract):
    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        with at_a_desk() as desk:
            yield desk

    @pytest.fixture
    def calendar(self, desk: Desk) -> GoogleFollowUps:
        return desk.follow_ups(desk.wire.mailbox.add_calendar("Relances"))

    @pytest.fixture
    def hand(self, desk: Desk, calendar: GoogleFollowUps) -> GoogleHand:
        return desk.hand(calendar.id.removeprefix("home:"))


class TestReading(CalendarContract):
    """The person's own calendar, from a Google that behaves otherwise where it may."""

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        habits = Habits(short_pages=3, empty_pages=True, repeats=True, full_stubs=True)
        with at_a_desk(Wire(habits=habits)) as desk:
            yield desk

    @pytest.fixture
    def calendar(self, desk: Desk) -> GoogleCalendar:
        return desk.reading()

    @pytest.fixture
    def hand(self, desk: Desk) -> GoogleHand:
        return desk.hand()
