from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from google_wire import Clock, Habits, Wire
from google_wire_answers import Refusal
from google_wire_client import days, every_page, service, timed


def seen(wire: Wire, **query: Any) -> list[dict[str, Any]]:
    with service(wire) as svc:
        return [item for answer in every_page(svc, **query) for item in answer["items"]]


def test_what_the_person_puts_is_what_the_api_tells(wire: Wire) -> None:
    put = wire.mailbox.put("primary", timed("abc12", iCalUID="one@person.example"))
    assert seen(wire) == [put]
    assert put["iCalUID"] == "one@person.example"


def test_putting_again_writes_over_it(wire: Wire) -> None:
    first = wire.mailbox.put("primary", timed("abc12", location="Salle 4"))
    wire.clock.advance(hours=1)
    wire.mailbox.put("primary", timed("abc12", summary="Neuf"))
    (left,) = seen(wire)
    assert (left["summary"], left.get("location")) == ("Neuf", None)
    assert left["created"] == first["created"] < left["updated"]


def test_a_calendar_is_named_by_its_id_or_its_name(wire: Wire) -> None:
    made = wire.mailbox.add_calendar("Travail")
    for name in (made, "Travail"):
        wire.mailbox.put(name, timed())
    assert len(wire.mailbox.events("Travail")) == 2
    assert wire.mailbox.events() == []


def test_an_event_can_be_moved_to_a_time_or_a_day(wire: Wire) -> None:
    wire.mailbox.put("primary", timed("abc12"))
    start, end = datetime(2026, 10, 21, 7, tzinfo=UTC), datetime(2026, 10, 21, 8, tzinfo=UTC)
    moved = wire.mailbox.move("primary", "abc12", start, end)
    assert moved["start"] == {
        "dateTime": "2026-10-21T09:00:00+02:00",
        "timeZone": "Europe/Paris",
    }
    moved = wire.mailbox.move("primary", "abc12", date(2026, 10, 21), date(2026, 10, 22))
    assert moved["end"] == {"date": "2026-10-22"}
    assert moved["sequence"] == 2


def test_an_edit_takes_a_field_away_with_none(wire: Wire) -> None:
    wire.mailbox.put("primary", timed("abc12", location="Salle 4"))
    left = wire.mailbox.edit("primary", "abc12", location=None, summary="Neuf")
    assert (left["summary"], left.get("location")) == ("Neuf", None)


def test_what_is_gone_is_not_touched(wire: Wire) -> None:
    wire.mailbox.put("primary", timed("abc12"))
    wire.mailbox.delete("primary", "abc12")
    with pytest.raises(Refusal, match="deleted"):
        wire.mailbox.edit("primary", "abc12", summary="Neuf")
    with pytest.raises(Refusal, match="notFound"):
        wire.mailbox.delete("primary", "never")
    assert wire.mailbox.restore("primary", "abc12")["status"] == "confirmed"
    assert len(seen(wire)) == 1


def test_the_person_is_told_too_when_an_event_makes_no_sense(wire: Wire) -> None:
    with pytest.raises(Refusal, match="timeRangeEmpty"):
        wire.mailbox.put("primary", days("abc12", "2026-10-20", "2026-10-20"))


def test_many_events_are_put_as_a_function_makes_them(wire: Wire) -> None:
    wire.mailbox.fill("primary", 3, lambda n: timed(f"made{n}", summary=f"n° {n}"))
    assert [one["summary"] for one in seen(wire)] == ["n° 0", "n° 1", "n° 2"]


def test_events_of_others_keep_their_organizer(wire: Wire) -> None:
    guests = [{"email": "camille@mail.example", "self": True, "responseStatus": "needsAction"}]
    other = {"email": "rh@solveria.example", "displayName": "Léa Martin"}
    put = timed("abc12", organizer=other, attendees=guests, eventType="fromGmail")
    wire.mailbox.put("primary", put)
    (item,) = seen(wire)
    assert (item["organizer"], item["attendees"]) == (other, guests)
    assert item["eventType"] == "fromGmail"


def test_the_clock_and_the_habits_can_be_given() -> None:
    clock = Clock(datetime(2027, 1, 1, tzinfo=UTC))
    foreign = Wire(lambda: datetime(2028, 1, 1, tzinfo=UTC)).clock
    assert foreign().year == 2028
    with pytest.raises(TypeError, match="whoever gave it"):
        foreign.advance(hours=1)
    with Wire(
        clock, email="alex@mail.example", zone="Asia/Tokyo", habits=Habits(short_pages=1)
    ) as wire:
        put = wire.mailbox.put("primary", timed("abc12"))
        wire.mailbox.put("primary", timed("abc13"))
        assert put["created"] == "2027-01-01T00:00:00.000Z"
        with service(wire) as svc:
            first, second = every_page(svc)
    assert (first["timeZone"], len(first["items"]), len(second["items"])) == ("Asia/Tokyo", 1, 1)


def test_two_people_do_not_meet() -> None:
    with Wire() as one, Wire(email="alex@mail.example") as other:
        one.mailbox.put("primary", timed("abc12"))
        assert seen(other) == []
        assert other.count() == 1


def test_what_was_asked_can_be_counted_and_forgotten(wire: Wire) -> None:
    seen(wire, maxResults=7)
    assert [one.one("maxResults") for one in wire.asked("events.list")] == ["7"]
    assert (wire.count("events.*"), wire.count(), wire.count("events.get")) == (1, 1, 0)
    wire.forget()
    assert wire.count() == 0
