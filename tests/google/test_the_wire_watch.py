from __future__ import annotations

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_wire import Wire

HTTPS = "https://relance.example/push"


def watch(svc: Any, channel: str = "c1", **more: Any) -> Any:
    body = {"id": channel, "type": "web_hook", "address": HTTPS, "token": "t"} | more
    return svc.events().watch(calendarId="primary", body=body)


def millis(wire: Wire, seconds: int) -> str:
    return str(int((wire.clock().timestamp() + seconds) * 1000))


def test_a_channel_lasts_a_week_unless_told_otherwise(wire: Wire, svc: Any) -> None:
    assert watch(svc).execute()["expiration"] == millis(wire, 604_800)
    day = watch(svc, "c2", params={"ttl": "86400"}).execute()
    assert day["expiration"] == millis(wire, 86_400)
    exact = watch(svc, "c3", expiration=millis(wire, 3600)).execute()
    assert exact["expiration"] == millis(wire, 3600)
    longest = watch(svc, "c4", expiration=millis(wire, 10**9)).execute()
    assert int(longest["expiration"]) < int(millis(wire, 10**9))


def test_a_channel_has_a_resource_and_its_token(svc: Any) -> None:
    made, other = watch(svc).execute(), watch(svc, "c2").execute()
    assert (made["id"], made["token"]) == ("c1", "t")
    assert made["resourceId"] == other["resourceId"] != ""


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"id": ""}, "invalid"),
        ({"id": "c" * 65}, "invalid"),
        ({"token": "t" * 257}, "invalid"),
        ({"type": "mail"}, "invalid"),
        ({"expiration": "1000"}, "invalid"),
        ({"address": "http://relance.example/push"}, "push.webhookUrlNotHttps"),
        ({"address": "http://127.0.0.1:9/push"}, "push.webhookUrlNotHttps"),
    ],
)
def test_a_wrong_channel_is_refused(
    wire: Wire, svc: Any, more: dict[str, Any], reason: str
) -> None:
    assert refused(watch(svc, **more)) == (400, reason)
    assert not wire.channels.open


def test_the_id_of_a_channel_is_taken_once(svc: Any) -> None:
    made = watch(svc).execute()
    assert refused(watch(svc)) == (400, "channelIdNotUnique")
    svc.channels().stop(body={"id": "c1", "resourceId": made["resourceId"]}).execute()
    assert refused(watch(svc)) == (400, "channelIdNotUnique")


def test_a_channel_is_stopped_by_both_of_its_names(wire: Wire, svc: Any) -> None:
    made = watch(svc).execute()
    for body in ({"id": "c1", "resourceId": "other"}, {"id": "c2", "resourceId": "r"}):
        assert refused(svc.channels().stop(body=body)) == (404, "notFound")
    body = {"id": "c1", "resourceId": made["resourceId"]}
    svc.channels().stop(body=body).execute()
    assert wire.channels.stopped == ["c1"]
    assert refused(svc.channels().stop(body=body)) == (404, "notFound")


@contextmanager
def hook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield the address of a listener, and the headers that it got."""
    got: list[dict[str, str]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Length"] == "0"
            got.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's word
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/push", got
        finally:
            server.shutdown()
            thread.join()


def test_a_notification_names_its_channel_and_nothing_else(wire: Wire, svc: Any) -> None:
    wire.habits.loopback_hooks = True
    with hook() as (address, got):
        made = watch(svc, address=address).execute()
        assert wire.ring(state="sync") == [200]
        assert wire.ring() == [200]
    first, second = got
    assert first["x-goog-channel-id"] == "c1"
    assert first["x-goog-channel-token"] == "t"
    assert first["x-goog-resource-id"] == made["resourceId"]
    assert first["x-goog-channel-expiration"] == "Wed, 21 Oct 2026 09:00:00 GMT"
    assert (first["x-goog-resource-state"], second["x-goog-resource-state"]) == ("sync", "exists")
    assert (first["x-goog-message-number"], second["x-goog-message-number"]) == ("1", "2")


def test_a_channel_that_is_stopped_or_over_is_silent(wire: Wire, svc: Any) -> None:
    wire.habits.loopback_hooks = True
    with hook() as (address, got):
        made = watch(svc, address=address).execute()
        watch(svc, "c2", address=address).execute()
        svc.channels().stop(body={"id": "c1", "resourceId": made["resourceId"]}).execute()
        assert wire.ring() == [200]
        wire.clock.advance(days=8)
        assert wire.ring() == []
    assert [one["x-goog-channel-id"] for one in got] == ["c2"]


def test_somebody_else_can_send_a_notification(wire: Wire, svc: Any) -> None:
    wire.habits.loopback_hooks = True
    with hook() as (address, got):
        watch(svc, address=address).execute()
        channel = wire.channels.open["c1"]
        wire.channels.send(channel, "exists", X_Goog_Channel_Token="guessed")
    assert got[0]["x-goog-channel-token"] == "guessed"
