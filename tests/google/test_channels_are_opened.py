from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from google_wire_answers import page
from relance.errors import NeedsPerson, Refused, Temporary
from relance.ports import Knock, Message, Subscribable, Subscription

if TYPE_CHECKING:
    from google_hand import Desk

ADDRESS = "https://relance.example/push"


def test_a_channel_is_opened_for_a_week(desk: Desk) -> None:
    calendar = desk.reading()
    assert isinstance(calendar, Subscribable)
    made = calendar.subscribe("name-1", ADDRESS, "token-1")
    (there,) = desk.wire.channels.open.values()
    assert (there.id, there.address, there.token) == ("name-1", ADDRESS, "token-1")
    assert made == Subscription("name-1", there.resource, desk.wire.clock() + timedelta(days=7))
    assert desk.wire.count() == 1


def test_the_calendar_of_follow_ups_tells_too(desk: Desk) -> None:
    made = desk.wire.mailbox.add_calendar("Relances")
    desk.follow_ups(made).subscribe("name-1", ADDRESS, "token-1")
    (there,) = desk.wire.channels.open.values()
    assert there.calendar == made


def test_a_channel_is_closed_and_closing_it_again_is_fine(desk: Desk) -> None:
    other = desk.wire.mailbox.add_calendar("Relances")
    made = desk.reading().subscribe("name-1", ADDRESS, "token-1")
    for _ in range(2):
        desk.follow_ups(other).unsubscribe(made)  # any calendar of the account can
    assert desk.wire.channels.stopped == ["name-1"]
    assert desk.wire.count("channels.stop") == 2
    assert desk.watch.slept == []


def test_a_channel_is_asked_for_once_since_its_name_is_taken_once(desk: Desk) -> None:
    desk.wire.troubles.drop("events.watch", after=True)
    with pytest.raises(Temporary, match="Google could not be reached"):
        desk.reading().subscribe("name-1", ADDRESS, "token-1")
    assert desk.wire.count("events.watch") == 1
    desk.reading().subscribe("name-2", ADDRESS, "token-2")
    assert {*desk.wire.channels.open} == {"name-1", "name-2"}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "push.webhookUrlNotHttps"),
        (401, "push.webhookUrlUnauthorized"),
        (403, "push.webhookUrlUnauthorized"),
        (400, "invalid"),
    ],
)
def test_an_address_that_google_will_not_have_is_told(desk: Desk, status: int, reason: str) -> None:
    desk.wire.troubles.refuse("events.watch", status, reason, times=2)
    with pytest.raises(Refused) as told:
        desk.reading().subscribe("name-1", ADDRESS, "token-1")
    assert str(told.value) == (
        f"Agenda: Google sends no messages to {ADDRESS} ({status} {reason}). "
        "docs/push.md tells what Google wants of it; calendars are read as before."
    )
    assert "token-1" not in repr(told.value.__cause__)


def test_a_calendar_that_tells_of_no_changes_is_told(desk: Desk) -> None:
    desk.wire.troubles.refuse("events.watch", 400, "pushNotSupportedForRequestedResource")
    with pytest.raises(Refused, match="Agenda: Google tells of no changes of this calendar"):
        desk.reading().subscribe("name-1", ADDRESS, "token-1")


def test_a_calendar_that_is_gone_is_told(desk: Desk) -> None:
    with pytest.raises(Refused, match="it is not there, so it tells of no changes"):
        desk.reading("gone@group.calendar.example").subscribe("name-1", ADDRESS, "token-1")


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (403, "rateLimitExceeded", Temporary),
        (403, "quotaExceeded", Temporary),
        (503, "backendError", Temporary),
        (403, "insufficientPermissions", NeedsPerson),
        (401, "authError", NeedsPerson),
    ],
)
def test_other_refusals_are_what_they_are_elsewhere(
    desk: Desk, status: int, reason: str, kind: type[Exception]
) -> None:
    desk.wire.troubles.refuse("events.watch", status, reason, times=2)
    with pytest.raises(kind):
        desk.reading().subscribe("name-1", ADDRESS, "token-1")


@pytest.mark.parametrize(
    "answer",
    [
        '{"id": "other", "resourceId": "r", "expiration": "1792000000000"}',
        '{"id": "name-1", "resourceId": "r", "expiration": "soon"}',
        '{"id": "name-1", "resourceId": "r", "expiration": "9999999999999999999"}',
        '{"id": "name-1", "resourceId": 3, "expiration": "1792000000000"}',
        "{}",
        "<html>",
    ],
)
def test_an_odd_answer_is_no_channel(desk: Desk, answer: str) -> None:
    desk.wire.troubles.answer("events.watch", page(answer, 200))
    with pytest.raises(Temporary):
        desk.reading().subscribe("name-1", ADDRESS, "token-1")


def test_a_message_names_channel_and_token(desk: Desk) -> None:
    calendar = desk.reading()
    headers = {"x-goog-channel-id": "name-1", "x-goog-channel-token": "t", "host": "a.example"}
    assert calendar.messages(Knock(headers)) == (Message("name-1", "t"),)
    assert calendar.messages(Knock({"x-goog-channel-id": "name-1"})) == (Message("name-1", ""),)
    assert calendar.messages(Knock({"host": "a.example"}, body=b"x")) == ()
    assert "t'" not in repr(Message("name-1", "secret-t"))
    assert "secret-t" not in repr(Knock({"x": "secret-t"}, "secret-t", b"secret-t"))


def test_nothing_is_renewed_and_nobody_is_asked_whether_they_listen(desk: Desk) -> None:
    calendar: Subscribable = desk.reading()
    made = calendar.subscribe("name-1", ADDRESS, "token-1")
    assert calendar.renew(made) is None
    assert calendar.handshake(Knock(query="validationToken=hello")) is None
    assert not made.heard


def test_the_end_is_what_google_says(desk: Desk) -> None:
    desk.wire.troubles.answer(
        "events.watch",
        page('{"id": "name-1", "resourceId": "r", "expiration": "1792000000000"}', 200),
    )
    made = desk.reading().subscribe("name-1", ADDRESS, "token-1")
    assert made.until == datetime(2026, 10, 14, 17, 46, 40, tzinfo=UTC)
