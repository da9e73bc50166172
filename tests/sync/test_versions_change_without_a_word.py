"""A calendar may give an event another version and tell of it in no round of reading."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at
from candidate import Candidate, invitation, written
from relance.errors import Conflict, Temporary
from relance.testing.memory import Fault, MemoryCalendar

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from relance.model import Event

UID = "one@mail.example"
MINE = "Mes mots"


class Silent(MemoryCalendar):
    """Tells of no change that was made silently, as Google does of reminders."""

    def __init__(self) -> None:
        super().__init__("relances")
        self.silent: Counter[str] = Counter()

    def change(self, event: Event, **changes: Any) -> None:
        """Change an event, and give it another version, without telling of it."""
        self._items[event.ref].event = replace(self._items[event.ref].event, **changes)
        self.silent[event.ref] += 1

    def _event(self, ref: str, kept: Any) -> Event:
        event = super()._event(ref, kept)
        return replace(event, version=f"{event.version}.{self.silent[ref]}")


class Stubborn(MemoryCalendar):
    """Says of everything that it has changed."""

    def update(self, event: Event) -> Event:
        self._request("update")
        raise Conflict("it has changed since it was read.", where=event.ref)

    def delete(self, event: Event) -> None:
        self.update(event)


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    candidate = Candidate(tmp_path, relances=Silent())
    candidate.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid=UID))
    candidate.run("2026-11-20 09:00")
    return candidate


def silent(camille: Candidate) -> Silent:
    assert isinstance(camille.relances, Silent)
    camille.relances.requests.clear()
    return camille.relances


def test_what_changed_silently_is_moved_all_the_same(camille: Candidate) -> None:
    relances = silent(camille)
    relances.change(camille.only())
    camille.life.put(invitation("Lumigrade", "2026-11-26 10:00", uid=UID))
    assert written(camille.run("2026-11-20 10:00")) == (0, 1, 0)
    assert relances.requests.count("find") == 1
    assert camille.only().span(PARIS).start > at("2026-11-26 11:00")
    assert written(camille.run("2026-11-20 10:05")) == (0, 0, 0)


def test_what_changed_silently_is_withdrawn_all_the_same(camille: Candidate) -> None:
    relances = silent(camille)
    relances.change(camille.only())
    camille.life.remove(UID)
    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 1)
    assert relances.requests.count("find") == 1
    assert camille.follow_ups() == []


def test_words_that_came_silently_stay(camille: Candidate) -> None:
    silent(camille).change(camille.only(), summary=MINE)
    camille.life.put(invitation("Lumigrade", "2026-11-26 10:00", uid=UID))
    assert written(camille.run("2026-11-20 10:00")) == (0, 1, 0)
    assert camille.only().summary == MINE
    assert camille.only().span(PARIS).start > at("2026-11-26 11:00")


def test_times_that_came_silently_stay(camille: Candidate) -> None:
    start, end = at("2026-11-27 15:00"), at("2026-11-27 15:15")
    silent(camille).change(camille.only(), start=start, end=end)
    camille.life.put(invitation("Lumigrade", "2026-11-26 10:00", uid=UID))
    camille.run("2026-11-20 10:00")
    assert camille.only().start == start
    assert written(camille.run("2026-11-20 10:05")) == (0, 0, 0)


def test_a_second_event_with_the_same_key_goes_though_it_changed_silently(
    camille: Candidate,
) -> None:
    relances, first = silent(camille), camille.only()
    relances.put(replace(first, uid="copy@mail.example"))
    (copy,) = (one for one in camille.follow_ups() if one.ref != first.ref)
    for one in (first, copy):
        relances.change(one)
    camille.run("2026-11-20 10:00")
    assert len(camille.follow_ups()) == 1


def test_a_lookup_that_fails_is_told_and_made_up_for(camille: Candidate) -> None:
    relances = silent(camille)
    relances.change(camille.only())
    relances.faults["find"] = [Fault.BEFORE]
    camille.life.put(invitation("Lumigrade", "2026-11-26 10:00", uid=UID))
    assert isinstance(camille.run("2026-11-20 10:00").calendars[-1].error, Temporary)
    assert written(camille.run("2026-11-20 10:05")) == (0, 1, 0)


@pytest.mark.parametrize("moved", [True, False])
def test_a_calendar_that_always_tells_of_a_conflict_is_not_asked_for_ever(
    tmp_path: Path, moved: bool
) -> None:
    camille = Candidate(tmp_path, relances=Stubborn("relances"))
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid=UID))
    camille.run("2026-11-20 09:00")
    if moved:
        camille.life.put(invitation("Lumigrade", "2026-11-26 10:00", uid=UID))
    else:
        camille.life.remove(UID)
    camille.relances.requests.clear()
    for minute in range(2):
        error = camille.run(f"2026-11-20 10:0{minute}").calendars[-1].error
        assert isinstance(error, Temporary)
        assert "The next pass tries again." in str(error)
    assert camille.relances.requests.count("update") == 2
