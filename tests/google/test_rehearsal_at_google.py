"""Whole calendars at Google lived through day by day; after every pass everything is proved."""

from __future__ import annotations

from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import pytest

from desk import Desk
from google_rehearsal import GoogleRehearsal
from google_wire import Wire
from rehearsal import DAY, Scenario, instants, scarce
from rehearsal_proofs import live

if TYPE_CHECKING:
    from collections import Counter
    from datetime import timedelta
    from pathlib import Path

AHEAD = 2 * DAY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that everything of the person's is kept in, secrets too."""
    for name, value in Desk(tmp_path).environment().items():
        monkeypatch.setenv(name, value)
    return tmp_path


def rehearsed(
    folder: Path,
    name: str,
    days: int,
    *,
    since_start: int | None = None,
    seed: int | None = None,
    known_ahead: timedelta | None = None,
) -> Counter[str]:
    """Live through a scenario at Google; from ten days before its reference day, or its start."""
    scenario = Scenario.named(name)
    first = scenario.reference_day - 10 * DAY
    if since_start is not None:
        first = scenario.first_day + since_start * DAY
    extra = b"" if seed is None else scarce(Random(seed), first, days + 60, scenario.zone)
    owner = scenario.told["owner"]["email"]
    with Wire(email=owner, zone=scenario.zone.key) as wire, Wire(email=owner) as spare:
        rehearsal = GoogleRehearsal(
            folder / "life", scenario, wire, spare, extra=extra, known_ahead=known_ahead
        )
        with closing(rehearsal.service):
            moments = instants(first, days, scenario.zone, seed or 0)
            return live(rehearsal, moments, rehearsal.costs_one_request_a_calendar)


def test_every_pass_of_three_weeks_at_google_places_what_is_due(folder: Path) -> None:
    counts = rehearsed(folder, "dev01_google_fr", 20, since_start=20, known_ahead=AHEAD)
    assert counts["thank-you"] >= 1
    assert counts["follow-up"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("name", ["dev01_google_fr", "dev04_recurrence_fr"])
def test_ninety_days_at_google_hold_too(name: str, seed: int | None, folder: Path) -> None:
    counts = rehearsed(folder, name, 90, since_start=0, seed=seed, known_ahead=AHEAD)
    assert counts["follow-up"] + counts["unplaced"] >= 3
