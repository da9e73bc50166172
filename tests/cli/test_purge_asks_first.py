"""What purge asks at a terminal, and what it does not."""

from __future__ import annotations

import pytest

from desk import NOW, Desk, interview
from typed import typed

NOTHING = "Nothing that relance wrote is in your calendars."


def is_remembered(desk: Desk) -> bool:
    """Say whether the journal knows of an interview."""
    told = desk.run("status", "--json", "--now", NOW).json
    return bool(told["interviews"])


@pytest.mark.parametrize(("answer", "stay"), [("y\n", 0), ("n\n", 1)])
def test_events_and_journal_are_asked_about_together(desk: Desk, answer: str, stay: int) -> None:
    desk.put("a.ics", interview("Zarvane"))
    desk.run("sync", "--now", NOW)
    ran = typed(desk, answer, "purge", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert "Remove 1 events that relance wrote, and its journal?" in ran.out
    assert len(desk.keys()) == stay
    assert is_remembered(desk) is bool(stay)


@pytest.mark.parametrize(("answer", "stays"), [("y\n", False), ("n\n", True)])
def test_where_nothing_was_written_the_journal_alone_is_asked_about(
    desk: Desk, answer: str, stays: bool
) -> None:
    desk.put("a.ics", interview("Zarvane", "20260901"))
    desk.run("sync", "--now", NOW)
    assert is_remembered(desk)
    ran = typed(desk, answer, "purge", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{NOTHING}\nEmpty the journal? [y/N]")
    assert "0 events" not in ran.out
    assert ("The journal is empty now." in ran.out) is not stays
    assert is_remembered(desk) is stays


def test_where_nothing_is_known_either_nothing_is_asked(desk: Desk) -> None:
    ran = typed(desk, "", "purge", "--now", NOW)
    assert (ran.code, ran.out, ran.err) == (0, f"{NOTHING}\n", "")
