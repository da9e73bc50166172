from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from google_wire_client import every_page, timed, told

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


def token(svc: Any, **query: Any) -> str:
    return str(every_page(svc, **query)[-1]["nextSyncToken"])


def test_a_cancelled_instance_is_told_to_a_token(wire: Wire, svc: Any) -> None:
    weekly(wire)
    before = token(svc, **SINGLE)
    gone = wire.mailbox.cancel_instance("primary", "series", at(27))
    assert told(every_page(svc, syncToken=before, **SINGLE)) == {gone: "cancelled"}


def test_a_changed_series_tells_all_its_instances(wire: Wire, svc: Any) -> None:
    weekly(wire)
    known = set(told(every_page(svc, **SINGLE)))
    before = token(svc, **SINGLE)
    wire.mailbox.edit("primary", "series", summary="Autre")
    changed = items(svc, syncToken=before, **SINGLE)
    assert {one["id"] for one in changed} == known
    assert {one["summary"] for one in changed} == {"Autre"}


def test_a_shorter_rule_tells_the_instances_that_went(wire: Wire, svc: Any) -> None:
    weekly(wire)
    first, second, third = told(every_page(svc, **SINGLE))
    before = token(svc, **SINGLE)
    wire.mailbox.edit("primary", "series", recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"])
    assert told(every_page(svc, syncToken=before, **SINGLE)) == {
        first: "confirmed",
        second: "confirmed",
        third: "cancelled",
    }
    wire.mailbox.edit("primary", "series", recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    assert told(every_page(svc, syncToken=before, **SINGLE))[third] == "confirmed"


def test_a_series_that_moved_has_other_instances(wire: Wire, svc: Any) -> None:
    weekly(wire)
    known = set(told(every_page(svc, **SINGLE)))
    before = token(svc, **SINGLE)
    wire.mailbox.move("primary", "series", at(20, hour=14), at(20, hour=15))
    after = told(every_page(svc, syncToken=before, **SINGLE))
    assert {one for one, status in after.items() if status == "cancelled"} == known
    assert sum(status == "confirmed" for status in after.values()) == 3


def test_a_single_event_that_becomes_a_series_is_told_as_gone(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alone"))
    before = token(svc, **SINGLE)
    wire.mailbox.edit("primary", "alone", recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"])
    after = told(every_page(svc, syncToken=before, **SINGLE))
    assert after.pop("alone") == "cancelled"
    assert list(after.values()) == ["confirmed", "confirmed"]


@pytest.mark.parametrize(
    ("habit", "series", "instances"),
    [("instances", 0, 3), ("series", 1, 0), ("both", 1, 3)],
)
def test_a_deleted_series_is_told_as_is_switched_on(
    wire: Wire, svc: Any, habit: Any, series: int, instances: int
) -> None:
    wire.habits.series_gone = habit
    weekly(wire)
    before = token(svc, **SINGLE)
    wire.mailbox.delete("primary", "series")
    after = told(every_page(svc, syncToken=before, **SINGLE))
    assert set(after.values()) == {"cancelled"}
    assert len([one for one in after if one == "series"]) == series
    assert len([one for one in after if one != "series"]) == instances
    assert told(every_page(svc, syncToken=token(svc))) == {}


def test_of_a_deleted_series_only_the_near_instances_are_told(wire: Wire, svc: Any) -> None:
    weekly(wire, "FREQ=MONTHLY;COUNT=24")
    before = token(svc, **SINGLE)
    wire.mailbox.delete("primary", "series")
    gone = told(every_page(svc, syncToken=before, **SINGLE))
    assert 5 <= len(gone) <= 7


def test_with_its_series_go_the_exceptions(wire: Wire, svc: Any) -> None:
    weekly(wire)
    moved = wire.mailbox.instance("primary", "series", at(27))
    wire.mailbox.move("primary", moved, at(28), at(28, hour=11))
    before = token(svc)
    wire.mailbox.delete("primary", "series")
    after = items(svc, syncToken=before)
    assert {one["id"]: one["status"] for one in after} == {
        "series": "cancelled",
        moved: "cancelled",
    }
    assert all("recurringEventId" not in one for one in after)
    assert items(svc, **SINGLE) == []


def test_what_went_is_told_once(wire: Wire, svc: Any) -> None:
    weekly(wire)
    before = token(svc, **SINGLE)
    wire.mailbox.delete("primary", "series")
    answers = every_page(svc, syncToken=before, **SINGLE)
    assert len(told(answers)) == 3
    assert told(every_page(svc, syncToken=answers[-1]["nextSyncToken"], **SINGLE)) == {}


def test_a_live_series_tells_all_the_instances_that_went_however_far(wire: Wire, svc: Any) -> None:
    wire.habits.series_gone = "series"
    weekly(wire, "FREQ=MONTHLY;COUNT=24")
    before = token(svc, **SINGLE)
    wire.mailbox.edit("primary", "series", recurrence=["RRULE:FREQ=MONTHLY;COUNT=2"])
    after = told(every_page(svc, syncToken=before, **SINGLE))
    assert sum(status == "cancelled" for status in after.values()) == 22
