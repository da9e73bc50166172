"""The process is really killed while its follow-ups go to Google, and run again.

Before every request and every step of the journal. Nothing is doubled, nothing is lost: what
stands at Google afterwards is what stands there when nobody was killed, one event for each key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_stage import LIBRARIES, GoogleStage
from google_wire import Wire
from processes import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST, SECOND = "2026-11-18T12:00+01:00", "2026-11-23T08:00+01:00"
NOW = "2026-11-23T12:00+01:00"
AT = ("--now", NOW)
MOST = 1000  # points; a run that passes more has lost its way
ALL = range(1, MOST)


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes(*LIBRARIES) as running:
        yield running


def interview(company: str, day: str, *lines: str) -> dict[str, Any]:
    """Return an interview as Google holds it."""
    met = f"Vous rencontrerez Anne Petit, recruteuse chez {company}."
    return {
        "id": f"{company}{day}".casefold().encode().hex(),
        "iCalUID": f"{company}@mail.example".casefold(),
        "summary": f"Entretien d'embauche {company} – chef de projet",
        "description": "\n".join((met, *lines)),
        "start": {"dateTime": f"{day}T09:00:00Z", "timeZone": "Europe/Paris"},
        "end": {"dateTime": f"{day}T10:00:00Z", "timeZone": "Europe/Paris"},
    }


@pytest.fixture(scope="module")
def stage(processes: Processes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleStage]:
    """Return a desk where a pass has something to create, to update and to delete."""
    with Wire(email="camille.durand@mail.example") as wire:
        stage = GoogleStage(tmp_path_factory.mktemp("killed"), wire, processes)
        prepare(stage)
        yield stage


def prepare(stage: GoogleStage) -> None:
    box = stage.wire.mailbox
    events = {
        company: box.put("primary", interview(company, day))["id"]
        for company, day in {
            "Alba": "2026-11-18", "Brumair": "2026-11-26", "Cendrel": "2026-11-13",
            "Dorsal": "2026-11-25", "Elvane": "2026-11-13", "Fenouil": "2026-11-17",
            "Gavot": "2026-11-25",
        }.items()
    }  # fmt: skip
    stage.connect()
    stage.keep("connected")
    stage.never_had_a_calendar()
    stage.keep("new")
    stage.back_to("connected")
    box = stage.wire.mailbox
    stage.sync(FIRST)
    (relances,) = stage.relances()
    box.delete(relances, stage.only("Fenouil"))
    pinned = stage.only("Gavot")
    times = stage.written()[pinned]
    later = {
        side: times[side] | {"dateTime": times[side]["dateTime"].replace("11-26", "11-27")}
        for side in ("start", "end")
    }
    box.edit(relances, pinned, **later)
    stage.sync(SECOND)
    moved = interview("Brumair", "2026-11-30")
    box.edit("primary", events["Brumair"], start=moved["start"], end=moved["end"])
    box.put("primary", interview("Cendrel", "2026-12-02") | {"iCalUID": "c2@mail.example"})
    box.delete("primary", events["Dorsal"])
    said = interview("Elvane", "2026-11-13", "#answered")["description"]
    box.edit("primary", events["Elvane"], description=said)
    for company, day in {"Hesper": "2026-11-27", "Isard": "2026-12-03"}.items():
        box.put("primary", interview(company, day))
    stage.keep("before")


@pytest.fixture(scope="module")
def after(stage: GoogleStage) -> GoogleStage:
    """Return the stage once a pass that nobody disturbed has been kept as `after`."""
    stage.back_to("before")
    ours = stage.sync(NOW)["calendars"][-1]
    assert min(ours["created"], ours["updated"], ours["deleted"]) > 0
    assert stage.sync(NOW)["written"] == 0
    stage.keep("after")
    return stage


def some_or_all(step: int) -> pytest.MarkDecorator:
    points = [ALL[::step], pytest.param(ALL, marks=pytest.mark.slow)]
    return pytest.mark.parametrize("points", points, ids=["some", "all"])


@some_or_all(23)
def test_a_pass_that_was_killed_is_finished_by_the_next(after: GoogleStage, points: range) -> None:
    stage = after
    stage.back_to("after")
    wanted = stage.written()
    for ended in stage.deaths(points, "sync", *AT, state="before"):
        stage.sync(NOW)
        assert stage.written() == wanted, ended
        assert stage.sync(NOW)["written"] == 0, ended


@some_or_all(37)
def test_a_pass_that_was_killed_is_finished_without_its_journal_too(
    after: GoogleStage, points: range
) -> None:
    stage = after
    stage.back_to("before")
    cancelled = stage.only("Dorsal")
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


@some_or_all(31)
def test_the_first_pass_makes_one_calendar_and_is_finished_by_the_next(
    stage: GoogleStage, points: range
) -> None:
    stage.back_to("new")
    assert stage.relances() == []
    stage.sync(FIRST)
    wanted = list(stage.written())
    for ended in stage.deaths(points, "sync", "--now", FIRST, state="new"):
        stage.sync(FIRST)
        assert len(stage.relances()) == 1, ended
        assert list(stage.written()) == wanted, ended
        assert stage.sync(FIRST)["written"] == 0, ended


@some_or_all(31)
def test_a_purge_that_was_killed_is_finished_by_the_next(after: GoogleStage, points: range) -> None:
    stage = after
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
