"""Calendar files keep what every calendar promises."""

from pathlib import Path

import pytest

from ics_hand import EMPTY, IcsHand
from relance.testing.contract import CalendarContract, WritableContract
from relance_ics.calendar import IcsCalendar
from relance_ics.store import IcsFolder


class TestFolder(WritableContract):
    @pytest.fixture
    def calendar(self, tmp_path: Path) -> IcsFolder:
        return IcsFolder("home", tmp_path / "relances")

    @pytest.fixture
    def hand(self, tmp_path: Path) -> IcsHand:
        return IcsHand(tmp_path / "relances")


class TestFile(CalendarContract):
    @pytest.fixture
    def calendar(self, tmp_path: Path) -> IcsCalendar:
        path = tmp_path / "export.ics"
        path.write_bytes(EMPTY)
        return IcsCalendar("home", path)

    @pytest.fixture
    def hand(self, tmp_path: Path) -> IcsHand:
        return IcsHand(tmp_path / "export.ics")
