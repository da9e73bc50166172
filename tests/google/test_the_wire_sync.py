from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import every_page, refused, timed, told

if TYPE_CHECKING:
    from google_wire import Wire

WINDOW: dict[str, Any] = {"timeMin": "2026-10-01T00:00:00Z", "timeMax": "2026-11-01T00:00:00Z"}
OUTSIDE = "2027-03-01T10:00:00"


def token(svc: Any, **query: Any) -> str:
    return str(every_page(svc, **query)[-1]["nextSyncToken"])


def test_nothing_changed_is_one_empty_page_with_a_token(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 10)
    (answer,) = every_page(svc, syncToken=token(svc))
    assert answer["items"] == []
    assert answer["nextSyncToken"]


def test_only_what_changed_is_told(wire: Wire, svc: Any) -> None:
    wire.mailbox.fill("primary", 10)
    before = token(svc)
    wire.mailbox.edit("primary", "fill00000003", summary="Neuf")
    wire.mailbox.put("primary", timed("added"))
    wire.mailbox.delete("primary", "fill00000005")
    answers = every_page(svc, syncToken=before)
    assert told(answers) == {
        "fill00000003": "confirmed",
        "added": "confirmed",
        "fill00000005": "cancelled",
    }
    assert told(every_page(svc, syncToken=answers[-1]["nextSyncToken"])) == {}


def test_what_was_deleted_comes_as_its_id_alone(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    before = token(svc)
    wire.mailbox.delete("primary", "alive")
    ((item,),) = [one["items"] for one in every_page(svc, syncToken=before)]
    assert item.keys() == {"kind", "etag", "id", "status"}


def test_a_token_can_be_used_again(wire: Wire, svc: Any) -> None:
    before = token(svc)
    wire.mailbox.put("primary", timed("alive"))
    assert told(every_page(svc, syncToken=before)) == told(every_page(svc, syncToken=before))


def test_reminders_alone_are_no_change(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    before = token(svc)
    etag = wire.mailbox.edit("primary", "alive", reminders={"useDefault": False})["etag"]
    assert told(every_page(svc, syncToken=before)) == {}
    assert svc.events().get(calendarId="primary", eventId="alive").execute()["etag"] == etag


def test_changes_come_in_pages_with_the_same_token(wire: Wire, svc: Any) -> None:
    before = token(svc, maxResults=2)
    for n in range(5):
        wire.mailbox.put("primary", timed(f"added{n}"))
    answers = every_page(svc, syncToken=before, maxResults=2)
    assert [len(one["items"]) for one in answers] == [2, 2, 1]
    page = answers[0]["nextPageToken"]
    alone = svc.events().list(calendarId="primary", maxResults=2, pageToken=page)
    assert refused(alone) == (400, "badRequest")


@pytest.mark.parametrize(
    "query",
    [
        {"timeMin": "2026-10-01T00:00:00Z"},
        {"timeMax": "2026-10-01T00:00:00Z"},
        {"updatedMin": "2026-10-01T00:00:00Z"},
        {"q": "mot"},
        {"iCalUID": "one@person.example"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"showDeleted": False},
    ],
)
def test_what_does_not_go_with_a_token_is_refused(svc: Any, query: dict[str, Any]) -> None:
    request = svc.events().list(calendarId="primary", syncToken=token(svc), **query)
    assert refused(request) == (400, "badRequest")


@pytest.mark.parametrize(
    "query", [{"singleEvents": True}, {"eventTypes": "default"}, {"maxAttendees": 1}]
)
def test_other_parameters_stay_as_they_were(svc: Any, query: dict[str, Any]) -> None:
    bare, with_it = token(svc), token(svc, **query)
    assert refused(svc.events().list(calendarId="primary", syncToken=bare, **query))[0] == 400
    assert refused(svc.events().list(calendarId="primary", syncToken=with_it))[0] == 400
    assert told(every_page(svc, syncToken=with_it, **query)) == {}


def test_an_expired_token_asks_for_everything_again(wire: Wire, svc: Any) -> None:
    before = token(svc)
    wire.mailbox.expire_tokens("primary")
    request = svc.events().list(calendarId="primary", syncToken=before)
    assert refused(request) == (410, "fullSyncRequired")
    assert told(every_page(svc, syncToken=token(svc))) == {}


def test_a_token_that_was_never_given_out_is_expired(svc: Any) -> None:
    request = svc.events().list(calendarId="primary", syncToken="nothing")
    assert refused(request) == (410, "fullSyncRequired")


def test_a_token_belongs_to_one_calendar(wire: Wire, svc: Any) -> None:
    other = wire.mailbox.add_calendar("Travail")
    request = svc.events().list(calendarId=other, syncToken=token(svc))
    assert refused(request) == (410, "fullSyncRequired")


def test_another_access_role_ends_the_tokens_of_its_calendar(wire: Wire, svc: Any) -> None:
    other = wire.mailbox.add_calendar("Travail", role="writer")
    mine = token(svc)
    theirs = every_page(svc, calendar=other)[-1]["nextSyncToken"]
    wire.mailbox.share(other, "reader")
    request = svc.events().list(calendarId=other, syncToken=theirs)
    assert refused(request) == (410, "fullSyncRequired")
    assert told(every_page(svc, syncToken=mine)) == {}


def test_a_token_does_not_remember_the_window(wire: Wire, svc: Any) -> None:
    before = token(svc, **WINDOW)
    wire.mailbox.put("primary", timed("outside", OUTSIDE))
    assert told(every_page(svc, syncToken=before)) == {"outside": "confirmed"}


def test_a_token_can_remember_the_window(wire: Wire, svc: Any) -> None:
    wire.habits.remembers_window = True
    wire.mailbox.put("primary", timed("leaving"))
    before = token(svc, **WINDOW)
    wire.mailbox.put("primary", timed("outside", OUTSIDE))
    moved = timed(start=OUTSIDE)
    wire.mailbox.edit("primary", "leaving", start=moved["start"], end=moved["end"])
    assert told(every_page(svc, syncToken=before)) == {"leaving": "confirmed"}


def test_what_the_api_wrote_is_told_as_well(svc: Any) -> None:
    before = token(svc)
    svc.events().insert(calendarId="primary", body=timed("added")).execute()
    assert told(every_page(svc, syncToken=before)) == {"added": "confirmed"}


def test_a_change_can_come_twice_and_the_last_is_right(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    before = token(svc)
    wire.habits.repeats = True
    wire.mailbox.delete("primary", "alive")
    ((first, last),) = [one["items"] for one in every_page(svc, syncToken=before)]
    assert (first["id"], last["id"]) == ("alive", "alive")
    assert (first["status"], last["status"]) == ("confirmed", "cancelled")


def test_what_came_back_from_the_bin_is_told(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("alive"))
    wire.mailbox.delete("primary", "alive")
    before = token(svc)
    wire.mailbox.restore("primary", "alive")
    assert told(every_page(svc, syncToken=before)) == {"alive": "confirmed"}
