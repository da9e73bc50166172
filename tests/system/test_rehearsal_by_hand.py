"""Whole calendars that a person lives in: every hand and every mark, proved after every pass."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from by_hand import HandRehearsal
from crowd import crowd
from hand_proofs import prove
from person import Person
from rehearsal import DAY, Scenario, instants

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

CROWDED = date(2026, 10, 19)  # the clocks change within two weeks
SCENARIOS = (
    "dev01_google_fr",
    "dev02_outlook_en",
    "dev03_icloud_student",
    "dev04_recurrence_fr",
)


def lived(
    folder: Path,
    scenario: Scenario,
    days: int,
    seed: int,
    *,
    lost_every: int = 1,
    deeds: float = 1.2,
) -> Counter[str]:
    """Live through some days with a person of one's own; count what was done."""
    random = Random(f"{scenario.name} {seed}")
    world = HandRehearsal(folder / "life", scenario)
    person = Person(random, world, deeds)
    first = scenario.first_day + random.randrange(5, 20) * DAY
    world.begin(first)
    for n, now in enumerate(instants(first, days, scenario.zone, seed)):
        day = world.live(now, person)
        try:
            prove(day, world, journal_too=n % lost_every == 0)
        except AssertionError as wrong:
            raise AssertionError("\n".join((*person.told[-40:], f"{now}", str(wrong)))) from wrong
    return person.counts


@pytest.mark.parametrize(("name", "seed"), [("dev01_google_fr", 0), ("dev04_recurrence_fr", 1)])
def test_a_month_by_hand(name: str, seed: int, tmp_path: Path) -> None:
    counts = lived(tmp_path, Scenario.named(name), 35, seed, lost_every=4)
    assert sum(counts.values()) >= 15
    assert len(counts) >= 8


def test_many_companies_by_hand(tmp_path: Path) -> None:
    scenario = crowd(Random(6), CROWDED)
    counts = lived(tmp_path, scenario, 24, 6, lost_every=6, deeds=6)
    assert min(counts[what] for what in ("moved", "deleted", "taken away")) >= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", SCENARIOS)
def test_ninety_days_by_hand(name: str, seed: int, tmp_path: Path) -> None:
    counts = lived(tmp_path, Scenario.named(name), 90, seed)
    assert sum(counts.values()) >= 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_ninety_days_of_many_companies_by_hand(seed: int, tmp_path: Path) -> None:
    counts = lived(tmp_path, crowd(Random(seed), CROWDED), 90, seed, lost_every=3, deeds=6)
    assert sum(counts.values()) >= 50
