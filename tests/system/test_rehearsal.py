"""Whole calendars lived through day by day; after every pass everything is proved anew."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from crowd import crowd
from rehearsal import DAY, Rehearsal, Scenario, instants, scarce, solid
from rehearsal_proofs import live, what_is_unplaced_has_a_true_reason

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

SCENARIOS = (
    "dev01_google_fr",
    "dev02_outlook_en",
    "dev03_icloud_student",
    "dev04_recurrence_fr",
)
LONG_WEEKENDS = date(2026, 5, 11)  # Ascension Day, then a Monday that is a holiday in all three
AHEAD = timedelta(days=2)
CROWDED = date(2026, 10, 19)  # the clocks change within two weeks, in Europe and in America


def rehearsed(
    folder: Path,
    name: str | Scenario,
    days: int = 30,
    *,
    since_start: int | None = None,
    seed: int | None = None,
    known_ahead: timedelta | None = None,
) -> Counter[str]:
    """Live through a scenario; from ten days before its reference day, or since its start."""
    scenario = Scenario.named(name) if isinstance(name, str) else name
    first = scenario.reference_day - 10 * DAY
    if since_start is not None:
        first = scenario.first_day + since_start * DAY
    extra = b""
    if seed is not None:
        extra = scarce(Random(seed), first, days + 60, scenario.zone)
    rehearsal = Rehearsal(folder / "life", scenario, extra, known_ahead)
    return live(rehearsal, instants(first, days, scenario.zone, seed or 0))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_pass_of_a_month_places_what_is_due_where_it_belongs(
    name: str, tmp_path: Path
) -> None:
    counts = rehearsed(tmp_path, name)
    assert counts["thank-you"] >= 1
    assert counts["follow-up"] >= 1


def test_a_calendar_known_from_its_first_day_on_is_followed_up(tmp_path: Path) -> None:
    counts = rehearsed(tmp_path, "dev03_icloud_student", since_start=0)
    assert counts["thank-you"] >= 2


@pytest.mark.parametrize("name", ["dev01_google_fr", "dev03_icloud_student"])
def test_a_calendar_that_fills_as_days_go_by_moves_and_withdraws(name: str, tmp_path: Path) -> None:
    counts = rehearsed(tmp_path, name, since_start=10, known_ahead=AHEAD)
    assert counts["moved"] + counts["withdrawn"] >= 1


@pytest.mark.parametrize(("name", "seed"), [("dev01_google_fr", 1), ("dev04_recurrence_fr", 2)])
def test_in_a_full_calendar_calls_become_emails_and_steps_wait(
    name: str, seed: int, tmp_path: Path
) -> None:
    counts = rehearsed(tmp_path, name, seed=seed)
    assert counts["calls as emails"] >= 1
    assert counts["unplaced"] >= 1


def test_many_companies_in_three_zones_share_the_days(tmp_path: Path) -> None:
    counts = rehearsed(tmp_path, crowd(Random(1), CROWDED), since_start=0)
    assert counts["thank-you"] >= 15
    assert counts["follow-up"] >= 30


def test_many_companies_around_long_weekends_share_the_days(tmp_path: Path) -> None:
    counts = rehearsed(tmp_path, crowd(Random(1), LONG_WEEKENDS), 18, since_start=0)
    assert counts["follow-up"] >= 20


def test_a_step_without_a_slot_is_skipped_and_the_next_counts_from_there(tmp_path: Path) -> None:
    counts = rehearsed(tmp_path, "dev03_icloud_student", since_start=30, seed=10)
    assert counts["after a skip"] >= 1


def test_the_rule_that_is_told_is_the_one_in_the_way_of_another_zone_too(tmp_path: Path) -> None:
    scenario = crowd(Random(8), CROWDED)
    rehearsal = Rehearsal(tmp_path / "life", scenario, solid(CROWDED, 120))
    turn = rehearsal.turn(datetime.combine(CROWDED + 13 * DAY, time(9), scenario.zone))
    assert {w.occasion.zone.key for w in turn.expected.unplaced} >= {"America/New_York"}
    what_is_unplaced_has_a_true_reason(turn, rehearsal)


def test_a_step_is_skipped_as_soon_as_its_days_are_over(tmp_path: Path) -> None:
    scenario = crowd(Random(8), CROWDED)
    rehearsal = Rehearsal(tmp_path / "life", scenario, solid(CROWDED, 120))
    for day in (0, 26):  # a Saturday; some searches began on a Monday and end on the Friday before
        turn = rehearsal.turn(datetime.combine(CROWDED + day * DAY, time(20), scenario.zone))
    names = {(f.candidacy, f.key.step, f.key.attempt) for f in turn.planned}
    assert {want.name for want in turn.expected.unplaced} <= names


EVERY_KIND = [
    pytest.param(name, seed, ahead)
    for name in SCENARIOS
    for seed in (None, 3, 4, 5)
    for ahead in (None, AHEAD)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seed", "known_ahead"), EVERY_KIND)
def test_two_months_of_every_kind_hold_too(
    name: str, seed: int | None, known_ahead: timedelta | None, tmp_path: Path
) -> None:
    counts = rehearsed(tmp_path, name, 60, since_start=20, seed=seed, known_ahead=known_ahead)
    assert counts["follow-up"] + counts["unplaced"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "known_ahead"), [(None, None), (None, AHEAD), (9, AHEAD)])
def test_other_crowded_months_hold_too(
    seed: int | None, known_ahead: timedelta | None, tmp_path: Path
) -> None:
    scenario = crowd(Random(seed or 2), CROWDED)
    counts = rehearsed(tmp_path, scenario, since_start=0, seed=seed, known_ahead=known_ahead)
    assert counts["follow-up"] >= 30
