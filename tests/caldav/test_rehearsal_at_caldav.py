"""Whole calendars at a real server lived through day by day; after every pass all is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caldav_rehearsal import CaldavRehearsal, wires
from desk import Desk
from provider_rehearsal import rehearsed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that everything of the person's is kept in, secrets too."""
    for name, value in Desk(tmp_path).environment().items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_every_pass_of_two_weeks_at_a_server_places_what_is_due(folder: Path) -> None:
    counts = rehearsed(
        CaldavRehearsal, wires(folder), folder, "dev02_outlook_en", 14, since_start=26
    )
    assert counts["thank-you"] >= 1
    assert counts["follow-up"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("name", ["dev02_outlook_en", "dev04_recurrence_fr"])
def test_ninety_days_at_a_server_hold_too(name: str, seed: int | None, folder: Path) -> None:
    counts = rehearsed(CaldavRehearsal, wires(folder), folder, name, 90, seed=seed)
    assert counts["follow-up"] + counts["unplaced"] >= 3
