from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from graph_wire_client import WINDOW, asked
from graph_wire_mailbox import timed
from graph_wire_series import recurrence

if TYPE_CHECKING:
    from graph_wire import Wire
    from graph_wire_client import Graph

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


def weekly(wire: Wire, rule: str = "FREQ=WEEKLY;COUNT=4", **more: Any) -> str:
    event = timed("", AT, recurrence=recurrence(rule, AT), **more)
    return str(wire.mailbox.put("primary", event)["id"])


def kinds(items: list[dict[str, Any]]) -> list[str]:
    return [str(one.get("type", "removed")) for one in items]


def starts(items: list[dict[str, Any]]) -> list[str]:
    return [one["start"]["dateTime"][:16] for one in items if one.get("type") != "seriesMaster"]


def test_delta_tells_a_series_with_bare_occurrences(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    items, _ = graph.round()
    assert kinds(items) == ["seriesMaster", *["occurrence"] * 4]
    assert set(items[1]) == {"@odata.etag", "id", "seriesMasterId", "type", "start", "end"}
    assert {one["seriesMasterId"] for one in items[1:]} == {series}


def test_occurrences_can_be_whole(wire: Wire, graph: Graph) -> None:
    wire.habits.bare_occurrences = False
    weekly(wire)
    items, _ = graph.round()
    assert items[1]["subject"] == "Entretien"
    assert len({one["iCalUId"] for one in items}) == 5


def test_a_deleted_occurrence_is_told_by_what_remains(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    _, link = graph.round()
    wire.mailbox.delete(wire.mailbox.occurrence(series, AT + timedelta(days=7)))
    items, link = graph.round(link)
    assert kinds(items) == ["seriesMaster", *["occurrence"] * 3]
    assert starts(items) == ["2026-10-20T08:00", "2026-11-03T08:00", "2026-11-10T08:00"]
    assert graph.round(link)[0] == []


def test_a_deleted_occurrence_may_be_told_as_well(wire: Wire, graph: Graph) -> None:
    wire.habits.missing_removed = False
    series = weekly(wire)
    _, link = graph.round()
    gone = wire.mailbox.occurrence(series, date(2026, 10, 27))
    wire.mailbox.delete(gone)
    items, _ = graph.round(link)
    assert [one["id"] for one in items if "@removed" in one] == [gone]


def test_a_changed_occurrence_is_an_exception_with_all_its_data(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    _, link = graph.round()
    changed = wire.mailbox.occurrence(series, date(2026, 10, 27))
    wire.mailbox.edit(changed, subject="Autre sujet")
    at = AT + timedelta(days=8)
    wire.mailbox.move(changed, at, at + timedelta(hours=1))
    items, _ = graph.round(link)
    (apart,) = [one for one in items if one["type"] == "exception"]
    assert (apart["id"], apart["subject"]) == (changed, "Autre sujet")
    assert apart["start"]["dateTime"].startswith("2026-10-28T08:00")
    assert apart["originalStart"].startswith("2026-10-27T08:00")
    assert len(starts(items)) == 4


@pytest.mark.parametrize("way", ["master", "instances", "both"])
def test_a_deleted_series_is_told_one_way_or_another(wire: Wire, graph: Graph, way: Any) -> None:
    wire.habits.series_gone = way
    series = weekly(wire)
    items, link = graph.round()
    ids = {one["id"] for one in items}
    wire.mailbox.delete(series)
    gone = {one["id"] for one in graph.round(link)[0]}
    assert gone == {"master": {series}, "instances": ids - {series}, "both": ids}[way]


def test_a_view_has_whole_occurrences_and_no_series(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    wire.mailbox.delete(wire.mailbox.occurrence(series, date(2026, 11, 3)))
    found = graph.told("me/calendarView", WINDOW)["value"]
    assert kinds(found) == ["occurrence"] * 3
    assert found[0]["subject"] == "Entretien"


def test_a_list_has_the_series_and_nothing_of_it(wire: Wire, graph: Graph) -> None:
    weekly(wire)
    assert kinds(graph.told("me/events")["value"]) == ["seriesMaster"]


def test_a_series_names_what_is_apart_of_it(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    wire.mailbox.edit(wire.mailbox.occurrence(series, date(2026, 10, 27)), subject="autre")
    wire.mailbox.delete(wire.mailbox.occurrence(series, date(2026, 11, 3)))
    told = graph.told(f"me/events/{series}", {"$expand": "exceptionOccurrences"})
    assert [one["subject"] for one in told["exceptionOccurrences"]] == ["autre"]
    assert told["cancelledOccurrences"] == [f"OID.{series}.2026-11-03"]


def test_instances_need_a_window(wire: Wire, graph: Graph) -> None:
    series = weekly(wire, "FREQ=DAILY")
    path = f"me/events/{series}/instances"
    window = {"startDateTime": "2026-11-01T00:00:00Z", "endDateTime": "2026-11-04T00:00:00Z"}
    assert len(graph.told(path, window)["value"]) == 3
    assert graph.refused("GET", path)[0] == 400
    wire.faults.clear()


def test_clocks_change_within_a_series(wire: Wire, graph: Graph) -> None:
    paris = {"timeZone": "Romance Standard Time"}
    event = timed("", AT, recurrence=recurrence("FREQ=WEEKLY;COUNT=2", AT)) | {
        "start": {"dateTime": "2026-10-20T10:00:00"} | paris,
        "end": {"dateTime": "2026-10-20T11:00:00"} | paris,
    }
    wire.mailbox.put("primary", event)
    items, _ = graph.round()
    assert starts(items) == ["2026-10-20T08:00", "2026-10-27T09:00"]
    assert items[0]["originalStartTimeZone"] == "Romance Standard Time"


def test_a_new_rule_forgets_what_was_apart(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    wire.mailbox.delete(wire.mailbox.occurrence(series, date(2026, 10, 27)))
    wire.mailbox.edit(series, recurrence=recurrence("FREQ=WEEKLY;COUNT=3", AT))
    assert len(starts(graph.round()[0])) == 3


def test_an_organizer_cancels_one_occurrence(wire: Wire, graph: Graph) -> None:
    series = weekly(wire)
    wire.mailbox.cancel(wire.mailbox.occurrence(series, date(2026, 10, 27)))
    items, _ = graph.round()
    assert [one["isCancelled"] for one in items if one["type"] == "exception"] == [True]


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        ({"type": "daily", "interval": 10}, ["20", "30"]),
        ({"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday", "friday"]}, ["20", "23"]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 28}, ["28", "28"]),
        (
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["friday"], "index": "last"},
            ["30", "27"],
        ),
        ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 25, "month": 10}, ["25"]),
    ],
)
def test_every_pattern_is_followed(
    wire: Wire, graph: Graph, pattern: dict[str, Any], days: list[str]
) -> None:
    span = {"type": "numbered", "numberOfOccurrences": 2, "startDate": "2026-10-20"}
    wire.mailbox.put("primary", timed("", AT, recurrence={"pattern": pattern, "range": span}))
    assert [one[8:10] for one in starts(graph.round()[0])] == days


def test_a_rule_that_nobody_can_read_is_refused(graph: Graph, wire: Wire) -> None:
    event = timed("", AT, recurrence={"pattern": {"type": "sometimes"}})
    assert graph.refused("POST", "me/events", event)[0] == 400
    wire.faults.clear()


def test_pages_may_split_a_series_or_not(wire: Wire, graph: Graph) -> None:
    weekly(wire)
    wire.habits.short_pages = 2
    path = "me/calendarView/delta" + asked(WINDOW)
    assert len(graph.told(path)["value"]) == 2
    wire.habits.split_series = False
    assert len(graph.told(path)["value"]) == 5
