"""Each row of Graph's error table, over the wire: what is told, and how often it was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from relance.accounts.throttling import MOST_TRIES
from relance.errors import Conflict, NeedsPerson, Refused, RelanceError, Temporary
from relance.testing.contract import a_follow_up
from relance_outlook.client import address
from relance_outlook.refusals import BadRequest, LostPlace, NameTaken, NotThere, Taken, Unsupported
from wire_answers import Answer

if TYPE_CHECKING:
    from outlook_hand import Desk

MANY = 1_000
FIRST = "AAkFill00000000="


def asked(desk: Desk) -> Any:
    """Ask for one event."""
    return desk.client.ask("GET", address("me", "events", FIRST), where="Agenda")


@pytest.mark.parametrize("case", ["as-is", "lower", "upper"])
@pytest.mark.parametrize(
    ("status", "code", "kind", "tries"),
    [
        (400, "BadRequest", BadRequest, 1),
        (400, "ErrorInvalidRequest", BadRequest, 1),
        (400, "TimeZoneNotSupportedException", BadRequest, 1),
        (400, "ErrorInvalidIdMalformed", NotThere, 1),
        (400, "ErrorDuplicateTransactionId", Taken, 1),
        (409, "ErrorDuplicateTransactionId", Taken, 1),
        (409, "ErrorFolderExists", NameTaken, 1),
        (409, "ErrorIrresolvableConflict", Conflict, 1),
        (412, "ErrorIrresolvableConflict", Conflict, 1),
        (403, "ErrorAccessDenied", Refused, 1),
        (403, "Authorization_RequestDenied", NeedsPerson, 1),
        (404, "ErrorItemNotFound", NotThere, 1),
        (404, "MailboxNotEnabledForRESTAPI", NeedsPerson, 1),
        (403, "ErrorQuotaExceeded", NeedsPerson, 1),
        (507, "InsufficientStorage", NeedsPerson, 1),
        (410, "Gone", LostPlace, 1),
        (410, "SyncStateNotFound", LostPlace, 1),
        (400, "SyncStateNotFound", LostPlace, 1),
        (404, "resyncRequired", LostPlace, 1),
        (429, "ApplicationThrottled", Temporary, MOST_TRIES),
        (429, "MailboxConcurrency", Temporary, MOST_TRIES),
        (403, "ErrorServerBusy", Temporary, MOST_TRIES),
        (423, "Locked", Temporary, MOST_TRIES),
        (500, "InternalServerError", Temporary, MOST_TRIES),
        (502, "BadGateway", Temporary, MOST_TRIES),
        (503, "serviceNotAvailable", Temporary, MOST_TRIES),
        (504, "GatewayTimeout", Temporary, MOST_TRIES),
        (408, "RequestTimeout", Temporary, MOST_TRIES),
        (405, "ErrorInvalidRequest", Unsupported, 1),
        (501, "NotImplemented", Unsupported, 1),
        (418, "Teapot", Refused, 1),
    ],
)
def test_a_refusal_is_what_the_table_says(
    desk: Desk, status: int, code: str, kind: type[RelanceError], tries: int, case: str
) -> None:
    desk.wire.mailbox.fill("primary", 1)
    spelled = {"lower": code.lower(), "upper": code.upper()}.get(case, code)
    desk.wire.troubles.refuse("events.get", status, spelled, times=MANY)
    with pytest.raises(RelanceError) as told:
        asked(desk)
    assert type(told.value) is kind
    assert desk.wire.count("events.get") == tries
    assert str(told.value).isprintable()


def test_a_place_that_is_lost_passes_wherever_no_calendar_is_read(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    for op in ("events.create", "events.list", "events.delete"):
        desk.wire.troubles.refuse(op, 410, "SyncStateNotFound", times=MANY)
    for act in (
        lambda: calendar.create(a_follow_up(2)),
        lambda: list(calendar.ours()),
        lambda: calendar.delete(stored),
    ):
        with pytest.raises(Temporary, match="wants this to be read anew"):
            act()


def test_a_sign_in_that_is_refused_is_renewed_once_and_then_needs_the_person(desk: Desk) -> None:
    desk.wire.troubles.refuse("events.get", 401, "InvalidAuthenticationToken", times=MANY)
    with pytest.raises(NeedsPerson) as told:
        asked(desk)
    assert str(told.value) == (
        "account office: Microsoft wants you to sign in again. "
        "Run: relance connect outlook --name office"
    )
    assert desk.wire.count("events.get") == 2
    assert desk.tokens.renewed == 1


def test_a_token_that_has_run_out_is_renewed_without_a_word(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    asked(desk)
    desk.wire.login.expire_access()
    assert asked(desk)["id"] == FIRST
    assert desk.tokens.renewed == 1


def test_permissions_that_are_too_few_name_the_remedy(desk: Desk) -> None:
    client = desk.another(token=lambda _: desk.wire.token(["User.Read"]))
    with pytest.raises(Refused, match="relance connect outlook --name office"):
        client.ask("GET", "me/calendars")
    client.close()


def test_what_passes_soon_is_waited_for(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 1)
    desk.wire.troubles.refuse("events.get", 503, times=2)
    desk.wire.troubles.refuse("events.get", 429, "MailboxConcurrency")
    assert asked(desk)["id"] == FIRST
    assert desk.watch.slept == [0.75, 1.5, 3.0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Error 403</html>",
        b"[]",
        b'"x"',
        b"{",
        b'{"error": "x"}',
        b'{"error": {"code": ["x"], "@event.existingEventId": 7}}',
        b'{"error": {"code": "\\u001b[31m \\u202e"}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=range(10),
)
@pytest.mark.parametrize("status", [403, 404, 410, 412])
def test_a_refusal_without_sense_is_told_by_its_status(
    desk: Desk, status: int, content: bytes
) -> None:
    desk.wire.troubles.answer("events.get", Answer(status, content), times=MANY)
    with pytest.raises(RelanceError) as told:
        asked(desk)
    kinds = {403: Refused, 404: NotThere, 410: LostPlace, 412: Conflict}
    assert type(told.value) is kinds[status]
    assert str(told.value).isprintable()


def test_the_words_of_an_answer_are_not_repeated(desk: Desk) -> None:
    secret = "eyJ0.a-token-that-somebody-echoes"
    for status, code in ((400, "BadRequest"), (403, "ErrorAccessDenied"), (500, "Oops")):
        desk.wire.troubles.refuse("events.get", status, code, message=secret, times=MANY)
        with pytest.raises(RelanceError) as told:
            asked(desk)
        assert secret not in str(told.value)
        desk.wire.troubles.clear()
