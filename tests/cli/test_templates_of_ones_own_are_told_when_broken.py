from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from desk import Relance


@pytest.fixture
def own(desk: Desk) -> Desk:
    """Return a desk with a broken template, a misnamed one and a misplaced one."""
    with desk.config.open("a") as settings:
        settings.write('[writing]\ntemplates = "texts"\n')
    desk.put("a.ics", interview("Zarvane", "20261119"))
    texts = desk.folder / "texts"
    (texts / "fr").mkdir(parents=True)
    (texts / "fr" / "thank-you.email.txt").write_text("Titre\n\n{{ whom")
    (texts / "fr" / "thankyou.txt").write_text("x")
    (texts / "abandon.marker.txt").write_text("x")
    return desk


@pytest.mark.parametrize("command", ["sync", "status"])
def test_every_fault_is_told_with_its_file(own: Desk, relance: Relance, command: str) -> None:
    ran = relance(command, "--json", "--now", NOW)
    texts = own.folder / "texts"
    where = [w["where"] for w in ran.json["warnings"]]
    assert where == [
        str(texts / "abandon.marker.txt"),
        f"{texts / 'fr' / 'thank-you.email.txt'}, line 3",
        str(texts / "fr" / "thankyou.txt"),
    ]
    assert len(ran.complaints) == 3
    assert ran.code == 0


def test_a_pass_that_has_nothing_to_do_tells_them_too(own: Desk, relance: Relance) -> None:
    relance("sync", "--now", NOW)
    assert len(relance("sync", "--now", NOW).complaints) == 3
    for file in (own.folder / "texts").rglob("*.txt"):
        file.unlink()
    assert relance("sync", "--now", NOW).complaints == []


def test_a_folder_that_is_not_there_is_told(own: Desk, relance: Relance) -> None:
    (own.folder / "texts").rename(own.folder / "moved")
    [complaint] = relance("sync", "--now", NOW).complaints
    assert str(own.folder / "texts") in complaint
    assert "writing.templates" in complaint


def test_a_template_that_cannot_be_read_is_told(own: Desk, relance: Relance) -> None:
    (own.folder / "texts" / "fr" / "notes.txt").mkdir()
    complaints = relance("sync", "--now", NOW).complaints
    assert len(complaints) == 4
    assert any("notes.txt" in line for line in complaints)
