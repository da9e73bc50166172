"""Writing follow-ups into Outlook: once each, through lost answers and other hands."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from graph_wire import Habits, Wire
from graph_wire_series import recurrence
from outlook_hand import at_a_desk
from relance.errors import (
    AlreadyThere,
    Conflict,
    Gone,
    NeedsPerson,
    Refused,
    RelanceError,
    Temporary,
)
from relance.model import Event, OurMark, ShowsAs
from relance.reading.hand import moved
from relance.testing.contract import Round, a_follow_up, an_event
from relance_outlook import marks
from wire_answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outlook_hand import Desk
    from relance_outlook.calendar import OutlookFollowUps
    from wire_calls import Asked

CREATE, UPDATE, DELETE = "events.create", "events.update", "events.delete"
MARK = "properties.create"
GIVEN_UP = 3  # tries, after which a client gives a request up


@pytest.fixture
def calendar(desk: Desk) -> OutlookFollowUps:
    return desk.follow_ups(desk.wire.mailbox.add_calendar("Relances"))


@pytest.fixture(params=["in steps", "at once"])
def either(request: pytest.FixtureRequest, desk: Desk) -> None:
    """Let Graph take a change of an event and of its mark in one of two ways."""
    desk.wire.habits.properties_by_patch = request.param == "at once"


def later(event: Event, hours: int = 3, **more: Any) -> Event:
    """Return an event as relance would move it, with its fingerprint."""
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    by = timedelta(hours=hours)
    changed = replace(event, start=event.start + by, end=event.end + by, **more)
    assert changed.our_mark is not None
    return replace(changed, our_mark=replace(changed.our_mark, fingerprint=changed.fingerprint()))


def key_of(event: Event) -> str:
    assert event.our_mark is not None
    return event.our_mark.key


def meanwhile(desk: Desk, op: str, act: Callable[[], object]) -> None:
    """Let somebody act once, right before a request takes effect."""
    done: list[bool] = []

    def where(_: Asked) -> bool:
        if not done:
            done.append(True)
            act()
        return False

    desk.wire.troubles.refuse(op, 500, where=where)


def ops(desk: Desk) -> list[str]:
    return [one.op for one in desk.wire.requests]


# creating


def test_a_new_event_is_one_request(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    (asked,) = desk.wire.requests
    assert asked.op == CREATE
    assert marks.made_for(asked.body["transactionId"], key_of(stored))
    assert "attendees" not in asked.body
    found = calendar.find(key_of(stored))
    assert found is not None
    assert (found.our_mark, found.version) == (stored.our_mark, stored.version)


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize("how", ["reset", "closed", "cut", "garbage", "refused"])
def test_a_lost_answer_makes_no_second_event(how: str, status: Any, existing: bool) -> None:
    habits = Habits(duplicate_status=status, existing_id=existing)
    with at_a_desk(Wire(habits=habits)) as desk:
        troubles = desk.wire.troubles
        if how in {"reset", "closed"}:
            troubles.drop(CREATE, after=True, reset=how == "reset")
        elif how == "cut":
            troubles.cut(CREATE)
        else:
            status = 200 if how == "garbage" else 503
            troubles.answer(CREATE, Answer(status, b"<html>"), after=True)
        stored = desk.follow_ups().create(a_follow_up())
        assert (stored.our_mark, stored.start) == (a_follow_up().our_mark, a_follow_up().start)
        assert len(desk.wire.mailbox.events()) == 1


def test_what_was_given_up_is_there_once_at_the_next_try(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    desk.wire.troubles.drop(CREATE, after=True, times=GIVEN_UP)
    with pytest.raises(Temporary):
        calendar.create(a_follow_up())
    with pytest.raises(AlreadyThere) as there:
        calendar.create(a_follow_up())
    assert there.value.existing.fingerprint() == a_follow_up().fingerprint()
    assert len(list(calendar.ours())) == 1


@pytest.mark.parametrize("existing", [True, False])
def test_what_the_person_deleted_stays_deleted(existing: bool) -> None:
    with at_a_desk(Wire(habits=Habits(existing_id=existing))) as desk:
        calendar = desk.follow_ups()
        desk.wire.mailbox.delete(calendar.create(a_follow_up()).ref)
        with pytest.raises(Gone):
            calendar.create(a_follow_up())
        assert not desk.wire.mailbox.events()


def test_what_was_just_written_and_cannot_be_found_is_no_deletion(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    desk.wire.troubles.drop(CREATE, after=True)
    for op in ("events.list", "view.list"):
        desk.wire.troubles.answer(op, Answer(200, b'{"value": []}'))
    with pytest.raises(Temporary, match="cannot be found yet"):
        calendar.create(a_follow_up())
    assert calendar.find(key_of(a_follow_up())) is not None


@pytest.mark.parametrize("existing", [True, False])
def test_what_another_process_has_just_written_is_there_before_a_search_finds_it(
    desk: Desk, calendar: OutlookFollowUps, existing: bool
) -> None:
    desk.wire.habits.search_delay, desk.wire.habits.existing_id = timedelta(minutes=5), existing
    desk.wire.troubles.drop(CREATE, after=True, times=GIVEN_UP)
    with pytest.raises(Temporary):
        calendar.create(a_follow_up())
    assert calendar.find(key_of(a_follow_up())) is None
    ref = calendar.id.removeprefix("office:")
    other = type(calendar)(desk.another(), ref, "Relances")
    with pytest.raises(AlreadyThere) as there:
        other.create(a_follow_up())
    assert there.value.existing.our_mark == a_follow_up().our_mark
    assert len(desk.wire.mailbox.events(ref)) == 1


def test_a_whole_day_that_was_just_written_is_there_too(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    desk.wire.habits.search_delay = timedelta(minutes=5)
    day = datetime(2026, 11, 4, tzinfo=UTC).date()
    marker = a_follow_up(
        start=day,
        end=day + timedelta(days=1),
        zone="Asia/Tokyo",
        shows_as=ShowsAs.FREE,
        alarms=(),
    )
    for all_day_floats in (True, False):
        desk.wire.habits.all_day_floats = all_day_floats
        made = replace(marker, our_mark=a_follow_up(2 + all_day_floats).our_mark)
        calendar.create(made)
        with pytest.raises(AlreadyThere):
            calendar.create(made)


def test_a_calendar_begun_anew_is_filled_again(desk: Desk, calendar: OutlookFollowUps) -> None:
    calendar.create(a_follow_up())
    desk.wire.mailbox.remove_calendar("Relances")
    again = desk.follow_ups(desk.wire.mailbox.add_calendar("Relances"))
    assert again.create(a_follow_up()).our_mark == a_follow_up().our_mark


def test_two_processes_at_once_write_one_event(desk: Desk, calendar: OutlookFollowUps) -> None:
    other = desk.another()
    found: list[str] = []

    def work(one: OutlookFollowUps) -> None:
        for number in range(10):
            try:
                found.append(one.create(a_follow_up(number)).ref)
            except AlreadyThere as there:
                found.append(there.existing.ref)

    ref = calendar.id.removeprefix("office:")
    both = (calendar, type(calendar)(other, ref, "Relances"))
    threads = [threading.Thread(target=work, args=(one,)) for one in both]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    other.close()
    assert len(found) == 20
    assert len(set(found)) == 10
    assert len(list(calendar.ours())) == 10


def test_a_key_that_differs_in_its_case_is_another(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up(0xAB))
    assert key_of(stored) == key_of(stored).lower()
    assert calendar.find(key_of(stored).upper()) is None
    assert desk.wire.count("events.list") == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(403, "ErrorAccessDenied", Refused), (507, "QuotaExceeded", NeedsPerson)],
)
def test_a_write_that_is_refused_is_told(
    desk: Desk, calendar: OutlookFollowUps, status: int, code: str, kind: type[Exception]
) -> None:
    desk.wire.troubles.refuse(CREATE, status, code, times=99)
    with pytest.raises(kind):
        calendar.create(a_follow_up())


@pytest.mark.parametrize("content", [{}, {"id": "x"}, {"id": "x", "start": 1}])
def test_an_answer_that_is_not_the_event_is_no_answer(
    desk: Desk, calendar: OutlookFollowUps, content: dict[str, Any]
) -> None:
    desk.wire.troubles.answer(CREATE, Answer(201, json.dumps(content).encode()), after=True)
    with pytest.raises(Temporary, match="not the event written"):
        calendar.create(a_follow_up())
    with pytest.raises(AlreadyThere):
        calendar.create(a_follow_up())


def test_a_calendar_that_is_gone_needs_the_person(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.remove_calendar("Relances")
    acts: tuple[Callable[[], object], ...] = (
        lambda: calendar.create(a_follow_up(2)),
        lambda: calendar.update(later(stored)),
        lambda: calendar.delete(stored),
        lambda: calendar.find(key_of(stored)),
    )
    for act in acts:
        with pytest.raises(NeedsPerson, match="the calendar of follow-ups is gone"):
            act()
    with pytest.raises(Gone, match="this calendar is not there any more"):
        list(calendar.ours())


def test_a_calendar_in_the_bin_with_its_events_is_gone(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    for op in ("view.list", "events.list", CREATE):
        desk.wire.troubles.refuse(op, 404, "ErrorItemNotFound", times=99)
    for act in (lambda: calendar.update(later(stored)), lambda: calendar.delete(stored)):
        with pytest.raises(NeedsPerson, match="the calendar of follow-ups is gone"):
            act()
    assert desk.wire.count(UPDATE) == desk.wire.count(DELETE) == 0


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("op", ["events.get", "view.list", "the write"])
@pytest.mark.parametrize("act", [UPDATE, DELETE])
def test_what_stands_and_is_not_found_for_a_moment_was_not_deleted(
    desk: Desk, calendar: OutlookFollowUps, act: str, op: str
) -> None:
    stored = calendar.create(a_follow_up())
    if op == "view.list":
        desk.wire.troubles.answer(op, Answer(200, b'{"value": []}'))
    else:
        desk.wire.troubles.refuse(op if "." in op else act, 404, "ErrorItemNotFound")
    with pytest.raises(Temporary, match="does not find a follow-up that is there"):
        calendar.update(later(stored)) if act == UPDATE else calendar.delete(stored)
    found = calendar.find(key_of(stored))
    assert found is not None
    assert found.start == stored.start
    assert desk.wire.count("calendars.get") == 0


# changing


def test_an_event_and_its_mark_change_in_steps(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.forget()
    wanted = later(stored)
    updated = calendar.update(wanted)
    assert (updated.start, updated.our_mark) == (wanted.start, wanted.our_mark)
    looked = ["events.get", "view.list"]
    assert ops(desk) == [*looked, MARK, *looked, UPDATE, MARK, "events.get"]
    assert "attendees" not in desk.wire.asked(UPDATE)[0].body
    assert desk.wire.asked(UPDATE)[0].headers["if-match"]
    assert calendar.find(key_of(stored)) == updated
    assert "before" not in json.loads(desk.wire.asked(MARK)[-1].body["value"])


def test_an_event_and_its_mark_change_in_one_request_where_graph_wants_that(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    desk.wire.habits.properties_by_patch = True
    first, second = calendar.create(a_follow_up(1)), calendar.create(a_follow_up(2))
    desk.wire.forget()
    for number, stored in enumerate((first, second)):
        wanted = later(stored)
        updated = calendar.update(wanted)
        assert (updated.start, updated.our_mark) == (wanted.start, wanted.our_mark)
        assert calendar.find(key_of(stored)) == updated
        assert desk.wire.asked(UPDATE)[number].headers["if-match"] == stored.version
    looked = ["events.get", "view.list"]
    refused = [*looked, MARK, UPDATE, "events.list"]
    assert ops(desk) == [*refused, *looked, UPDATE, "events.list"]
    assert "before" not in json.loads(desk.wire.asked(UPDATE)[0].body[marks.PROPERTIES][0]["value"])


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (405, "ErrorInvalidRequest", ""),
        (501, "NotImplemented", ""),
        (400, "ErrorInvalidRequest", "The OData request is not supported."),
        (400, "BadRequest", "Resource not found for the segment 'singleValueExtendedProperties'."),
        (404, "NotFound", "Resource not found for the segment 'singleValueExtendedProperties'."),
    ],
)
def test_a_mark_that_cannot_be_written_alone_is_written_with_its_event(
    desk: Desk, calendar: OutlookFollowUps, status: int, code: str, message: str
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.habits.properties_by_patch = True
    desk.wire.troubles.refuse(MARK, status, code, message=message)
    wanted = later(stored)
    updated = calendar.update(wanted)
    assert (updated.start, updated.our_mark) == (wanted.start, wanted.our_mark)
    assert calendar.find(key_of(stored)) == updated
    assert desk.client.marks_with_events


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, "ErrorItemNotFound", Temporary),
        (400, "ErrorInvalidProperty", Refused),
        (503, "x", Temporary),
    ],
)
def test_what_is_refused_for_another_reason_is_not_tried_in_another_way(
    desk: Desk, calendar: OutlookFollowUps, status: int, code: str, kind: type[RelanceError]
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.refuse(MARK, status, code, times=99)
    with pytest.raises(kind):
        calendar.update(later(stored))
    assert desk.wire.count(UPDATE) == 0
    assert not desk.client.marks_with_events


def test_a_memory_alone_changes_nothing_else(desk: Desk, calendar: OutlookFollowUps) -> None:
    for by_patch in (False, True):
        desk.wire.habits.properties_by_patch = by_patch
        stored = calendar.create(a_follow_up(by_patch))
        assert stored.our_mark is not None
        desk.wire.forget()
        mark = replace(stored.our_mark, memory='{"said":[]}')
        updated = calendar.update(replace(stored, our_mark=mark))
        assert (updated.our_mark, updated.fingerprint()) == (mark, stored.fingerprint())
        asked = ["events.get", "view.list", MARK, UPDATE if by_patch else "events.get"]
        assert ops(desk) == asked
    assert desk.wire.asked(UPDATE)[0].body.keys() == {marks.PROPERTIES}


@pytest.mark.usefixtures("either")
def test_what_is_as_it_should_be_is_not_written(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.forget()
    assert calendar.update(stored) == stored
    assert ops(desk) == ["events.get", "view.list"]


@pytest.mark.usefixtures("either")
def test_what_the_person_added_stays(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.edit(stored.ref, categories=["Relance", "Vert"], importance="high")
    found = calendar.find(key_of(stored))
    assert found is not None
    calendar.update(later(found))
    kept = desk.wire.mailbox.get(stored.ref)
    assert kept is not None
    assert (kept["categories"], kept["importance"]) == (["Relance", "Vert"], "high")


@pytest.mark.parametrize("times", [1, GIVEN_UP])
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize(
    ("op", "skip"),
    [("events.get", 0), (MARK, 0), ("events.get", 1), (UPDATE, 0), (MARK, 1), ("events.get", 2)],
)
def test_a_change_that_got_no_answer_never_looks_like_the_persons_hand(
    desk: Desk, calendar: OutlookFollowUps, op: str, skip: int, after: bool, times: int
) -> None:
    stored = calendar.create(a_follow_up())
    wanted = later(stored)
    desk.wire.troubles.drop(op, after=after, times=times, skip=skip)
    try:
        done = calendar.update(wanted)
        assert times == 1
    except Temporary:
        assert times == GIVEN_UP
    found = calendar.find(key_of(stored))
    assert found is not None
    assert not moved(found)
    assert found == Round(calendar, None).one()
    again = calendar.update(replace(wanted, version=found.version))
    assert (again.start, again.our_mark) == (wanted.start, wanted.our_mark)
    if times == 1:
        assert done.start == wanted.start
        assert calendar.find(key_of(stored)) == again
    assert len(list(calendar.ours())) == 1


@pytest.mark.parametrize("times", [1, GIVEN_UP])
@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("op", ["events.get", MARK, UPDATE])
@pytest.mark.parametrize("texts", [True, False])
def test_a_change_at_once_that_got_no_answer_never_looks_like_the_persons_hand(
    desk: Desk, calendar: OutlookFollowUps, op: str, *, after: bool, times: int, texts: bool
) -> None:
    desk.wire.habits.properties_by_patch = True
    stored = calendar.create(a_follow_up())
    assert stored.our_mark is not None
    memory = replace(stored.our_mark, memory='{"said":[]}')
    wanted = later(stored) if texts else replace(stored, our_mark=memory)
    desk.wire.troubles.drop(op, after=after, times=times)
    try:
        assert calendar.update(wanted).our_mark == wanted.our_mark
        assert times == 1
    except Temporary:
        assert times == GIVEN_UP
    found = calendar.find(key_of(stored))
    assert found is not None
    assert not moved(found)
    assert found == Round(calendar, None).one()
    assert found.our_mark in {stored.our_mark, wanted.our_mark}
    again = calendar.update(replace(wanted, version=found.version))
    assert (again.start, again.our_mark) == (wanted.start, wanted.our_mark)
    assert len(list(calendar.ours())) == 1


@pytest.mark.usefixtures("either")
def test_a_move_of_the_persons_after_a_change_half_done_is_theirs(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.refuse(UPDATE, 403, "ErrorAccessDenied")
    with pytest.raises(Refused):
        calendar.update(later(stored))
    desk.hand(calendar.id.removeprefix("office:")).put(later(stored, 30))
    found = calendar.find(key_of(stored))
    assert found is not None
    assert moved(found)


@pytest.mark.usefixtures("either")
def test_a_move_back_to_where_it_stood_is_the_persons(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    calendar.update(later(stored))
    desk.hand(calendar.id.removeprefix("office:")).put(stored)
    found = calendar.find(key_of(stored))
    assert found is not None
    assert moved(found)


@pytest.mark.parametrize("op", [MARK, UPDATE])
@pytest.mark.usefixtures("either")
def test_what_the_person_does_meanwhile_is_kept(
    desk: Desk, calendar: OutlookFollowUps, op: str
) -> None:
    stored = calendar.create(a_follow_up())
    meanwhile(desk, op, lambda: desk.wire.mailbox.edit(stored.ref, subject="Mes mots"))
    with pytest.raises(Conflict):
        calendar.update(later(stored))
    found = calendar.find(key_of(stored))
    assert found is not None
    assert (found.summary, found.start) == ("Mes mots", stored.start)
    assert not moved(found)


@pytest.mark.parametrize("op", ["events.get", MARK, UPDATE])
@pytest.mark.usefixtures("either")
def test_what_the_person_deletes_meanwhile_is_gone(
    desk: Desk, calendar: OutlookFollowUps, op: str
) -> None:
    stored = calendar.create(a_follow_up())
    meanwhile(desk, op, lambda: desk.wire.mailbox.delete(stored.ref))
    with pytest.raises(Gone):
        calendar.update(later(stored))


# a conflict for no reason


@pytest.mark.usefixtures("either")
def test_a_conflict_for_no_reason_is_asked_once_more(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.refuse(UPDATE, 412, "ErrorIrresolvableConflict")
    updated = calendar.update(later(stored))
    assert updated.start == later(stored).start
    desk.wire.troubles.refuse(DELETE, 412, "ErrorIrresolvableConflict")
    calendar.delete(updated)
    assert not list(calendar.ours())


@pytest.mark.parametrize("op", [UPDATE, DELETE])
@pytest.mark.usefixtures("either")
def test_a_conflict_that_stays_is_one(desk: Desk, calendar: OutlookFollowUps, op: str) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.refuse(op, 412, "ErrorIrresolvableConflict", times=9)
    with pytest.raises(Conflict):
        calendar.update(later(stored)) if op == UPDATE else calendar.delete(stored)
    assert desk.wire.count(op) == 2


# deleting


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("op", ["events.get", DELETE])
def test_a_deletion_that_got_no_answer_is_made_once(
    desk: Desk, calendar: OutlookFollowUps, op: str, after: bool
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.drop(op, after=after)
    calendar.delete(stored)
    assert not list(calendar.ours())
    with pytest.raises(Gone):
        calendar.delete(stored)


def test_a_deletion_whose_answer_was_lost_is_made_though_graph_tells_of_a_conflict(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.answer(DELETE, Answer(503, b"{}"), after=True)
    desk.wire.troubles.refuse(DELETE, 412, "ErrorIrresolvableConflict")
    calendar.delete(stored)
    assert not list(calendar.ours())


def test_what_lies_in_the_bin_is_neither_changed_nor_deleted(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.delete(stored.ref)
    shown = desk.client.ask("GET", f"me/events/{stored.ref}")
    for one in (stored, replace(stored, version=shown["@odata.etag"])):
        for act in (calendar.update, calendar.delete):
            with pytest.raises(Gone):
                act(later(one))
    assert desk.client.ask("GET", f"me/events/{stored.ref}") == shown


@pytest.mark.parametrize("keeps_deleted", [True, False])
@pytest.mark.parametrize("status", [503, 408])
def test_our_own_deletion_whose_answer_was_lost_is_ours(
    desk: Desk, calendar: OutlookFollowUps, status: int, keeps_deleted: bool
) -> None:
    desk.wire.habits.keeps_deleted = keeps_deleted
    stored = calendar.create(a_follow_up())
    desk.wire.troubles.answer(DELETE, Answer(status, b"{}"), after=True)
    calendar.delete(stored)
    assert not list(calendar.ours())
    assert desk.wire.count(DELETE) == 2


def test_one_of_ours_that_the_person_made_a_series_is_there(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    assert isinstance(stored.start, datetime)
    desk.wire.mailbox.edit(stored.ref, recurrence=recurrence("FREQ=WEEKLY;COUNT=4", stored.start))
    desk.wire.mailbox.delete(desk.wire.mailbox.occurrence(stored.ref, stored.start))
    there = calendar.find(key_of(stored))
    assert there is not None
    calendar.delete(there)
    assert not list(calendar.ours())


def test_a_deletion_that_had_no_effect_is_a_conflict_when_the_person_changed_the_event(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())

    def change(_: Asked) -> bool:
        desk.wire.mailbox.edit(stored.ref, subject="Mes mots")
        return True

    desk.wire.troubles.refuse(DELETE, 503, where=change)
    with pytest.raises(Conflict):
        calendar.delete(stored)
    assert len(list(calendar.ours())) == 1


def test_what_the_person_changed_meanwhile_is_not_deleted(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    meanwhile(desk, DELETE, lambda: desk.wire.mailbox.edit(stored.ref, subject="Mes mots"))
    with pytest.raises(Conflict):
        calendar.delete(stored)
    assert len(list(calendar.ours())) == 1
    assert desk.wire.asked(DELETE)[0].headers["if-match"] == stored.version


# what is not ours


def test_a_mark_of_another_key_is_not_this_one(desk: Desk, calendar: OutlookFollowUps) -> None:
    one, two = calendar.create(a_follow_up(1)), calendar.create(a_follow_up(2))
    wrong = replace(one, ref=two.ref, version=two.version)
    for act in (calendar.update, calendar.delete):
        with pytest.raises(Conflict, match="does not carry our mark"):
            act(wrong)
    assert len(list(calendar.ours())) == 2
    assert desk.wire.count(DELETE) == desk.wire.count(UPDATE) == 0


def test_only_what_carries_our_mark_is_listed(desk: Desk, calendar: OutlookFollowUps) -> None:
    ref = calendar.id.removeprefix("office:")
    desk.hand(ref).put(an_event())
    made = calendar.create(a_follow_up())
    elsewhere = desk.follow_ups("primary").create(a_follow_up(7))
    assert [one.ref for one in calendar.ours()] == [made.ref]
    assert calendar.find(key_of(elsewhere)) is None


def test_many_of_ours_are_listed_page_by_page(desk: Desk, calendar: OutlookFollowUps) -> None:
    desk.wire.habits.short_pages = 7
    for number in range(30):
        calendar.create(a_follow_up(number))
    assert len(list(calendar.ours())) == 30


def test_a_copy_that_the_person_made_is_second_to_the_event_itself(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    stored = calendar.create(a_follow_up())
    ref = calendar.id.removeprefix("office:")
    kept = desk.wire.mailbox.get(stored.ref)
    assert kept is not None
    listed = [
        {"id": name, "value": value}
        for name, value in desk.wire.mailbox.properties(stored.ref).items()
    ]
    copy = {name: kept[name] for name in ("subject", "body", "start", "end")}
    desk.wire.mailbox.put(ref, {**copy, "id": "AAkA0=", "singleValueExtendedProperties": listed})
    found = calendar.find(key_of(stored))
    assert found is not None
    assert found.ref == stored.ref
    assert sorted(one.uid == stored.uid for one in calendar.ours()) == [False, True]
    (second,) = (one for one in calendar.ours() if one.ref != stored.ref)
    desk.wire.troubles.refuse("events.get", 404, "ErrorItemNotFound")
    with pytest.raises(Temporary, match="that is there"):
        calendar.delete(second)
    desk.wire.mailbox.delete(stored.ref)
    with pytest.raises(Gone):
        calendar.update(later(stored))
    calendar.delete(second)
    assert list(calendar.ours()) == []


def test_a_marker_of_a_whole_day_is_one_in_the_zone_of_its_owner(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    for all_day_floats in (True, False):
        desk.wire.habits.all_day_floats = all_day_floats
        day = datetime(2026, 11, 4, tzinfo=UTC).date() + timedelta(days=all_day_floats)
        made = a_follow_up(
            8 + all_day_floats,
            start=day,
            end=day + timedelta(days=1),
            zone="America/Montreal",
            shows_as=ShowsAs.FREE,
            alarms=(),
        )
        stored = calendar.create(made)
        assert (stored.start, stored.end, stored.zone) == (made.start, made.end, "America/New_York")
        assert calendar.update(stored) == stored
        assert OurMark(key_of(stored)).key in {key_of(one) for one in calendar.ours()}


# many at once


def stored(answers: Sequence[Event | RelanceError]) -> list[Event]:
    assert not [one for one in answers if not isinstance(one, Event)]
    return [one for one in answers if isinstance(one, Event)]


def test_many_new_events_are_one_request_for_twenty(desk: Desk, calendar: OutlookFollowUps) -> None:
    wanted = [a_follow_up(number) for number in range(41)]
    made = stored(calendar.create_all(wanted))
    assert [one.our_mark for one in made] == [one.our_mark for one in wanted]
    assert {(one.ref, one.version) for one in made} == {
        (one.ref, one.version) for one in calendar.ours()
    }
    assert desk.wire.count("batch") == 2


def test_what_fails_among_many_is_written_alone(desk: Desk, calendar: OutlookFollowUps) -> None:
    there, gone = calendar.create(a_follow_up(1)), calendar.create(a_follow_up(2))
    calendar.delete(gone)
    desk.wire.troubles.refuse(
        CREATE, 429, "MailboxConcurrency", where=lambda asked: "Relance 3 " in asked.body["subject"]
    )
    answers = calendar.create_all([a_follow_up(number) for number in range(6)])
    assert isinstance(answers[1], AlreadyThere)
    assert answers[1].existing.ref == there.ref
    assert isinstance(answers[2], Gone)
    assert len(stored([one for at, one in enumerate(answers) if at not in {1, 2}])) == 4
    assert len(list(calendar.ours())) == 5


def lose(desk: Desk, how: str, times: int = 1) -> None:
    if how in {"before", "after"}:
        desk.wire.troubles.drop("batch", after=how == "after", times=times)
    elif how == "cut":
        desk.wire.troubles.cut("batch", times=times)
    elif how == "garbage":
        desk.wire.troubles.garbage("batch", times=times)
    else:
        desk.wire.troubles.refuse("batch", 403, "ErrorAccessDenied", times=times)


@pytest.mark.parametrize("how", ["before", "after", "cut", "garbage", "refused"])
def test_many_whose_answer_was_lost_are_there_once(
    desk: Desk, calendar: OutlookFollowUps, how: str
) -> None:
    lose(desk, how)
    made = stored(calendar.create_all([a_follow_up(number) for number in range(25)]))
    assert len({one.ref for one in made}) == 25
    assert len(list(calendar.ours())) == 25


def test_many_whose_answer_was_lost_and_that_are_refused_then_are_no_strangers(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    lose(desk, "after")
    lose(desk, "refused")
    made = stored(calendar.create_all([a_follow_up(1), a_follow_up(2)]))
    assert {one.ref for one in made} == {one.ref for one in calendar.ours()}


@pytest.mark.parametrize("how", ["before", "after", "cut", "garbage"])
def test_many_that_were_given_up_are_not_asked_for_one_by_one(
    desk: Desk, calendar: OutlookFollowUps, how: str
) -> None:
    lose(desk, how, GIVEN_UP)
    wanted = [a_follow_up(number) for number in range(20)]
    answers = calendar.create_all(wanted)
    assert all(isinstance(one, Temporary) for one in answers)
    assert desk.wire.count() - desk.wire.count(CREATE) == GIVEN_UP
    for one in calendar.create_all(wanted):
        assert isinstance(one, Event | AlreadyThere)
    assert len(list(calendar.ours())) == 20


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"responses": 7},
        {"responses": [7, {"id": "0"}, {"id": "0", "status": 201, "body": "x"}]},
        {"responses": [{"id": "0", "status": 201, "body": {"id": "x"}}]},
        {"responses": [{"id": ["0"], "status": 201, "body": {}}]},
    ],
    ids=range(5),
)
def test_answers_of_a_batch_that_make_no_sense_are_none(
    desk: Desk, calendar: OutlookFollowUps, content: Any
) -> None:
    answer = Answer(200, json.dumps(content).encode())
    desk.wire.troubles.answer("batch", answer, after=True)
    made = stored(calendar.create_all([a_follow_up(1), a_follow_up(2)]))
    assert {one.ref for one in made} == {one.ref for one in calendar.ours()}
    assert len(made) == 2


@pytest.mark.parametrize(
    ("answered", "ours"),
    [
        ({"status": 503}, True),
        ({"status": 504, "body": {"error": {"code": "GatewayTimeout"}}}, True),
        ({"status": 408}, True),
        ({"status": 403, "body": {"error": {"code": "ErrorTimeoutExpired"}}}, True),
        ({"status": "201"}, True),
        ({"status": 201, "body": None}, True),
        ({"status": 409, "body": {"error": {"code": "ErrorDuplicateTransactionId"}}}, False),
        ({"status": 429}, False),
    ],
)
def test_what_a_batch_tells_of_one_says_whether_it_may_have_been_written(
    desk: Desk, calendar: OutlookFollowUps, answered: dict[str, Any], *, ours: bool
) -> None:
    told = {"responses": [{"id": at, "headers": {}, **answered} for at in ("0", "1")]}
    desk.wire.troubles.answer("batch", Answer(200, json.dumps(told).encode()), after=True)
    answers = calendar.create_all([a_follow_up(1), a_follow_up(2)])
    assert [isinstance(one, Event) for one in answers] == [ours, ours]
    assert [isinstance(one, AlreadyThere) for one in answers] == [not ours, not ours]


def test_one_that_may_have_been_written_in_a_batch_and_is_not_found_is_no_deletion(
    desk: Desk, calendar: OutlookFollowUps
) -> None:
    told = {"responses": [{"id": at, "status": 503} for at in ("0", "1")]}
    desk.wire.troubles.answer("batch", Answer(200, json.dumps(told).encode()), after=True)
    for op in ("events.list", "view.list"):
        desk.wire.troubles.answer(op, Answer(200, b'{"value": []}'), times=2)
    answers = calendar.create_all([a_follow_up(1), a_follow_up(2)])
    assert [type(one) for one in answers] == [Temporary, Temporary]
