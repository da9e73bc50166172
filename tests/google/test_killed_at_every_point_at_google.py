"""The process is really killed while its follow-ups go to Google, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import provider_deaths as deaths
from google_stage import LIBRARIES, GoogleStage
from google_wire import Wire
from processes import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleStage]:
    """Return a desk where a pass has something to create, to update and to delete."""
    with Processes(*LIBRARIES) as processes, Wire(email="camille.durand@mail.example") as wire:
        stage = GoogleStage(tmp_path_factory.mktemp("killed"), wire, processes)
        stage.prepare()
        stage.pass_in_peace()
        yield stage


@deaths.some_or_all(23)
def test_a_pass_that_was_killed_is_finished_by_the_next(stage: GoogleStage, points: range) -> None:
    deaths.pass_is_finished(stage, points)


@deaths.some_or_all(37)
def test_a_pass_that_was_killed_is_finished_without_its_journal_too(
    stage: GoogleStage, points: range
) -> None:
    deaths.pass_is_finished_without_its_journal(stage, points)


@deaths.some_or_all(31)
def test_the_first_pass_makes_one_calendar_and_is_finished_by_the_next(
    stage: GoogleStage, points: range
) -> None:
    deaths.first_pass_makes_one_calendar(stage, points)


@deaths.some_or_all(31)
def test_a_purge_that_was_killed_is_finished_by_the_next(stage: GoogleStage, points: range) -> None:
    deaths.purge_is_finished(stage, points)
