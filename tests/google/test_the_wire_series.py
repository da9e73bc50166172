from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from google_wire_client import days, every_page, refused, timed, told

if TYPE_CHECKING:
    from google_wire import Wire

PARIS = ZoneInfo("Europe/Paris")
WINDOW: dict[str, Any] = {"timeMin": "2026-10-01T00:00:00Z", "timeMax": "2026-12-01T00:00:00Z"}
SINGLE: dict[str, Any] = {"singleEvents": True}


def weekly(wire: Wire, rule: str = "FREQ=WEEKLY;COUNT=3", **more: Any) -> None:
    wire.mailbox.put("primary", timed("series", recurrence=[f"RRULE:{rule}"], **more))


def at(day: int, month: int = 10, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=PARIS)


def items(svc: Any, **query: Any) -> list[dict[str, Any]]:
    return [item for answer in every_page(svc, **query) for item in answer["items"]]


def starts(svc: Any, **query: Any) -> list[str]:
    return [item["start"]["dateTime"] for item in items(svc, **query)]


def test_a_series_is_one_event_with_its_rule(wire: Wire, svc: Any) -> None:
    weekly(wire)
    (only,) = items(svc, **WINDOW)
    assert only["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=3"]


def test_single_events_are_its_instances(wire: Wire, svc: Any) -> None:
    weekly(wire)
    found = items(svc, **WINDOW, **SINGLE)
    assert [one["start"]["dateTime"] for one in found] == [
        "2026-10-20T10:00:00+02:00",
        "2026-10-27T10:00:00+01:00",
        "2026-11-03T10:00:00+01:00",
    ]
    assert {one["recurringEventId"] for one in found} == {"series"}
    assert [one["originalStartTime"] for one in found] == [one["start"] for one in found]
    assert len({one["id"] for one in found}) == 3
    assert not any("series" in one["id"] or "2026" in one["id"] for one in found)
    assert not any("recurrence" in one for one in found)


def test_the_window_takes_out_instances(wire: Wire, svc: Any) -> None:
    weekly(wire)
    window = {"timeMin": "2026-10-20T11:00:00+02:00", "timeMax": "2026-11-03T10:00:00+01:00"}
    assert starts(svc, **window, **SINGLE) == ["2026-10-27T10:00:00+01:00"]
    assert [one["id"] for one in items(svc, **window)] == ["series"]
    assert items(svc, timeMin="2026-12-01T00:00:00Z") == []


def test_a_series_of_days_has_days(wire: Wire, svc: Any) -> None:
    body = days("series", "2026-10-24", "2026-10-25", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    wire.mailbox.put("primary", body)
    found = items(svc, **SINGLE)
    assert [one["start"] for one in found] == [{"date": f"2026-10-{day}"} for day in (24, 25, 26)]
    assert found[1]["end"] == {"date": "2026-10-26"}
    wire.mailbox.cancel_instance("primary", "series", date(2026, 10, 25))
    assert len(items(svc, **SINGLE)) == 2


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["RRULE:FREQ=DAILY;UNTIL=20261021T080000Z"], [20, 21]),
        (["RRULE:FREQ=DAILY;UNTIL=20261021"], [20, 21]),
        (["RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Europe/Paris:20261021T100000"], [20, 22]),
        (["RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261021T080000Z"], [20]),
        (["RDATE;TZID=Europe/Paris:20261023T100000,20261025T100000"], [20, 23, 25]),
        (["RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2"], [20, 21, 28]),
    ],
)
def test_rules_are_read(wire: Wire, svc: Any, lines: list[str], left: list[int]) -> None:
    wire.mailbox.put("primary", timed("series", recurrence=lines))
    found = starts(svc, **SINGLE)
    assert [datetime.fromisoformat(one).day for one in found] == left


def test_a_series_without_an_end_ends_somewhere(wire: Wire, svc: Any) -> None:
    weekly(wire, "FREQ=DAILY")
    assert 700 < len(items(svc, **SINGLE)) < 800


