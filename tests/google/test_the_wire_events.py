from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_wire_client import days, refused, timed

if TYPE_CHECKING:
    from google_wire import Wire


def insert(events: Any, body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = events.insert(calendarId="primary", body=body).execute()
    return made


def get(events: Any, event_id: str) -> dict[str, Any]:
    found: dict[str, Any] = events.get(calendarId="primary", eventId=event_id).execute()
    return found


def test_an_event_comes_back_as_it_was_sent_with_what_google_adds(events: Any) -> None:
    made = insert(events, timed("abc12", description="Bonjour <b>vous</b>", colorId="5"))
    assert get(events, "abc12") == made
    assert made["summary"] == "Entretien"
    assert made["description"] == "Bonjour <b>vous</b>"
    assert made["start"] == {
        "dateTime": "2026-10-20T10:00:00+02:00",
        "timeZone": "Europe/Paris",
    }
    assert made["status"] == "confirmed"
    assert made["organizer"] == {"email": "camille@mail.example", "self": True}
    assert made["iCalUID"]
    assert made["etag"].startswith('"')


def test_a_time_with_an_offset_is_written_on_the_clock_of_its_zone(events: Any) -> None:
    body = timed("abc12")
    body["start"] = {"dateTime": "2026-12-01T08:00:00.5Z", "timeZone": "Europe/Paris"}
    body["end"] = {"dateTime": "2026-12-01T09:00:00Z", "timeZone": "Europe/Paris"}
    assert insert(events, body)["start"]["dateTime"] == "2026-12-01T09:00:00+01:00"


def test_an_event_without_an_id_gets_one(events: Any) -> None:
    made = insert(events, timed())
    assert get(events, made["id"])["summary"] == "Entretien"


def test_an_id_is_taken_once(events: Any) -> None:
    insert(events, timed("abc12"))
    again = events.insert(calendarId="primary", body=timed("abc12"))
    assert refused(again) == (409, "duplicate")


def test_the_id_of_a_deleted_event_stays_taken(events: Any) -> None:
    insert(events, timed("abc12"))
    events.delete(calendarId="primary", eventId="abc12").execute()
    again = events.insert(calendarId="primary", body=timed("abc12"))
    assert refused(again) == (409, "duplicate")


def test_the_id_of_an_event_that_vanished_stays_taken(wire: Wire, events: Any) -> None:
    insert(events, timed("abc12"))
    wire.mailbox.delete("primary", "abc12")
    wire.mailbox.vanish("primary", "abc12")
    assert refused(events.get(calendarId="primary", eventId="abc12")) == (404, "notFound")
    again = events.insert(calendarId="primary", body=timed("abc12"))
    assert refused(again) == (409, "duplicate")


def test_a_deleted_event_is_left_as_its_id(events: Any) -> None:
    insert(events, timed("abc12"))
    events.delete(calendarId="primary", eventId="abc12").execute()
    left = get(events, "abc12")
    assert left.keys() == {"kind", "etag", "id", "status"}
    assert left["status"] == "cancelled"


def test_a_deleted_event_can_be_told_in_full(wire: Wire, events: Any) -> None:
    wire.habits.full_stubs = True
    insert(events, timed("abc12"))
    events.delete(calendarId="primary", eventId="abc12").execute()
    assert get(events, "abc12")["summary"] == "Entretien"


def test_deleting_twice_says_that_it_is_gone(events: Any) -> None:
    insert(events, timed("abc12"))
    assert events.delete(calendarId="primary", eventId="abc12").execute() == ""
    again = events.delete(calendarId="primary", eventId="abc12")
    assert refused(again) == (410, "deleted")


def test_what_was_never_there_is_not_found(events: Any) -> None:
    for request in (
        events.get(calendarId="primary", eventId="nothing"),
        events.delete(calendarId="primary", eventId="nothing"),
        events.patch(calendarId="primary", eventId="nothing", body={}),
        events.update(calendarId="primary", eventId="nothing", body=timed()),
    ):
        assert refused(request) == (404, "notFound")


def test_a_patch_merges_and_null_takes_one_property_away(events: Any) -> None:
    private = {"key": "a", "memory": "b"}
    insert(events, timed("abc12", location="Salle 4", extendedProperties={"private": private}))
    change = {"extendedProperties": {"private": {"memory": None, "more": "c"}}, "summary": "Neuf"}
    left = events.patch(calendarId="primary", eventId="abc12", body=change).execute()
    assert left["extendedProperties"] == {"private": {"key": "a", "more": "c"}}
    assert (left["summary"], left["location"]) == ("Neuf", "Salle 4")


def test_a_patch_replaces_lists_whole(events: Any) -> None:
    two = [{"method": "popup", "minutes": 10}, {"method": "email", "minutes": 60}]
    insert(events, timed("abc12", reminders={"useDefault": False, "overrides": two}))
    change = {"reminders": {"overrides": two[:1]}}
    left = events.patch(calendarId="primary", eventId="abc12", body=change).execute()
    assert left["reminders"] == {"useDefault": False, "overrides": two[:1]}


def test_an_update_resets_what_is_not_sent(events: Any) -> None:
    insert(
        events,
        timed(
            "abc12",
            location="Salle 4",
            transparency="transparent",
            extendedProperties={"private": {"key": "a"}},
            reminders={"useDefault": False},
        ),
    )
    left = events.update(calendarId="primary", eventId="abc12", body=timed("abc12")).execute()
    assert not left.keys() & {"location", "transparency", "extendedProperties"}
    assert left["reminders"] == {"useDefault": True}
    assert left["iCalUID"]
    assert get(events, "abc12") == left


def test_times_can_be_patched_to_days_when_the_other_field_goes(events: Any) -> None:
    insert(events, timed("abc12"))
    both = {"start": {"date": "2026-10-20"}, "end": {"date": "2026-10-21"}}
    request = events.patch(calendarId="primary", eventId="abc12", body=both)
    assert refused(request)[0] == 400
    null = {side: day | {"dateTime": None, "timeZone": None} for side, day in both.items()}
    left = events.patch(calendarId="primary", eventId="abc12", body=null).execute()
    assert left["start"] == {"date": "2026-10-20"}


def test_moving_raises_the_sequence_and_other_words_do_not(wire: Wire, events: Any) -> None:
    insert(events, timed("abc12"))
    words = events.patch(calendarId="primary", eventId="abc12", body={"summary": "x"}).execute()
    assert words["sequence"] == 0
    moved = timed(start="2026-10-21T11:00:00")
    times = {"start": moved["start"], "end": moved["end"]}
    left = events.patch(calendarId="primary", eventId="abc12", body=times).execute()
    assert left["sequence"] == 1
    old = events.update(calendarId="primary", eventId="abc12", body=timed(sequence=0))
    assert refused(old) == (400, "invalid")
    assert wire.mailbox.get("primary", "abc12") == get(events, "abc12")


def test_a_deleted_event_is_not_brought_back_unless_that_is_switched_on(
    wire: Wire, events: Any
) -> None:
    insert(events, timed("abc12"))
    events.delete(calendarId="primary", eventId="abc12").execute()
    body = timed(status="confirmed", summary="De retour")
    request = events.update(calendarId="primary", eventId="abc12", body=body)
    assert refused(request) == (403, "forbidden")
    wire.habits.revivable = True
    events.update(calendarId="primary", eventId="abc12", body=body).execute()
    assert get(events, "abc12")["summary"] == "De retour"


def test_somebody_elses_event_keeps_its_words(wire: Wire, events: Any) -> None:
    wire.mailbox.put("primary", timed("invit", organizer={"email": "rh@solveria.example"}))
    request = events.patch(calendarId="primary", eventId="invit", body={"summary": "À moi"})
    assert refused(request) == (403, "forbiddenForNonOrganizer")
    own = {"extendedProperties": {"private": {"a": "b"}}, "colorId": "3"}
    assert events.patch(calendarId="primary", eventId="invit", body=own).execute()["colorId"] == "3"


def test_an_all_day_event_has_days(events: Any) -> None:
    made = insert(events, days("abc12", "2026-10-20", "2026-10-22", transparency="transparent"))
    assert (made["start"], made["end"]) == ({"date": "2026-10-20"}, {"date": "2026-10-22"})
    assert made["transparency"] == "transparent"


def test_whether_mail_was_to_be_sent_is_on_record(wire: Wire, events: Any) -> None:
    events.insert(calendarId="primary", body=timed("abc12"), sendUpdates="none").execute()
    (asked,) = wire.asked("events.insert")
    assert asked.one("sendUpdates") == "none"
    assert asked.body["id"] == "abc12"
    assert "authorization" not in asked.headers
