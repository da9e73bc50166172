"""The memory calendar keeps what every calendar promises."""

import pytest

from relance.testing.contract import WritableContract
from relance.testing.memory import MemoryCalendar


class TestMemory(WritableContract):
    @pytest.fixture
    def calendar(self) -> MemoryCalendar:
        return MemoryCalendar(page=7)

    @pytest.fixture
    def hand(self, calendar: MemoryCalendar) -> MemoryCalendar:
        return calendar
