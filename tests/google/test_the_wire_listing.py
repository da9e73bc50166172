from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import days, every_page, refused, timed, told

if TYPE_CHECKING:
    from google_wire import Wire


def ids(svc: Any, **query: Any) -> list[str]:
    return [item["id"] for answer in every_page(svc, **query) for item in answer["items"]]


def test_a_page_holds_250_unless_more_is_asked(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 600)
    assert [len(one["items"]) for one in every_page(svc)] == [250, 250, 100]
    assert [len(one["items"]) for one in every_page(svc, maxResults=2500)] == [600]


def test_a_page_never_holds_more_than_2500(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 2600)
    assert [len(one["items"]) for one in every_page(svc, maxResults=9999)] == [2500, 100]


def test_a_sync_token_stands_on_the_last_page_alone(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 7)
    answers = every_page(svc, maxResults=3)
    assert ["nextSyncToken" in one for one in answers] == [False, False, True]
    assert ["nextPageToken" in one for one in answers] == [True, True, False]


def test_pages_can_be_short_whatever_was_asked(wire: Wire, svc: Any) -> None:
    wire.habits.short_pages = 2
    wire.mailbox.fill("primary", 5)
    assert [len(one["items"]) for one in every_page(svc, maxResults=2500)] == [2, 2, 1]


def test_a_page_can_be_empty_with_another_one_to_come(wire: Wire, svc: Any) -> None:
    wire.habits.empty_pages = True
    wire.mailbox.fill("primary", 3)
    answers = every_page(svc)
    assert [len(one["items"]) for one in answers] == [0, 3]
    assert "nextSyncToken" not in answers[0]


def test_a_page_token_goes_with_the_parameters_of_its_first_page(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 5)
    first = svc.events().list(calendarId="primary", maxResults=3).execute()
    token = first["nextPageToken"]
    other = svc.events().list(calendarId="primary", maxResults=2, pageToken=token)
    assert refused(other) == (400, "badRequest")
    unknown = svc.events().list(calendarId="primary", maxResults=3, pageToken="nothing")
    assert refused(unknown)[0] == 400


def test_a_page_can_be_asked_for_twice(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 5)
    first = svc.events().list(calendarId="primary", maxResults=3)
    second = svc.events().list_next(first, first.execute())
    assert second.execute()["items"] == second.execute()["items"]


def test_a_round_tells_what_stood_at_its_start_and_the_next_one_the_rest(
    wire: Wire, svc: Any
) -> None:
    wire.mailbox.fill("primary", 4)
    first = svc.events().list(calendarId="primary", maxResults=3)
    answer = first.execute()
    wire.mailbox.put("primary", timed("later"))
    last = svc.events().list_next(first, answer).execute()
    assert [one["id"] for one in last["items"]] == ["fill00000003"]
    after = svc.events().list(calendarId="primary", maxResults=3, syncToken=last["nextSyncToken"])
    assert [one["id"] for one in after.execute()["items"]] == ["later"]


def test_the_window_bounds_the_end_below_and_the_start_above(wire: Wire, svc: Any) -> None:
    for event_id, start in (
        ("before", "2026-10-20T08:00:00"),
        ("touching", "2026-10-20T09:00:00"),
        ("across0", "2026-10-20T09:30:00"),
        ("inside", "2026-10-20T10:30:00"),
        ("across1", "2026-10-20T11:30:00"),
        ("after0", "2026-10-20T12:00:00"),
    ):
        wire.mailbox.put("primary", timed(event_id, start))
    window = {"timeMin": "2026-10-20T10:00:00+02:00", "timeMax": "2026-10-20T12:00:00+02:00"}
    assert ids(svc, **window) == ["across0", "inside", "across1"]


