from __future__ import annotations

import io
import re
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from desk import NOW, Desk, event, interview
from relance.writing.catalogue import say_it

if TYPE_CHECKING:
    from desk import Relance

NBSP, NARROW = "\u00a0", "\u202f"
# In French a no-break space stands before these, where a space or the line's end comes behind.
BADLY_SET = re.compile(rf"(?:[^{NBSP}]:|[^{NARROW}\s][;!?])(?=\s|$)")


@pytest.fixture
def french(desk: Desk, relance: Relance) -> Desk:
    """Return a French desk where there is something to tell of every kind."""
    told = desk.config.read_text().replace('language = "en"', 'language = "fr"')
    desk.config.write_text(told)
    desk.put("a.ics", interview("Zarvane", "20261119"), interview("Brumair", "20261105"))
    desk.put(
        "b.ics",
        interview("Kaolis", "20261126"),
        event("v@mail.example", "20261130T080000Z", "20261130T083000Z", "Échange RH"),
    )
    relance("sync", "--now", NOW)
    return desk


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync"],
        ["sync", "--dry-run"],
        ["status"],
        ["plan", "--forecast"],
        ["journal"],
        ["interviews", "--all"],
        ["mark", "Brumair", "répondu"],
        ["export", "out.ics"],
        ["purge", "--dry-run"],
    ],
    ids=" ".join,
)
def test_a_no_break_space_stands_before_every_colon(
    french: Desk, relance: Relance, arguments: list[str]
) -> None:
    assert french.config.exists()
    said = relance(*arguments, "--now", NOW).out
    assert said
    assert [line for line in said.splitlines() if BADLY_SET.search(line)] == []


def test_the_figures_of_status_are_well_set(french: Desk, relance: Relance) -> None:
    assert french.config.exists()
    said = relance("status", "--now", NOW).out
    assert f"Entretiens{NBSP}: 3" in said
    assert f"Dernier passage{NBSP}: " in said
    assert f"Démon{NBSP}: à l\u2019arrêt" in said


def test_the_demo_is_well_set(relance: Relance) -> None:
    said = relance("demo", "--language", "fr", "--dry-run", "--now", NOW).out.splitlines()
    titles = re.compile(r"\w{3}\. \d")  # what the events of the sample are called
    assert len(said) > 20
    assert [x for x in said if BADLY_SET.search(x) and not titles.match(x)] == []


def test_why_is_well_set(french: Desk, relance: Relance) -> None:
    assert french.config.exists()
    for row in relance("plan", "--json", "--now", NOW).json:
        said = relance("why", row["key"], "--now", NOW).out
        assert [line for line in said.splitlines() if BADLY_SET.search(line)] == []


def test_every_french_message_is_well_set() -> None:
    file = resources.files("relance.writing") / "locale" / "fr" / "LC_MESSAGES" / "relance.po"
    messages = [str(m.id) for m in read_po(io.BytesIO(file.read_bytes())) if m.id]
    assert len(messages) > 100
    assert [m for m in messages if BADLY_SET.search(say_it(m, "fr"))] == []
