from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from builders import PARIS, at, interview
from relance.journal import Taken
from relance.journal.store import Journal
from relance.model import Event, Person

if TYPE_CHECKING:
    from pathlib import Path

NOW = at("2026-11-23 09:00")
FOREIGN = Event(
    "uid-of-a-stranger@clinic.example",
    NOW,
    NOW + timedelta(hours=1),
    summary="Dermatologist Xanthippe",
    description="bring the red folder",
    location="Rue des Tulipes",
    organizer=Person("xanthippe@clinic.example", "Dr Xanthippe"),
)
SECRETS = ["stranger", "Dermatologist", "Xanthippe", "folder", "Tulipes", "clinic"]


def test_nothing_of_a_foreign_event_is_in_the_files(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    mine = interview("2026-11-24 10:00", company="Lumigrade")
    with Journal.open(str(file)) as journal:
        journal.take_in(
            "home",
            [
                Taken("ref-1", (FOREIGN.span(PARIS),), (), (), FOREIGN.span(PARIS).start),
                Taken("ref-2", (), (mine,)),
            ],
            NOW,
        )
        beside = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"Lumigrade" in beside  # an interview is kept: the search below can find things
    whole = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in SECRETS:
        assert secret.encode() not in whole + beside
