from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from graph_wire_client import WINDOW, asked, at_graph
from graph_wire_mailbox import timed

if TYPE_CHECKING:
    from graph_wire import Wire
    from graph_wire_client import Graph

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


def put(wire: Wire, at: datetime = AT, calendar: str = "primary", **more: Any) -> str:
    return str(wire.mailbox.put(calendar, timed("", at, **more))["id"])


def told(items: list[dict[str, Any]]) -> dict[str, str]:
    """Return what became of every id; the last word wins."""
    return {one["id"]: one.get("@removed", {}).get("reason", "there") for one in items}


def test_a_round_tells_the_window_and_then_only_changes(wire: Wire, graph: Graph) -> None:
    first, second = put(wire), put(wire)
    put(wire, AT + timedelta(days=200))
    items, link = graph.round()
    assert told(items) == {first: "there", second: "there"}
    wire.mailbox.edit(first, subject="Entretien déplacé")
    items, link = graph.round(link)
    assert [one["subject"] for one in items] == ["Entretien déplacé"]
    assert graph.round(link)[0] == []
    assert wire.count("view.delta") == 3


def test_what_is_deleted_is_told_as_removed(wire: Wire, graph: Graph) -> None:
    gone = put(wire)
    _, link = graph.round()
    wire.mailbox.delete(gone)
    items, link = graph.round(link)
    assert items == [{"@removed": {"reason": "deleted"}, "id": gone}]
    assert graph.round(link)[0] == []


def test_the_window_is_baked_into_the_link(wire: Wire, graph: Graph) -> None:
    event = put(wire)
    _, link = graph.round()
    wire.mailbox.move(event, AT + timedelta(days=90), AT + timedelta(days=91))
    items, link = graph.round(link)
    assert told(items) == {event: "deleted"}
    wire.mailbox.move(event, AT, AT + timedelta(hours=1))
    assert told(graph.round(link)[0]) == {event: "there"}


@pytest.mark.parametrize("outside", [True, False])
def test_what_changes_outside_of_the_window_may_come_as_removed(
    wire: Wire, graph: Graph, *, outside: bool
) -> None:
    wire.habits.removed_outside = outside
    _, link = graph.round()
    event = put(wire, AT + timedelta(days=200))
    assert told(graph.round(link)[0]) == ({event: "deleted"} if outside else {})


def test_extended_properties_never_come_in_delta_but_the_transaction_does(
    wire: Wire, graph: Graph
) -> None:
    put(wire, transactionId="72656c61-1", singleValueExtendedProperties=[])
    ((item,), _) = graph.round()
    assert item["transactionId"] == "72656c61-1"
    assert "singleValueExtendedProperties" not in item


@pytest.mark.parametrize("name", ["$select", "$expand", "$filter", "$orderby", "$search", "$top"])
def test_delta_takes_none_of_the_usual_questions(graph: Graph, name: str) -> None:
    path = "me/calendarView/delta" + asked(WINDOW | {name: "subject"})
    assert graph.refused("GET", path) == (400, "ErrorInvalidUrlQuery")


def test_delta_needs_a_window(graph: Graph) -> None:
    assert graph.refused("GET", "me/calendarView/delta") == (400, "ErrorInvalidRequest")


def test_pages_are_as_long_as_the_header_says(wire: Wire, graph: Graph) -> None:
    wire.mailbox.fill("primary", 25, AT)
    path = "me/calendarView/delta" + asked(WINDOW)
    assert len(graph.told(path)["value"]) == 25
    graph.prefer = 'IdType="ImmutableId"'
    page = graph.told(path)
    assert len(page["value"]) == 10
    graph.prefer = 'IdType="ImmutableId", odata.maxpagesize=4'
    assert len(graph.told(page["@odata.nextLink"])["value"]) == 4


def test_a_round_can_begin_with_an_empty_page_and_repeat_itself(wire: Wire, graph: Graph) -> None:
    event = put(wire)
    wire.habits.empty_pages = wire.habits.repeats = True
    wire.habits.short_pages = 1
    first = graph.told("me/calendarView/delta" + asked(WINDOW))
    assert first["value"] == []
    _, link = graph.round(first["@odata.nextLink"])
    wire.mailbox.edit(event, subject="neu")
    assert [one["subject"] for one in graph.round(link)[0]] == ["Entretien", "neu"]


