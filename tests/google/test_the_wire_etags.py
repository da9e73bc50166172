from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import refused, timed

if TYPE_CHECKING:
    from google_wire import Wire


def insert(events: Any, body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = events.insert(calendarId="primary", body=body).execute()
    return made


def get(events: Any, event_id: str) -> dict[str, Any]:
    found: dict[str, Any] = events.get(calendarId="primary", eventId=event_id).execute()
    return found


def test_every_write_changes_the_etag(wire: Wire, events: Any) -> None:
    seen = [insert(events, timed("abc12"))["etag"]]
    for body in ({"summary": "Autre"}, {"summary": "Autre"}, {"reminders": {"useDefault": False}}):
        changed = events.patch(calendarId="primary", eventId="abc12", body=body).execute()
        seen.append(changed["etag"])
    seen.append(wire.mailbox.edit("primary", "abc12", location="Salle 4")["etag"])
    assert len(set(seen)) == 5


@pytest.mark.parametrize("method", ["update", "patch", "delete"])
def test_a_stale_etag_is_refused_and_changes_nothing(wire: Wire, events: Any, method: str) -> None:
    stale = insert(events, timed("abc12"))["etag"]
    wire.mailbox.edit("primary", "abc12", summary="Mes mots")
    body = {} if method == "delete" else {"body": timed(summary="À moi")}
    request = getattr(events, method)(calendarId="primary", eventId="abc12", **body)
    request.headers["If-Match"] = stale
    assert refused(request) == (412, "conditionNotMet")
    assert get(events, "abc12")["summary"] == "Mes mots"


@pytest.mark.parametrize("method", ["update", "patch", "delete"])
def test_the_etag_at_hand_lets_a_write_through(events: Any, method: str) -> None:
    etag = insert(events, timed("abc12"))["etag"]
    body = {} if method == "delete" else {"body": timed(summary="À moi")}
    request = getattr(events, method)(calendarId="primary", eventId="abc12", **body)
    request.headers["If-Match"] = etag
    request.execute()
    left = get(events, "abc12")
    assert left["status"] == "cancelled" or left["summary"] == "À moi"


def test_what_did_not_change_is_not_sent_again(wire: Wire, events: Any) -> None:
    from googleapiclient.errors import HttpError

    etag = insert(events, timed("abc12"))["etag"]
    request = events.get(calendarId="primary", eventId="abc12")
    request.headers["If-None-Match"] = etag
    with pytest.raises(HttpError) as caught:
        request.execute()
    assert caught.value.status_code == 304
    wire.mailbox.edit("primary", "abc12", summary="Mes mots")
    again = events.get(calendarId="primary", eventId="abc12")
    again.headers["If-None-Match"] = etag
    assert again.execute()["summary"] == "Mes mots"


def test_reminders_alone_do_not_move_updated(wire: Wire, events: Any) -> None:
    before = insert(events, timed("abc12"))
    wire.clock.advance(hours=1)
    body: dict[str, Any] = {"reminders": {"useDefault": False, "overrides": []}}
    after = events.patch(calendarId="primary", eventId="abc12", body=body).execute()
    assert after["updated"] == before["updated"]
    later = events.patch(calendarId="primary", eventId="abc12", body={"summary": "x"}).execute()
    assert later["updated"] > before["updated"]
