"""Each row of Google's error table, over the wire: what is told, and how often it was tried."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from google_wire_answers import Answer
from relance.accounts.throttling import MOST_TRIES
from relance.errors import Conflict, CursorExpired, NeedsPerson, Refused, RelanceError, Temporary
from relance_google.refusals import BadRequest, Deleted, NotThere, Taken

if TYPE_CHECKING:
    from google_hand import Desk

MANY = 1_000


def asked(desk: Desk) -> Any:
    """Ask for one event."""
    return desk.client.ask(
        lambda service: service.events().get(calendarId="primary", eventId="fill00000000"),
        where="Agenda",
    )


def refused(desk: Desk, status: int, reason: str, **more: Any) -> RelanceError:
    """Return what is told when Google answers so, as long as it is asked."""
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.troubles.refuse("events.get", status, reason, times=MANY, **more)
    with pytest.raises(RelanceError) as told:
        asked(desk)
    return told.value


@pytest.mark.parametrize(
    ("status", "reason", "kind", "tries"),
    [
        (400, "badRequest", BadRequest, 1),
        (400, "invalid", BadRequest, 1),
        (400, "required", BadRequest, 1),
        (403, "rateLimitExceeded", Temporary, MOST_TRIES),
        (403, "userRateLimitExceeded", Temporary, MOST_TRIES),
        (429, "rateLimitExceeded", Temporary, MOST_TRIES),
        (403, "quotaExceeded", Temporary, 1),
        (403, "dailyLimitExceeded", Temporary, 1),
        (403, "forbiddenForNonOrganizer", Refused, 1),
        (403, "insufficientPermissions", NeedsPerson, 1),
        (403, "forbidden", Refused, 1),
        (403, "requiredAccessLevel", Refused, 1),
        (404, "notFound", NotThere, 3),
        (409, "duplicate", Taken, 1),
        (409, "conflict", Temporary, MOST_TRIES),
        (410, "deleted", Deleted, 1),
        (410, "fullSyncRequired", CursorExpired, 1),
        (410, "updatedMinTooLongAgo", CursorExpired, 1),
        (412, "conditionNotMet", Conflict, 1),
        (500, "backendError", Temporary, MOST_TRIES),
        (502, "backendError", Temporary, MOST_TRIES),
        (503, "backendError", Temporary, MOST_TRIES),
        (408, "backendError", Temporary, MOST_TRIES),
        (418, "teapot", Refused, 1),
    ],
)
def test_a_refusal_is_what_the_table_says(
    desk: Desk, status: int, reason: str, kind: type[RelanceError], tries: int
) -> None:
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.troubles.refuse(
        "events.get", status, reason if reason != "teapot" else "forbidden", times=MANY
    )
    with pytest.raises(RelanceError) as told:
        asked(desk)
    assert type(told.value) is kind
    assert desk.wire.count("events.get") == tries
    assert str(told.value).isprintable()


def test_a_login_that_is_refused_is_renewed_once_and_then_needs_the_person(desk: Desk) -> None:
    error = refused(desk, 401, "authError")
    assert isinstance(error, NeedsPerson)
    assert str(error) == (
        "account home: Google wants you to sign in again. Run: relance connect google --name home"
    )
    assert desk.wire.count("events.get") == 2
    assert desk.wire.count("oauth.token") == 1


def test_a_login_that_has_run_out_is_renewed_without_a_word(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.oauth.expire_access()
    assert asked(desk)["id"] == "fill00000000"
    assert desk.wire.count("oauth.token") == 1


def test_a_login_that_was_revoked_needs_the_person(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson, match="relance connect google --name home"):
        asked(desk)
    assert desk.watch.slept == []


def test_scopes_that_are_too_few_need_the_person(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    client = desk.another(scopes=["calendar.freebusy"])
    with pytest.raises(NeedsPerson, match="Allow all that is asked for: relance connect google"):
        client.ask(lambda service: service.events().list(calendarId="primary"))
    client.close()


@pytest.mark.parametrize(
    ("scopes", "method", "meaning"),
    [
        (["calendar.freebusy"], "events.list", "find interviews and busy times"),
        (["calendar.events.readonly"], "events.delete", "write follow-ups"),
        (["calendar.events"], "calendarList.list", "see which calendars you have"),
        (["calendar.events"], "calendars.insert", "make a calendar for the follow-ups"),
    ],
)
def test_a_permission_that_was_narrowed_is_told_by_its_meaning(
    desk: Desk, scopes: list[str], method: str, meaning: str
) -> None:
    desk.wire.mailbox.fill("primary", 1)
    given: dict[str, dict[str, Any]] = {
        "events.list": {"calendarId": "primary"},
        "events.delete": {"calendarId": "primary", "eventId": "fill00000000"},
        "calendars.insert": {"body": {}},
    }
    group, name = method.split(".")
    client = desk.another(scopes=scopes)
    with pytest.raises(NeedsPerson, match=f"missing: the one to {meaning}") as told:
        client.ask(lambda svc: getattr(getattr(svc, group)(), name)(**given.get(method, {})))
    assert "relance connect google --name home" in told.value.remedy
    client.close()


@pytest.mark.parametrize("method", [7, "", "a.b", "calendar.v3.Events.Fly", "x" * 200])
def test_a_permission_that_google_does_not_name_is_told_all_the_same(
    desk: Desk, method: object
) -> None:
    detail = {"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "metadata": {"method": method}}
    content = json.dumps({"error": {"details": [detail]}}).encode()
    desk.wire.troubles.answer("events.get", Answer(403, content))
    with pytest.raises(NeedsPerson, match="with the permissions that it was given"):
        asked(desk)


def test_a_days_limit_of_the_project_rests_the_account_for_hours(desk: Desk) -> None:
    error = refused(desk, 403, "dailyLimitExceeded")
    assert isinstance(error, Temporary)
    assert error.retry_after == timedelta(hours=3)
    assert "project of the client file" in str(error)
    assert "in a day; this account rests for 3 hours." in str(error)
    with pytest.raises(Temporary, match="rests for 3 hours"):
        asked(desk)
    assert desk.wire.count("events.get") == 1


def test_a_calendar_use_limit_rests_the_account_for_hours(desk: Desk) -> None:
    error = refused(desk, 403, "quotaExceeded")
    assert isinstance(error, Temporary)
    assert error.retry_after == timedelta(hours=3)
    assert "rests for 3 hours" in str(error)
    desk.wire.troubles.clear()
    with pytest.raises(Temporary, match="rests for 3 hours"):
        asked(desk)
    assert desk.wire.count("events.get") == 1
    assert desk.watch.slept == []
    desk.watch.now += 3 * 3600
    assert asked(desk)["id"] == "fill00000000"


def test_what_passes_soon_is_waited_for(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.troubles.refuse("events.get", 503, times=2)
    desk.wire.troubles.refuse("events.get", 403, "rateLimitExceeded")
    assert asked(desk)["id"] == "fill00000000"
    assert desk.watch.slept == [0.75, 1.5, 3.0]


def test_what_google_has_not_caught_up_with_is_looked_for_again(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.troubles.refuse("events.get", 404, "notFound", times=2)
    assert asked(desk)["id"] == "fill00000000"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Error 403</html>",
        b"[]",
        b'"x"',
        b"{",
        b'{"error": "x"}',
        b'{"error": {"errors": "x", "details": [1, null]}}',
        b'{"error": {"errors": [{"reason": ["x"]}], "status": 7}}',
        b'{"error": {"errors": [{"reason": "\\u001b[31m \\u202e"}]}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=range(11),
)
@pytest.mark.parametrize("status", [403, 404, 410, 412])
def test_a_refusal_without_sense_is_told_by_its_status(
    desk: Desk, status: int, content: bytes
) -> None:
    desk.wire.troubles.answer("events.get", Answer(status, content), times=MANY)
    with pytest.raises(RelanceError) as told:
        asked(desk)
    kinds = {403: Refused, 404: NotThere, 410: Deleted, 412: Conflict}
    assert type(told.value) is kinds[status]
    assert str(told.value).isprintable()


def test_the_words_of_an_answer_are_not_repeated(desk: Desk) -> None:
    secret = "ya29.a-token-that-somebody-echoes"
    for status, reason in ((400, "badRequest"), (403, "forbidden"), (500, "backendError")):
        desk.wire.troubles.refuse("events.get", status, reason, message=secret, times=MANY)
        with pytest.raises(RelanceError) as told:
            asked(desk)
        assert secret not in str(told.value)
        desk.wire.troubles.clear()
