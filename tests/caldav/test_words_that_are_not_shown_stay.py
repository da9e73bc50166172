"""A shared calendar shows a confidential event as busy: what it said before stays."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from builders import PARIS, at
from caldav_hand import CaldavHand, client, follow_ups
from candidate import Candidate, invitation, written
from relance.testing.contract import Round
from relance.testing.series import series_bytes
from relance_caldav.calendar import CaldavCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from caldav_server import Server
    from relance.testing.memory import MemoryCalendar

UID = "one@lumigrade.example"
_KEPT = re.compile(
    rb"^(?:BEGIN|END|VERSION|PRODID|UID|DTSTAMP|DTSTART|DTEND|RRULE|RECURRENCE-ID|CLASS)[:;]"
)


def masked(data: bytes, title: str, level: str) -> bytes:
    """Return what a server shows of an event to whoever is not to know what it is."""
    whole = data.replace(b"\r\n", b"\n").replace(b"\n ", b"")
    lines = [line for line in whole.split(b"\n") if _KEPT.match(line)]
    shown = [f"SUMMARY:{title}".encode()] if title else []
    shown += [f"CLASS:{level}".encode()] if level else []
    at_end = lines.index(b"END:VEVENT")
    return b"\r\n".join([*lines[:at_end], *shown, *lines[at_end:], b""])


@pytest.fixture
def server(one_radicale: Server) -> Server:
    return one_radicale


@pytest.fixture
def life(server: Server, path: str) -> str:
    return server.make(f"{path.strip('/').rpartition('/')[2]}-life")


@pytest.fixture
def camille(server: Server, path: str, life: str, tmp_path: Path) -> Iterator[Candidate]:
    candidate = Candidate(tmp_path)
    way = client(server)
    candidate.life = cast("MemoryCalendar", CaldavCalendar(way, server.url(life), "Vie"))
    candidate.relances = cast("MemoryCalendar", follow_ups(server, path))
    yield candidate
    way.close()


@pytest.fixture
def hand(server: Server, life: str) -> CaldavHand:
    return CaldavHand(server, life)


def mask(hand: CaldavHand, title: str, level: str, start: str = "2026-11-24 10:00") -> None:
    data = series_bytes(invitation("Lumigrade", start, uid=UID), "")
    hand.write(hand.place(UID), masked(data, title, level))


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Busy", "CONFIDENTIAL"),
        ("Occupé", "CONFIDENTIAL"),
        ("busy", ""),
        ("", "PRIVATE"),
        ("Private appointment", "PRIVATE"),
    ],
)
def test_an_interview_whose_words_are_hidden_stays_one(
    camille: Candidate, hand: CaldavHand, title: str, level: str
) -> None:
    hand.put(invitation("Lumigrade", "2026-11-24 10:00", uid=UID))
    assert written(camille.run("2026-11-20 09:00")) == (1, 0, 0)
    before = camille.only()
    mask(hand, title, level)
    report = camille.run("2026-11-20 10:00")
    assert (written(report), camille.only()) == ((0, 0, 0), before)
    (told,) = report.calendars[0].warnings
    assert "the words of this interview are not shown to you any more" in told.what
    mask(hand, title, level, "2026-11-25 14:00")
    assert written(camille.run("2026-11-20 11:00")) == (0, 1, 0)
    assert camille.only().span(PARIS).start > at("2026-11-25 15:00")
    assert camille.only().summary == before.summary
    assert written(camille.run("2026-11-20 11:05")) == (0, 0, 0)
    hand.put(invitation("Lumigrade", "2026-11-24 10:00", uid=UID))
    camille.run("2026-11-20 12:00")
    assert camille.only().start == before.start


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Lumigrade", {}),
        ("", {}),
        ("Private", {}),
        ("Busy", {"location": "Metz"}),
        ("Busy", {"description": "Dentist."}),
    ],
)
def test_what_has_words_of_its_own_is_no_interview_any_more(
    camille: Candidate, hand: CaldavHand, title: str, more: dict[str, str]
) -> None:
    event = invitation("Lumigrade", "2026-11-24 10:00", uid=UID)
    hand.put(event)
    camille.run("2026-11-20 09:00")
    bare = replace(event, summary=title, description="", organizer=None, attendees=())
    hand.put(replace(bare, **more))  # type: ignore[arg-type] # texts alone
    report = camille.run("2026-11-20 10:00")
    assert (written(report), report.calendars[0].warnings) == ((0, 0, 1), [])


def test_what_was_never_known_is_busy_and_no_more(camille: Candidate, hand: CaldavHand) -> None:
    mask(hand, "Busy", "CONFIDENTIAL")
    report = camille.run("2026-11-20 09:00")
    assert (written(report), report.calendars[0].warnings) == ((0, 0, 0), [])
    (event,) = Round(camille.life, None).events
    assert event.summary == ""


def test_what_is_hidden_is_told_with_every_page(camille: Candidate, hand: CaldavHand) -> None:
    mask(hand, "Busy", "CONFIDENTIAL")
    pages = Round(camille.life, None).pages
    assert all(item.ref in page.kept for page in pages for item in page.items)
