from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from outlook_told import ADDRESS, NAME, TOKEN, told
from relance.accounts.sign_ins import real_now
from relance.errors import NeedsPerson, Refused, Temporary
from relance.ports import Knock, Message, Subscribable, Subscription
from relance_outlook.reading import OutlookCalendar
from wire_answers import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlook_told import Told

OTHER = "f" * 32
LIFE = timedelta(days=6, hours=23)


@pytest.fixture
def here() -> Iterator[Told]:
    with told() as one:
        yield one


def knock(*notes: Any) -> Knock:
    return Knock(body=json.dumps({"value": notes}).encode())


def test_a_subscription_is_asked_for_and_graph_is_told_that_somebody_listens(here: Told) -> None:
    assert isinstance(here.calendar, Subscribable)
    made = here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    (there,) = here.open
    assert there.address == there.lifecycle == f"{ADDRESS}?relance={NAME}"
    assert there.state == f"{NAME}.{TOKEN}"
    assert len(there.state) <= 128
    assert there.changes == "created,updated,deleted"
    assert made == Subscription(NAME, "me/events", here.wire.clock() + LIFE, heard=True)
    assert {*here.wire.subscriptions.handshakes} == {200}
    assert here.wire.count() == 1


def test_the_calendar_of_follow_ups_tells_too(here: Told) -> None:
    made = here.calendars[1].subscribe(NAME, ADDRESS, TOKEN)
    (there,) = here.open
    shelf = here.wire.mailbox.shelf("Relances")
    assert there.resource == made.resource == f"me/calendars/{shelf.id}/events"


def test_nobody_is_answered_whom_nobody_waits_for(here: Told) -> None:
    asked = Knock(query=f"relance={NAME}&validationToken=hello+you")
    assert here.calendar.handshake(asked) is None
    here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    assert here.calendar.handshake(asked) is None
    here.wire.troubles.refuse("subscriptions.create", 500)
    with pytest.raises(Temporary):
        here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    assert here.calendar.handshake(asked) is None


@pytest.mark.parametrize(
    "query",
    [
        f"relance={OTHER}&validationToken=hello",
        "validationToken=hello",
        f"relance={NAME}",
        f"relance={NAME}&validationToken=",
        "&".join(["relance=a"] * 40),
        "",
    ],
    ids=lambda text: text[:20],
)
def test_while_one_is_waited_for_no_other_is_answered(
    here: Told, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[str | None] = []

    def meanwhile(*_: Any, **__: Any) -> dict[str, Any]:
        answers.append(here.calendar.handshake(Knock(query=query)))
        answers.append(
            here.calendar.handshake(Knock(query=f"relance={NAME}&validationToken=a%2Bb%20c+d"))
        )
        return {"id": "1", "expirationDateTime": "2026-11-30T11:00:00.0000000Z"}

    monkeypatch.setattr(here.client, "ask_once", meanwhile)
    assert here.calendar.subscribe(NAME, ADDRESS, TOKEN).heard
    assert answers == [None, "a+b c d"]


def test_where_nobody_answers_graph_it_sends_no_messages(here: Told) -> None:
    here.receiver.stop()
    with pytest.raises(Refused) as error:
        here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    assert str(error.value) == (
        f"Agenda: no messages come to {ADDRESS}: Outlook refuses this request "
        "(400 ValidationError). docs/push.md tells what Outlook wants of it; "
        "calendars are read as before."
    )
    assert TOKEN not in repr(error.value.__cause__)
    assert here.open == []


def test_a_calendar_that_is_gone_is_told(here: Told) -> None:
    here.wire.troubles.refuse("subscriptions.create", 404, "ErrorItemNotFound")
    with pytest.raises(Refused, match="Agenda: it is not there, so it tells of no changes"):
        here.calendar.subscribe(NAME, ADDRESS, TOKEN)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, "TooManyRequests", Temporary),
        (503, "serviceNotAvailable", Temporary),
        (403, "ErrorAccessDenied", Refused),
        (401, "InvalidAuthenticationToken", NeedsPerson),
    ],
)
def test_other_refusals_are_what_they_are_elsewhere(
    here: Told, status: int, code: str, kind: type[Exception]
) -> None:
    here.wire.troubles.refuse("subscriptions.create", status, code, times=2)
    with pytest.raises(kind):
        here.calendar.subscribe(NAME, ADDRESS, TOKEN)


