"""What nobody asks for any more and stands all the same is told for as long as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, calendar, interview

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Desk, Relance

GUEST = b"ORGANIZER:mailto:camille.durand@mail.example\r\nATTENDEE:mailto:ines@solveria.example\r\n"


@pytest.fixture
def file(desk: Desk, relance: Relance) -> Path:
    """Return the file of a follow-up to which the person invited somebody."""
    (desk.home / "one.ics").write_bytes(calendar(interview("Zarvane")))
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    [file] = desk.relances.glob("*.ics")
    file.write_bytes(file.read_bytes().replace(b"END:VEVENT", GUEST + b"END:VEVENT"))
    return file


def test_a_follow_up_with_guests_that_is_not_needed_is_told_by_status_too(
    relance: Relance, file: Path
) -> None:
    relance("mark", "Zarvane", "stop", "--now", NOW)
    for _ in range(2):
        ran = relance("sync", "--now", NOW)
        told = [w["what"] for w in relance("status", "--json", "--now", NOW).json["warnings"]]
        assert sum("somebody is invited to it" in what for what in told) == 1, told
    assert ran.err == "", "a pass tells it once"
    assert file.exists()
    file.unlink()
    relance("sync", "--now", NOW)
    assert relance("status", "--json", "--now", NOW).json["warnings"] == []
