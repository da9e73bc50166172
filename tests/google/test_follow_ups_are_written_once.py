"""Writing: one event for each key, whatever goes wrong; and no hand on what is not ours."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from google_hand import part
from relance.errors import (
    AlreadyThere,
    Conflict,
    Gone,
    NeedsPerson,
    Refused,
    RelanceError,
    Temporary,
)
from relance.model import Event, OurMark, Person
from relance.testing.contract import PARIS, Round, a_follow_up, an_event
from relance_google import connections
from relance_google.calendar import GoogleFollowUps
from relance_google.translate import event_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google_hand import Desk
    from wire_calls import Asked

MANY = 1_000
MOVED = datetime(2026, 10, 23, 15, tzinfo=PARIS)


class Death(BaseException):
    """The process was killed here."""


def key(event: Event) -> str:
    assert event.our_mark is not None
    return event.our_mark.key


def standing(desk: Desk, event: Event) -> list[dict[str, Any]]:
    """Return what carries the key of an event in the person's calendar."""
    private = [
        (one, one.get("extendedProperties", {}).get("private", {}))
        for one in desk.wire.mailbox.events()
    ]
    return [one for one, own in private if own.get("relanceKey") == key(event)]


# what goes wrong on the way: `after` the effect or before it, and whether once or for long


def dropped(desk: Desk, op: str, *, after: bool, times: int) -> None:
    desk.wire.troubles.drop(op, after=after, times=times)


def closed(desk: Desk, op: str, *, after: bool, times: int) -> None:
    desk.wire.troubles.drop(op, after=after, reset=False, times=times)


def late(desk: Desk, op: str, *, after: bool, times: int) -> None:
    desk.wire.troubles.slow(op, 1.0, after=after, times=times)


def damaged(desk: Desk, op: str, *, after: bool, times: int) -> None:
    if after:
        desk.wire.troubles.cut(op, times=times)
    else:
        desk.wire.troubles.garbage(op, times=times)


def troubled(desk: Desk, op: str, *, after: bool, times: int) -> None:
    from google_wire_answers import refusal

    answer = refusal("backendError", status=503).answer
    desk.wire.troubles.answer(op, answer, after=after, times=times)


TROUBLES = [dropped, closed, late, damaged, troubled]


@pytest.fixture
def hasty(desk: Desk) -> Iterator[GoogleFollowUps]:
    """Return a calendar whose answers must come soon."""
    client = desk.another(timeout=0.5)
    yield GoogleFollowUps(client, "primary", "Relances")
    client.close()


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("after", [False, True])
def test_a_creation_in_trouble_is_made_once(
    desk: Desk, hasty: GoogleFollowUps, trouble: Any, after: bool
) -> None:
    trouble(desk, "events.insert", after=after, times=1)
    made = hasty.create(a_follow_up())
    assert len(standing(desk, made)) == 1
    assert made == desk.follow_ups().find(key(made))
    assert desk.wire.count("events.insert") >= 2


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("after", [False, True])
def test_a_creation_that_nobody_answers_is_finished_by_its_key(
    desk: Desk, hasty: GoogleFollowUps, trouble: Any, after: bool
) -> None:
    trouble(desk, "events.insert", after=after, times=MANY)
    with contextlib.suppress(Temporary):
        hasty.create(a_follow_up())
    desk.wire.troubles.clear()
    time.sleep(1.2 if trouble is late else 0)  # what comes late has come by then
    again = GoogleFollowUps(desk.another(), "primary", "Relances")
    found = again.find(key(a_follow_up()))
    assert found is not None or not after
    if found is None:
        again.create(a_follow_up())
    else:
        with pytest.raises(AlreadyThere) as there:
            again.create(a_follow_up())
        assert there.value.existing == found
    assert len(standing(desk, a_follow_up())) == 1
    again._client.close()


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("after", [False, True])
def test_an_update_in_trouble_is_made_once(
    desk: Desk, hasty: GoogleFollowUps, trouble: Any, after: bool
) -> None:
    stored = hasty.create(a_follow_up())
    trouble(desk, "events.patch", after=after, times=1)
    wanted = replace(stored, start=MOVED, end=MOVED + timedelta(minutes=15))
    updated = hasty.update(wanted)
    assert updated.start == MOVED
    assert updated.version != stored.version
    assert updated == desk.follow_ups().find(key(stored))
    assert len(standing(desk, stored)) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("after", [False, True])
