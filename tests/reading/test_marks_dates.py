"""The date of `#wait`, as people of both languages write it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from relance.model import Event, MarkKind, UserMark
from relance.reading.marks import parse_mark, read_marks

DAY = date(2026, 11, 20)


def waited(text: str, language: str | None = "fr", day: date = DAY) -> str | None:
    start, end = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)
    event = Event("a@b.example", start, end, summary="Appeler", description=f"#wait {text}")
    found = read_marks(event, ours=True, language=language, day=day).marks
    assert all(mark.kind is MarkKind.WAIT for mark in found)
    return found[0].value if found else None


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-05", "05/12", "5/12", "05/12/2026", "05/12/26", "5.12.2026", "05-12-2026",
        "le 5/12", "5 décembre", "5 decembre 2026", "le 5 déc.", "5 DÉCEMBRE",
        "jusqu'au 5 décembre",
        "Dec 5", "5 Dec.", "December 5th", "December 5, 2026", "the 5th of December", "until Dec 5",
        "samedi 5 décembre", "Saturday, December 5", ": 5 décembre", "5 décembre, m'a-t-elle dit",
    ],
)  # fmt: skip
def test_one_date_in_many_ways(text: str) -> None:
    assert waited(text) == "2026-12-05"


def test_the_first_of_a_month_is_written_1er() -> None:
    assert waited("1er décembre") == "2026-12-01"


def test_the_day_comes_first_in_french_and_the_month_in_english() -> None:
    assert waited("05/12", "fr") == "2026-12-05"
    assert waited("05/12", "en") == "2027-05-12"
    assert waited("13/12", "en") == "2026-12-13"
    assert waited("12/13", "fr") == "2026-12-13"
    assert waited("05/12", None) == "2026-12-05"
    assert waited("05.12.2026", "en") == "2026-12-05"


def test_a_date_without_a_year_is_the_first_on_or_after_the_day() -> None:
    assert waited("20/11") == "2026-11-20"
    assert waited("19/11") == "2027-11-19"
    assert waited("5 janvier", day=date(2026, 12, 30)) == "2027-01-05"
    assert waited("31/12", day=date(2026, 12, 31)) == "2026-12-31"


def test_the_29th_of_february_waits_for_a_leap_year() -> None:
    assert waited("29/02") == "2028-02-29"
    assert waited("29/02/2027") is None


def test_a_year_that_is_written_is_kept() -> None:
    assert waited("5 décembre 2025") == "2025-12-05"


@pytest.mark.parametrize("text", ["", "31/02", "bientôt", "3 fois", "99/99", "la réponse", "10h30"])
def test_no_date_is_no_mark_and_is_reported(text: str) -> None:
    start, end = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)
    event = Event("a@b.example", start, end, summary="Appeler", description=f"#attendre {text}")
    found = read_marks(event, ours=True, language="fr", day=DAY)
    assert found.marks == ()
    assert [word.split()[0] for word in found.unknown] == ["#attendre"]


def test_the_command_reads_dates_alike() -> None:
    wanted = UserMark(MarkKind.WAIT, "2026-12-05")
    for text in ("wait 2026-12-05", "#attendre 05/12", "Attendre le 5 décembre", "wait: Dec 5"):
        assert parse_mark(text, language="fr", day=DAY) == wanted
