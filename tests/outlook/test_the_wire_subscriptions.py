from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph_wire import Wire
    from graph_wire_client import Graph


@dataclass(slots=True)
class Ear:
    """Whoever listens at a public address; `way` is how it answers a handshake."""

    port: int = 0
    way: str = "well"
    heard: list[dict[str, Any]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/graph"


@contextmanager
def listening() -> Iterator[Ear]:
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"] or 0))
            asked = parse_qs(urlsplit(self.path).query).get("validationToken", [""])[0]
            if not asked:
                ear.heard.append(json.loads(data))
            if asked and ear.way == "late":
                time.sleep(0.4)
            text = asked if ear.way != "other" else "something else"
            self.send_response(202 if not asked else 500 if ear.way == "status" else 200)
            kind = "text/html" if ear.way == "kind" else "text/plain; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        ear.port = server.server_port
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield ear
        server.shutdown()
        thread.join()


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as one:
        yield one


def body(wire: Wire, ear: Ear, **more: Any) -> dict[str, Any]:
    until = wire.clock() + timedelta(days=6)
    return {
        "changeType": "created,updated,deleted",
        "notificationUrl": ear.address,
        "lifecycleNotificationUrl": ear.address,
        "resource": "me/events",
        "expirationDateTime": f"{until:%Y-%m-%dT%H:%M:%SZ}",
        "clientState": "secret",
    } | more


def subscribed(graph: Graph, ear: Ear, **more: Any) -> dict[str, Any]:
    answer = graph.ask("POST", "subscriptions", body(graph.wire, ear, **more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_handshake_comes_before_a_subscription(wire: Wire, graph: Graph, ear: Ear) -> None:
    made = subscribed(graph, ear)
    assert made["clientState"] == "secret"
    assert wire.subscriptions.handshakes == [200]
    (listed,) = graph.told("subscriptions")["value"]
    assert (listed["id"], listed["clientState"]) == (made["id"], None)
    assert listed["notificationUrl"] == ear.address


@pytest.mark.parametrize("way", ["other", "kind", "status", "late"])
def test_whoever_does_not_answer_well_gets_no_subscription(
    wire: Wire, graph: Graph, ear: Ear, way: str
) -> None:
    ear.way, wire.subscriptions.patience = way, 0.2
    refused = graph.refused("POST", "subscriptions", body(wire, ear))
    assert refused == (400, "ValidationError")
    assert wire.subscriptions.open == {}


def test_an_address_where_nobody_is_gets_no_subscription(
    wire: Wire, graph: Graph, ear: Ear
) -> None:
    given = body(wire, ear, notificationUrl="http://127.0.0.1:1/graph")
    assert graph.refused("POST", "subscriptions", given) == (400, "ValidationError")
    given = body(wire, ear, notificationUrl="http://push.example/graph")
    assert graph.refused("POST", "subscriptions", given) == (400, "InvalidRequest")


def test_a_public_address_can_end_at_a_port_of_this_computer(
    wire: Wire, graph: Graph, ear: Ear
) -> None:
    wire.subscriptions.proxy = ear.port
    public = "https://push.example/graph"
    subscribed(graph, ear, notificationUrl=public, lifecycleNotificationUrl=public)
    assert wire.ring() == [202]


def test_a_change_is_told_with_the_secret(wire: Wire, graph: Graph, ear: Ear) -> None:
    made = subscribed(graph, ear)
    assert wire.ring(change="created") == [202]
    (note,) = ear.heard[0]["value"]
    assert (note["subscriptionId"], note["clientState"]) == (made["id"], "secret")
    assert note["changeType"] == "created"
    (one,) = wire.subscriptions.open.values()
    assert wire.subscriptions.send(one, clientState="forged") == 202
    assert ear.heard[1]["value"][0]["clientState"] == "forged"


def test_a_calendar_of_its_own_can_be_watched(wire: Wire, graph: Graph, ear: Ear) -> None:
    other = wire.mailbox.add_calendar("Relances")
    subscribed(graph, ear, resource=f"me/calendars/{other}/events")
    assert wire.ring("primary") == []
    assert wire.ring("Relances") == [202]


def test_the_same_is_watched_once(wire: Wire, graph: Graph, ear: Ear) -> None:
    subscribed(graph, ear)
    refused = graph.refused("POST", "subscriptions", body(wire, ear))
    assert refused == (409, "ObjectIdentifierInUse")
    wire.habits.one_per_resource = False
    subscribed(graph, ear)


def test_subscriptions_are_listed_in_pages(wire: Wire, graph: Graph, ear: Ear) -> None:
    wire.habits.one_per_resource, wire.habits.short_pages = False, 2
    made = [subscribed(graph, ear)["id"] for _ in range(3)]
    first = graph.told("subscriptions")
    rest = graph.told(first["@odata.nextLink"])
    assert [one["id"] for one in (*first["value"], *rest["value"])] == made


def test_a_subscription_lasts_for_a_week_at_most(wire: Wire, graph: Graph, ear: Ear) -> None:
    def until(**by: float) -> dict[str, str]:
        end = wire.clock() + timedelta(**by)
        return {"expirationDateTime": f"{end:%Y-%m-%dT%H:%M:%SZ}"}

    given = body(wire, ear) | until(days=8)
    assert graph.refused("POST", "subscriptions", given) == (400, "ExtensionError")
    given = body(wire, ear) | until(days=-1)
    assert graph.refused("POST", "subscriptions", given)[0] == 400
    made = subscribed(graph, ear, **until(minutes=5))
    assert made["expirationDateTime"] == "2026-10-14T09:45:00.0000000Z"
    path = f"subscriptions/{made['id']}"
    renewed = graph.ask("PATCH", path, until(days=6))
    assert renewed.json()["expirationDateTime"].startswith("2026-10-20T09:00")
    wire.clock.advance(days=7)
    graph.token = wire.token()
    assert graph.refused("PATCH", path, until(days=6)) == (404, "ResourceNotFound")
    assert wire.ring() == []


def test_a_subscription_ends_by_request_or_by_itself(wire: Wire, graph: Graph, ear: Ear) -> None:
    made = subscribed(graph, ear)
    path = f"subscriptions/{made['id']}"
    assert graph.told(path)["id"] == made["id"]
    assert graph.ask("DELETE", path).status_code == 204
    assert wire.subscriptions.removed == [made["id"]]
    again = subscribed(graph, ear)
    wire.subscriptions.forget(again["id"])
    assert graph.refused("GET", f"subscriptions/{again['id']}") == (404, "ResourceNotFound")


@pytest.mark.parametrize("event", ["missed", "reauthorizationRequired", "subscriptionRemoved"])
def test_the_fate_of_a_subscription_is_told(wire: Wire, graph: Graph, ear: Ear, event: str) -> None:
    subscribed(graph, ear)
    (one,) = wire.subscriptions.open.values()
    assert wire.subscriptions.tell(one, event) == 202
    assert ear.heard[0]["value"][0]["lifecycleEvent"] == event
    assert (one.id in wire.subscriptions.open) is (event != "subscriptionRemoved")


@pytest.mark.parametrize(
    "wrong",
    [
        {"changeType": "created,moved"},
        {"clientState": "x" * 129},
        {"resource": "me/messages"},
        {"expirationDateTime": "soon"},
        {"includeResourceData": True},
    ],
)
def test_a_subscription_that_graph_does_not_take_is_refused(
    wire: Wire, graph: Graph, ear: Ear, wrong: dict[str, Any]
) -> None:
    assert graph.refused("POST", "subscriptions", body(wire, ear, **wrong))[0] == 400
    wire.faults.clear()
