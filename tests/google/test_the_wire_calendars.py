from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_wire_client import days, refused, timed

if TYPE_CHECKING:
    from google_wire import Wire

ME = "camille@mail.example"


def listed(svc: Any, **query: Any) -> list[str]:
    names: list[str] = []
    request = svc.calendarList().list(**query)
    while request is not None:
        answer = request.execute()
        names += [one["summary"] for one in answer["items"]]
        request = svc.calendarList().list_next(request, answer)
    return names


def test_everybody_has_one_primary_calendar(svc: Any) -> None:
    (entry,) = svc.calendarList().list().execute()["items"]
    assert (entry["id"], entry["primary"], entry["accessRole"]) == (ME, True, "owner")
    assert entry["timeZone"] == "Europe/Paris"
    assert svc.calendars().get(calendarId="primary").execute()["id"] == ME


def test_calendars_are_listed_in_pages(wire: Wire, svc: Any) -> None:
    for n in range(7):
        wire.mailbox.add_calendar(f"n° {n}")
    assert len(listed(svc, maxResults=3)) == 8
    assert wire.count("calendarList.list") == 3


def test_the_list_can_be_short_paged_by_google_itself(wire: Wire, svc: Any) -> None:
    wire.habits.short_pages = 1
    wire.mailbox.add_calendar("Travail")
    assert listed(svc) == [ME, "Travail"]
    assert wire.count("calendarList.list") == 2


def test_hidden_calendars_are_listed_only_when_asked_for(wire: Wire, svc: Any) -> None:
    wire.mailbox.add_calendar("Cachée", hidden=True)
    assert listed(svc) == [ME]
    assert listed(svc, showHidden=True) == [ME, "Cachée"]


def test_calendars_can_be_listed_by_what_one_may_do(wire: Wire, svc: Any) -> None:
    for role in ("freeBusyReader", "reader", "writer"):
        wire.mailbox.add_calendar(role, role=role)
    assert listed(svc, minAccessRole="writer") == [ME, "writer"]


def test_a_calendar_has_the_name_that_the_person_gave_it(wire: Wire, svc: Any) -> None:
    made = wire.mailbox.add_calendar("Équipe", role="reader", summaryOverride="Boulot")
    entry = svc.calendarList().get(calendarId=made).execute()
    assert (entry["summary"], entry["summaryOverride"]) == ("Équipe", "Boulot")


def test_a_new_calendar_is_ones_own_and_listed(wire: Wire, svc: Any) -> None:
    body = {"summary": "Relances", "timeZone": "America/Montreal", "description": "par relance"}
    made = svc.calendars().insert(body=body).execute()
    assert made["timeZone"] == "America/Montreal"
    assert svc.calendars().get(calendarId=made["id"]).execute() == made
    assert listed(svc) == [ME, "Relances"]
    svc.events().insert(calendarId=made["id"], body=timed("abc12")).execute()
    assert [one["id"] for one in wire.mailbox.events("Relances")] == ["abc12"]


def test_asking_twice_makes_two_calendars(svc: Any) -> None:
    for _ in range(2):
        svc.calendars().insert(body={"summary": "Relances"}).execute()
    assert listed(svc) == [ME, "Relances", "Relances"]


@pytest.mark.parametrize("body", [{}, {"summary": ""}, {"summary": "a", "timeZone": "Mars/Base"}])
def test_a_calendar_needs_a_name_and_a_zone_that_is_known(svc: Any, body: dict[str, Any]) -> None:
    assert refused(svc.calendars().insert(body=body))[0] == 400


def test_a_calendar_that_is_not_there_is_not_found(wire: Wire, svc: Any) -> None:
    gone = wire.mailbox.add_calendar("Relances")
    wire.mailbox.remove_calendar(gone)
    for request in (
        svc.calendars().get(calendarId=gone),
        svc.calendarList().get(calendarId=gone),
        svc.events().list(calendarId=gone),
        svc.events().insert(calendarId=gone, body=timed("abc12")),
    ):
        assert refused(request) == (404, "notFound")
    assert listed(svc) == [ME]


def test_a_calendar_can_leave_the_list_and_come_back(wire: Wire, svc: Any) -> None:
    made = wire.mailbox.add_calendar("Équipe", role="reader", unlisted=True)
    assert listed(svc) == [ME]
    assert refused(svc.calendarList().get(calendarId=made)) == (404, "notFound")
    assert svc.events().list(calendarId=made).execute()["accessRole"] == "reader"
    svc.calendarList().insert(body={"id": made}).execute()
    assert listed(svc) == [ME, "Équipe"]


def test_an_entry_can_be_given_a_colour(wire: Wire, svc: Any) -> None:
    made = wire.mailbox.add_calendar("Relances")
    body = {"backgroundColor": "#00ff00", "id": "other"}
    left = svc.calendarList().patch(calendarId=made, body=body).execute()
    assert (left["backgroundColor"], left["id"]) == ("#00ff00", made)


