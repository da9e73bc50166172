"""Whoever knows no company's name names the candidacy as the journal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import Desk
from life import Life

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Return a life with two interviews that name no company."""
    life = Life(Desk(tmp_path / "desk").settle())
    life.has("one", "20261119T090000Z", "20261119T100000Z", "Entretien d'embauche téléphonique")
    life.has("two", "20261120T090000Z", "20261120T100000Z", "Entretien de recrutement en visio")
    life.at("2026-11-20 20:00")
    return life.at("2026-11-27 20:00")


def ids(life: Life) -> list[str]:
    """Return the candidacies by their first interview."""
    rows = life.json("journal")
    return [r["candidacy"] for r in sorted(rows, key=lambda r: r["interviews"][0]["start"])]


def outcomes(life: Life) -> list[str | None]:
    rows = life.json("journal")
    return [r["outcome"] for r in sorted(rows, key=lambda r: r["interviews"][0]["start"])]


def test_the_journal_shows_an_id_that_a_mark_takes(life: Life) -> None:
    first, second = ids(life)
    said = life.run("journal")
    assert first in said
    assert second in said
    assert "relance mark " in said
    life.run("mark", first, "answered")
    assert outcomes(life) == ["answered", None]


def test_the_beginning_of_an_id_is_enough(life: Life) -> None:
    _, second = ids(life)
    life.run("mark", second[:6], "answered")
    assert outcomes(life) == [None, "answered"]


@pytest.mark.parametrize("ending", ["", "@relance"])
def test_the_key_of_a_follow_up_is_good_too(life: Life, ending: str) -> None:
    first, _ = ids(life)
    thanks = f"{first}-thank-you{ending}"
    life.run("mark", thanks, "missed")
    [row] = [r for r in life.json("plan") if r["key"] == thanks.removesuffix("@relance")]
    assert (row["state"], row["reasons"][0].partition(":")[0]) == ("skipped", "missed")


def test_a_word_of_the_title_is_enough(life: Life) -> None:
    life.run("mark", "visio", "stop")
    assert outcomes(life) == [None, "stop"]
    ran = life.ran("mark", "entretien", "stop")
    assert (ran.code, len(ran.complaints)) == (1, 1)
    assert all(one in ran.err for one in ids(life))


def test_a_name_is_given_by_mark(life: Life) -> None:
    first, _ = ids(life)
    life.run("mark", first, "company", "Zarvane")
    assert sorted(r["company"] for r in life.json("journal")) == ["", "Zarvane"]
    assert {r["company"] for r in life.json("plan") if r["key"].startswith(first)} == {"Zarvane"}
    life.run("mark", "zarvane", "stop")
    assert outcomes(life) == ["stop", None]


def test_a_name_given_to_several_rounds_counts_for_all_of_them(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvan", "20261112")
    life.meets("Zarvan", "20261119")
    life.at("2026-11-20 20:00")
    life.run("mark", "Zarvan", "entreprise:", "Brumair")
    assert [(r["company"], len(r["interviews"])) for r in life.json("journal")] == [("Brumair", 2)]


def test_what_was_noted_is_said_in_the_persons_language(life: Life) -> None:
    first, second = ids(life)
    assert "#wait Sat 5 Dec is noted." in life.run("mark", first, "wait", "2026-12-05")
    config = life.desk.config.read_text()
    life.desk.config.write_text(config.replace('language = "en"', 'language = "fr"'))
    assert "#répondu, c’est noté." in life.run("mark", second, "answered")
