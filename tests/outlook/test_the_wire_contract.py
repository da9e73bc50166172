from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from graph_contract import contract
from graph_wire import Wire
from graph_wire_client import PREFER, WINDOW, Graph, asked, at_graph, marked
from graph_wire_mailbox import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


@pytest.fixture
def graph() -> Iterator[Graph]:
    """Yield somebody who may break the contract."""
    with Wire() as wire, at_graph(wire) as made:
        yield made
        assert wire.faults
        wire.faults.clear()


@pytest.mark.parametrize(
    "path",
    [
        "me/messages",
        "me/calendarGroups",
        "users/chef@work.example/events",
        "me/events?$orderby=subject",
        "me/events?$top=2000",
        "me/events?$select=subject,nonsense",
        "me/events?$expand=attachments",
        "me/events?$expand=singleValueExtendedProperties,extensions",
        "me/events?$filter=subject+eq+'x'",
        "me/calendarView",
        "me/calendarView?startDateTime=2026-10-01T00:00:00Z",
        "me/calendarView?startDateTime=2026-10-01&endDateTime=2026-10-02",
        "me/calendars?$expand=events",
        "subscriptions?$top=5",
    ],
)
def test_a_question_that_is_not_in_the_contract_is_refused(graph: Graph, path: str) -> None:
    assert graph.refused("GET", path)[0] in {400, 404}
    if not graph.wire.faults:
        graph.wire.faults.append("a path that Graph itself does not have")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        timed("", AT, subject=None),
        timed("", AT, colour="red"),
        timed("", AT, showAs="Busy"),
        timed("", AT, reminderMinutesBeforeStart=-5),
        timed("", AT, isReminderOn="yes"),
        timed("", AT, body={"contentType": "text"}),
        timed("", AT, body="text"),
        timed("", AT, location="Paris"),
        timed("", AT, attendees=[]),
        timed("", AT, transactionId=""),
        timed("", AT) | {"start": {"dateTime": "2026-10-20T08:00:00Z", "timeZone": "UTC"}},
        timed("", AT) | {"start": {"dateTime": "2026-10-20T08:00:00"}},
        timed("", AT, singleValueExtendedProperties=[{"id": "RelanceKey", "value": "x"}]),
    ],
)
def test_an_event_that_is_not_in_the_contract_is_refused(graph: Graph, body: Any) -> None:
    assert graph.refused("POST", "me/events", body)[0] == 400
    assert graph.wire.mailbox.events() == []


def test_a_change_carries_no_extended_property(graph: Graph) -> None:
    event = graph.wire.mailbox.put("primary", timed("", AT))
    path = f"me/events/{event['id']}"
    assert graph.refused("PATCH", path, {"subject": "x"} | marked("abc"))[0] == 400
    assert graph.refused("PATCH", path, {})[0] == 400
    assert graph.wire.mailbox.get(event["id"]) == event


def test_a_deletion_has_no_body(graph: Graph) -> None:
    event = graph.wire.mailbox.put("primary", timed("", AT))
    assert graph.refused("DELETE", f"me/events/{event['id']}", {"why": "x"})[0] == 400


def test_every_question_about_events_wants_immutable_ids(graph: Graph) -> None:
    graph.prefer = PREFER.replace('IdType="ImmutableId", ', "")
    assert graph.refused("GET", "me/events")[0] == 400


def test_a_breach_is_told_when_the_wire_ends() -> None:
    def breach() -> None:
        with Wire() as wire, at_graph(wire) as graph:
            graph.ask("POST", "me/calendars", {"name": "Relances", "colour": "red"})

    with pytest.raises(AssertionError, match=r"me/calendars breaks .*'colour' was unexpected"):
        breach()


def test_a_breach_within_a_batch_is_told_too(graph: Graph) -> None:
    inner = {"id": "1", "method": "GET", "url": "/me/events?$orderby=subject"}
    answer = graph.ask("POST", "$batch", {"requests": [inner]})
    assert [one["status"] for one in answer.json()["responses"]] == [400]


def test_what_keeps_the_contract_is_carried_out() -> None:
    with Wire() as wire, at_graph(wire) as graph:
        graph.told("me/calendarView" + asked(WINDOW | {"$select": "subject,start"}))
        body = timed("", AT, isReminderOn=False, categories=["Relance"], **marked("abc"))
        assert graph.ask("POST", "me/events", body).status_code == 201
        assert wire.faults == []


def test_bodies_of_the_contract_forbid_what_they_do_not_name() -> None:
    for name, one in contract()["definitions"].items():
        assert one["additionalProperties"] is False, name
