"""Outlook keeps what every calendar promises, over the wire."""

from collections.abc import Iterator

import pytest

from graph_wire import Habits, Wire
from outlook_hand import Desk, OutlookHand, at_a_desk
from relance.testing.contract import CalendarContract, WritableContract
from relance_outlook.calendar import OutlookFollowUps
from relance_outlook.reading import OutlookCalendar


class TestFollowUps(WritableContract):
    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        with at_a_desk() as desk:
            yield desk

    @pytest.fixture
    def calendar(self, desk: Desk) -> OutlookFollowUps:
        return desk.follow_ups(desk.wire.mailbox.add_calendar("Relances"))

    @pytest.fixture
    def hand(self, desk: Desk, calendar: OutlookFollowUps) -> OutlookHand:
        return desk.hand(calendar.id.removeprefix("office:"))


class TestFollowUpsWithTheirMarks(TestFollowUps):
    """A Graph that takes extended properties along with a change of their event alone."""

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        with at_a_desk(Wire(habits=Habits(properties_by_patch=True))) as desk:
            yield desk


class TestReading(CalendarContract):
    """The person's own calendar, from a Graph that behaves otherwise where it may."""

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        habits = Habits(
            bare_occurrences=False,
            missing_removed=False,
            series_gone="instances",
            short_pages=3,
            empty_pages=True,
            repeats=True,
            all_day_floats=False,
        )
        with at_a_desk(Wire(habits=habits)) as desk:
            yield desk

    @pytest.fixture
    def calendar(self, desk: Desk) -> OutlookCalendar:
        return desk.reading()

    @pytest.fixture
    def hand(self, desk: Desk) -> OutlookHand:
        return desk.hand()
