from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at, interview
from relance.journal import KeptInterview, Taken
from relance.journal.store import Journal
from relance.model import Event, OurMark, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Interview

NOW = at("2026-11-23 09:00")
LATER = at("2026-11-24 09:00")
HOUR = timedelta(hours=1)
WINDOW = Span(at("2026-07-27 00:00"), at("2027-05-29 00:00"))
MEETING = interview("2026-11-24 10:00", uid="meeting@mail.example", first_seen="2026-11-23 09:00")


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal.open(":memory:") as opened:
        yield opened


def of(ref: str, *found: Interview) -> Taken:
    spans = tuple(one.event.span(PARIS) for one in found)
    starts, ends = [s.start for s in spans], [s.end for s in spans]
    return Taken(ref, spans, found, (), min(starts, default=None), max(ends, default=None))


def test_what_was_taken_in_is_known(journal: Journal) -> None:
    ours = Event("k@relance", NOW, NOW + HOUR, our_mark=OurMark("0123456789ab-thank-you"))
    span = Span(NOW, NOW + HOUR)
    journal.take_in("home", [of("a", MEETING), Taken("b", (span,), (), (ours,), NOW)], NOW)
    assert journal.items("home") == {
        "a": (MEETING.event.start, MEETING.event.end),
        "b": (NOW, None),
    }
    assert journal.interviews() == [KeptInterview(MEETING)]
    assert journal.own() == [("home", ours)]
    assert journal.busy(NOW) == [span, MEETING.event.span(PARIS)]


def test_an_item_replaces_whatever_was_known_under_its_ref(journal: Journal) -> None:
    ours = Event("k@relance", NOW, NOW + HOUR, our_mark=OurMark("0123456789ab-thank-you"))
    journal.take_in("home", [Taken("a", (Span(NOW, NOW + HOUR),), (), (ours,), NOW, NOW)], NOW)
    moved = Span(LATER, LATER + HOUR)
    journal.take_in("home", [Taken("a", (moved,))], NOW)
    assert journal.busy(NOW) == [moved]
    assert journal.own() == []
    assert journal.items("home") == {"a": (None, None)}


def test_the_same_ref_in_another_calendar_is_another_item(journal: Journal) -> None:
    span = Span(NOW, NOW + HOUR)
    journal.take_in("home", [Taken("a", (span,))], NOW)
    journal.take_in("work", [Taken("a")], NOW)
    journal.drop("work", ["a"], NOW)
    assert journal.busy(NOW) == [span]


def test_busy_times_are_those_that_end_later(journal: Journal) -> None:
    journal.take_in("home", [Taken("a", (Span(NOW - HOUR, NOW), Span(NOW, LATER)))], NOW)
    assert journal.busy(NOW) == [Span(NOW, LATER)]
    assert journal.busy(NOW)[0].start.tzinfo is UTC


def test_an_interview_that_vanishes_is_kept_as_gone(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.take_in("home", [of("a")], LATER)
    assert journal.interviews() == [KeptInterview(MEETING, LATER)]
    assert journal.counts()["interviews"] == 0
    assert journal.counts()["gone"] == 1


def test_it_stays_gone_since_the_first_time(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.drop("home", ["a"], LATER)
    journal.drop("home", ["a"], LATER + HOUR)
    assert journal.interviews() == [KeptInterview(MEETING, LATER)]


def test_an_interview_that_comes_back_is_there_since_it_was_first_seen(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.drop("home", ["a"], LATER)
    journal.take_in("home", [of("a", replace(MEETING, first_seen=LATER))], LATER)
    assert journal.interviews() == [KeptInterview(MEETING)]


def test_an_interview_found_in_a_second_calendar_was_seen_before(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.take_in("work", [of("b", replace(MEETING, first_seen=LATER))], LATER)
    assert {kept.interview.first_seen for kept in journal.interviews()} == {MEETING.first_seen}


def test_an_interview_that_changes_its_ref_has_not_gone(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.take_in("home", [of("b", replace(MEETING, first_seen=LATER))], LATER)
    journal.drop("home", ["a"], LATER)
    assert journal.interviews() == [KeptInterview(MEETING)]


def test_nor_has_one_whose_old_place_went_first(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.drop("home", ["a"], LATER)
    journal.take_in("home", [of("b", MEETING)], LATER)
    assert journal.interviews() == [KeptInterview(MEETING)]


def test_leaving_the_window_is_not_a_deletion(journal: Journal) -> None:
    old = interview("2026-07-20 10:00", uid="old@mail.example")
    journal.take_in("home", [of("a", old, MEETING)], NOW)
    journal.take_in("home", [of("a")], LATER, WINDOW)
    assert journal.interviews() == [KeptInterview(old), KeptInterview(MEETING, LATER)]
    journal.drop("home", ["a"], LATER, WINDOW)
    assert journal.interviews()[0] == KeptInterview(old)
    journal.drop("home", ["a"], LATER)  # the calendar says that it is gone
    assert journal.interviews()[0] == KeptInterview(old, LATER)


def test_the_edge_of_the_window_proves_nothing(journal: Journal) -> None:
    day = Event("day@mail.example", date(2026, 7, 26), date(2026, 7, 27))
    edge = replace(MEETING, event=day)
    journal.take_in("home", [of("a", edge)], NOW)
    journal.take_in("home", [of("a")], LATER, WINDOW)
    assert journal.interviews() == [KeptInterview(edge)]


def test_dropping_forgets_everything_but_interviews(journal: Journal) -> None:
    ours = Event("k@relance", NOW, NOW + HOUR, our_mark=OurMark("0123456789ab-thank-you"))
    journal.take_in("home", [Taken("a", (Span(NOW, LATER),), (MEETING,), (ours,))], NOW)
    journal.drop("home", ["a", "never-seen"], LATER)
    assert (journal.items("home"), journal.busy(NOW), journal.own()) == ({}, [], [])
    assert journal.interviews() == [KeptInterview(MEETING, LATER)]


def test_refs_may_be_any_text(journal: Journal) -> None:
    refs = ["é\udce9.ics", "a\0b", '\x1a"x"', "x" * 10_000, ""]
    journal.take_in("hö\udcff", [of(ref, MEETING) for ref in refs[:1]], NOW)
    journal.take_in("hö\udcff", [Taken(ref, (Span(NOW, LATER),)) for ref in refs[1:]], NOW)
    assert set(journal.items("hö\udcff")) == set(refs)
    journal.drop("hö\udcff", refs, LATER)
    assert journal.items("hö\udcff") == {}
    assert journal.interviews() == [KeptInterview(MEETING, LATER)]


def test_how_far_a_calendar_was_read_is_kept(journal: Journal) -> None:
    assert journal.cursor("home") == (None, "")
    journal.set_cursor("home", "token-1", "digest", name="Home", now=NOW)
    assert journal.cursor("home") == ("token-1", "digest")
    journal.set_state("home", "NeedsPerson", "6 of 10 events are gone")
    journal.set_cursor("home", None, "digest-2")
    assert journal.cursor("home") == (None, "digest-2")
    [row] = journal.calendars()
    assert (row.name, row.read_at, row.state) == ("Home", NOW, "NeedsPerson")


def test_a_forgotten_calendar_leaves_nothing(journal: Journal) -> None:
    journal.take_in("home", [of("a", MEETING)], NOW)
    journal.forget("home")
    assert not any(journal.counts().values())
