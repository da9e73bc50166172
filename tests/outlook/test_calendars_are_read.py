"""Reading a calendar of Outlook's, by rounds over a window."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from graph_wire import Habits, Wire
from graph_wire_mailbox import timed, when
from graph_wire_series import recurrence
from outlook_hand import at_a_desk
from relance.errors import CursorExpired, NeedsPerson, Refused, Temporary
from relance.model import ShowsAs, Span, Window
from relance.testing.contract import PARIS, WINDOW, Round, a_follow_up, an_event
from relance_outlook.listing import PAGE
from relance_outlook.ours import MOST_ASKED
from relance_outlook.rounds import MOST_ASKED as MOST_REMOVED
from wire_answers import Answer

if TYPE_CHECKING:
    from outlook_hand import Desk
    from relance.ports import Page

FIRST = datetime(2026, 10, 20, 10, tzinfo=PARIS)
DELTA = "view.delta"
EDGES = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z"


def weekly(desk: Desk, uid: str = "one@person.example", count: int = 4) -> None:
    desk.hand().put(an_event(uid), rule=f"FREQ=WEEKLY;COUNT={count}")


def occurrence(desk: Desk, week: int, series: int = 0) -> str:
    masters = [one["id"] for one in desk.wire.mailbox.events() if one["recurrence"]]
    return desk.wire.mailbox.occurrence(masters[series], FIRST + timedelta(weeks=week))


def ops(desk: Desk) -> list[str]:
    return [one.op for one in desk.wire.requests]


def read_on(desk: Desk, cursor: str) -> Round:
    """Return what changed, or all of it where the calendar wants that, as a pass reads."""
    try:
        return Round(desk.reading(), cursor)
    except CursorExpired:
        return Round(desk.reading(), None)


# rounds


def test_nothing_changed_is_one_request(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 30)
    weekly(desk)
    first = Round(desk.reading(), None)
    desk.wire.forget()
    assert not Round(desk.reading(), first.cursor).items
    assert ops(desk) == [DELTA]


def test_ten_thousand_events_are_read_in_few_requests_and_little_memory() -> None:
    with at_a_desk() as desk:
        begin = WINDOW.span.start + timedelta(days=1)
        for n in range(10_000):
            at = begin + timedelta(minutes=40) * n
            desk.wire.mailbox.put("primary", timed(f"AAkMany{n:06d}=", at, 30, subject=f"n° {n}"))
        desk.wire.forget()
        tracemalloc.start()
        seen, cursor = 0, None
        for page in desk.reading().pull(None, WINDOW):
            seen, cursor = seen + len(page.items), page.cursor
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seen == 10_000
        assert ops(desk) == [DELTA] * (10_000 // PAGE)
        assert cursor is not None
        assert len(cursor) < 2_000
        assert peak < 60_000_000  # the fake's own answers count here as well
        desk.wire.forget()
        assert not Round(desk.reading(), cursor).items
        assert ops(desk) == [DELTA]


def test_every_page_says_how_it_wants_its_events(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 2 * PAGE + 1)
    Round(desk.reading(), None)
    prefers = {one.headers["prefer"] for one in desk.wire.asked(DELTA)}
    assert desk.wire.count(DELTA) == 3
    assert len(prefers) == 1


@pytest.mark.parametrize("status", [410, 400, 404])
@pytest.mark.parametrize("code", ["SyncStateNotFound", "syncStateNotFound", "ResyncRequired"])
def test_a_link_that_went_stale_is_an_expired_cursor(desk: Desk, status: int, code: str) -> None:
    desk.wire.habits.expired_status, desk.wire.habits.expired_code = status, code
    cursor = Round(desk.reading(), None).cursor
    desk.wire.mailbox.expire_tokens()
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)
    assert Round(desk.reading(), None).complete


@pytest.mark.parametrize("status", [400, 404])
def test_a_link_that_is_refused_is_an_expired_cursor(desk: Desk, status: int) -> None:
    cursor = Round(desk.reading(), None).cursor
    desk.wire.troubles.refuse(DELTA, status, "ErrorInvalidUrlQuery")
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)


def test_a_place_that_is_lost_within_a_first_round_is_trouble_that_passes(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", PAGE + 5)
    desk.wire.troubles.refuse(DELTA, 410, "SyncStateNotFound", skip=1)
    with pytest.raises(Temporary, match="lost its place"):
        Round(desk.reading(), None)
    assert Round(desk.reading(), None).complete


@pytest.mark.parametrize(
    "cursor", ["", "x", "[]", "{}", "null", "[1,2,3]", "[1,2,3,4]", "[" * 9999]
)
def test_a_cursor_that_is_none_is_expired(desk: Desk, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)


def test_a_cursor_that_leads_elsewhere_is_expired_and_gets_no_token(desk: Desk) -> None:
    form, window, _, series = json.loads(Round(desk.reading(), None).cursor)
    desk.wire.forget()
    bad = json.dumps([form, window, "https://graph.elsewhere.example/v1.0/me", series])
    with pytest.raises(CursorExpired, match="leads elsewhere"):
        Round(desk.reading(), bad)
    assert not desk.wire.requests


def test_pages_whose_links_lead_elsewhere_are_not_followed() -> None:
    habits = Habits(short_pages=1, link_root="http://127.0.0.1:9/v1.0/")
    with at_a_desk(Wire(habits=habits)) as desk:
        desk.wire.mailbox.fill("primary", 3)
        with pytest.raises(Temporary):
            Round(desk.reading(), None)
        assert ops(desk) == [DELTA]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"value": []},
        {"value": "x", "@odata.deltaLink": "x"},
        {"value": [], "@odata.nextLink": 7},
    ],
    ids=range(4),
)
def test_an_answer_that_is_no_list_ends_the_round(desk: Desk, content: Any) -> None:
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(content).encode()))
    with pytest.raises(Temporary, match="no list of events"):
        Round(desk.reading(), None)


def test_pages_that_never_end_are_given_up(desk: Desk) -> None:
    again = {"value": [], "@odata.nextLink": f"{desk.wire.api}me/calendarView/delta?$skiptoken=x"}
    answer = Answer(200, json.dumps(again).encode())
    desk.wire.troubles.answer(DELTA, answer, times=100_000)
    with pytest.raises(Temporary, match="no list of events"):
        Round(desk.reading(), None)
    assert desk.wire.count(DELTA) < 5


def test_a_calendar_that_is_gone_needs_the_person(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Sport")
    cursor = Round(desk.reading(ref, "Sport"), None).cursor
    desk.wire.mailbox.remove_calendar(ref)
    with pytest.raises(CursorExpired):
        Round(desk.reading(ref, "Sport"), cursor)
    with pytest.raises(NeedsPerson, match=r"Sport \(office\): this calendar is not there any more"):
        Round(desk.reading(ref, "Sport"), None)


@pytest.mark.parametrize("op", [DELTA, "events.get"])
def test_a_round_that_breaks_off_gives_no_cursor(desk: Desk, op: str) -> None:
    weekly(desk)
    desk.hand().put(an_event("two@person.example"))
    cursor = Round(desk.reading(), None).cursor
    desk.hand().remove("two@person.example")
    desk.wire.troubles.refuse(op, 403, "ErrorAccessDenied", times=99)
    pages: list[Page] = []
    with pytest.raises(Refused):
        pages.extend(desk.reading().pull(cursor, WINDOW))
    assert not any(page.cursor for page in pages)


# series


def test_occurrences_are_completed_from_their_series(desk: Desk) -> None:
    desk.hand().put(
        an_event(description="Ordre du jour", location="Salle 4"), rule="FREQ=WEEKLY;COUNT=3"
    )
    events = Round(desk.reading(), None).events
    assert {(e.uid, e.summary, e.description, e.location) for e in events} == {
        ("one@person.example", "Réunion d’équipe", "Ordre du jour", "Salle 4")
    }
    assert ops(desk) == [DELTA]


def test_a_deleted_occurrence_goes_though_nobody_tells_it(desk: Desk) -> None:
    weekly(desk)
    first = Round(desk.reading(), None)
    desk.wire.mailbox.delete(occurrence(desk, 1))
    desk.wire.forget()
    second = Round(desk.reading(), first.cursor)
    assert {e.recurrence_id for e in second.events} == {e.recurrence_id for e in first.events} - {
        "20261027T090000Z"
    }
    assert list(second.items) == list(first.items)
    assert not second.gone
    assert ops(desk) == [DELTA]


def test_an_occurrence_that_is_told_as_removed_makes_its_series_be_read() -> None:
    with at_a_desk(Wire(habits=Habits(missing_removed=False, series_gone="instances"))) as desk:
        weekly(desk)
        first = Round(desk.reading(), None)
        desk.wire.mailbox.delete(occurrence(desk, 1))
        assert len(Round(desk.reading(), first.cursor).events) == 3


@pytest.mark.parametrize("told", ["master", "both"])
def test_a_deleted_series_is_gone_by_its_own_name(told: Any) -> None:
    with at_a_desk(Wire(habits=Habits(series_gone=told))) as desk:
        weekly(desk)
        first = Round(desk.reading(), None)
        desk.hand().remove("one@person.example")
        second = Round(desk.reading(), first.cursor)
        assert (second.gone, second.items) == (list(first.items), {})
        assert json.loads(second.cursor)[3] == {}


def test_an_occurrence_alone_makes_its_series_be_asked_for(desk: Desk) -> None:
    """A round that tells one occurrence without its series does not replace the others."""
    weekly(desk)
    first = Round(desk.reading(), None)
    moved = desk.wire.mailbox.get(occurrence(desk, 1))
    assert moved is not None
    link = json.loads(first.cursor)[2]
    told = {**moved, "type": "exception", "subject": "Décalé"}
    page = {"value": [told], "@odata.deltaLink": link}
    desk.wire.mailbox.edit(moved["id"], subject="Décalé")
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    second = read_on(desk, first.cursor)
    assert len(second.events) == 4
    assert sum(e.summary == "Décalé" and not e.from_rule for e in second.events) == 1


def test_a_series_that_comes_without_its_occurrences_loses_none(desk: Desk) -> None:
    weekly(desk)
    cursor = Round(desk.reading(), None).cursor
    (series,) = desk.wire.mailbox.events()
    page = {"value": [series], "@odata.deltaLink": json.loads(cursor)[2]}
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    assert len(read_on(desk, cursor).events) == 4


def test_many_series_that_went_in_parts_make_everything_be_read_again(desk: Desk) -> None:
    for n in range(MOST_REMOVED + 1):
        weekly(desk, f"{n}@person.example", 3)
    first = Round(desk.reading(), None)
    desk.wire.habits.missing_removed, desk.wire.habits.series_gone = False, "instances"
    for n in range(MOST_REMOVED + 1):
        desk.hand().remove(f"{n}@person.example")
    second = read_on(desk, first.cursor)
    assert second.complete
    assert not second.events


@pytest.mark.parametrize("first", [True, False])
def test_an_exception_that_does_not_tell_where_it_was_is_asked_for(desk: Desk, first: bool) -> None:
    weekly(desk)
    cursor = Round(desk.reading(), None).cursor
    moved = desk.wire.mailbox.edit(occurrence(desk, 1), subject="Décalé")
    asked = desk.client.ask("GET", json.loads(cursor)[2])
    for one in asked["value"]:
        one.pop("originalStart", None)
        one["subject"] = "Décalé"
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(asked).encode()))
    desk.wire.forget()
    round_ = Round(desk.reading(), None if first else cursor)
    (event,) = [one for one in round_.events if one.version == f'W/"{moved["changeKey"]}"']
    assert (event.recurrence_id, event.from_rule) == ("20261027T090000Z", False)
    assert ops(desk) == [DELTA, "events.get"]


@pytest.mark.parametrize("series", ["there", "deleted"])
def test_occurrences_that_are_all_told_as_removed_make_everything_be_read(series: str) -> None:
    """Whether their series is found by its id or not: that is no sign of what became of it."""
    habits = Habits(series_gone="instances", keeps_deleted=False)
    with at_a_desk(Wire(habits=habits)) as desk:
        weekly(desk)
        first = Round(desk.reading(), None)
        parts = [gone(occurrence(desk, week)) for week in range(4)]
        if series == "deleted":
            desk.hand().remove("one@person.example")
        else:
            desk.wire.troubles.refuse("events.get", 404, "ErrorItemNotFound", times=99)
        answer = {"value": parts, "@odata.deltaLink": json.loads(first.cursor)[2]}
        desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(answer).encode()))
        with pytest.raises(CursorExpired, match="not told by its changes"):
            Round(desk.reading(), first.cursor)
        anew = Round(desk.reading(), None)
        assert (anew.complete, len(anew.events)) == (True, 4 if series == "there" else 0)


@pytest.mark.parametrize("series", ["there", "deleted"])
def test_occurrences_whose_series_is_not_found_are_kept_and_told(desk: Desk, series: str) -> None:
    desk.wire.habits.keeps_deleted = False
    weekly(desk)
    cursor = Round(desk.reading(), None).cursor
    (ref,) = [one["id"] for one in desk.wire.mailbox.events()]
    moved = desk.wire.mailbox.get(occurrence(desk, 1))
    page = {"value": [moved], "@odata.deltaLink": json.loads(cursor)[2]}
    if series == "deleted":
        desk.wire.mailbox.delete(ref)
    desk.wire.troubles.refuse("events.get", 404, "ErrorItemNotFound")
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    round_ = Round(desk.reading(), None)
    assert (round_.items, round_.complete, round_.pages[-1].kept) == ({}, True, (ref,))
    (warned,) = round_.pages[-1].warnings
    assert "cannot be read itself" in str(warned)
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)


def test_a_series_that_becomes_one_event_and_back_is_one_item(desk: Desk) -> None:
    weekly(desk)
    first = Round(desk.reading(), None)
    (ref,) = first.items
    desk.wire.mailbox.edit(ref, recurrence=None)
    second = Round(desk.reading(), first.cursor)
    assert [e.recurrence_id for e in second.items[ref]] == [None]
    assert json.loads(second.cursor)[3] == {}
    desk.wire.mailbox.edit(ref, recurrence=recurrence("FREQ=WEEKLY;COUNT=2", FIRST))
    third = Round(desk.reading(), second.cursor)
    assert len(third.items[ref]) == 2


def test_an_all_day_series_has_days(desk: Desk) -> None:
    desk.hand().put(
        an_event(start=date(2026, 10, 20), end=date(2026, 10, 21)), rule="FREQ=WEEKLY;COUNT=3"
    )
    events = Round(desk.reading(), None).events
    assert sorted(e.recurrence_id or "" for e in events) == ["20261020", "20261027", "20261103"]
    assert all(e.all_day and e.from_rule for e in events)


# what is gone, and what is not


@pytest.mark.parametrize("keeps_deleted", [True, False])
def test_nothing_odd_is_told_of_an_event_that_is_gone(desk: Desk, keeps_deleted: bool) -> None:
    desk.wire.habits.keeps_deleted = keeps_deleted
    desk.hand().put(an_event())
    (ref,) = [one["id"] for one in desk.wire.mailbox.events()]
    desk.wire.mailbox.edit(ref, originalStartTimeZone="tzone://Microsoft/Custom")
    first = Round(desk.reading(), None)
    assert [one.where for one in first.pages[-1].warnings] == [ref]
    desk.wire.mailbox.delete(ref)
    after = Round(desk.reading(), first.cursor)
    assert (after.gone, after.pages[-1].warnings) == ([ref], ())


def test_what_was_never_known_and_lies_outside_is_not_gone(desk: Desk) -> None:
    cursor = Round(desk.reading(), None).cursor
    far = datetime(2031, 1, 7, 9, tzinfo=UTC)
    desk.wire.mailbox.put("primary", timed("AAkFar=", far))
    after = Round(desk.reading(), cursor)
    assert (after.gone, after.items) == ([], {"AAkFar=": ()})


def test_what_was_dragged_into_another_calendar_is_gone_from_this_one(desk: Desk) -> None:
    desk.hand().put(an_event())
    first = Round(desk.reading(), None)
    (ref,) = first.items
    desk.wire.mailbox.transfer(ref, desk.wire.mailbox.add_calendar("Autre"))
    assert Round(desk.reading(), first.cursor).gone == [ref]


def test_a_series_that_left_the_window_is_not_gone(desk: Desk) -> None:
    weekly(desk)
    first = Round(desk.reading(), None)
    (ref,) = first.items
    later = datetime(2031, 1, 7, 10, tzinfo=PARIS)
    desk.wire.mailbox.edit(
        ref,
        start=when(later, "Romance Standard Time"),
        end=when(later + timedelta(hours=1), "Romance Standard Time"),
        recurrence=recurrence("FREQ=WEEKLY;COUNT=4", later),
    )
    after = Round(desk.reading(), first.cursor)
    assert (after.gone, after.items) == ([], {ref: ()})


def test_many_that_are_gone_make_everything_be_read_again(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", MOST_REMOVED + 5)
    first = Round(desk.reading(), None)
    for n in range(MOST_REMOVED + 1):
        desk.wire.mailbox.delete(f"AAkFill{n:08d}=")
    desk.wire.forget()
    second = read_on(desk, first.cursor)
    assert second.complete
    assert len(second.items) == 4
    assert ops(desk) == [DELTA] * 2


def test_what_comes_twice_in_a_round_counts_as_it_was_told_last() -> None:
    with at_a_desk(Wire(habits=Habits(repeats=True, short_pages=1))) as desk:
        desk.hand().put(an_event())
        cursor = Round(desk.reading(), None).cursor
        desk.hand().put(an_event(summary="Deux", sequence=1))
        assert Round(desk.reading(), cursor).one().summary == "Deux"


@pytest.mark.parametrize("first", [True, False])
def test_what_goes_while_a_round_is_read_is_not_left_behind(desk: Desk, first: bool) -> None:
    cursor = Round(desk.reading(), None).cursor
    made = desk.wire.mailbox.put("primary", timed("AAkOne=", FIRST))
    link = json.loads(cursor)[2]
    shown = desk.client.ask("GET", "me/events/AAkOne%3D")
    removed = {"id": "AAkOne=", "@removed": {"reason": "deleted"}}
    for page in (
        {"value": [shown], "@odata.nextLink": f"{link}&page=2"},
        {"value": [removed], "@odata.deltaLink": link},
    ):
        desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    desk.wire.mailbox.delete(made["id"])
    round_ = Round(desk.reading(), None if first else cursor)
    assert round_.items == {"AAkOne=": ()}
    assert round_.gone == ([] if first else ["AAkOne="])


def tell(desk: Desk, cursor: str, *value: Any) -> Round:
    """Return the next round, in which just this is told."""
    page = {"value": value, "@odata.deltaLink": json.loads(cursor)[2]}
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    return read_on(desk, cursor)


def gone(name: str) -> dict[str, Any]:
    return {"id": name, "@removed": {"reason": "deleted"}}


def test_what_is_removed_and_told_again_is_there(desk: Desk) -> None:
    desk.hand().put(an_event())
    weekly(desk, "two@person.example")
    first = Round(desk.reading(), None)
    again = desk.client.ask("GET", f"me/calendarView/delta?{EDGES}", page=PAGE)["value"]
    second = tell(desk, first.cursor, *(gone(name) for name in first.items), *again)
    assert not second.gone
    assert {ref: len(events) for ref, events in second.items.items()} == {
        ref: len(events) for ref, events in first.items.items()
    }


def test_an_occurrence_that_goes_while_a_round_is_read_is_not_left_behind(desk: Desk) -> None:
    weekly(desk)
    first = Round(desk.reading(), None)
    value = desk.client.ask("GET", f"me/calendarView/delta?{EDGES}", page=PAGE)["value"]
    second = tell(desk, first.cursor, *value, gone(occurrence(desk, 1)))
    assert len(second.events) == 3
    assert not second.gone


def test_what_came_in_part_does_not_outlast_reading_everything_again(desk: Desk) -> None:
    weekly(desk)
    first = Round(desk.reading(), None)
    name = occurrence(desk, 1)
    shown = desk.wire.mailbox.get(name)
    desk.wire.mailbox.delete(name)
    second = tell(desk, first.cursor, shown)
    assert second.complete
    assert len(second.events) == 3


def test_a_round_of_changes_is_never_mixed_with_one_of_everything(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", MOST_REMOVED + 5)
    cursor = Round(desk.reading(), None).cursor
    desk.hand().put(an_event())
    for n in range(MOST_REMOVED + 1):
        desk.wire.mailbox.delete(f"AAkFill{n:08d}=")
    with pytest.raises(CursorExpired, match=r"Agenda: what has gone .* is not told"):
        Round(desk.reading(), cursor)


# odd events


def test_an_event_without_times_is_told_and_kept(desk: Desk) -> None:
    desk.hand().put(an_event())
    desk.hand().put(an_event("two@person.example"))
    bad: dict[str, Any] = {"id": "AAkBad=", "type": "singleInstance", "start": None, "end": {}}
    answer = {"value": [bad], "@odata.deltaLink": f"{desk.wire.api}me/calendarView/delta?x=1"}
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(answer).encode()))
    round_ = Round(desk.reading(), None)
    page = round_.pages[-1]
    assert page.kept == ("AAkBad=",)
    assert "times that cannot be read" in str(page.warnings[0])


@pytest.mark.parametrize("zone", ["tzone://Microsoft/Custom", "Atlantis\u202e Standard Time"])
def test_a_zone_that_nobody_knows_is_told_and_the_event_comes(desk: Desk, zone: str) -> None:
    kept = desk.wire.mailbox.put("primary", timed("", FIRST))
    desk.wire.mailbox.edit(kept["id"], originalStartTimeZone=zone)
    round_ = Round(desk.reading(), None)
    assert round_.one().start == FIRST
    assert round_.one().zone == WINDOW.zone.key
    (warned,) = round_.pages[-1].warnings
    assert "nobody knows the time zone" in str(warned)
    assert str(warned).isprintable()


def test_whole_days_on_the_edges_are_told_by_the_days_of_the_reader(desk: Desk) -> None:
    desk.wire.habits.all_day_floats = False
    edge = WINDOW.span.end.astimezone(PARIS).date()
    desk.hand().put(an_event("in@p.example", start=edge - timedelta(days=1), end=edge))
    desk.hand().put(an_event("out@p.example", start=edge, end=edge + timedelta(days=1)))
    assert [e.uid for e in Round(desk.reading(), None).events] == ["in@p.example"]


def test_a_window_holds_what_touches_it(desk: Desk) -> None:
    narrow = Window(Span(FIRST - timedelta(days=1), FIRST + timedelta(days=1)), PARIS)
    desk.wire.mailbox.fill("primary", 100, start=FIRST - timedelta(days=10))
    events = Round(desk.reading(), None, narrow).events
    assert events
    assert all(narrow.span.overlaps(e.span(PARIS)) for e in events)


# words that are not shown


@pytest.mark.parametrize("sensitivity", ["private", "confidential"])
def test_a_private_event_without_words_in_a_shared_calendar_keeps_what_was_known(
    desk: Desk, sensitivity: str
) -> None:
    shared = desk.wire.mailbox.add_calendar("Work", owner="agathe@mail.example")
    bare = timed("", FIRST) | {"subject": "", "body": {"contentType": "text", "content": ""}}
    desk.wire.mailbox.put("primary", bare | {"sensitivity": sensitivity})
    desk.wire.mailbox.put(shared, timed("", FIRST) | {"sensitivity": sensitivity})
    kept = desk.wire.mailbox.put(shared, bare | {"sensitivity": sensitivity})
    round_ = Round(desk.reading(shared), None)
    assert len(round_.events) == 2
    assert all(event.shows_as is ShowsAs.BUSY for event in round_.events)
    assert round_.pages[-1].kept == (kept["id"],)
    assert Round(desk.reading(), None).pages[-1].kept == ()


# our own events


def test_events_of_others_cost_no_request_of_their_own(desk: Desk) -> None:
    first = Round(desk.reading(), None)
    for n in range(5):
        kept = desk.wire.mailbox.put("primary", timed("", FIRST + timedelta(days=n)))
        desk.wire.mailbox.edit(kept["id"], transactionId=f"localevent:{n}")
    desk.wire.forget()
    assert len(Round(desk.reading(), first.cursor).items) == 5
    assert ops(desk) == [DELTA]


def test_ours_are_known_in_any_calendar_at_one_request_each(desk: Desk) -> None:
    first = Round(desk.reading(), None)
    made = [desk.follow_ups().create(a_follow_up(n)) for n in range(3)]
    desk.wire.forget()
    after = Round(desk.reading(), first.cursor)
    assert {e.our_mark for e in after.events} == {e.our_mark for e in made}
    assert ops(desk) == [DELTA, *["events.get"] * 3]


def test_many_of_ours_are_listed_at_once(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Relances")
    calendar = desk.follow_ups(ref)
    first = Round(calendar, None)
    made = [calendar.create(a_follow_up(n)) for n in range(MOST_ASKED + 20)]
    desk.wire.forget()
    after = Round(calendar, first.cursor)
    assert {e.our_mark for e in after.events} == {e.our_mark for e in made}
    assert len(desk.wire.requests) == 1 + MOST_ASKED + 1
    desk.wire.forget()
    whole = Round(calendar, None)
    assert {e.our_mark for e in whole.events} == {e.our_mark for e in made}
    assert ops(desk) == [DELTA, "events.list"]


def test_an_event_that_changed_while_its_mark_was_read_comes_as_it_is_now(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Relances")
    calendar = desk.follow_ups(ref)
    made = calendar.create(a_follow_up(1))
    stale = desk.wire.mailbox.get(made.ref)
    assert stale is not None
    link = json.loads(Round(calendar, None).cursor)[2]
    moved = calendar.update(replace(made, start=made.end, end=FIRST + timedelta(days=9)))
    value = [{**stale, "@odata.etag": made.version, "start": when(FIRST), "end": when(FIRST)}]
    page = {"value": value, "@odata.deltaLink": link}
    desk.wire.troubles.answer(DELTA, Answer(200, json.dumps(page).encode()))
    event = Round(calendar, None).one()
    assert (event.start, event.version) == (moved.start, moved.version)


def test_what_the_person_added_to_our_calendar_is_theirs(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Relances")
    desk.hand(ref).put(an_event(shows_as=ShowsAs.FREE))
    assert Round(desk.follow_ups(ref), None).one().our_mark is None


@pytest.mark.parametrize("first", [True, False])
def test_one_of_ours_that_is_not_found_by_its_id_is_kept_and_no_strangers(
    desk: Desk, first: bool
) -> None:
    calendar = desk.follow_ups(desk.wire.mailbox.add_calendar("Relances"))
    cursor = Round(calendar, None).cursor
    ref = calendar.create(a_follow_up()).ref
    desk.wire.habits.search_delay = timedelta(minutes=5)
    desk.wire.troubles.refuse("events.get", 404, "ErrorItemNotFound")
    round_ = Round(calendar, None if first else cursor)
    assert (round_.items, round_.gone, round_.pages[-1].kept) == ({}, [], (ref,))