def test_it_is_asked_for_once_since_nobody_knows_whether_it_began(here: Told) -> None:
    here.wire.troubles.drop("subscriptions.create", after=True)
    with pytest.raises(Temporary):
        here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    assert here.wire.count("subscriptions.create") == 1
    until = here.wire.clock()
    here.calendars[1].unsubscribe(Subscription(NAME, "me/events", until))  # by our name for it
    assert here.open == []


@pytest.mark.parametrize(
    "answer",
    [
        '{"id": "1"}',
        '{"id": "1", "expirationDateTime": 3}',
        '{"id": "1", "expirationDateTime": "soon"}',
        '{"id": "1", "expirationDateTime": "9999-12-31T23:59:59Z"}',
        "{}",
        "[]",
        "<html>",
    ],
)
def test_an_odd_answer_is_no_subscription(here: Told, answer: str) -> None:
    here.wire.troubles.answer("subscriptions.create", page(answer, 201))
    with pytest.raises(Temporary):
        here.calendar.subscribe(NAME, ADDRESS, TOKEN)


def test_one_that_was_left_over_makes_room(here: Told) -> None:
    here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    here.calendars[1].subscribe(OTHER, ADDRESS, TOKEN)
    third = "a" * 32
    here.calendar.subscribe(third, ADDRESS, TOKEN)
    assert {one.address[-32:] for one in here.open} == {OTHER, third}


@pytest.mark.parametrize("query", ["", f"?relance={NAME}"])
def test_one_of_another_program_or_another_relance_stays(here: Told, query: str) -> None:
    here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    (there,) = here.open
    there.address = f"https://other.example/push{query}"
    with pytest.raises(Refused, match="another program that uses the same app registration"):
        here.calendar.subscribe(OTHER, ADDRESS, TOKEN)
    assert here.open == [there]


def test_one_is_renewed_in_its_place(here: Told) -> None:
    made = here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    here.wire.clock.advance(days=5)
    again = here.calendar.renew(made)
    assert again == Subscription(NAME, "me/events", here.wire.clock() + LIFE)
    (there,) = here.open
    assert there.until == again.until
    assert here.wire.subscriptions.handshakes == [200]


