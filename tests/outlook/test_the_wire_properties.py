from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from graph_wire_client import MARK, WINDOW, carrying, marked
from graph_wire_mailbox import timed

if TYPE_CHECKING:
    from graph_wire import Wire
    from graph_wire_client import Graph

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)
EXPAND = {"$expand": f"singleValueExtendedProperties($filter=id eq '{MARK}')"}


def body(**more: Any) -> dict[str, Any]:
    return timed("", AT) | more


def create(graph: Graph, path: str = "me/events", **more: Any) -> dict[str, Any]:
    answer = graph.ask("POST", path, body(**more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_property_finds_an_event_in_any_calendar_by_any_case(wire: Wire, graph: Graph) -> None:
    other = wire.mailbox.add_calendar("Relances")
    made = create(graph, f"me/calendars/{quote(other)}/events", **marked("abc123"))
    assert "singleValueExtendedProperties" not in made
    for value in ("abc123", "ABC123"):
        (found,) = graph.told("me/events", carrying(value) | EXPAND)["value"]
        assert found["id"] == made["id"]
        assert found["singleValueExtendedProperties"] == [{"id": MARK, "value": "abc123"}]
    assert graph.told("me/events", carrying("abc12"))["value"] == []
    assert graph.told("me/calendar/events", carrying("abc123"))["value"] == []


def test_the_name_of_a_property_has_its_case(wire: Wire, graph: Graph) -> None:
    create(graph, **marked("abc123"))
    query = carrying("abc123")
    other = {"$filter": query["$filter"].replace("RelanceKey", "relancekey")}
    assert graph.told("me/events", other)["value"] == []
    assert wire.mailbox.properties(wire.mailbox.events()[0]["id"]) == {MARK: "abc123"}


def test_a_property_is_set_on_an_event_that_is_there(wire: Wire, graph: Graph) -> None:
    made = create(graph, **marked("abc123"))
    path = f"me/events/{made['id']}"
    pair = {"id": MARK, "value": "def456"}
    answer = graph.ask("POST", f"{path}/singleValueExtendedProperties", pair)
    assert (answer.status_code, answer.json()) == (201, pair)
    assert graph.told(path, EXPAND)["singleValueExtendedProperties"] == [pair]
    assert graph.told(path)["@odata.etag"] != made["@odata.etag"]
    assert wire.mailbox.properties(made["id"]) == {MARK: "def456"}


def test_a_graph_may_take_properties_along_with_their_event_alone(wire: Wire, graph: Graph) -> None:
    wire.habits.properties_by_patch = True
    made = create(graph, **marked("abc123"))
    path, pair = f"me/events/{made['id']}", {"id": MARK, "value": "def456"}
    refused = graph.refused("POST", f"{path}/singleValueExtendedProperties", pair)
    assert refused == (405, "ErrorInvalidRequest")
    answer = graph.ask("PATCH", path, {"subject": "x", "singleValueExtendedProperties": [pair]})
    assert answer.status_code == 200
    assert "singleValueExtendedProperties" not in answer.json()
    assert wire.mailbox.properties(made["id"]) == {MARK: "def456"}


def test_properties_are_shown_only_when_they_are_named(graph: Graph) -> None:
    made = create(graph, **marked("abc123"))
    path = f"me/events/{made['id']}"
    assert "singleValueExtendedProperties" not in graph.told(path)
    bare = f"{path}?$expand=singleValueExtendedProperties"
    assert graph.refused("GET", bare) == (400, "ErrorInvalidUrlQuery")


@pytest.mark.parametrize(
    "filter_",
    [
        "transactionId eq 't1'",
        "singleValueExtendedProperties/Any(ep: ep/value eq 'x')",
        "nonsense",
        "subject has 'x'",
    ],
)
def test_a_filter_that_graph_does_not_have_is_refused(graph: Graph, filter_: str) -> None:
    path = f"me/events?$filter={quote(filter_)}"
    assert graph.refused("GET", path) == (400, "ErrorInvalidUrlQueryFilter")


def test_filters_are_joined(wire: Wire, graph: Graph) -> None:
    for subject in ("un", "deux", "l'autre"):
        wire.mailbox.put("primary", timed("", AT, subject=subject))
    either = {"$filter": "subject eq 'un' or (subject eq 'l''autre' and type eq 'singleInstance')"}
    found = graph.told("me/events", either)["value"]
    assert [one["subject"] for one in found] == ["un", "l'autre"]
    late = {"$filter": "start/dateTime ge '2026-10-21T00:00:00'"}
    assert graph.told("me/events", late)["value"] == []


def test_a_list_comes_in_pages_and_chosen_fields(wire: Wire, graph: Graph) -> None:
    wire.mailbox.fill("primary", 5, AT)
    page = graph.told("me/calendarView", WINDOW | {"$top": "3", "$select": "subject"})
    assert [set(one) for one in page["value"]] == [{"@odata.etag", "id", "subject"}] * 3
    rest = graph.told(page["@odata.nextLink"])
    assert [one["subject"] for one in rest["value"]] == ["Rendez-vous 3", "Rendez-vous 4"]
    assert "@odata.nextLink" not in rest


def test_a_view_does_not_choose_when_something_was_changed(graph: Graph) -> None:
    window = "&".join(f"{name}={value}" for name, value in WINDOW.items())
    path = f"me/calendarView?{window}&$select=lastModifiedDateTime"
    assert graph.refused("GET", path) == (400, "ErrorInvalidUrlQuery")
