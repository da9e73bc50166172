from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import days, refused, timed

if TYPE_CHECKING:
    from google_wire import Wire


def answer(events: Any, body: dict[str, Any]) -> tuple[int, str]:
    return refused(events.insert(calendarId="primary", body=body))


def taken(events: Any, body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = events.insert(calendarId="primary", body=body).execute()
    return made


@pytest.mark.parametrize(
    "event_id", ["abcd", "ABCDE", "abc-de", "abcdw", "a" * 1025, "élan1", "abc de"]
)
def test_an_id_has_few_characters_and_a_length(events: Any, event_id: str) -> None:
    assert answer(events, timed(event_id)) == (400, "invalid")


@pytest.mark.parametrize("event_id", ["abcde", "01234", "v" * 1024])
def test_ids_at_the_edge_are_taken(wire: Wire, events: Any, event_id: str) -> None:
    assert taken(events, timed(event_id))["id"] == event_id
    assert wire.mailbox.get("primary", event_id) is not None


def test_an_id_and_a_uid_do_not_go_together(events: Any) -> None:
    assert answer(events, timed("abc12", iCalUID="a@b.example")) == (400, "invalid")


@pytest.mark.parametrize("side", ["start", "end"])
def test_both_ends_are_wanted(events: Any, side: str) -> None:
    body = timed("abc12")
    del body[side]
    assert answer(events, body) == (400, "required")


def test_both_ends_are_of_one_kind(events: Any) -> None:
    body = timed("abc12") | {"end": {"date": "2026-10-21"}}
    assert answer(events, body) == (400, "invalid")


def test_one_end_is_of_one_kind(events: Any) -> None:
    body = timed("abc12")
    body["start"]["date"] = "2026-10-20"
    assert answer(events, body) == (400, "invalid")


def test_a_time_needs_an_offset_or_a_zone(events: Any) -> None:
    body = timed("abc12")
    del body["start"]["timeZone"]
    assert answer(events, body) == (400, "required")
    body["start"] = {"dateTime": "2026-10-20T10:00:00+02:00"}
    assert taken(events, body)["start"]["dateTime"] == "2026-10-20T10:00:00+02:00"


@pytest.mark.parametrize("zone", ["Mars/Base", "../etc", ""])
def test_a_zone_is_one_that_is_known(events: Any, zone: str) -> None:
    body = timed("abc12")
    body["start"]["timeZone"] = zone
    assert answer(events, body)[0] == 400


def test_an_event_does_not_end_before_it_starts(events: Any) -> None:
    assert answer(events, timed("abc12", minutes=-1)) == (400, "timeRangeEmpty")
    assert answer(events, days("abc12", "2026-10-20", "2026-10-20")) == (400, "timeRangeEmpty")
    assert taken(events, timed("abc12", minutes=0))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "maybe"),
        ("transparency", "free"),
        ("visibility", "secret"),
        ("colorId", "12"),
        ("eventType", "fromGmail"),
        ("summary", 5),
        ("source", {"title": "tel", "url": "tel:+33199001234"}),
        ("extendedProperties", {"private": {"a": 1}}),
        ("reminders", {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}),
        ("reminders", {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}),
        ("reminders", {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}),
        ("reminders", {"useDefault": False, "overrides": [{"method": "popup", "minutes": -1}]}),
    ],
)
def test_a_value_that_google_does_not_know_is_refused(events: Any, name: str, value: Any) -> None:
    assert answer(events, timed("abc12", **{name: value}))[0] == 400


def test_there_are_at_most_five_reminders(events: Any) -> None:
    six = [{"method": "popup", "minutes": n} for n in range(6)]
    body = timed("abc12", reminders={"useDefault": False, "overrides": six})
    assert answer(events, body) == (400, "invalid")
    body["reminders"]["overrides"] = six[:5]
    assert len(taken(events, body)["reminders"]["overrides"]) == 5


def private(**pairs: str) -> dict[str, Any]:
    return timed("abc12", extendedProperties={"private": pairs})


def test_extended_properties_have_limits(events: Any) -> None:
    for pairs in (
        {"k" * 45: "v"},
        {"k": "v" * 1025},
        {f"k{n}": "v" for n in range(301)},
        {f"k{n}": "v" * 1000 for n in range(33)},
    ):
        assert answer(events, private(**pairs)) == (400, "invalid")
    assert taken(events, private(**{"k" * 44: "v" * 1024}))


def test_long_properties_can_be_cut_without_a_word(wire: Wire, events: Any) -> None:
    wire.habits.long_properties = "cut"
    made = taken(events, private(**{"k" * 45: "v", "short": "v" * 2000}))
    assert made["extendedProperties"]["private"] == {"short": "v" * 1024}


def test_a_series_needs_a_zone_and_a_rule_that_can_be_read(events: Any) -> None:
    weekly = ["RRULE:FREQ=WEEKLY;COUNT=3"]
    body = timed("abc12", recurrence=weekly)
    body["start"] = {"dateTime": "2026-10-20T10:00:00+02:00"}
    assert answer(events, body) == (400, "required")
    assert answer(events, timed("abc12", recurrence=["RRULE:FREQ=NEVER"])) == (400, "invalid")
    assert answer(events, timed("abc12", recurrence=["FREQ"])) == (400, "invalid")
    assert answer(events, timed("abc12", recurrence="FREQ=DAILY")) == (400, "invalid")
    assert "recurrence" not in taken(events, timed("abc13", recurrence=[]))
    assert taken(events, timed("abc12", recurrence=weekly))["recurrence"] == weekly


def test_the_type_of_an_event_is_fixed(wire: Wire, events: Any) -> None:
    wire.mailbox.put("primary", timed("gmail", eventType="fromGmail"))
    body = {"eventType": "default"}
    request = events.patch(calendarId="primary", eventId="gmail", body=body)
    assert refused(request)[0] == 400
    change = {"extendedProperties": {"private": {"a": "b"}}}
    kept = events.patch(calendarId="primary", eventId="gmail", body=change).execute()
    assert kept["eventType"] == "fromGmail"


def test_what_is_no_object_is_refused(events: Any) -> None:
    request = events.insert(calendarId="primary", body={})
    request.body = "[1, 2"
    assert refused(request) == (400, "parseError")


def test_what_google_fills_in_cannot_be_set(events: Any) -> None:
    made = taken(events, timed("abc12", etag='"mine"', creator={"email": "x@y.example"}))
    assert made["etag"] != '"mine"'
    assert made["creator"]["email"] == "camille@mail.example"