def test_graph_may_ask_again_while_one_is_renewed(
    here: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, plainly = here.calendar.subscribe(NAME, ADDRESS, TOKEN), here.client.ask
    answers: list[str | None] = []

    def meanwhile(method: str, *asked: str, **more: Any) -> dict[str, Any]:
        query = f"relance={NAME}&validationToken={method}"
        answers.append(here.calendar.handshake(Knock(query=query)))
        return plainly(method, *asked, **more)

    monkeypatch.setattr(here.client, "ask", meanwhile)
    assert here.calendar.renew(made) is not None
    assert answers == [None, "PATCH"]
    assert here.calendar.handshake(Knock(query=f"relance={NAME}&validationToken=x")) is None


def test_one_that_is_no_more_cannot_be_renewed(here: Told) -> None:
    made = here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    here.wire.troubles.refuse("subscriptions.update", 404, "ResourceNotFound")
    assert here.calendar.renew(made) is None
    here.wire.subscriptions.forget(here.open[0].id)
    assert here.calendar.renew(made) is None
    here.wire.troubles.refuse("subscriptions.update", 503, times=99)
    here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    with pytest.raises(Temporary):
        here.calendar.renew(made)


def test_one_is_ended_and_ending_it_again_is_fine(here: Told) -> None:
    made = here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    here.calendars[1].subscribe(OTHER, ADDRESS, TOKEN)
    (there,) = (one for one in here.open if NAME in one.address)
    for _ in range(2):
        here.calendars[1].unsubscribe(made)  # any calendar of the account can
    assert here.wire.subscriptions.removed == [there.id]
    here.wire.troubles.drop("subscriptions.delete", after=True)
    here.calendar.unsubscribe(Subscription(OTHER, "me/events", made.until))
    assert here.open == []


@pytest.mark.parametrize(
    "listed",
    [
        {"value": [{"id": "x", "notificationUrl": "http://[::1"}, 3, None, {"id": "y"}]},
        {"value": [{"id": "x", "notificationUrl": "https://a.example/?" + "a=b&" * 40}]},
        {"value": "none"},
        {"value": 3},
        {},
    ],
    ids=repr,
)
def test_what_is_odd_in_the_list_is_none_of_ours(here: Told, listed: Any) -> None:
    made = here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    for _ in range(2):
        here.wire.troubles.answer("subscriptions.list", page(json.dumps(listed), 200))
    here.calendar.unsubscribe(made)
    assert here.calendar.renew(made) is None
    assert len(here.open) == 1


def test_the_list_goes_on_over_pages_and_has_an_end(here: Told) -> None:
    made = here.calendar.subscribe(NAME, ADDRESS, TOKEN)
    empty = json.dumps({"value": [], "@odata.nextLink": f"{here.wire.api}subscriptions"})
    here.wire.troubles.answer("subscriptions.list", page(empty, 200))
    here.calendar.unsubscribe(made)
    assert here.open == []
    for _ in range(99):
        here.wire.troubles.answer("subscriptions.list", page(empty, 200))
    here.wire.forget()
    assert here.calendar.renew(made) is None
    assert here.wire.count("subscriptions.list") == 50


def test_messages_name_subscription_and_token(here: Told) -> None:
    read = here.calendar.messages
    notes = [
        {"clientState": "name-1.t1", "changeType": "updated", "subscriptionId": "x"},
        {"clientState": "name-2.t2", "lifecycleEvent": "missed"},
        {"clientState": "name-3.t3", "lifecycleEvent": "reauthorizationRequired"},
        {"clientState": "name-4.t4", "lifecycleEvent": "SubscriptionRemoved"},
    ]
    assert read(knock(*notes)) == (
        Message("name-1", "t1"),
        Message("name-2", "t2"),
        Message("name-3", "t3", lost=True),
        Message("name-4", "t4", lost=True),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"3",
        b"[]",
        b'"text"',
        b"{}",
        b'{"value": null}',
        b'{"value": {"clientState": "a.b"}}',
        b'{"value": [null, 3, "a", [], {}]}',
        b'{"value": [{"clientState": null}, {"clientState": 3}, {"clientState": ["a.b"]}]}',
        b'{"value": [{"clientState": ""}, {"clientState": "a"}, {"clientState": ".b"}]}',
        b'{"value": [{"clientState": "a."}]}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"1" * 60_000,
        b"\xff\xfe",
        b'{"value": [',
    ],
    ids=lambda body: repr(body)[:30],
)
def test_what_is_no_message_says_nothing(here: Told, body: bytes) -> None:
    assert here.calendar.messages(Knock(body=body)) == ()


def test_an_odd_event_of_a_life_is_a_message_like_others(here: Told) -> None:
    events: list[Any] = [3, [], {}, "x"]
    odd = knock(*({"clientState": "a.b", "lifecycleEvent": one} for one in events))
    assert here.calendar.messages(odd) == (Message("a", "b"),) * 4


def test_the_real_time_counts_unless_another_is_given(
    here: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies: list[dict[str, str]] = []

    def asked(*_: str, json: dict[str, str], **__: str) -> dict[str, str]:
        bodies.append(json)
        return json

    monkeypatch.setattr(here.client, "ask_once", asked)
    made = OutlookCalendar(here.client, "primary", "Agenda").subscribe(NAME, ADDRESS, TOKEN)
    assert timedelta(0) <= real_now() + LIFE - made.until < timedelta(minutes=1)
    assert bodies[0]["expirationDateTime"] == made.until.strftime("%Y-%m-%dT%H:%M:%SZ")
