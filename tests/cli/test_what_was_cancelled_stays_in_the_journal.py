from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from desk import Relance

LATER = "2026-11-24T08:00+01:00"


@pytest.fixture
def cancelled(desk: Desk, relance: Relance) -> Desk:
    """Return a desk whose one interview went when its thank-you had been sent."""
    desk.put("a.ics", interview("Zarvane", "20261119"))
    desk.put("b.ics", interview("Kaolis", "20261126"))
    relance("sync", "--now", "2026-11-19T20:00+01:00")
    relance("sync", "--now", NOW)
    (desk.home / "a.ics").unlink()
    assert relance("sync", "--now", LATER).code == 0
    return desk


def test_a_candidacy_whose_interview_was_cancelled_keeps_its_row(
    cancelled: Desk, relance: Relance
) -> None:
    assert cancelled.keys()
    rows = {r["company"]: r for r in relance("journal", "--json", "--now", LATER).json}
    row = rows["Zarvane"]
    assert (row["outcome"], row["open"], row["next"]) == ("interview-cancelled", False, None)
    assert [(i["start"][:10], i["cancelled"]) for i in row["interviews"]] == [("2026-11-19", True)]
    assert [f["step"] for f in row["done"]] == ["thank-you"]
    assert row["last_sign"] is None
    assert [i["cancelled"] for i in rows["Kaolis"]["interviews"]] == [False]


@pytest.mark.parametrize(
    ("language", "when", "why"),
    [
        ("en", "interview 19 Nov (cancelled)", "the interview was cancelled"),
        ("fr", "entretien le 19 nov. (annulé)", "l\u2019entretien a été annulé"),
    ],
)
def test_the_row_says_in_words_what_became_of_it(
    cancelled: Desk, relance: Relance, language: str, when: str, why: str
) -> None:
    told = cancelled.config.read_text()
    cancelled.config.write_text(told.replace('language = "en"', f'language = "{language}"'))
    said = relance("journal", "--now", LATER).out.splitlines()
    [first] = [n for n, line in enumerate(said) if line.startswith("Zarvane")]
    assert why in said[first]
    assert when in said[first + 1]


def test_a_round_that_went_is_beside_the_one_that_stayed(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane", "20261119"))
    relance("sync", "--now", "2026-11-19T20:00+01:00")
    desk.put("b.ics", interview("Zarvane", "20261126"))
    relance("sync", "--now", NOW)
    (desk.home / "b.ics").unlink()
    relance("sync", "--now", NOW)
    [row] = relance("journal", "--json", "--now", NOW).json
    assert [(i["start"][:10], i["cancelled"]) for i in row["interviews"]] == [
        ("2026-11-19", False),
        ("2026-11-26", True),
    ]
    assert row["outcome"] == "round-cancelled"
    assert relance("status", "--json", "--now", NOW).json["interviews"] == 1


def test_a_mark_on_it_is_refused_in_plain_words(cancelled: Desk, relance: Relance) -> None:
    assert cancelled.keys()
    ran = relance("mark", "zarvane", "answered", "--now", LATER)
    assert ran.code == 1
    assert "cancelled" in ran.err
    assert len(ran.complaints) == 1
