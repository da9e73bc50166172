"""Whole calendars at Outlook lived through day by day; after every pass everything is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import Desk
from graph_wire import Wire
from outlook_rehearsal import OutlookRehearsal
from provider_rehearsal import rehearsed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that everything of the person's is kept in, secrets too."""
    for name, value in Desk(tmp_path).environment().items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_every_pass_of_three_weeks_at_outlook_places_what_is_due(folder: Path) -> None:
    counts = rehearsed(OutlookRehearsal, Wire, folder, "dev02_outlook_en", 20, since_start=20)
    assert counts["thank-you"] >= 1
    assert counts["follow-up"] >= 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("name", ["dev02_outlook_en", "dev04_recurrence_fr"])
def test_ninety_days_at_outlook_hold_too(name: str, seed: int | None, folder: Path) -> None:
    counts = rehearsed(OutlookRehearsal, Wire, folder, name, 90, seed=seed)
    assert counts["follow-up"] + counts["unplaced"] >= 3
