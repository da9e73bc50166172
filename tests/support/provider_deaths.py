"""A process is really killed while its follow-ups go to a provider, and run again.

Before every request and every step of the journal. Nothing is doubled, nothing is lost: what
stands there afterwards is what stands when nobody was killed, one event for each key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provider_stage import ALL, AT, FIRST, NOW

if TYPE_CHECKING:
    from provider_stage import Stage


def some_or_all(step: int) -> pytest.MarkDecorator:
    """Let a test have some points in `make test`, and all in `make prove`."""
    points = [ALL[::step], pytest.param(ALL, marks=pytest.mark.slow)]
    return pytest.mark.parametrize("points", points, ids=["some", "all"])


def pass_is_finished(stage: Stage, points: range) -> None:
    """Kill a pass; the next one finishes it."""
    stage.back_to("after")
    wanted = stage.written()
    for ended in stage.deaths(points, "sync", *AT, state="before"):
        stage.sync(NOW)
        assert stage.written() == wanted, ended
        assert stage.sync(NOW)["written"] == 0, ended


def pass_is_finished_without_its_journal(stage: Stage, points: range) -> None:
    """Kill a pass and lose its journal; the next one finishes it all the same."""
    stage.back_to("before")
    cancelled = stage.key_of("Dorsal")
    stage.back_to("after")
    wanted = stage.written()
    for ended in stage.deaths(points, "sync", *AT, state="before"):
        stage.lose_journal()
        stage.sync(NOW)
        found = stage.written()
        # Nobody remembers an interview that is in no calendar: its follow-up is left alone.
        found.pop(cancelled, None)
        assert found == wanted, ended
        assert stage.sync(NOW)["written"] == 0, ended


def first_pass_makes_one_calendar(stage: Stage, points: range) -> None:
    """Kill the pass that makes the calendar; there is one, and the next pass fills it."""
    stage.back_to("new")
    assert stage.relances() == []
    stage.sync(FIRST)
    wanted = list(stage.written())
    for ended in stage.deaths(points, "sync", "--now", FIRST, state="new"):
        stage.sync(FIRST)
        assert len(stage.relances()) == 1, ended
        assert list(stage.written()) == wanted, ended
        assert stage.sync(FIRST)["written"] == 0, ended


def purge_is_finished(stage: Stage, points: range) -> None:
    """Kill a purge; the next one finishes it, and a pass begins anew."""
    stage.back_to("after")
    assert stage.run("purge", "--yes", *AT).code == 0
    assert stage.written() == {}
    stage.sync(NOW)
    anew = stage.written()
    assert len(anew) > 5
    for ended in stage.deaths(points, "purge", "--yes", *AT, state="after"):
        assert stage.run("purge", "--yes", *AT).code == 0, ended
        assert stage.written() == {}, ended
        stage.sync(NOW)
        assert stage.written() == anew, ended
        assert stage.sync(NOW)["written"] == 0, ended