def test_what_changes_within_a_round_comes_with_the_next(wire: Wire, graph: Graph) -> None:
    first, second = put(wire), put(wire)
    wire.habits.short_pages = 1
    page = graph.told("me/calendarView/delta" + asked(WINDOW))
    wire.mailbox.edit(second, subject="neu")
    wire.mailbox.delete(first)
    (item,), link = graph.round(page["@odata.nextLink"])
    assert item["subject"] == "Entretien"
    assert told(graph.round(link)[0]) == {first: "deleted", second: "there"}


def test_a_write_may_be_late_in_delta(wire: Wire, graph: Graph) -> None:
    wire.habits.delay = timedelta(minutes=2)
    old = put(wire)
    wire.clock.advance(minutes=3)
    new = put(wire)
    items, link = graph.round()
    assert told(items) == {old: "there"}
    items, link = graph.round(link)
    assert items == []
    wire.clock.advance(minutes=3)
    assert told(graph.round(link)[0]) == {new: "there"}


@pytest.mark.parametrize("spelled", ["SyncStateNotFound", "syncStateNotFound", "resyncRequired"])
def test_a_link_that_is_too_old_is_refused_with_the_way_to_begin_anew(
    wire: Wire, graph: Graph, spelled: str
) -> None:
    wire.habits.expired_code = spelled
    _, link = graph.round()
    wire.mailbox.expire_tokens()
    answer = graph.ask("GET", link)
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, spelled)
    assert graph.told(str(answer.headers["Location"]))["value"] == []


def test_an_old_link_may_be_refused_by_400_in_other_letters(wire: Wire, graph: Graph) -> None:
    wire.habits.expired_status, wire.habits.code_case = 400, "lower"
    _, link = graph.round()
    wire.mailbox.expire_tokens("primary")
    assert graph.refused("GET", link) == (400, "syncstatenotfound")


def test_a_forged_link_is_no_link(graph: Graph) -> None:
    path = "me/calendarView/delta?$deltatoken=forged"
    assert graph.refused("GET", path) == (410, "SyncStateNotFound")


def test_links_belong_to_one_calendar(wire: Wire, graph: Graph) -> None:
    other = wire.mailbox.add_calendar("Projets")
    event = put(wire, calendar=other)
    items, link = graph.round(calendar=other)
    assert told(items) == {event: "there"}
    assert f"me/calendars('{quote(other, safe='')}')/calendarView/delta" in link
    stolen = link.replace(f"me/calendars('{quote(other, safe='')}')", "me")
    assert graph.refused("GET", stolen) == (410, "SyncStateNotFound")
    assert told(graph.round()[0]) == {}


def test_links_can_lead_elsewhere(wire: Wire, graph: Graph) -> None:
    wire.habits.link_root = "https://elsewhere.example"
    page = graph.told("me/calendarView/delta" + asked(WINDOW))
    assert page["@odata.deltaLink"].startswith("https://elsewhere.example/v1.0/me/")


def test_ids_are_others_without_the_header(wire: Wire, graph: Graph) -> None:
    event = put(wire)
    other = wire.mailbox.add_calendar("Projets")
    graph.prefer = "odata.maxpagesize=100"
    ((item,), _) = graph.round()
    assert item["id"] != event
    wire.mailbox.transfer(event, "Projets")
    ((moved,), _) = graph.round(calendar=other)
    assert len({event, item["id"], moved["id"]}) == 3


def test_a_moved_event_keeps_its_immutable_id(wire: Wire, graph: Graph) -> None:
    event = put(wire)
    other = wire.mailbox.add_calendar("Projets")
    (_, here), (_, there) = graph.round(), graph.round(calendar=other)
    wire.mailbox.transfer(event, "Projets")
    assert told(graph.round(here)[0]) == {event: "deleted"}
    assert told(graph.round(there)[0]) == {event: "there"}


def test_the_smallest_scope_opens_delta_and_nothing_else(wire: Wire) -> None:
    with at_graph(wire, "Calendars.ReadBasic") as graph:
        graph.round()
        assert graph.refused("GET", "me/events") == (403, "ErrorAccessDenied")
