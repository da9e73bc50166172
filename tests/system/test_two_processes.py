"""Two real processes at the same instant on one calendar: of one journal, and of two machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import Desk, interview
from processes import Processes
from written_files import events_in, litter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TypeAlias

    Written: TypeAlias = dict[str, tuple[str, ...]]

BEFORE, NOW = "2026-11-18T12:00+01:00", "2026-11-23T08:00+01:00"
COMPANIES = {
    "Alba": "20261118", "Brumair": "20261126", "Cendrel": "20261113", "Dorsal": "20261125",
    "Elvane": "20261124", "Fenouil": "20261127", "Gavot": "20261130", "Hesper": "20261201",
}  # fmt: skip
OFTEN = pytest.mark.parametrize(
    "times", [5, pytest.param(60, marks=pytest.mark.slow)], ids=["some", "many"]
)


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes() as running:
        yield running


def machines(folder: Path, number: int) -> list[Desk]:
    """Return desks that share their calendars and nothing else."""
    (folder / "home").mkdir(parents=True)
    desks = [Desk(folder / f"machine-{n}").settle() for n in range(number)]
    for desk in desks:
        text = desk.config.read_text().replace('["home"]', f'["{folder / "home"}"]')
        desk.config.write_text(text.replace('"relances"', f'"{folder / "relances"}"'))
        desk.home.rmdir()
        desk.home.symlink_to(folder / "home")
        desk.relances.symlink_to(folder / "relances")
    return desks


def life_begins(desk: Desk) -> None:
    for company, day in COMPANIES.items():
        desk.put(f"{company}.ics", interview(company, day, f"{company}@mail.example"))


def life_goes_on(desk: Desk) -> None:
    """Give a pass something to create, to update and to delete."""
    desk.put("Brumair.ics", interview("Brumair", "20261130", "Brumair@mail.example"))
    (desk.home / "Dorsal.ics").unlink()
    desk.put("Isard.ics", interview("Isard", "20261203"))


def sync(processes: Processes, desk: Desk, now: str) -> int:
    """Run a pass alone; return how many events it wrote."""
    ended = processes.run(desk, "sync", "--json", "--now", now)
    assert (ended.code, ended.err) == (0, ""), ended
    return int(ended.json["written"])


@pytest.fixture(scope="module")
def alone(processes: Processes, tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    """Return what stands after each pass when one process does it all."""
    (desk,) = machines(tmp_path_factory.mktemp("alone"), 1)
    stood = []
    for now, happens in LIFE.items():
        happens(desk)
        assert sync(processes, desk, now) > 0
        stood.append(events_in(desk.relances))
    return stood


LIFE = {BEFORE: life_begins, NOW: life_goes_on}


@OFTEN
def test_passes_of_one_journal_wait_for_each_other(
    processes: Processes, alone: list[Written], tmp_path: Path, times: int
) -> None:
    for n in range(times):
        (desk,) = machines(tmp_path / str(n), 1)
        for (now, happens), wanted in zip(LIFE.items(), alone, strict=True):
            happens(desk)
            both = processes.at_once([desk, desk], "sync", "--json", "--now", now, seed=n)
            assert [(one.code, one.err) for one in both] == [(0, ""), (0, "")]
            assert min(one.json["written"] for one in both) == 0
            assert events_in(desk.relances) == wanted
            assert sync(processes, desk, now) == 0


@OFTEN
def test_two_machines_never_write_a_follow_up_twice(
    processes: Processes, alone: list[Written], tmp_path: Path, times: int
) -> None:
    for n in range(times):
        desks = machines(tmp_path / str(n), 2)
        stood: Written = {}
        for (now, happens), wanted in zip(LIFE.items(), alone, strict=True):
            happens(desks[0])
            both = processes.at_once(desks, "sync", "--json", "--now", now, seed=n)
            assert [one.code for one in both] == [0, 0], both
            assert events_in(desks[0].relances) == wanted, both
            assert litter(desks[0].relances) == []
            created = sum(one.json["calendars"][-1]["created"] for one in both)
            assert created == len(wanted.keys() - stood.keys()), both
            assert [sync(processes, desk, now) for desk in desks] == [0, 0]
            stood = wanted