def test_a_day_is_one_of_the_calendars_zone(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", days("daily", "2026-10-20", "2026-10-21"))
    assert ids(svc, timeMin="2026-10-20T21:59:00Z") == ["daily"]
    assert ids(svc, timeMin="2026-10-20T22:00:00Z") == []
    assert ids(svc, timeMax="2026-10-19T22:00:00Z") == []
    assert ids(svc, timeMax="2026-10-19T22:01:00Z") == ["daily"]


@pytest.mark.parametrize(
    "query",
    [
        {"timeMin": "2026-10-20T10:00:00"},
        {"timeMax": "tomorrow"},
        {"timeMin": "2026-10-20T10:00:00Z", "timeMax": "2026-10-20T10:00:00Z"},
        {"orderBy": "startTime"},
        {"privateExtendedProperty": "relance"},
        {"privateExtendedProperty": ["a=b", "c=d"]},
        {"maxResults": 0},
    ],
)
def test_a_wrong_question_is_refused(svc: Any, query: dict[str, Any]) -> None:
    assert refused(svc.events().list(calendarId="primary", **query))[0] == 400


def test_deleted_events_are_listed_only_when_asked_for(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    wire.mailbox.put("primary", timed("dead0"))
    wire.mailbox.delete("primary", "dead0")
    assert ids(svc) == ["alive"]
    assert told(every_page(svc, showDeleted=True)) == {"alive": "confirmed", "dead0": "cancelled"}
    wire.mailbox.vanish("primary", "dead0")
    assert ids(svc, showDeleted=True) == ["alive"]


def test_types_of_events_can_be_chosen(wire: Wire, svc: Any) -> None:
    for event_id, kind in (("plain", "default"), ("gmail", "fromGmail"), ("away0", "outOfOffice")):
        wire.mailbox.put("primary", timed(event_id, eventType=kind))
    assert ids(svc) == ["plain", "gmail", "away0"]
    assert ids(svc, eventTypes=["default", "fromGmail"]) == ["plain", "gmail"]
    assert ids(svc, eventTypes="outOfOffice") == ["away0"]


def test_one_private_property_can_be_searched_for(wire: Wire, svc: Any) -> None:
    for event_id, key in (("mine0", "a"), ("mine1", "b")):
        private = {"private": {"relance": key, "by": "us"}}
        wire.mailbox.put("primary", timed(event_id, extendedProperties=private))
    wire.mailbox.put("primary", timed("other"))
    assert ids(svc, privateExtendedProperty="relance=a") == ["mine0"]
    assert ids(svc, privateExtendedProperty="by=us") == ["mine0", "mine1"]
    assert ids(svc, privateExtendedProperty="by=them") == []


@pytest.mark.parametrize(("habit", "found"), [("all", []), ("any", ["mine0"])])
def test_several_private_properties_mean_what_is_switched_on(
    wire: Wire, svc: Any, habit: Any, found: list[str]
) -> None:
    wire.habits.many_constraints = habit
    private = {"private": {"relance": "a", "by": "us"}}
    wire.mailbox.put("primary", timed("mine0", extendedProperties=private))
    assert ids(svc, privateExtendedProperty=["relance=a", "by=them"]) == found


def test_a_search_gives_no_sync_token(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive", iCalUID="one@person.example"))
    (answer,) = every_page(svc, iCalUID="one@person.example")
    assert [one["id"] for one in answer["items"]] == ["alive"]
    assert "nextSyncToken" not in answer
    assert ids(svc, iCalUID="two@person.example") == []


def test_words_are_searched_in_titles_and_notes(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive", description="chez Solvéria"))
    assert ids(svc, q="SOLVÉRIA") == ["alive"]
    assert ids(svc, q="ailleurs") == []


def test_events_can_be_ordered(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("late0", "2026-10-22T10:00:00"))
    wire.clock.advance(hours=1)
    wire.mailbox.put("primary", timed("early", "2026-10-21T10:00:00"))
    assert ids(svc, orderBy="updated") == ["late0", "early"]
    assert ids(svc, orderBy="startTime", singleEvents=True) == ["early", "late0"]


def test_only_the_fields_that_are_asked_for_come(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    (answer,) = every_page(svc, fields="items(id,start/dateTime),nextPageToken,nextSyncToken")
    assert answer.keys() == {"items", "nextSyncToken"}
    (item,) = answer["items"]
    assert item == {"id": "alive", "start": {"dateTime": "2026-10-20T10:00:00+02:00"}}


def test_times_can_be_told_on_another_clock(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    (answer,) = every_page(svc, timeZone="America/Montreal")
    assert answer["items"][0]["start"] == {
        "dateTime": "2026-10-20T04:00:00-04:00",
        "timeZone": "Europe/Paris",
    }


def test_an_event_can_come_twice_in_a_round_and_the_last_is_right(wire: Wire, svc: Any) -> None:
    wire.habits.repeats = True
    wire.mailbox.put("primary", timed("alive"))
    wire.mailbox.edit("primary", "alive", summary="Neuf")
    (answer,) = every_page(svc)
    assert [one["summary"] for one in answer["items"]] == ["Entretien", "Neuf"]


def test_a_long_question_may_come_as_a_post(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive", description="x" * 3000))
    assert ids(svc, q="x" * 3000) == ["alive"]
    assert wire.count("events.list") == 1


def test_ten_thousand_events_take_four_requests(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 10_000)
    answers = every_page(svc, maxResults=2500, singleEvents=True, timeMin="2026-01-01T00:00:00Z")
    assert len({one["id"] for answer in answers for one in answer["items"]}) == 10_000
    assert wire.count("events.list") == 4


def test_one_event_can_be_asked_for_in_part(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    request = svc.events().get(calendarId="primary", eventId="alive", fields="id,summary")
    assert request.execute() == {"id": "alive", "summary": "Entretien"}
    wrong = svc.events().get(calendarId="primary", eventId="alive", fields="id)")
    assert refused(wrong) == (400, "invalid")
