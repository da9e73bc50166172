from __future__ import annotations

import time
from threading import Thread
from typing import Any

import pytest

from google_wire import Wire
from google_wire_client import every_page, service, timed


def insert(svc: Any, event_id: str = "abc12") -> Any:
    return svc.events().insert(calendarId="primary", body=timed(event_id))


def test_a_slow_answer_does_not_hold_up_the_end(wire: Wire, svc: Any) -> None:
    wire.troubles.slow("events.list", 0.05)
    begun = time.monotonic()
    every_page(svc)
    assert time.monotonic() - begun >= 0.05


def test_the_token_endpoint_has_troubles_too(wire: Wire) -> None:
    from google.auth.exceptions import RefreshError

    with service(wire, fresh=False) as svc:
        wire.troubles.drop("oauth.token", after=False)
        with pytest.raises(ConnectionResetError):
            insert(svc).execute()
        wire.troubles.garbage("oauth.token", 400, '{"error": "invalid_grant"}')
        with pytest.raises(RefreshError):
            insert(svc).execute()
        insert(svc).execute()


def test_a_lost_answer_with_rotation_loses_the_permission(wire: Wire) -> None:
    from google.auth.exceptions import RefreshError

    wire.habits.rotates = True
    with service(wire, fresh=False) as svc:
        wire.troubles.drop("oauth.token", after=True)
        with pytest.raises(ConnectionResetError):
            insert(svc).execute()
        with pytest.raises(RefreshError, match="invalid_grant"):
            insert(svc).execute()


def test_many_threads_write_at_once_and_nothing_is_lost(wire: Wire) -> None:
    def write(number: int) -> None:
        with service(wire) as svc:
            for n in range(20):
                insert(svc, f"abc{number}{n:02d}").execute()

    threads = [Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = wire.mailbox.events()
    assert len(events) == len({one["etag"] for one in events}) == 80
    assert wire.count("events.insert") == 80


def test_two_at_once_with_one_etag_do_not_both_win(wire: Wire, svc: Any) -> None:
    etag = insert(svc).execute()["etag"]
    won = []

    def change(number: int) -> None:
        from googleapiclient.errors import HttpError

        with service(wire) as own:
            body = {"summary": f"n° {number}"}
            request = own.events().patch(calendarId="primary", eventId="abc12", body=body)
            request.headers["If-Match"] = etag
            try:
                request.execute()
            except HttpError:
                return
            won.append(number)

    threads = [Thread(target=change, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = won
    assert wire.mailbox.events()[0]["summary"] == f"n° {winner}"


def test_a_fault_of_the_fake_itself_is_told_at_the_end() -> None:
    def broken(_call: Any) -> Any:
        raise ZeroDivisionError

    wire = Wire()
    wire._handlers = {"events.list": broken}
    wire.__enter__()
    with service(wire) as svc, pytest.raises(Exception, match="500"):
        svc.events().list(calendarId="primary").execute()
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        wire.__exit__(None, None, None)


def test_a_path_that_google_does_not_have_is_a_page_for_people(wire: Wire) -> None:
    import httplib2

    http = httplib2.Http()
    response, content = http.request(wire.root + "/calendar/v4/users")
    http.close()
    assert response.status == 404
    assert content.startswith(b"<html>")


def test_google_can_be_out_of_reach_for_a_while(wire: Wire) -> None:
    with service(wire) as kept, service(wire) as fresh:
        insert(kept).execute()
        with wire.down():
            for svc in (kept, fresh):
                with pytest.raises(ConnectionError):
                    insert(svc, "abc13").execute()
        insert(fresh, "abc14").execute()
    assert [one["id"] for one in wire.mailbox.events()] == ["abc12", "abc14"]


def test_a_question_that_is_cut_off_has_no_effect(wire: Wire) -> None:
    import socket
    from urllib.parse import urlsplit

    port = urlsplit(wire.root).port
    token = wire.grant(["calendar"])["token"]
    head = f"POST /calendar/v3/calendars HTTP/1.1\r\nAuthorization: Bearer {token}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(f'{head}Content-Length: 99\r\n\r\n{{"summary": "Relances"}}'.encode())
        link.shutdown(socket.SHUT_WR)
        assert link.recv(100) == b""
    assert list(wire.mailbox.shelves) == ["camille@mail.example"]
    assert wire.count() == 0


def test_the_date_of_an_answer_is_that_of_the_wires_clock(wire: Wire, svc: Any) -> None:
    from googleapiclient.errors import HttpError

    wire.troubles.refuse("*", 429, retry_after="Wed, 14 Oct 2026 09:05:00 GMT")
    with pytest.raises(HttpError) as caught:
        insert(svc).execute()
    assert caught.value.resp["date"] == "Wed, 14 Oct 2026 09:00:00 GMT"
    assert caught.value.resp["retry-after"] == "Wed, 14 Oct 2026 09:05:00 GMT"
