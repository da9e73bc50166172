"""The process is really killed, before every step that it takes, and run again.

Nothing is doubled, nothing is lost: afterwards the calendar is, event by event and line by line,
what it is when nobody was killed.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from desk import Desk, calendar, event, interview
from processes import Ended, Processes
from written_files import events_in, litter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, SECOND = "2026-11-18T12:00+01:00", "2026-11-23T08:00+01:00"
NOW = "2026-11-23T12:00+01:00"
MINE = "piscine.ics"  # the person's own, among the follow-ups
MOST = 1000  # points; a run that passes more has lost its way
ALL = range(1, MOST)


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes() as running:
        yield running


class Stage:
    """A desk whose states can be kept and put back, always at the same place."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self.desk = Desk(folder / "desk").settle()
        self._states = folder / "states"
        self._processes = processes

    def sync(self, now: str = NOW) -> Any:
        """Run a pass that nobody disturbs; return what it tells."""
        ended = self._processes.run(self.desk, "sync", "--json", "--now", now)
        assert ended.code == 0, ended
        return ended.json

    def run(self, *arguments: str, die_at: int = 0) -> Ended:
        return self._processes.run(self.desk, *arguments, "--now", NOW, die_at=die_at)

    def keep(self, state: str) -> None:
        shutil.rmtree(self._states / state, ignore_errors=True)
        shutil.copytree(self.desk.folder, self._states / state)

    def back_to(self, state: str) -> None:
        shutil.rmtree(self.desk.folder)
        shutil.copytree(self._states / state, self.desk.folder)

    def lose_journal(self) -> None:
        for path in self.desk.folder.glob("journal.sqlite*"):
            path.unlink()

    def only(self, company: str) -> Path:
        """Return the file of a company's one follow-up."""
        found = self.desk.relances.glob("*.ics")
        (path,) = [path for path in found if company in path.read_text("utf-8")]
        return path

    def written(self) -> dict[str, tuple[str, ...]]:
        return events_in(self.desk.relances)

    def life(self) -> dict[str, bytes]:
        """Return everything that is the person's own."""
        paths = (*self.desk.home.iterdir(), self.desk.relances / MINE)
        return {path.name: path.read_bytes() for path in paths}

    def beside(self) -> set[str]:
        """Return the names of everything that is neither a follow-up nor the person's own."""
        return {p.name for p in self.desk.folder.iterdir()} | set(litter(self.desk.relances))

    def deaths(self, points: range, *arguments: str, state: str = "before") -> Iterator[Ended]:
        """Kill a command at one point after the other, until it comes to its end by itself."""
        for point in points:
            self.back_to(state)
            life = self.life()
            ended = self.run(*arguments, die_at=point)
            if not ended.killed:
                assert (ended.code, ended.point) == (0, "end"), ended
                assert point > points.step, "it passed no point at all"
                return
            assert self.life() == life, ended
            yield ended
        pytest.fail("it goes on for ever")


