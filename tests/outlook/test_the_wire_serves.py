from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING, Any

import niquests
import pytest

from graph_wire import Wire
from graph_wire_client import at_graph
from graph_wire_mailbox import timed

if TYPE_CHECKING:
    from graph_wire_client import Graph

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


def create(graph: Graph, **more: Any) -> niquests.Response:
    return graph.ask("POST", "me/events", timed("", AT) | more)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "ErrorInvalidRequest"),
        (403, "ErrorAccessDenied"),
        (404, "ErrorItemNotFound"),
        (410, "SyncStateNotFound"),
        (412, "ErrorIrresolvableConflict"),
        (429, "ApplicationThrottled"),
        (503, "serviceNotAvailable"),
        (504, "UnknownError"),
        (418, "teapot"),
    ],
)
def test_any_refusal_can_be_scripted_and_has_no_effect(
    wire: Wire, graph: Graph, status: int, code: str
) -> None:
    wire.troubles.refuse("events.create", status, code)
    assert graph.refused("POST", "me/events", timed("", AT)) == (status, code)
    assert wire.mailbox.events() == []
    assert create(graph).status_code == 201


def test_a_refusal_can_say_when_to_come_back(wire: Wire, graph: Graph) -> None:
    wire.troubles.refuse("*", 503, retry_after=17)
    answer = create(graph)
    assert (answer.headers["Retry-After"], answer.status_code) == ("17", 503)


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_can_end_before_or_after_the_effect(
    wire: Wire, graph: Graph, *, after: bool
) -> None:
    wire.troubles.drop("events.create", after=after)
    with pytest.raises(niquests.RequestException):
        create(graph)
    assert len(wire.mailbox.events()) == int(after)


def test_half_a_body_and_a_page_for_people_are_no_json(wire: Wire, graph: Graph) -> None:
    wire.troubles.cut("events.list")
    wire.troubles.garbage("events.list")
    for _ in range(2):
        answer = graph.ask("GET", "me/events")
        with pytest.raises(niquests.exceptions.JSONDecodeError):
            answer.json()


def test_the_sign_in_has_troubles_too(wire: Wire) -> None:
    wire.troubles.refuse("login.token", 503)
    assert niquests.post(wire.authority + "/oauth2/v2.0/token", timeout=5).status_code == 503


def test_too_many_requests_in_ten_minutes_are_refused(wire: Wire, graph: Graph) -> None:
    wire.habits.per_ten_minutes = 2
    for _ in range(2):
        graph.told("me/events")
    answer = graph.ask("GET", "me/events")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    wire.clock.advance(minutes=10)
    graph.told("me/events")


def test_too_many_requests_at_once_are_refused(wire: Wire) -> None:
    wire.troubles.slow("events.list", 0.3, times=4)
    statuses: list[int | None] = []

    def ask() -> None:
        with at_graph(wire) as graph:
            statuses.append(graph.ask("GET", "me/events").status_code)

    threads = [Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, statuses)) == ["200"] * 4 + ["429"]


def test_one_after_the_other_is_never_too_many(wire: Wire, graph: Graph) -> None:
    wire.habits.concurrent = 1
    for _ in range(5):
        graph.told("me/events")


def test_a_batch_answers_each_for_itself_and_in_no_order(wire: Wire, graph: Graph) -> None:
    event = wire.mailbox.put("primary", timed("", AT))
    wire.troubles.refuse("events.get", 429, "ApplicationThrottled", retry_after=3)
    prefer = {"Prefer": 'IdType="ImmutableId"'}
    asked = [
        {"id": "1", "method": "GET", "url": f"/me/events/{event['id']}", "headers": prefer},
        {"id": "2", "method": "GET", "url": "/me/events/nobody", "headers": prefer},
        {
            "id": "3",
            "method": "PATCH",
            "url": f"/me/events/{event['id']}",
            "headers": prefer | {"Content-Type": "application/json"},
            "body": {"subject": "Autre"},
        },
        {"id": "4", "method": "GET", "url": "/me/calendars", "dependsOn": ["2"]},
    ]
    answer = graph.ask("POST", "$batch", {"requests": asked})
    assert answer.status_code == 200
    told = answer.json()["responses"]
    assert [one["id"] for one in told] == ["4", "3", "2", "1"]
    assert [one["status"] for one in told] == [424, 200, 404, 429]
    assert told[3]["headers"]["Retry-After"] == "3"
    assert wire.mailbox.events()[0]["subject"] == "Autre"
    assert wire.count("events.*") == 3


@pytest.mark.parametrize(
    "asked",
    [
        [{"id": str(n), "method": "GET", "url": "/me/calendars"} for n in range(21)],
        [{"id": "1", "method": "GET", "url": "/me/calendars"}] * 2,
        [{"id": "1", "method": "POST", "url": "/me/calendars", "body": {"name": "x"}}],
    ],
)
def test_a_batch_that_graph_does_not_take_is_refused(
    wire: Wire, graph: Graph, asked: list[dict[str, Any]]
) -> None:
    assert graph.refused("POST", "$batch", {"requests": asked})[0] == 400
    assert len(wire.mailbox.shelves) == 1
    wire.faults.clear()


def test_a_path_that_graph_does_not_have_is_told_so(graph: Graph) -> None:
    assert graph.refused("GET", "me/inferenceClassification") == (404, "ResourceNotFound")


def test_graph_can_be_out_of_reach_for_a_while(wire: Wire, graph: Graph) -> None:
    graph.told("me/events")
    with wire.down(), pytest.raises(niquests.RequestException):
        graph.ask("GET", "me/events")
    graph.told("me/events")


def test_a_fault_of_the_fake_itself_is_told_at_the_end() -> None:
    def broken(_call: Any) -> Any:
        raise ZeroDivisionError

    wire = Wire()
    wire._handlers = {"events.list": broken}
    wire.__enter__()
    with at_graph(wire) as graph:
        assert graph.ask("GET", "me/events").status_code == 500
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        wire.__exit__(None, None, None)


def test_the_date_of_an_answer_is_that_of_the_wires_clock(graph: Graph) -> None:
    assert graph.ask("GET", "me/events").headers["Date"] == "Wed, 14 Oct 2026 09:00:00 GMT"


def test_an_access_token_is_not_remembered_among_the_requests(wire: Wire, graph: Graph) -> None:
    graph.told("me/events")
    assert all("authorization" not in one.headers for one in wire.requests)
