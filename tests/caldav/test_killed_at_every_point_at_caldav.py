"""The process is really killed while its follow-ups go to a real server, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import provider_deaths as deaths
from caldav_server import radicale
from caldav_stage import LIBRARIES, CaldavStage
from caldav_wire import CaldavWire
from processes import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaldavStage]:
    """Return a desk where a pass has something to create, to update and to delete."""
    folder = tmp_path_factory.mktemp("killed")
    with Processes(*LIBRARIES) as processes, CaldavWire(radicale, folder / "server") as wire:
        stage = CaldavStage(folder, wire, processes)
        stage.prepare()
        stage.pass_in_peace()
        yield stage


@deaths.some_or_all(23)
def test_a_pass_that_was_killed_is_finished_by_the_next(stage: CaldavStage, points: range) -> None:
    deaths.pass_is_finished(stage, points)


@deaths.some_or_all(37)
def test_a_pass_that_was_killed_is_finished_without_its_journal_too(
    stage: CaldavStage, points: range
) -> None:
    deaths.pass_is_finished_without_its_journal(stage, points)


@deaths.some_or_all(31)
def test_the_first_pass_makes_one_calendar_and_is_finished_by_the_next(
    stage: CaldavStage, points: range
) -> None:
    deaths.first_pass_makes_one_calendar(stage, points)


@deaths.some_or_all(31)
def test_a_purge_that_was_killed_is_finished_by_the_next(stage: CaldavStage, points: range) -> None:
    deaths.purge_is_finished(stage, points)
