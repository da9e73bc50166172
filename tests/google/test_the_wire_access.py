from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import refused, service, timed
from google_wire_scopes import METHODS, PREFIX

if TYPE_CHECKING:
    from google_wire import Wire


def request_for(svc: Any, op: str, calendar: str = "primary") -> Any:
    """Return a request that would be carried out, if the scopes allow it."""
    by_calendar = {"calendarId": calendar}
    one = {**by_calendar, "eventId": "abc12"}
    hook = {"id": "c1", "type": "web_hook", "address": "https://hook.example/"}
    span = {"timeMin": "2026-10-19T00:00:00Z", "timeMax": "2026-10-20T00:00:00Z"}
    made: dict[str, Any] = {
        "events.list": lambda: svc.events().list(**by_calendar),
        "events.get": lambda: svc.events().get(**one),
        "events.instances": lambda: svc.events().instances(**{**by_calendar, "eventId": "series"}),
        "events.watch": lambda: svc.events().watch(**by_calendar, body=hook),
        "events.insert": lambda: svc.events().insert(**by_calendar, body=timed("def34")),
        "events.update": lambda: svc.events().update(**one, body=timed()),
        "events.patch": lambda: svc.events().patch(**one, body={"summary": "x"}),
        "events.delete": lambda: svc.events().delete(**one),
        "calendarList.list": lambda: svc.calendarList().list(),
        "calendarList.get": lambda: svc.calendarList().get(**by_calendar),
        "calendarList.patch": lambda: svc.calendarList().patch(**by_calendar, body={}),
        "calendarList.insert": lambda: svc.calendarList().insert(body={"id": calendar}),
        "calendars.insert": lambda: svc.calendars().insert(body={"summary": "Relances"}),
        "calendars.get": lambda: svc.calendars().get(**by_calendar),
        "freebusy.query": lambda: svc.freebusy().query(body=span),
        "channels.stop": lambda: svc.channels().stop(body={"id": "c0", "resourceId": "r0"}),
    }
    return made[op]()


def test_the_table_of_scopes_is_that_of_the_discovery_document() -> None:
    folder = files("googleapiclient") / "discovery_cache" / "documents"
    document = json.loads((folder / "calendar.v3.json").read_text(encoding="utf-8"))
    for op, accepted in METHODS.items():
        group, method = op.split(".")
        known = document["resources"][group]["methods"][method]["scopes"]
        assert {PREFIX + scope for scope in accepted} == set(known), op


@pytest.mark.parametrize("op", sorted(METHODS))
def test_a_method_is_refused_to_scopes_that_do_not_open_it(wire: Wire, op: str) -> None:
    wire.mailbox.put("primary", timed("abc12"))
    with service(wire, "calendar.settings.readonly" if op != "channels.stop" else "email") as svc:
        assert refused(request_for(svc, op)) == (403, "insufficientPermissions")


@pytest.mark.parametrize("op", sorted(set(METHODS) - {"channels.stop"}))
def test_a_method_is_open_to_each_scope_of_the_table(wire: Wire, op: str) -> None:
    for scope in METHODS[op]:
        if scope == "calendar.events.public.readonly":
            continue  # no calendar here is public
        made = wire.mailbox.add_calendar("Relances", made_by="1234567890-relance.apps.example")
        wire.mailbox.put(made, timed("abc12"))
        wire.mailbox.put(made, timed("series", recurrence=["RRULE:FREQ=DAILY;COUNT=2"]))
        wire.channels.open.clear()
        with service(wire, scope) as svc:
            request_for(svc, op, made).execute()


