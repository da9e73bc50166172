"""A calendar that keeps the ids of deleted events tells of each only when it is written again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from candidate import Candidate, invitation, written
from relance.errors import Gone
from relance.model import Step
from relance.testing.memory import MemoryCalendar

if TYPE_CHECKING:
    from pathlib import Path

    from relance.model import Event


class Remembering(MemoryCalendar):
    """Refuses to make an event anew that was deleted, as Google does."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.deleted: set[str] = set()

    def create(self, event: Event) -> Event:
        if event.uid in self.deleted:
            raise Gone("it was deleted.", where=self.id)
        return super().create(event)

    def forget(self, uid: str) -> None:
        self.deleted.add(uid)
        self.remove(uid)


@pytest.mark.parametrize("steps", range(1, 5))
def test_what_was_deleted_stays_so_with_the_journal_lost(tmp_path: Path, steps: int) -> None:
    relances = Remembering("relances")
    camille = Candidate(tmp_path, relances=relances)
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="a"))
    camille.run("2026-11-02 09:00")
    for _ in range(steps):
        relances.forget(camille.only().uid)
        camille.run("2026-11-02 09:00")
    there = camille.relances.events()
    assert len(there) == 1
    relances.forget(there[0].uid)
    relances.deleted.remove(there[0].uid)  # nothing is left that could remember
    camille.lose_journal()
    camille.run("2026-11-02 09:00")
    assert [e.uid for e in camille.relances.events()] == [e.uid for e in there]
    assert written(camille.run("2026-11-02 09:00")) == (0, 0, 0)
    assert camille.steps()[0] != (Step.THANK_YOU, 1)