def test_an_instance_can_be_got_changed_and_deleted_by_its_id(wire: Wire, svc: Any) -> None:
    weekly(wire)
    first, second, _ = (one["id"] for one in items(svc, **SINGLE))
    events = svc.events()
    assert events.get(calendarId="primary", eventId=first).execute()["recurringEventId"] == "series"
    change = {"summary": "Autre"}
    events.patch(calendarId="primary", eventId=second, body=change).execute()
    events.delete(calendarId="primary", eventId=first).execute()
    left = items(svc, **SINGLE)
    assert sorted(one["summary"] for one in left) == ["Autre", "Entretien"]
    assert first not in {one["id"] for one in left}
    again = events.delete(calendarId="primary", eventId=first)
    assert refused(again) == (410, "deleted")


def test_an_instance_that_moved_keeps_its_original_time(wire: Wire, svc: Any) -> None:
    weekly(wire)
    moved = wire.mailbox.instance("primary", "series", at(27))
    wire.mailbox.move("primary", moved, at(28, hour=15), at(28, hour=16))
    (found,) = (one for one in items(svc, **SINGLE) if one["id"] == moved)
    assert found["start"]["dateTime"] == "2026-10-28T15:00:00+01:00"
    assert found["originalStartTime"]["dateTime"] == "2026-10-27T10:00:00+01:00"
    whole = {one["id"] for one in items(svc)}
    assert whole == {"series", moved}


def test_an_instance_that_moved_out_of_the_window_is_not_listed(wire: Wire, svc: Any) -> None:
    weekly(wire)
    moved = wire.mailbox.instance("primary", "series", at(27))
    wire.mailbox.move(
        "primary", moved, datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)
    )
    assert moved not in told(every_page(svc, **WINDOW, **SINGLE))
    assert len(items(svc, **WINDOW, **SINGLE)) == 2


def test_a_cancelled_instance_of_a_live_series_is_told_without_single_events(
    wire: Wire, svc: Any
) -> None:
    weekly(wire)
    gone = wire.mailbox.cancel_instance("primary", "series", at(27))
    assert gone not in told(every_page(svc, **WINDOW, **SINGLE))
    (stub,) = (one for one in items(svc, **WINDOW) if one["id"] == gone)
    assert stub["status"] == "cancelled"
    assert stub["recurringEventId"] == "series"
    assert stub["originalStartTime"]["dateTime"] == "2026-10-27T10:00:00+01:00"
    assert "start" not in stub


def test_what_is_no_start_of_the_series_is_a_mistake_of_the_test(wire: Wire) -> None:
    weekly(wire)
    with pytest.raises(ValueError, match="not a start of this series"):
        wire.mailbox.cancel_instance("primary", "series", date(2026, 10, 27))
    with pytest.raises(ValueError, match="not a start of this series"):
        wire.mailbox.cancel_instance("primary", "series", at(26))


def test_the_instances_of_one_series_can_be_asked_for(wire: Wire, svc: Any) -> None:
    weekly(wire)
    wire.mailbox.put("primary", timed("other"))
    moved = wire.mailbox.instance("primary", "series", at(27))
    wire.mailbox.edit("primary", moved, summary="Autre")
    gone = wire.mailbox.cancel_instance("primary", "series", at(3, month=11))
    events = svc.events()
    asked = {"calendarId": "primary", "eventId": "series"}
    found = events.instances(**asked).execute()["items"]
    assert sorted(one["summary"] for one in found) == ["Autre", "Entretien"]
    every = events.instances(**asked, showDeleted=True).execute()["items"]
    assert {one["id"] for one in every} == {one["id"] for one in found} | {gone}
    early = events.instances(**asked, timeMax="2026-10-26T00:00:00Z").execute()["items"]
    assert len(early) == 1
    first = events.instances(**asked, maxResults=1)
    assert len(events.instances_next(first, first.execute()).execute()["items"]) == 1


def test_what_is_no_series_has_no_instances(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alone"))
    events = svc.events()
    assert refused(events.instances(calendarId="primary", eventId="alone"))[0] == 400
    assert refused(events.instances(calendarId="primary", eventId="never"))[0] == 404


def test_an_instance_that_began_before_the_window_is_listed(wire: Wire, svc: Any) -> None:
    rule = ["RRULE:FREQ=MONTHLY;COUNT=2"]
    wire.mailbox.put("primary", days("series", "2026-10-20", "2026-10-27", recurrence=rule))
    window = {"timeMin": "2026-10-26T00:00:00Z", "timeMax": "2026-10-27T00:00:00Z"}
    (found,) = items(svc, **window, **SINGLE)
    assert found["start"] == {"date": "2026-10-20"}
