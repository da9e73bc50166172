"""An address that shows busy times only: what was known of interviews stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

import hostile_http as http
from at_an_address import at
from candidate import Candidate, written
from ics_text import calendar, vevent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hostile_http import Hostile
    from relance.testing.memory import MemoryCalendar

TIMES = ("DTSTART:20260324T090000Z", "DTEND:20260324T100000Z")
TITLE = "SUMMARY:Entretien d'embauche Lumigrade – comptable"
NOW = "2026-03-20 09:0{}"


def shown(*lines: str, uid: str = "one@feed.example") -> bytes:
    others = (vevent(f"SUMMARY:Rendez-vous {n}", uid=f"{n}@feed.example") for n in range(3))
    event = f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n"
    event += "\r\n".join((*TIMES, *lines, "END:VEVENT\r\n"))
    return calendar(event, *others)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with http.hostile(http.calendar(shown(TITLE))) as server:
        yield server


@pytest.mark.parametrize(
    "lines", [("SUMMARY:Busy",), ("SUMMARY:Occupé", "CLASS:CONFIDENTIAL"), ("CLASS:PRIVATE",)]
)
def test_an_interview_whose_words_are_hidden_stays_one(
    server: Hostile, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    camille = Candidate(tmp_path)
    camille.life = cast("MemoryCalendar", at(server.at()))
    assert written(camille.run(NOW.format(0))) == (1, 0, 0)
    before = camille.only()
    server.act = http.calendar(shown(*lines), ETag='"b"')
    report = camille.run(NOW.format(1))
    assert (written(report), camille.only()) == ((0, 0, 0), before)
    (told,) = report.calendars[0].warnings
    assert "the words of this interview are not shown to you any more" in told.what
    server.asked.clear()
    assert written(camille.run(NOW.format(2))) == (0, 0, 0)
    assert server.asked[0].headers["if-none-match"] == '"b"'
    server.act = http.calendar(shown("SUMMARY:Dentiste"))
    assert written(camille.run(NOW.format(3))) == (0, 0, 1)
