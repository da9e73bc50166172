from __future__ import annotations

from http.client import IncompleteRead
from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import every_page, refused, timed

if TYPE_CHECKING:
    from google_wire import Wire


def insert(svc: Any, event_id: str = "abc12") -> Any:
    return svc.events().insert(calendarId="primary", body=timed(event_id))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "invalid"),
        (403, "rateLimitExceeded"),
        (403, "userRateLimitExceeded"),
        (403, "quotaExceeded"),
        (403, "forbiddenForNonOrganizer"),
        (404, "notFound"),
        (409, "conflict"),
        (410, "updatedMinTooLongAgo"),
        (412, "conditionNotMet"),
        (429, "rateLimitExceeded"),
        (500, "backendError"),
        (503, "backendError"),
        (418, "teapot"),
    ],
)
def test_any_refusal_can_be_scripted_and_has_no_effect(
    wire: Wire, svc: Any, status: int, reason: str
) -> None:
    wire.troubles.refuse("events.insert", status, reason)
    assert refused(insert(svc)) == (status, reason)
    assert wire.mailbox.events() == []
    insert(svc).execute()
    assert [one.status for one in wire.requests] == [status, 200]


def test_a_refusal_can_say_when_to_come_back(wire: Wire, svc: Any) -> None:
    from googleapiclient.errors import HttpError

    wire.troubles.refuse("*", 429, "rateLimitExceeded", retry_after=17)
    with pytest.raises(HttpError) as caught:
        insert(svc).execute()
    assert caught.value.resp["retry-after"] == "17"


def test_a_trouble_is_met_so_often_and_by_what_it_looks_for(wire: Wire, svc: Any) -> None:
    script = wire.troubles.refuse(
        "events.*", 503, times=2, skip=1, where=lambda asked: asked.method == "POST"
    )
    insert(svc, "first").execute()
    for _ in range(2):
        svc.events().list(calendarId="primary").execute()
        assert refused(insert(svc, "second")) == (503, "backendError")
    insert(svc, "second").execute()
    assert [one.op for one in script.met] == ["events.insert"] * 2


def test_troubles_can_be_forgotten(wire: Wire, svc: Any) -> None:
    wire.troubles.refuse("*", 503, times=99)
    wire.troubles.clear()
    insert(svc).execute()


@pytest.mark.parametrize("after", [False, True])
def test_a_connection_can_end_before_or_after_the_effect(
    wire: Wire, svc: Any, *, after: bool
) -> None:
    wire.troubles.drop("events.insert", after=after)
    with pytest.raises(ConnectionResetError):
        insert(svc).execute()
    assert len(wire.mailbox.events()) == int(after)
    assert [one.status for one in wire.requests] == [0]


def test_a_connection_that_ends_in_good_order_makes_the_library_ask_again(
    wire: Wire, svc: Any
) -> None:
    wire.troubles.drop("events.insert", after=True, reset=False)
    assert refused(insert(svc)) == (409, "duplicate")
    assert wire.count("events.insert") == 2
    assert len(wire.mailbox.events()) == 1


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_can_come_too_late(wire: Wire, *, after: bool) -> None:
    import google_auth_httplib2
    import httplib2
    from googleapiclient.discovery import build

    wire.troubles.slow("events.insert", 5, after=after)
    http = google_auth_httplib2.AuthorizedHttp(
        wire.credentials(["calendar"]), httplib2.Http(timeout=0.3)
    )
    options = {"api_endpoint": wire.api}
    with build("calendar", "v3", http=http, cache_discovery=False, client_options=options) as svc:
        with pytest.raises(TimeoutError):
            insert(svc).execute()
        assert len(wire.mailbox.events()) == int(after)


def test_half_a_body_and_a_page_for_people_are_no_json(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 3)
    wire.troubles.cut("events.list")
    half = svc.events().list(calendarId="primary").execute()
    wire.troubles.garbage("events.list")
    page = svc.events().list(calendarId="primary").execute()
    assert isinstance(half, str)
    assert half.startswith("{")
    assert page.startswith("<html>")


def test_a_page_for_people_can_come_with_a_status(wire: Wire, svc: Any) -> None:
    from googleapiclient.errors import HttpError

    wire.troubles.garbage("events.list", 502, "<html>Bad gateway</html>")
    with pytest.raises(HttpError) as caught:
        svc.events().list(calendarId="primary").execute()
    assert (caught.value.status_code, caught.value.content) == (502, b"<html>Bad gateway</html>")


def test_a_connection_can_die_within_an_answer(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 3)
    wire.troubles.die("events.list", 40)
    with pytest.raises(IncompleteRead) as caught:
        svc.events().list(calendarId="primary").execute()
    assert len(caught.value.partial) == 40
    assert len(every_page(svc)[0]["items"]) == 3


def test_a_trouble_can_meet_the_second_page(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 5)
    wire.troubles.refuse("events.list", 503, where=lambda asked: bool(asked.one("pageToken")))
    first = svc.events().list(calendarId="primary", maxResults=3)
    second = svc.events().list_next(first, first.execute())
    assert refused(second) == (503, "backendError")
    assert len(second.execute()["items"]) == 2
