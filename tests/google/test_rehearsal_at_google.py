"""Whole calendars at Google lived through day by day; after every pass everything is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import Desk
from google_rehearsal import GoogleRehearsal
from google_wire import Wire
from provider_rehearsal import rehearsed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that everything of the person's is kept in, secrets too."""
    for name, value in Desk(tmp_path).environment().items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_every_pass_of_three_weeks_at_google_places_what_is_due(folder: Path) -> None:
    counts = rehearsed(GoogleRehearsal, Wire, folder, "dev01_google_fr", 20, since_start=20)
    assert counts["thank-you"] >= 1
    assert counts["follow-up"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("name", ["dev01_google_fr", "dev04_recurrence_fr"])
def test_ninety_days_at_google_hold_too(name: str, seed: int | None, folder: Path) -> None:
    counts = rehearsed(GoogleRehearsal, Wire, folder, name, 90, seed=seed)
    assert counts["follow-up"] + counts["unplaced"] >= 3