@pytest.fixture(scope="module")
def stage(processes: Processes, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Return a desk where a pass has something to create, to update and to delete."""
    stage = Stage(tmp_path_factory.mktemp("killed"), processes)
    desk = stage.desk
    desk.relances.mkdir()
    own = event("p@life.example", "20261124T180000Z", "20261124T190000Z", "Piscine")
    (desk.relances / MINE).write_bytes(calendar(own))
    desk.put(
        "life.ics", event("d@life.example", "20261201T080000Z", "20261201T090000Z", "Dentiste")
    )
    for company, day in {
        "Alba": "20261118", "Brumair": "20261126", "Cendrel": "20261113", "Dorsal": "20261125",
        "Elvane": "20261113", "Fenouil": "20261117", "Gavot": "20261125",
    }.items():  # fmt: skip
        desk.put(f"{company}.ics", interview(company, day, f"{company}@mail.example"))
    stage.keep("new")
    stage.sync(FIRST)
    stage.only("Fenouil").unlink()
    pinned = stage.only("Gavot")
    pinned.write_bytes(pinned.read_bytes().replace(b":20261126T", b":20261127T"))
    stage.sync(SECOND)
    desk.put("Brumair.ics", interview("Brumair", "20261130", "Brumair@mail.example"))
    desk.put("Cendrel-2.ics", interview("Cendrel", "20261202"))
    (desk.home / "Dorsal.ics").unlink()
    said = interview("Elvane", "20261113", "Elvane@mail.example")
    desk.put("Elvane.ics", said.replace("chez Elvane.", "chez Elvane.\\n#answered"))
    for company, day in {"Hesper": "20261127", "Isard": "20261203"}.items():
        desk.put(f"{company}.ics", interview(company, day))
    stage.keep("before")
    return stage


@pytest.fixture(scope="module")
def after(stage: Stage) -> Stage:
    """Return the stage once a pass that nobody disturbed has been kept as `after`."""
    stage.back_to("before")
    (_, ours) = stage.sync()["calendars"]
    assert min(ours["created"], ours["updated"], ours["deleted"]) > 0
    assert stage.sync()["written"] == 0
    stage.keep("after")
    return stage


def coming(events: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the titles of what is still to come."""
    return sorted(
        next(line for line in lines if line.startswith("SUMMARY"))
        for lines in events.values()
        if any(line > "DTSTART:20261123T110000Z" for line in lines if line.startswith("DTSTART"))
    )


SOME_OR_ALL = pytest.mark.parametrize(
    "points", [ALL[::29], pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"]
)


@SOME_OR_ALL
def test_a_pass_that_was_killed_is_finished_by_the_next(after: Stage, points: range) -> None:
    stage = after
    stage.back_to("after")
    wanted, beside = stage.written(), stage.beside()
    for ended in stage.deaths(points, "sync"):
        stage.sync()
        assert stage.written() == wanted, ended
        assert stage.beside() == beside, ended
        assert stage.sync()["written"] == 0, ended


@SOME_OR_ALL
def test_a_pass_that_was_killed_is_finished_without_its_journal_too(
    after: Stage, points: range
) -> None:
    stage = after
    stage.back_to("before")
    (cancelled,) = [k for k, v in stage.written().items() if "Dorsal" in str(v)]
    stage.back_to("after")
    wanted = stage.written()
    for ended in stage.deaths(points, "sync"):
        stage.lose_journal()
        stage.sync()
        found = stage.written()
        # Nobody remembers an interview that is in no calendar: its follow-up is left alone.
        found.pop(cancelled, None)
        assert found == wanted, ended
        assert stage.sync()["written"] == 0, ended


@SOME_OR_ALL
def test_the_first_pass_of_all_is_finished_by_the_next(stage: Stage, points: range) -> None:
    stage.back_to("new")
    stage.sync()
    wanted, beside = stage.written(), stage.beside()
    for ended in stage.deaths(points, "sync", state="new"):
        stage.sync()
        assert stage.written() == wanted, ended
        assert stage.beside() == beside, ended
        assert stage.sync()["written"] == 0, ended


@SOME_OR_ALL
def test_a_purge_that_was_killed_is_finished_by_the_next(stage: Stage, points: range) -> None:
    stage.back_to("before")
    assert stage.run("purge", "--yes").code == 0
    (own,) = stage.written()
    stage.sync()
    anew = stage.written()
    for ended in stage.deaths(points, "purge", "--yes"):
        assert stage.run("purge", "--yes").code == 0, ended
        assert set(stage.written()) == {own}, ended
        stage.sync()
        assert stage.written() == anew, ended
        assert stage.sync()["written"] == 0, ended


@SOME_OR_ALL
def test_what_a_killed_purge_took_is_not_taken_for_the_persons_deletion(
    after: Stage, points: range
) -> None:
    stage = after
    stage.back_to("after")
    wanted = coming(stage.written())
    assert len(wanted) > 5
    for ended in stage.deaths(points, "purge", "--yes"):
        if stage.run("sync").code != 0:  # so much is gone that the person is asked
            assert stage.run("sync", "--accept-loss").code == 0, ended
        assert coming(stage.written()) == wanted, ended
        assert stage.sync()["written"] == 0, ended


@SOME_OR_ALL
def test_a_mark_that_was_killed_is_given_or_not(after: Stage, points: range) -> None:
    stage = after
    stage.back_to("after")
    unmarked = stage.written()
    stage.back_to("before")
    assert stage.run("mark", "Alba", "offer").code == 0
    marked = stage.written()
    assert marked != unmarked
    for ended in stage.deaths(points, "mark", "Alba", "offer"):
        stage.keep("dead")
        stage.sync()
        assert stage.written() in (unmarked, marked), ended
        stage.back_to("dead")
        assert stage.run("mark", "Alba", "offer").code == 0, ended
        assert stage.written() == marked, ended
        assert stage.sync()["written"] == 0, ended