@pytest.mark.parametrize(("status", "reason"), [(404, "notFound"), (403, "forbidden")])
def test_a_calendar_that_is_no_longer_shared_answers_nothing(
    wire: Wire, svc: Any, status: int, reason: str
) -> None:
    made = wire.mailbox.add_calendar("Équipe", role="writer")
    svc.events().list(calendarId=made).execute()
    wire.mailbox.unshare(made, status)
    for request in (
        svc.events().list(calendarId=made),
        svc.events().insert(calendarId=made, body=timed("abc12")),
        svc.calendarList().get(calendarId=made),
    ):
        assert refused(request) == (status, reason)
    assert listed(svc) == [ME]
    wire.mailbox.share(made, "reader")
    assert listed(svc) == [ME, "Équipe"]


@pytest.mark.parametrize("role", ["reader", "freeBusyReader"])
def test_a_calendar_for_reading_is_not_written(wire: Wire, svc: Any, role: str) -> None:
    made = wire.mailbox.add_calendar("Équipe", role=role)
    wire.mailbox.put(made, timed("abc12"))
    for request in (
        svc.events().insert(calendarId=made, body=timed("def34")),
        svc.events().update(calendarId=made, eventId="abc12", body=timed()),
        svc.events().patch(calendarId=made, eventId="abc12", body={}),
        svc.events().delete(calendarId=made, eventId="abc12"),
    ):
        assert refused(request) == (403, "requiredAccessLevel")
    wire.habits.reader_reason = "forbidden"
    request = svc.events().delete(calendarId=made, eventId="abc12")
    assert refused(request) == (403, "forbidden")
    assert [one["id"] for one in wire.mailbox.events(made)] == ["abc12"]


@pytest.mark.parametrize(
    ("role", "visibility", "title"),
    [
        ("reader", "private", None),
        ("writerWithoutPrivateAccess", "confidential", None),
        ("writer", "private", "Entretien"),
        ("reader", "public", "Entretien"),
        ("freeBusyReader", "public", None),
    ],
)
def test_private_events_come_without_details(
    wire: Wire, svc: Any, role: str, visibility: str, title: str | None
) -> None:
    made = wire.mailbox.add_calendar("Équipe", role=role)
    wire.mailbox.put(made, timed("abc12", visibility=visibility, location="Salle 4"))
    (item,) = svc.events().list(calendarId=made).execute()["items"]
    assert item.get("summary") == title
    assert item["start"]["dateTime"] == "2026-10-20T10:00:00+02:00"


def busy(svc: Any, *calendars: str, low: str = "2026-10-19", high: str = "2026-10-24") -> Any:
    body = {
        "timeMin": f"{low}T00:00:00Z",
        "timeMax": f"{high}T00:00:00Z",
        "items": [{"id": one} for one in calendars or ("primary",)],
    }
    return svc.freebusy().query(body=body)


def test_busy_times_are_told_and_joined(wire: Wire, svc: Any) -> None:
    wire.mailbox.put("primary", timed("abc10", "2026-10-20T10:00:00"))
    wire.mailbox.put("primary", timed("abc11", "2026-10-20T10:30:00"))
    wire.mailbox.put("primary", timed("abc12", "2026-10-20T15:00:00", transparency="transparent"))
    wire.mailbox.put("primary", days("abc13", "2026-10-23", "2026-10-27"))
    wire.mailbox.put("primary", timed("abc14", "2026-10-21T10:00:00"))
    wire.mailbox.delete("primary", "abc14")
    wire.mailbox.put(
        "primary", timed("abc15", "2026-10-15T08:00:00", recurrence=["RRULE:FREQ=WEEKLY"])
    )
    told = busy(svc).execute()["calendars"]["primary"]
    assert told["busy"] == [
        {"start": "2026-10-20T08:00:00Z", "end": "2026-10-20T09:30:00Z"},
        {"start": "2026-10-22T06:00:00Z", "end": "2026-10-22T07:00:00Z"},
        {"start": "2026-10-22T22:00:00Z", "end": "2026-10-24T00:00:00Z"},
    ]


def test_a_calendar_without_an_answer_says_why(wire: Wire, svc: Any) -> None:
    gone = wire.mailbox.add_calendar("Équipe")
    wire.mailbox.unshare(gone)
    told = busy(svc, "primary", gone, "nobody@mail.example").execute()["calendars"]
    assert "errors" not in told["primary"]
    assert told[gone]["errors"][0]["reason"] == "notFound"
    assert told["nobody@mail.example"]["errors"][0]["reason"] == "notFound"


def test_fifty_calendars_are_the_most_for_busy_times(svc: Any) -> None:
    told = busy(svc, *(f"n{n}@mail.example" for n in range(51))).execute()["calendars"]
    assert told["n49@mail.example"]["errors"][0]["reason"] == "notFound"
    assert told["n50@mail.example"]["errors"][0]["reason"] == "tooManyCalendarsRequested"


@pytest.mark.parametrize(
    ("low", "high", "reason"),
    [
        ("2026-10-19", "2026-10-19", "timeRangeEmpty"),
        ("2026-01-01", "2026-06-01", "timeRangeTooLong"),
    ],
)
def test_busy_times_are_asked_for_a_span(svc: Any, low: str, high: str, reason: str) -> None:
    assert refused(busy(svc, low=low, high=high)) == (400, reason)