def test_a_deletion_in_trouble_is_made_once(
    desk: Desk, hasty: GoogleFollowUps, trouble: Any, after: bool
) -> None:
    stored = hasty.create(a_follow_up())
    trouble(desk, "events.delete", after=after, times=1)
    hasty.delete(stored)
    assert standing(desk, stored) == []


def test_a_deletion_whose_answer_was_lost_is_made_though_google_tells_of_a_conflict(
    desk: Desk,
) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    troubled(desk, "events.delete", after=True, times=1)
    desk.wire.troubles.refuse("events.delete", 412, "conditionNotMet")
    calendar.delete(stored)
    assert standing(desk, stored) == []


def test_a_deletion_that_had_no_effect_is_a_conflict_when_the_person_changed_the_event(
    desk: Desk,
) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())

    def meanwhile(_: Asked) -> bool:
        desk.wire.mailbox.edit("primary", stored.ref, summary="Mes mots")
        return True

    desk.wire.troubles.refuse("events.delete", 503, where=meanwhile)
    with pytest.raises(Conflict):
        calendar.delete(stored)
    assert len(standing(desk, stored)) == 1


@pytest.mark.parametrize("op", ["insert", "patch", "delete"])
@pytest.mark.parametrize("after", [False, True])
def test_a_process_that_dies_at_a_write_leaves_one_event_at_most(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, op: str, after: bool
) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up(1)) if op != "insert" else a_follow_up(1)
    alive = connections._Telling.request
    method = {"insert": "POST", "patch": "PATCH", "delete": "DELETE"}[op]

    def dying(self: Any, *args: Any, **options: Any) -> Any:
        if args[1] != method:
            return alive(self, *args, **options)
        if after:
            alive(self, *args, **options)
        raise Death

    moved = replace(stored, start=MOVED, end=MOVED + timedelta(minutes=15))
    deed: dict[str, Callable[[], object]] = {
        "insert": lambda: calendar.create(stored),
        "patch": lambda: calendar.update(moved),
        "delete": lambda: calendar.delete(stored),
    }
    with monkeypatch.context() as patched:
        patched.setattr(connections._Telling, "request", dying)
        with pytest.raises(Death):
            deed[op]()
    client = desk.another()
    anew = GoogleFollowUps(client, "primary", "Relances")
    found = anew.find(key(stored))
    if op == "insert":
        assert (found is not None) is after
        with pytest.raises(AlreadyThere) if after else contextlib.nullcontext():
            anew.create(stored)
    elif op == "patch":
        assert found is not None
        assert (found.start == MOVED) is after
        assert anew.update(replace(found, start=moved.start, end=moved.end)).start == MOVED
    else:
        assert (found is None) is after
        with pytest.raises(Gone) if after else contextlib.nullcontext():
            anew.delete(stored)
    assert len(standing(desk, stored)) == (0 if op == "delete" else 1)
    client.close()


# the same key again


def test_many_writers_at_once_are_no_deletion(desk: Desk) -> None:
    desk.wire.troubles.refuse("events.insert", 409, "conflict")
    stored = desk.follow_ups().create(a_follow_up(1))
    assert len(standing(desk, stored)) == 1
    desk.wire.troubles.refuse("events.insert", 409, "conflict", times=MANY)
    with pytest.raises(Temporary):
        desk.follow_ups().create(a_follow_up(2))