def test_the_missing_scope_is_told_in_googles_words(wire: Wire) -> None:
    from googleapiclient.errors import HttpError

    with service(wire, "calendar.events") as svc, pytest.raises(HttpError) as caught:
        svc.calendarList().list().execute()
    (detail,) = caught.value.error_details
    assert detail["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert json.loads(caught.value.content)["error"]["status"] == "PERMISSION_DENIED"


def test_an_app_sees_of_its_own_calendars_alone(wire: Wire) -> None:
    with service(wire, "calendar.app.created") as svc:
        assert refused(svc.events().list(calendarId="primary"))[0] == 403
        wire.habits.mine_only = False
        assert refused(svc.events().list(calendarId="primary")) == (404, "notFound")
        made = svc.calendars().insert(body={"summary": "Relances"}).execute()["id"]
        svc.events().insert(calendarId=made, body=timed("abc12")).execute()
        assert svc.calendars().get(calendarId=made).execute()["summary"] == "Relances"


@pytest.mark.parametrize("scope", ["calendar.events.owned", "calendar.events.owned.readonly"])
def test_owned_scopes_do_not_reach_shared_calendars(wire: Wire, scope: str) -> None:
    shared = wire.mailbox.add_calendar("Équipe", role="writer")
    with service(wire, scope) as svc:
        svc.events().list(calendarId="primary").execute()
        assert refused(svc.events().list(calendarId=shared))[0] == 403


def test_a_scope_for_busy_times_shows_no_more(wire: Wire) -> None:
    wire.mailbox.put("primary", timed("abc12"))
    with service(wire, "calendar.events.freebusy") as svc:
        (item,) = svc.events().list(calendarId="primary").execute()["items"]
    assert "summary" not in item


def test_an_access_token_ends_and_is_asked_for_again(wire: Wire) -> None:
    with service(wire) as svc:
        svc.calendarList().list().execute()
        wire.clock.advance(minutes=61)
        svc.calendarList().list().execute()
    seen = [(one.op, one.status) for one in wire.requests]
    assert seen == [
        ("calendarList.list", 200),
        ("calendarList.list", 401),
        ("oauth.token", 200),
        ("calendarList.list", 200),
    ]


def test_without_an_access_token_one_is_asked_for_first(wire: Wire) -> None:
    with service(wire, fresh=False) as svc:
        svc.calendarList().list().execute()
    assert [one.op for one in wire.requests] == ["oauth.token", "calendarList.list"]


def refresh_fails(wire: Wire) -> Any:
    from google.auth.exceptions import RefreshError

    with service(wire, fresh=False) as svc, pytest.raises(RefreshError) as caught:
        svc.calendarList().list().execute()
    return caught.value.args[1]["error"]


def test_a_revoked_permission_is_an_invalid_grant(wire: Wire) -> None:
    from google.auth.exceptions import RefreshError

    with service(wire) as svc:
        wire.oauth.revoke_all()
        with pytest.raises(RefreshError) as caught:
            svc.calendarList().list().execute()
    assert caught.value.args[1]["error"] == "invalid_grant"
    assert not caught.value.retryable


def test_in_testing_a_permission_lasts_seven_days(wire: Wire) -> None:
    wire.habits.testing = True
    with service(wire) as svc:
        wire.clock.advance(days=6.9)
        svc.calendarList().list().execute()
        wire.clock.advance(days=0.2)
        with pytest.raises(Exception, match="invalid_grant"):
            svc.calendarList().list().execute()


def test_a_client_that_is_not_known_is_told_so(wire: Wire) -> None:
    wire.oauth.clients.clear()
    assert refresh_fails(wire) == "invalid_client"


def test_a_wrong_client_secret_is_told(wire: Wire) -> None:
    wire.oauth.clients["1234567890-relance.apps.example"] = "another"
    assert refresh_fails(wire) == "invalid_client"


def test_a_refresh_token_can_rotate_and_the_old_one_dies(wire: Wire) -> None:
    from google.auth.exceptions import RefreshError
    from google_auth_httplib2 import Request
    from httplib2 import Http

    wire.habits.rotates = True
    first: Any = wire.credentials(["calendar"])
    second: Any = wire.credentials(["calendar"])
    stale = first.refresh_token
    http = Http()
    first.refresh(Request(http))
    assert first.refresh_token not in {stale, None}
    first.refresh(Request(http))
    second._refresh_token = stale
    with pytest.raises(RefreshError, match="invalid_grant"):
        second.refresh(Request(http))
    http.close()


def test_a_permission_can_be_narrowed(wire: Wire) -> None:
    with service(wire, "calendar.events", "calendar.calendarlist.readonly") as svc:
        svc.calendarList().list().execute()
        wire.oauth.narrow(["calendar.events"])
        assert refused(svc.calendarList().list()) == (403, "insufficientPermissions")
        svc.events().list(calendarId="primary").execute()


def test_a_request_without_a_token_is_refused(wire: Wire) -> None:
    from httplib2 import Http

    http = Http()
    response, content = http.request(wire.api + "users/me/calendarList")
    http.close()
    assert response.status == 401
    assert json.loads(content)["error"]["status"] == "UNAUTHENTICATED"


def test_too_many_requests_in_a_minute_are_refused(wire: Wire) -> None:
    wire.habits.per_minute = 3
    with service(wire) as svc:
        for _ in range(3):
            svc.calendarList().list().execute()
        assert refused(svc.calendarList().list()) == (403, "rateLimitExceeded")
        wire.clock.advance(seconds=61)
        svc.calendarList().list().execute()


def test_no_token_is_kept_in_what_was_asked(wire: Wire) -> None:
    with service(wire) as svc:
        svc.calendarList().list().execute()
    (token,) = wire.oauth.access
    assert token not in repr(wire.requests)
