"""Whole passes with calendars on real CalDAV servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from builders import PARIS, at
from caldav_between import MANY, Between, between
from caldav_hand import CaldavHand, client, follow_ups
from candidate import Candidate, invitation, written
from relance.model import Key, Step
from relance_caldav.calendar import CaldavCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from caldav_server import Server
    from relance.testing.memory import MemoryCalendar


@pytest.fixture
def life(server: Server, request: pytest.FixtureRequest) -> str:
    return server.make(f"life-{abs(hash(request.node.nodeid))}")


@pytest.fixture
def camille(
    server: Server, path: str, life: str, wire: Between, tmp_path: Path
) -> Iterator[Candidate]:
    """Return a candidate who reads and writes on one server."""
    candidate = Candidate(tmp_path)
    way = client(server, wire.port)
    reading = CaldavCalendar(way, f"http://127.0.0.1:{wire.port}{life}", "Vie")
    candidate.life = cast("MemoryCalendar", reading)
    candidate.relances = cast("MemoryCalendar", follow_ups(server, path, wire.port))
    yield candidate
    way.close()


@pytest.fixture
def hand(server: Server, life: str) -> CaldavHand:
    return CaldavHand(server, life)


def test_a_quiet_pass_costs_one_request_for_each_calendar(
    camille: Candidate, hand: CaldavHand, wire: Between
) -> None:
    hand.put(invitation("Lumigrade", "2026-11-24 10:00"))
    assert written(camille.run("2026-11-20 09:00")) == (1, 0, 0)
    assert camille.steps() == [(Step.THANK_YOU, 1)]
    camille.run("2026-11-20 09:01")
    wire.forget()
    for minute in (2, 3, 4):
        report = camille.run(f"2026-11-20 09:0{minute}")
        assert (written(report), report.planned) == ((0, 0, 0), False)
    assert [one.method for one in wire.asked] == ["REPORT"] * 6


def test_what_the_person_does_is_understood(
    camille: Candidate, hand: CaldavHand, server: Server, path: str
) -> None:
    mine = CaldavHand(server, path)
    hand.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    mine.remove(camille.only().uid)
    camille.run("2026-11-20 10:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
    assert written(camille.run("2026-11-20 11:00")) == (0, 0, 0)


def test_what_relance_took_back_comes_again_in_another_generation(
    camille: Candidate, hand: CaldavHand
) -> None:
    interview = invitation("Lumigrade", "2026-11-24 10:00")
    hand.put(interview)
    camille.run("2026-11-20 09:00")
    first = camille.only()
    hand.remove(interview.uid)
    camille.run("2026-11-20 10:00")
    assert camille.follow_ups() == []
    hand.put(interview)
    camille.run("2026-11-20 11:00")
    second = camille.only()
    assert second.our_mark is not None
    assert first.our_mark is not None
    assert Key.parse(second.our_mark.key) == Key.parse(first.our_mark.key).renewed()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("deed", ["create", "update", "delete"])
def test_a_pass_whose_writes_nobody_answers_is_finished_by_the_next(
    camille: Candidate,
    hand: CaldavHand,
    wire: Between,
    server: Server,
    path: str,
    deed: str,
    *,
    after: bool,
) -> None:
    interview = invitation("Lumigrade", "2026-11-24 10:00")
    moved = invitation("Lumigrade", "2026-11-25 14:00", uid=interview.uid)
    hand.put(interview)
    if deed != "create":
        camille.run("2026-11-20 09:00")
    if deed == "update":
        hand.put(moved)
    elif deed == "delete":
        hand.remove(interview.uid)
    with between(server) as loses:
        loses.lose("DELETE" if deed == "delete" else "PUT", after=after, times=MANY)
        kept = camille.relances
        camille.relances = cast("MemoryCalendar", follow_ups(server, path, loses.port))
        camille.run("2026-11-20 10:00")
        camille.relances = kept
    camille.run("2026-11-20 10:05")
    assert camille.steps() == ([] if deed == "delete" else [(Step.THANK_YOU, 1)])
    if deed == "update":
        assert camille.only().span(PARIS).start > at("2026-11-25 15:00")
    assert written(camille.run("2026-11-20 10:10")) == (0, 0, 0)
    assert wire.count()


def test_a_journal_that_is_lost_changes_nothing_in_the_calendar(
    camille: Candidate, hand: CaldavHand
) -> None:
    for n, company in enumerate(("Lumigrade", "Solvéria", "Boréal")):
        hand.put(invitation(company, f"2026-11-{24 + n} 10:00"))
    camille.run("2026-11-20 09:00")
    before = camille.follow_ups()
    assert len(before) == 3
    camille.lose_journal()
    assert written(camille.run("2026-11-20 09:05")) == (0, 0, 0)
    assert camille.follow_ups() == before
