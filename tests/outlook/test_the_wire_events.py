from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from graph_wire_client import MARK, WINDOW, at_graph
from graph_wire_mailbox import timed

if TYPE_CHECKING:
    from graph_wire import Wire
    from graph_wire_client import Graph

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


def body(**more: Any) -> dict[str, Any]:
    return timed("", AT) | more


def create(graph: Graph, path: str = "me/events", **more: Any) -> dict[str, Any]:
    answer = graph.ask("POST", path, body(**more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def days(first: str, end: str, zone: str = "Romance Standard Time", **more: Any) -> dict[str, Any]:
    return {
        "subject": "Salon",
        "isAllDay": True,
        "start": {"dateTime": f"{first}T00:00:00", "timeZone": zone},
        "end": {"dateTime": f"{end}T00:00:00", "timeZone": zone},
    } | more


def test_an_event_is_created_read_changed_and_deleted(wire: Wire, graph: Graph) -> None:
    made = create(graph)
    path = f"me/events/{made['id']}"
    read = graph.told(path)
    assert (read["subject"], read["type"], read["showAs"]) == (
        "Entretien",
        "singleInstance",
        "busy",
    )
    changed = graph.ask("PATCH", path, {"subject": "Autre"}).json()
    assert changed["subject"] == "Autre"
    assert changed["@odata.etag"] != made["@odata.etag"]
    assert graph.ask("DELETE", path).status_code == 204
    binned = graph.told(path)
    assert binned["@odata.etag"] != changed["@odata.etag"]
    for listed in ("me/events", "me/calendar/calendarView"):
        window = WINDOW if listed.endswith("View") else None
        assert graph.told(listed, window)["value"] == []
    assert graph.ask("PATCH", path, {"subject": "Encore"}).status_code == 200
    assert graph.told("me/events")["value"] == []
    assert graph.ask("DELETE", path).status_code == 204
    assert graph.refused("GET", path) == (404, "ErrorItemNotFound")
    assert graph.refused("DELETE", path) == (404, "ErrorItemNotFound")
    assert wire.count("events.*") == 11


def test_a_graph_may_keep_nothing_that_was_deleted(wire: Wire, graph: Graph) -> None:
    wire.habits.keeps_deleted = False
    path = f"me/events/{create(graph)['id']}"
    assert graph.ask("DELETE", path).status_code == 204
    assert graph.refused("GET", path) == (404, "ErrorItemNotFound")


def test_what_lies_in_the_bin_comes_back_as_it_was(wire: Wire, graph: Graph) -> None:
    made = create(graph, singleValueExtendedProperties=[{"id": MARK, "value": "a-key"}])
    box, home = wire.mailbox, wire.mailbox.default
    assert box.restore(made["id"], home) is None, "it stands"
    box.delete(made["id"])
    back = box.restore(made["id"], home)
    assert back is not None
    assert back["iCalUId"] == made["iCalUId"]
    assert box.properties(made["id"]) == {MARK: "a-key"}
    assert [one["id"] for one in graph.told("me/events")["value"]] == [made["id"]]
    box.delete(made["id"])
    assert graph.ask("DELETE", f"me/events/{made['id']}").status_code == 204
    assert box.restore(made["id"], home) is None, "it was deleted for good"


def test_a_search_may_be_slow_to_find_what_is_new(wire: Wire, graph: Graph) -> None:
    wire.habits.search_delay = timedelta(minutes=5)
    made, search = create(graph), {"$filter": "subject eq 'Entretien'"}
    assert graph.told("me/events", search)["value"] == []
    assert [one["id"] for one in graph.told("me/events")["value"]] == [made["id"]]
    wire.clock.advance(minutes=6)
    assert [one["id"] for one in graph.told("me/events", search)["value"]] == [made["id"]]


@pytest.mark.parametrize("status", [400, 409])
def test_a_transaction_is_never_repeated_not_even_after_a_deletion(
    wire: Wire, graph: Graph, status: Any
) -> None:
    wire.habits.duplicate_status = status
    made = create(graph, transactionId="t1")
    assert graph.ask("DELETE", f"me/events/{made['id']}").status_code == 204
    wire.clock.advance(days=120)
    with at_graph(wire) as later:
        refused = later.refused("POST", "me/events", body(transactionId="t1"))
        assert refused == (status, "ErrorDuplicateTransactionId")
    assert wire.mailbox.events() == []


def test_the_refusal_may_name_what_is_there(wire: Wire, graph: Graph) -> None:
    made = create(graph, transactionId="t1")
    wire.habits.existing_id = True
    answer = graph.ask("POST", "me/events", body(transactionId="t1"))
    assert answer.json()["error"]["@event.existingEventId"] == made["id"]


def test_a_transaction_stays_what_it_is(wire: Wire, graph: Graph) -> None:
    made = create(graph, transactionId="t1")
    path = f"me/events/{made['id']}"
    assert graph.refused("PATCH", path, {"transactionId": "t2"})[0] == 400
    wire.faults.clear()


def test_a_write_heeds_the_etag(wire: Wire, graph: Graph) -> None:
    made = create(graph)
    path, old = f"me/events/{made['id']}", made["@odata.etag"]
    wire.mailbox.edit(made["id"], subject="Autre")
    conflict = (412, "ErrorIrresolvableConflict")
    assert graph.refused("PATCH", path, {"subject": "x"}, If_Match=old) == conflict
    assert graph.refused("DELETE", path, If_Match=old) == conflict
    new = graph.told(path)["@odata.etag"]
    assert graph.ask("PATCH", path, {"subject": "x"}, If_Match=new).status_code == 200


def test_deleting_may_pay_no_heed_to_the_etag(wire: Wire, graph: Graph) -> None:
    wire.habits.etag_on_delete = False
    made = create(graph)
    wire.mailbox.edit(made["id"], subject="Autre")
    answer = graph.ask("DELETE", f"me/events/{made['id']}", If_Match=made["@odata.etag"])
    assert answer.status_code == 204


def test_a_conflict_may_come_for_no_reason(wire: Wire, graph: Graph) -> None:
    made = create(graph)
    wire.habits.spontaneous_412 = 1
    path = f"me/events/{made['id']}"
    assert graph.refused("PATCH", path, {"subject": "x"}) == (412, "ErrorIrresolvableConflict")
    assert graph.ask("PATCH", path, {"subject": "x"}).status_code == 200


def test_times_are_shown_in_the_zone_that_is_asked_for(wire: Wire, graph: Graph) -> None:
    made = create(graph)
    graph.prefer = 'IdType="ImmutableId", outlook.timezone="Romance Standard Time"'
    read = graph.told(f"me/events/{made['id']}")
    assert read["start"] == {
        "dateTime": "2026-10-20T10:00:00.0000000",
        "timeZone": "Romance Standard Time",
    }
    assert read["originalStartTimeZone"] == "UTC"
    graph.prefer = 'IdType="ImmutableId", outlook.timezone="Mars/Olympus"'
    refused = graph.refused("GET", f"me/events/{made['id']}")
    assert refused == (400, "TimeZoneNotSupportedException")
    assert wire.mailbox.events()[0]["start"]["timeZone"] == "UTC"


@pytest.mark.parametrize("zone", ["UTC", "Romance Standard Time", "Europe/Paris"])
def test_graph_takes_its_own_names_of_zones(graph: Graph, zone: str) -> None:
    at = {"dateTime": "2026-10-20T10:00:00", "timeZone": zone}
    end = {"dateTime": "2026-10-20T11:00:00", "timeZone": zone}
    assert create(graph, start=at, end=end)["originalStartTimeZone"] == zone


def test_graph_does_not_take_every_iana_name(graph: Graph) -> None:
    at = {"dateTime": "2026-10-20T10:00:00", "timeZone": "Europe/Busingen"}
    refused = graph.refused("POST", "me/events", body(start=at))
    assert refused == (400, "TimeZoneNotSupportedException")


def test_an_all_day_event_floats_or_is_converted(wire: Wire, graph: Graph) -> None:
    made = graph.ask("POST", "me/events", days("2026-10-20", "2026-10-21")).json()
    assert made["start"] == {"dateTime": "2026-10-20T00:00:00.0000000", "timeZone": "UTC"}
    assert made["isReminderOn"] is False
    wire.habits.all_day_floats = False
    read = graph.told(f"me/events/{made['id']}")
    assert read["start"]["dateTime"] == "2026-10-19T22:00:00.0000000"
    assert read["originalStartTimeZone"] == "Romance Standard Time"


@pytest.mark.parametrize(
    "wrong",
    [
        days("2026-10-20", "2026-10-20"),
        days("2026-10-20", "2026-10-21")
        | {"start": {"dateTime": "2026-10-20T01:00:00", "timeZone": "Romance Standard Time"}},
        days("2026-10-20", "2026-10-21")
        | {"end": {"dateTime": "2026-10-22T00:00:00", "timeZone": "UTC"}},
        {"subject": "x", "start": body()["end"], "end": body()["start"]},
        {"subject": "x", "start": body()["start"] | {"dateTime": "never"}, "end": body()["end"]},
        {"subject": "x", "start": body()["start"]},
    ],
)
def test_times_that_make_no_event_are_refused(
    wire: Wire, graph: Graph, wrong: dict[str, Any]
) -> None:
    assert graph.refused("POST", "me/events", wrong)[0] == 400
    assert wire.mailbox.events() == []
    wire.faults.clear()


def test_a_reminder_comes_by_itself_unless_it_is_told_off(wire: Wire, graph: Graph) -> None:
    assert create(graph)["isReminderOn"] is True
    assert create(graph, isReminderOn=False)["isReminderOn"] is False
    wire.habits.default_reminder = False
    assert create(graph)["isReminderOn"] is False


def test_bodies_are_shown_as_text_or_as_a_page(wire: Wire, graph: Graph) -> None:
    made = create(graph, body={"contentType": "text", "content": "un\ndeux < trois"})
    assert made["body"] == {"contentType": "text", "content": "un\r\ndeux < trois"}
    wire.habits.crlf = False
    path = f"me/events/{made['id']}"
    assert graph.told(path)["body"]["content"] == "un\ndeux < trois"
    graph.prefer = 'IdType="ImmutableId"'
    assert "un<br>\ndeux &lt; trois" in graph.told(path)["body"]["content"]
    markup = {"contentType": "html", "content": "<p>un</p><p>deux &amp; trois</p>"}
    wire.mailbox.edit(made["id"], body=markup)
    graph.prefer = 'IdType="ImmutableId", outlook.body-content-type="text"'
    assert graph.told(path)["body"]["content"] == "un\ndeux & trois"


def test_ids_have_their_case_and_both_kinds_are_understood(wire: Wire, graph: Graph) -> None:
    first = wire.mailbox.put("primary", timed("AAkALgabc=", AT, subject="un"))
    wire.mailbox.put("primary", timed("AAkALgABC=", AT, subject="deux"))
    assert graph.told(f"me/events/{first['id']}")["subject"] == "un"
    usual, graph.prefer = graph.prefer, ""
    shown = {one["subject"]: one["id"] for one in graph.round()[0]}
    assert shown["un"] != first["id"]
    graph.prefer = usual
    assert graph.told(f"me/events/{shown['deux']}")["subject"] == "deux"


def test_what_nobody_may_set_is_passed_over(wire: Wire, graph: Graph) -> None:
    made = create(graph)
    event = wire.mailbox.edit(made["id"], organizer={"emailAddress": {"address": "x@y.example"}})
    assert event["organizer"]["emailAddress"]["address"] == "x@y.example"
    wire.mailbox.edit(made["id"], start=event["start"], end=event["start"])
    assert graph.told(f"me/events/{made['id']}")["organizer"] == event["organizer"]


def test_an_event_moves_by_the_persons_hand(wire: Wire, graph: Graph) -> None:
    made = create(graph)
    wire.mailbox.move(made["id"], AT + timedelta(hours=3), AT + timedelta(hours=4))
    told = graph.told(f"me/events/{made['id']}")
    assert told["start"]["dateTime"].startswith("2026-10-20T11:00")
    wire.mailbox.set_property(made["id"], MARK, "forged")
    assert wire.mailbox.properties(made["id"]) == {MARK: "forged"}
