from __future__ import annotations

import pytest

from google_wire_scopes import METHODS
from relance_google.scopes import FOR, is_dedicated, long, missing, needed, short

READS = (("primary",), ("Work",), ("*",), ("primary", "x@group.calendar.example"))
WRITES = (None, "Relances", "primary", "x@group.calendar.example")


@pytest.mark.parametrize(
    ("read", "write", "scopes"),
    [
        (("primary",), None, {"calendar.events.owned.readonly"}),
        (("primary",), "Relances", {"calendar.app.created", "calendar.events.owned.readonly"}),
        (("primary",), "primary", {"calendar.events.owned"}),
        (("Work",), "Relances", {"calendar.app.created", "calendar.events.readonly"}),
        (("*",), "primary", {"calendar.events.owned", "calendar.events.readonly"}),
        ((), "Relances", {"calendar.app.created"}),
    ],
)
def test_no_more_is_asked_than_the_settings_need(
    read: tuple[str, ...], write: str | None, scopes: set[str]
) -> None:
    assert set(needed(read, write)) == {"calendar.calendarlist.readonly", *scopes}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("write", WRITES)
def test_what_is_asked_opens_what_is_done(read: tuple[str, ...], write: str | None) -> None:
    asked = set(needed(read, write))
    done = ["calendarList.list", "events.list"]
    done += ["events.insert", "events.update", "events.delete"] if write else []
    done += ["calendars.insert"] if write == "Relances" else []
    for method in done:
        assert asked & set(METHODS[method]), method


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("write", WRITES)
def test_nothing_that_is_asked_could_be_left_out(read: tuple[str, ...], write: str | None) -> None:
    asked = needed(read, write)
    for scope in asked:
        others = [one for one in asked if one != scope]
        assert [one.scope for one in missing(asked, others)] == [scope]
        assert "calendar" not in others


def test_what_is_missing_is_told_with_what_it_is_for() -> None:
    [told] = missing(needed(("primary",), "Relances"), needed(("primary",), None))
    assert str(told).startswith("calendar.app.created (to make a calendar for the follow-ups")
    assert set(FOR) == {s for r in READS for w in WRITES for s in needed(r, w)}


def test_a_wider_permission_will_do() -> None:
    assert missing(needed(("*",), "primary"), ["calendar"]) == ()
    assert missing(needed(("primary",), "primary"), ["calendar.events"]) != ()
    both = ["calendar.events", "calendar.readonly"]
    assert missing(needed(("Work",), "primary"), both) == ()
    narrower = ["calendar.events.owned.readonly", "calendar.calendarlist.readonly"]
    assert [one.scope for one in missing(needed(("*",), None), narrower)] == [
        "calendar.events.readonly"
    ]


def test_names_are_short_for_people_and_long_for_google() -> None:
    whole = long(["calendar.events.owned", "openid"])
    assert whole.split()[0] == "https://www.googleapis.com/auth/calendar.events.owned"
    assert short(whole.split()) == ("calendar.events.owned", "openid")


def test_a_name_is_a_calendar_of_our_own_and_an_id_is_not() -> None:
    assert is_dedicated("Relances")
    assert not is_dedicated("primary")
    assert not is_dedicated("x@group.calendar.google.com")
