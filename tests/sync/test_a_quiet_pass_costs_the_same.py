"""A pass in which nothing changed: no plan, no write, and as much work as ever."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from behind import NOW, past_candidacies
from candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(slots=True)
class Asked:
    """What was asked of the database, and how many rows it answered."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def writes(self) -> list[str]:
        return [one for one in self.statements if not one.startswith(("SELECT", "BEGIN", "PRAGMA"))]


@contextmanager
def asked() -> Iterator[Asked]:
    """Count what is asked of any database meanwhile."""
    found = Asked()

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.statements.append(" ".join(statement.split()))

    def count(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        found.rows += 1
        return row

    def connected(connection: Any, _record: Any) -> None:
        connection.row_factory = count

    event.listen(Engine, "before_cursor_execute", hear)
    event.listen(Engine, "connect", connected)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        event.remove(Engine, "connect", connected)


def with_past(folder: Path, number: int) -> Candidate:
    """Return a person who has many candidacies behind, all of it taken in by earlier passes."""
    folder.mkdir()
    camille = Candidate(folder)
    interviews, follow_ups = past_candidacies(number)
    for one in interviews:
        camille.life.put(one)
    for one in follow_ups:
        camille.relances.put(one)
    reports = [camille.run(NOW) for _ in range(2)]
    assert [report.interviews for report in reports] == [number, number]
    assert [report.candidacies for report in reports] == [number, number]
    assert camille.relances.requests.count("create") == 0
    return camille


def quiet_pass(camille: Candidate) -> Asked:
    """Run a pass in which nothing changed; return what it asked of the journal."""
    camille.life.requests.clear()
    camille.relances.requests.clear()
    with asked() as found:
        report = camille.run(NOW)
    assert (report.planned, report.written) == (False, 0)
    assert camille.life.requests == ["pull"]
    assert camille.relances.requests == ["pull"]
    return found


def test_its_questions_do_not_grow_with_what_is_behind(tmp_path: Path) -> None:
    few = quiet_pass(with_past(tmp_path / "few", 10))
    many = quiet_pass(with_past(tmp_path / "many", 100))
    assert few.statements == many.statements
    assert (few.rows, len(few.statements)) == (many.rows, len(many.statements))
    assert 0 < few.rows < 40


def test_it_notes_nothing_but_that_it_was(tmp_path: Path) -> None:
    quiet = quiet_pass(with_past(tmp_path / "past", 10))
    assert {one.partition("(")[0].partition(" WHERE")[0].strip() for one in quiet.writes} == {
        "DELETE FROM facts",
        "INSERT INTO facts",
    }
    assert len(quiet.writes) == 2


def test_it_counts_nothing_and_reads_no_interview(tmp_path: Path) -> None:
    """Counting rows looks at each of them, however few come back."""
    quiet = quiet_pass(with_past(tmp_path / "past", 10))
    grow = ("interviews", "own", "ledger", "items", "busy", "marks")
    read = [one for one in quiet.statements if any(f"FROM {table}" in one for table in grow)]
    assert read == []
    assert not any("cursor" in one for one in quiet.statements if "calendars.name" in one)


def test_it_plans_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    camille = with_past(tmp_path / "past", 10)

    def never(*_: object, **__: object) -> None:
        pytest.fail("it planned")

    monkeypatch.setattr("relance.sync.deciding.plan", never)
    monkeypatch.setattr("relance.sync.passes.history", never)
    quiet_pass(camille)


def test_what_it_tells_is_what_the_last_plan_found(tmp_path: Path) -> None:
    camille = with_past(tmp_path / "past", 10)
    (first, *_), _ = past_candidacies(11)
    camille.life.remove(first.uid)
    told = camille.run(NOW)
    assert (told.planned, told.interviews) == (True, 9)
    again = camille.run(NOW)
    assert (again.planned, again.interviews, again.candidacies) == (False, 9, told.candidacies)