def test_what_the_person_deleted_is_not_made_again(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.delete("primary", stored.ref)
    for full in (False, True):
        desk.wire.habits.full_stubs = full
        with pytest.raises(Gone):
            calendar.create(a_follow_up())
    assert calendar.find(key(stored)) is None
    assert standing(desk, stored) == []


def test_what_was_deleted_long_ago_is_not_made_again(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.delete("primary", stored.ref)
    desk.wire.mailbox.vanish("primary", stored.ref)
    with pytest.raises(Gone):
        calendar.create(a_follow_up())


def test_what_the_person_took_out_of_the_bin_is_there_again(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    calendar.delete(stored)
    desk.wire.mailbox.restore("primary", stored.ref)
    assert calendar.find(key(stored)) is not None
    with pytest.raises(AlreadyThere):
        calendar.create(a_follow_up())


def test_an_event_of_somebody_elses_under_our_id_is_left_alone(desk: Desk) -> None:
    taken = event_id(key(a_follow_up()))
    event = {"id": taken, "summary": "À moi", **times()}
    kept = desk.wire.mailbox.put("primary", event)
    calendar = desk.follow_ups()
    with pytest.raises(Gone):
        calendar.create(a_follow_up())
    forged = replace(a_follow_up(), ref=taken, version=kept["etag"])
    for deed in (calendar.update, calendar.delete):
        with pytest.raises(Conflict) as refused:
            deed(forged)
        assert not isinstance(refused.value, Gone)
    assert desk.wire.mailbox.get("primary", taken) == kept


def times() -> dict[str, Any]:
    start = datetime(2026, 10, 20, 10, tzinfo=PARIS)
    return {"start": part(start), "end": part(start + timedelta(hours=1))}


def test_what_was_created_by_another_try_and_edited_since_is_told_as_there(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.edit("primary", stored.ref, summary="Mes mots")
    desk.wire.troubles.refuse("events.insert", 503)
    with pytest.raises(AlreadyThere) as there:
        calendar.create(a_follow_up())
    assert there.value.existing.summary == "Mes mots"


def test_a_copy_of_ours_is_found_when_the_first_is_gone(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    kept = desk.wire.mailbox.get("primary", stored.ref)
    assert kept is not None
    copied = {n: kept[n] for n in ("summary", "start", "end", "extendedProperties")}
    copy = desk.wire.mailbox.put("primary", {"id": "acopyofours", **copied})
    calendar.delete(stored)
    found = calendar.find(key(stored))
    assert found is not None
    assert (found.ref, found.version) == ("acopyofours", copy["etag"])
    calendar.delete(found)
    assert calendar.find(key(stored)) is None


# what is sent


def test_nobody_is_invited_and_no_mail_is_sent(desk: Desk) -> None:
    calendar = desk.follow_ups()
    guests = (Person("ines@solveria.example", "Inès"),)
    stored = calendar.create(a_follow_up(attendees=guests, organizer=guests[0]))
    stored = calendar.update(replace(stored, summary="Autre", attendees=guests))
    calendar.delete(stored)
    writes = [one for one in desk.wire.requests if one.method != "GET"]
    assert [one.op for one in writes] == ["events.insert", "events.patch", "events.delete"]
    assert all(one.query["sendUpdates"] == ["none"] for one in writes)
    assert not any("solveria.example" in str(one.body) for one in writes)
    assert not any("attendees" in (one.body or {}) for one in writes)


def test_every_change_names_the_version_that_was_read(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    updated = calendar.update(replace(stored, summary="Autre"))
    calendar.delete(updated)
    (patch,), (delete,) = desk.wire.asked("events.patch"), desk.wire.asked("events.delete")
    assert patch.headers["if-match"] == stored.version
    assert delete.headers["if-match"] == updated.version


def test_an_update_sends_what_changed_and_nothing_else(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    calendar.update(replace(stored, start=MOVED, end=MOVED + timedelta(minutes=15)))
    (patch,) = desk.wire.asked("events.patch")
    assert patch.body.keys() == {"start", "end"}


def test_what_the_person_added_stays(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    mine = {
        "colorId": "4",
        "visibility": "public",
        "reminders": {"useDefault": False, "overrides": [{"method": "email", "minutes": 90}]},
        "attendees": [{"email": "ines@solveria.example"}],
    }
    desk.wire.mailbox.edit("primary", stored.ref, **mine)
    found = calendar.find(key(stored))
    assert found is not None
    mark = OurMark(key(stored), found.fingerprint(), "autre mémoire")
    calendar.update(replace(found, start=MOVED, end=MOVED + timedelta(hours=1), our_mark=mark))
    kept = desk.wire.mailbox.get("primary", stored.ref)
    assert kept is not None
    assert {name: kept[name] for name in mine} == mine


def test_an_update_without_a_change_sends_nothing(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    assert calendar.update(replace(stored, sequence=9)) == stored
    assert desk.wire.count("events.patch") == 0


def test_a_memory_grows_and_shrinks_without_a_trace(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    for length in (5_000, 10, 0, 30_000, 1):
        memory = ('{"said":"é"}' * (length // 12 + 1))[:length]
        mark = OurMark(key(stored), stored.fingerprint(), memory)
        stored = calendar.update(replace(stored, our_mark=mark))
        assert stored.our_mark == mark
        kept = desk.wire.mailbox.get("primary", stored.ref)
        assert kept is not None
        parts = [n for n in kept["extendedProperties"]["private"] if "Memory" in n]
        assert len(parts) == -(-len(memory.encode()) // 1024) or length == 30_000


# what changed meanwhile


def test_a_change_between_reading_and_writing_is_a_conflict(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    real = desk.client.ask

    def meanwhile(make: Any, **given: Any) -> Any:
        answer = real(make, **given)
        if given.get("missing"):  # the reading before the write
            desk.wire.mailbox.edit("primary", stored.ref, location="Metz")
        return answer

    desk.client.ask = meanwhile  # type: ignore[method-assign] # the person comes in between
    for deed in (
        lambda: calendar.update(replace(stored, summary="Nos mots")),
        lambda: calendar.delete(stored),
    ):
        with pytest.raises(Conflict) as refused:
            deed()
        assert not isinstance(refused.value, Gone)
    assert len(standing(desk, stored)) == 1


def test_a_deletion_between_reading_and_writing_is_no_overwriting(desk: Desk) -> None:
    calendar = desk.follow_ups()
    for number, deed in enumerate((calendar.update, calendar.delete)):
        stored = calendar.create(a_follow_up(number))
        real = desk.client.ask

        def meanwhile(make: Any, *, ref: str = stored.ref, ask: Any = real, **given: Any) -> Any:
            answer = ask(make, **given)
            if given.get("missing"):
                desk.wire.mailbox.delete("primary", ref)
            return answer

        desk.client.ask = meanwhile  # type: ignore[method-assign] # the person comes in between
        with pytest.raises(RelanceError):
            deed(replace(stored, summary="Nos mots"))
        desk.client.ask = real  # type: ignore[method-assign] # and goes
        assert standing(desk, stored) == []


@pytest.mark.parametrize("ref", ["", "nothing00", "../calendars", "a b", "é", "x" * 2_000])
def test_a_ref_that_is_none_is_gone(desk: Desk, ref: str) -> None:
    event = replace(a_follow_up(), ref=ref, version='"1"')
    for deed in (desk.follow_ups().update, desk.follow_ups().delete):
        with pytest.raises(Gone):
            deed(event)
    assert desk.wire.count("events.patch") + desk.wire.count("events.delete") == 0
    assert all(one.op for one in desk.wire.requests)  # none went to another place


def test_an_event_under_our_id_with_another_key_is_not_that_one(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored, other = calendar.create(a_follow_up(1)), a_follow_up(2)
    private = {"relance": "1", "relanceKey": key(other)}
    desk.wire.mailbox.edit("primary", stored.ref, extendedProperties={"private": private})
    with pytest.raises(Gone):
        calendar.create(a_follow_up(1))
    assert calendar.find(key(stored)) is None
    found = calendar.find(key(other))
    assert found is not None
    assert found.ref == stored.ref


def test_an_event_without_our_mark_is_never_written(desk: Desk) -> None:
    calendar = desk.follow_ups()
    desk.hand().put(an_event())
    foreign = Round(calendar, None).one()
    desk.wire.forget()
    for deed in (calendar.create, calendar.update, calendar.delete):
        with pytest.raises(Conflict):
            deed(foreign)
    assert desk.wire.count() == 0


# our events among others


def test_a_search_is_never_trusted_alone(desk: Desk) -> None:
    calendar = desk.follow_ups()
    ours = calendar.create(a_follow_up(1))
    for n, private in enumerate(
        ({"relance": "1"}, {"relance": "1", "relanceKey": "x"}, {"relanceKey": key(ours)})
    ):
        other = {"id": f"other{n}", "summary": "À moi", "extendedProperties": {"private": private}}
        desk.wire.mailbox.put("primary", other | times())
    deleted = calendar.create(a_follow_up(2))
    calendar.delete(deleted)
    assert [event.ref for event in calendar.ours()] == [ours.ref]


def test_ours_are_found_on_any_number_of_pages(desk: Desk) -> None:
    calendar = desk.follow_ups()
    for n in range(7):
        calendar.create(a_follow_up(n))
    desk.wire.mailbox.fill("primary", 20)
    desk.wire.habits.short_pages = 2
    desk.wire.forget()
    assert len({event.ref for event in calendar.ours()}) == 7
    searches = [one.one("privateExtendedProperty") for one in desk.wire.requests]
    assert set(searches) == {"relance=1"}


def test_ours_come_once_though_google_tells_them_twice(desk: Desk) -> None:
    calendar = desk.follow_ups()
    changed = calendar.update(replace(calendar.create(a_follow_up(1)), summary="Autre"))
    deleted = calendar.create(a_follow_up(2))
    desk.wire.habits.repeats = True
    assert list(calendar.ours()) == [changed, deleted]
    desk.wire.mailbox.delete("primary", deleted.ref)
    assert list(calendar.ours()) == [changed]
    assert calendar.find(key(deleted)) is None


def test_a_search_that_breaks_off_is_an_error(desk: Desk) -> None:
    calendar = desk.follow_ups()
    for n in range(4):
        calendar.create(a_follow_up(n))
    desk.wire.habits.short_pages = 2
    desk.wire.troubles.refuse("events.list", 503, skip=1, times=MANY)
    with pytest.raises(Temporary):
        list(calendar.ours())


# a calendar that goes


def test_a_calendar_of_follow_ups_that_is_gone_asks_the_person(desk: Desk) -> None:
    made = desk.wire.mailbox.add_calendar("Relances")
    calendar = desk.follow_ups(made)
    stored = calendar.create(a_follow_up())
    cursor = Round(calendar, None).cursor
    desk.wire.mailbox.remove_calendar(made)
    deeds: list[Callable[[], object]] = [
        lambda: Round(calendar, cursor),
        lambda: Round(calendar, None),
        lambda: calendar.create(a_follow_up(2)),
        lambda: calendar.update(replace(stored, summary="Autre")),
        lambda: calendar.delete(stored),
        lambda: calendar.find(key(stored)),
    ]
    for deed in deeds:
        with pytest.raises(NeedsPerson, match="the calendar of follow-ups is gone"):
            deed()
    with pytest.raises(Gone):  # a purge has nothing to do there
        list(calendar.ours())
    assert desk.wire.count("calendars.insert") == 0


def test_a_calendar_that_may_only_be_read_refuses_to_be_written(desk: Desk) -> None:
    shared = desk.wire.mailbox.add_calendar("Équipe", role="reader")
    calendar = desk.follow_ups(shared)
    with pytest.raises(Refused, match="Google does not allow this"):
        calendar.create(a_follow_up())


def test_an_answer_that_is_not_what_was_written_is_no_success(desk: Desk) -> None:
    from google_wire_answers import Answer

    desk.wire.troubles.answer("events.insert", Answer(200, b'{"id": "other"}'), after=True)
    with pytest.raises(Temporary, match="is not the event written"):
        desk.follow_ups().create(a_follow_up())
    assert len(standing(desk, a_follow_up())) == 1


def test_a_follow_up_that_the_person_made_a_series_is_theirs(desk: Desk) -> None:
    calendar = desk.follow_ups()
    stored = calendar.create(a_follow_up())
    first = Round(calendar, None)
    desk.wire.mailbox.edit("primary", stored.ref, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    after = Round(calendar, first.cursor)
    assert len(after.events) == 3
    assert all(event.our_mark is None for event in after.events)


def test_times_are_written_in_their_own_zone(desk: Desk) -> None:
    start = datetime(2026, 11, 24, 15, tzinfo=UTC)
    event = a_follow_up(start=start, end=start + timedelta(minutes=15), zone="America/Montreal")
    stored = desk.follow_ups().create(event)
    kept = desk.wire.mailbox.get("primary", stored.ref)
    assert kept is not None
    assert kept["start"]["dateTime"].startswith("2026-11-24T10:00:00-05:00")
    assert kept["start"]["timeZone"] == "America/Montreal"
