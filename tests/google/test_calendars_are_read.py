"""Reading: few requests, little memory, nothing missed, nothing taken for gone that is not."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from google_hand import at_a_desk, part
from google_wire import Habits, Wire
from google_wire_answers import Answer
from relance.errors import (
    CursorExpired,
    NeedsPerson,
    Refused,
    RelanceError,
    Temporary,
)
from relance.model import ShowsAs, Window
from relance.testing.contract import NOW, OTHER_WINDOW, PARIS, WINDOW, Round, an_event
from relance_google import listing, rounds
from relance_google.cursor import Cursor

if TYPE_CHECKING:
    from google_hand import Desk
    from relance.ports import Calendar, Page

WEEKLY = "FREQ=WEEKLY;COUNT=6"
TIMES = {
    "start": part(datetime(2026, 10, 20, 10, tzinfo=PARIS)),
    "end": part(datetime(2026, 10, 20, 11, tzinfo=PARIS)),
}


def known_after(*rounds_: Round) -> dict[str, tuple[Any, ...]]:
    """Return what a reader knows after some rounds, by ref."""
    known: dict[str, tuple[Any, ...]] = {}
    for one in rounds_:
        if one.complete:
            known = {}
        known |= one.items
        for ref in one.gone:
            known.pop(ref, None)
    return {ref: events for ref, events in known.items() if events}


def read_on(calendar: Calendar, cursor: str) -> Round:
    """Return what changed, or all of it where the calendar wants that, as a pass reads."""
    try:
        return Round(calendar, cursor)
    except CursorExpired:
        return Round(calendar, None)


# what it costs


@pytest.mark.parametrize(("events", "requests"), [(0, 1), (10, 1), (2_500, 1), (2_501, 2)])
def test_a_first_reading_asks_for_the_largest_pages(desk: Desk, events: int, requests: int) -> None:
    desk.wire.mailbox.fill("primary", events, every_hour)
    first = Round(desk.reading(), None)
    assert len(first.events) == events
    assert desk.wire.count() == requests


def every_hour(n: int) -> dict[str, Any]:
    """Return one of many events that all lie in the window."""
    start = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=20 * n)
    end = start + timedelta(minutes=15)
    notes = f"Rendez-vous numéro {n}. " * 20
    times = {"start": part(start, "UTC"), "end": part(end, "UTC")}
    return {"id": f"many{n:08d}", "summary": f"Rendez-vous {n}", "description": notes, **times}


# In a process of its own, so that the server's memory does not count.
_READING = """
import gc, sys, tracemalloc
from google.oauth2.credentials import Credentials
from relance.testing.contract import WINDOW
from relance_google.calendar import GoogleCalendar
from relance_google.client import Client

client = Client(Credentials(sys.argv[2]), account="home", endpoint=sys.argv[1])
calendar = GoogleCalendar(client, "primary", "Agenda")
next(iter(calendar.pull(None, WINDOW)))  # all is loaded
gc.collect()
tracemalloc.start()
events = 0
for page in calendar.pull(None, WINDOW):
    events += len(page.items)
    del page  # or it would be held while the next one is fetched
print(events, tracemalloc.get_traced_memory()[1])
client.close()
"""


def test_ten_thousand_events_take_five_requests_at_most_and_no_more_memory() -> None:
    peaks = {}
    for events in (2_500, 10_000):
        with at_a_desk() as desk:
            desk.wire.mailbox.fill("primary", events, every_hour)
            token = str(desk.wire.credentials(["calendar.readonly"]).token)
            command = [sys.executable, "-c", _READING, desk.wire.api, token]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seen, peaks[events] = map(int, done.stdout.split())
            assert seen == events
            assert desk.wire.count() == 1 + events // 2_500  # with the first page to warm up
    assert peaks[10_000] < 1.1 * peaks[2_500], peaks


def test_nothing_changed_is_one_request_and_one_page(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 30)
    desk.hand().put(an_event(), rule=WEEKLY)
    cursor = Round(desk.reading(), None).cursor
    for _ in range(3):
        desk.wire.forget()
        again = Round(desk.reading(), cursor)
        assert desk.wire.count() == 1
        assert len(again.pages) == 1
        cursor = again.cursor


def test_only_what_is_read_is_asked_for(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 3)
    Round(desk.reading(), Round(desk.reading(), None).cursor)
    first, second = desk.wire.asked("events.list")
    assert first.one("maxResults") == "2500"
    assert first.query["eventTypes"] == ["default", "fromGmail", "outOfOffice", "focusTime"]
    assert {"timeMin", "timeMax"} <= first.query.keys()
    assert second.query.keys() == first.query.keys() - {"timeMin", "timeMax"} | {"syncToken"}
    same = first.query.keys() & second.query.keys()
    assert all(first.query[name] == second.query[name] for name in same)
    assert "etag" in first.one("fields")


# pages, and the same event twice


@pytest.mark.parametrize(
    "habits",
    [
        Habits(short_pages=1),
        Habits(short_pages=2, empty_pages=True),
        Habits(repeats=True, short_pages=1),
        Habits(full_stubs=True, repeats=True),
        Habits(remembers_window=True),
    ],
    ids=lambda habits: repr(habits)[:0] or None,
)
def test_whatever_the_pages_look_like_the_last_word_counts(habits: Habits) -> None:
    with at_a_desk(Wire(habits=habits)) as desk:
        hand, calendar = desk.hand(), desk.reading()
        for n in range(5):
            hand.put(an_event(f"{n}@p.example"))
        first = Round(calendar, None)
        assert len(known_after(first)) == 5
        hand.put(an_event("1@p.example", summary="Autre"))
        hand.remove("2@p.example")
        hand.put(an_event("3@p.example", summary="Encore"))
        hand.remove("3@p.example")
        hand.put(an_event("9@p.example"))
        known = known_after(first, Round(calendar, first.cursor))
        said = {event.uid: event.summary for (event,) in known.values()}
        plain = an_event().summary
        assert said == {
            "0@p.example": plain,
            "1@p.example": "Autre",
            "4@p.example": plain,
            "9@p.example": plain,
        }


def listing_of(*items: dict[str, Any], page: str = "", token: str = "") -> Answer:
    body = {"kind": "calendar#events", "timeZone": "Europe/Paris", "items": list(items)}
    more = {"nextPageToken": page} if page else {"nextSyncToken": token} if token else {}
    return Answer(200, json.dumps(body | more).encode())


def live(name: str, **said: Any) -> dict[str, Any]:
    return {"id": name, "etag": '"1"', "status": "confirmed", **TIMES, **said}


GONE = {"id": "aaaaa", "status": "cancelled"}


@pytest.mark.parametrize(
    ("pages", "there"),
    [
        (([live("aaaaa")], [GONE]), False),
        (([GONE], [live("aaaaa")]), True),
        (([GONE, live("aaaaa")],), True),
        (([live("aaaaa"), GONE],), False),
        (([live("aaaaa")], [GONE], [live("aaaaa")]), True),
    ],
)
def test_what_comes_twice_in_a_round_counts_as_it_came_last(
    desk: Desk, pages: tuple[list[dict[str, Any]], ...], there: bool
) -> None:
    first = Round(desk.reading(), None)
    for start in ("changes", "everything"):
        for n, items in enumerate(pages, 1):
            last = n == len(pages)
            answer = listing_of(*items, page="" if last else f"p{n}", token="sync2" if last else "")
            desk.wire.troubles.answer("events.list", answer)
        read = Round(desk.reading(), first.cursor if start == "changes" else None)
        known = known_after(read)
        assert ("aaaaa" in known) is there
        assert ("aaaaa" in read.gone) is (not there and start == "changes")
        assert bool(read.items.get("aaaaa")) is there


def test_a_page_that_fails_makes_no_round(desk: Desk) -> None:
    desk.wire.habits.short_pages = 2
    desk.wire.mailbox.fill("primary", 6)
    desk.wire.troubles.refuse("events.list", 503, skip=2, times=100)
    pages: list[Page] = []
    with pytest.raises(Temporary):
        pages.extend(desk.reading().pull(None, WINDOW))
    assert not any(page.cursor or page.complete for page in pages)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "calendar#calendarList", "items": []},
        {"kind": "calendar#events", "items": "none"},
        {"kind": "calendar#events", "items": [], "nextPageToken": 7},
    ],
)
def test_an_answer_that_is_no_list_is_not_an_empty_calendar(
    desk: Desk, body: dict[str, Any]
) -> None:
    desk.wire.troubles.answer("events.list", Answer(200, json.dumps(body).encode()), times=9)
    with pytest.raises(Temporary):
        Round(desk.reading(), None)


def test_pages_without_an_end_come_to_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_PAGES", 20)
    desk.wire.troubles.answer("events.list", listing_of(page="again"), times=1_000)
    with pytest.raises(Temporary):
        list(desk.reading().pull(None, WINDOW))
    assert desk.wire.count("events.list") == 20


def test_a_list_without_a_sync_token_is_read_from_the_start_next_time(desk: Desk) -> None:
    desk.wire.troubles.answer("events.list", listing_of(live("aaaaa")))
    pages = list(desk.reading().pull(None, WINDOW))
    assert pages[-1].cursor is None
    assert pages[-1].complete


# cursors


def test_a_token_that_google_forgot_is_told_as_expired(desk: Desk) -> None:
    cursor = Round(desk.reading(), None).cursor
    desk.wire.mailbox.expire_tokens()
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)
    assert Round(desk.reading(), None).complete


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (410, "fullSyncRequired"),
        (410, "updatedMinTooLongAgo"),
        (410, "gone"),
        (400, "badRequest"),
    ],
)
def test_a_token_that_google_does_not_take_is_told_as_expired(
    desk: Desk, status: int, reason: str
) -> None:
    cursor = Round(desk.reading(), None).cursor
    desk.wire.troubles.refuse("events.list", status, reason)
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)


@pytest.mark.parametrize("cursor", ["", "x", "{}", "[1,2]", "[" * 100_000, '[1,"a","b",3,{}]'])
def test_a_cursor_that_is_none_is_expired_without_asking(desk: Desk, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)
    assert desk.wire.count() == 0


def test_a_cursor_of_an_older_relance_is_expired(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = Round(desk.reading(), None).cursor
    monkeypatch.setattr("relance_google.calendar.ASKED", "other")
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)


def test_the_window_moves_once_a_week_so_a_cursor_lasts_that_long(desk: Desk) -> None:
    cursor = Round(desk.reading(), None).cursor
    for day in range(5):
        Round(desk.reading(), cursor, Window.around(NOW + timedelta(days=day), PARIS))
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor, OTHER_WINDOW)


def test_a_cursor_holds_no_words_of_anybody(desk: Desk) -> None:
    desk.hand().put(an_event("secret@person.example", summary="Secret"), rule=WEEKLY)
    cursor = Round(desk.reading(), None).cursor
    assert "ecret" not in cursor
    assert len(cursor) < 600


# kinds of event


def test_where_somebody_works_and_birthdays_are_left_out(desk: Desk) -> None:
    for kind in ("default", "fromGmail", "outOfOffice", "focusTime", "workingLocation", "birthday"):
        desk.wire.mailbox.put("primary", {"summary": kind, "eventType": kind, **TIMES})
    found = {event.summary: event.shows_as for event in Round(desk.reading(), None).events}
    assert found == {
        "default": ShowsAs.BUSY,
        "fromGmail": ShowsAs.BUSY,
        "outOfOffice": ShowsAs.OUT_OF_OFFICE,
        "focusTime": ShowsAs.BUSY,
    }


def test_an_event_that_cannot_be_read_is_told_and_stays_known(desk: Desk) -> None:
    odd = {"id": "odd00", "status": "confirmed", "start": {"dateTime": "soon"}, "end": {}}
    answer = listing_of(live("aaaaa"), odd, token="sync1")
    desk.wire.troubles.answer("events.list", answer)
    first = Round(desk.reading(), None)
    last = first.pages[-1]
    assert list(first.items) == ["aaaaa"]
    assert last.kept == ("odd00",)
    (warning,) = last.warnings
    assert str(warning).startswith("odd00: an event has times that cannot be read.")


def test_what_is_no_event_at_all_is_passed_over(desk: Desk) -> None:
    body = {"kind": "calendar#events", "items": [None, 7, "x", live("aaaaa")], "nextSyncToken": "t"}
    desk.wire.troubles.answer("events.list", Answer(200, json.dumps(body).encode()))
    assert list(Round(desk.reading(), None).items) == ["aaaaa"]


def test_a_private_event_of_somebody_elses_calendar_is_busy_time(desk: Desk) -> None:
    shared = desk.wire.mailbox.add_calendar("Équipe", role="reader")
    desk.wire.mailbox.put(shared, {"summary": "Médecin", "visibility": "private", **TIMES})
    event = Round(desk.reading(shared), None).one()
    assert (event.summary, event.shows_as) == ("", ShowsAs.BUSY)


# the window


def test_an_all_day_event_on_the_edge_is_judged_by_the_owners_days(desk: Desk) -> None:
    calendar = desk.wire.mailbox.add_calendar("Loin", zone="Pacific/Auckland")
    first = WINDOW.span.start.astimezone(PARIS).date()
    for n, day in enumerate((first - timedelta(days=1), first)):
        desk.wire.mailbox.put(
            calendar,
            {"summary": str(n), "start": part(day), "end": part(day + timedelta(days=1))},
        )
    assert [e.summary for e in Round(desk.reading(calendar), None).events] == ["1"]


def test_old_events_that_change_are_told_as_outside(desk: Desk) -> None:
    cursor = Round(desk.reading(), None).cursor
    old = datetime(2019, 5, 5, 10, tzinfo=UTC)
    desk.hand().put(an_event("old@p.example", start=old, end=old + timedelta(hours=1)))
    after = Round(desk.reading(), cursor)
    assert list(after.items.values()) == [()]
    assert not after.gone


# series


def edited(desk: Desk) -> None:
    desk.hand().put(an_event("weekly@p.example", summary="Renommé"))


def moved_one(desk: Desk) -> None:
    start = datetime(2026, 10, 28, 15, tzinfo=PARIS)
    at = {"recurrence_id": "20261027T090000Z", "start": start, "end": start + timedelta(hours=1)}
    desk.hand().put(an_event("weekly@p.example", **at))


def removed_one(desk: Desk) -> None:
    series = series_id(desk)
    desk.wire.mailbox.cancel_instance("primary", series, datetime(2026, 10, 27, 10, tzinfo=PARIS))


def shortened(desk: Desk) -> None:
    desk.hand().put(an_event("weekly@p.example"), rule="FREQ=WEEKLY;COUNT=2")


def shifted(desk: Desk) -> None:
    start = datetime(2026, 10, 21, 14, tzinfo=PARIS)
    desk.hand().put(an_event("weekly@p.example", start=start, end=start + timedelta(hours=1)))


def removed(desk: Desk) -> None:
    desk.hand().remove("weekly@p.example")


def made_single(desk: Desk) -> None:
    desk.wire.mailbox.edit("primary", series_id(desk), recurrence=None)


def removed_one_after_another(desk: Desk) -> None:
    removed_one(desk)
    removed(desk)


def series_id(desk: Desk) -> str:
    (found,) = [
        one["id"]
        for one in desk.wire.mailbox.events()
        if one.get("recurrence") and one["iCalUID"] == "weekly@p.example"
    ]
    return str(found)


@pytest.mark.parametrize(
    "change",
    [edited, moved_one, removed_one, shortened, shifted, removed, made_single,
     removed_one_after_another],
)  # fmt: skip
@pytest.mark.parametrize("gone", ["instances", "series", "both"])
@pytest.mark.parametrize("stubs", [True, False])
def test_after_a_change_a_series_is_known_as_if_read_anew(
    change: Any, gone: Any, stubs: bool
) -> None:
    habits = Habits(series_gone=gone, full_stubs=stubs)
    with at_a_desk(Wire(habits=habits)) as desk:
        hand, calendar = desk.hand(), desk.reading()
        hand.put(an_event())
        hand.put(an_event("weekly@p.example"), rule=WEEKLY)
        hand.put(an_event("other@p.example"), rule=WEEKLY)
        first = Round(calendar, None)
        change(desk)
        second = read_on(calendar, first.cursor)
        anew = known_after(Round(calendar, None))
        assert known_after(first, second) == anew
        third = Round(calendar, second.cursor)
        assert not third.items
        assert not third.gone
        if change is not removed and change is not removed_one_after_another:
            removed(desk)
            fourth = read_on(calendar, third.cursor)
            left = known_after(first, second, third, fourth)
            assert left == known_after(Round(calendar, None))
            assert len(left) == 2


def test_a_series_that_changed_costs_one_request_more(desk: Desk) -> None:
    hand = desk.hand()
    hand.put(an_event("weekly@p.example"), rule=WEEKLY)
    desk.wire.mailbox.fill("primary", 50)
    cursor = Round(desk.reading(), None).cursor
    edited(desk)
    desk.wire.forget()
    after = Round(desk.reading(), cursor)
    assert [one.op for one in desk.wire.requests] == ["events.list", "events.instances"]
    assert len(after.items) == 1
    assert not after.complete


def test_a_series_that_ended_costs_what_google_makes_of_it() -> None:
    for habits, requests in (
        (Habits(series_gone="series"), 1),
        (Habits(series_gone="series", full_stubs=True), 1),
        (Habits(series_gone="both"), 1),
        (Habits(series_gone="instances"), 3),
    ):
        with at_a_desk(Wire(habits=habits)) as desk:
            desk.hand().put(an_event("weekly@p.example"), rule=WEEKLY)
            first = Round(desk.reading(), None)
            desk.hand().remove("weekly@p.example")
            desk.wire.forget()
            second = read_on(desk.reading(), first.cursor)
            assert known_after(first, second) == {}
            assert desk.wire.count() == requests


def test_an_event_that_is_a_series_no_more_costs_no_request_more(desk: Desk) -> None:
    desk.hand().put(an_event("weekly@p.example"), rule=WEEKLY)
    cursor = Round(desk.reading(), None).cursor
    desk.wire.mailbox.edit("primary", series_id(desk), recurrence=None)
    desk.wire.forget()
    after = Round(desk.reading(), cursor)
    assert len(after.events) == 1
    assert desk.wire.count() == 1
    assert Cursor.read(after.cursor, WINDOW, listing.ASKED).series == {}


def test_where_many_series_changed_everything_is_read_again(desk: Desk) -> None:
    hand = desk.hand()
    many = rounds.MOST_SERIES + 1
    for n in range(many):
        hand.put(an_event(f"{n}@p.example"), rule=WEEKLY)
    cursor = Round(desk.reading(), None).cursor
    for n in range(many):
        hand.put(an_event(f"{n}@p.example", summary="Renommé"))
    desk.wire.forget()
    with pytest.raises(CursorExpired):
        Round(desk.reading(), cursor)
    assert desk.wire.count() == 1
    after = Round(desk.reading(), None)
    assert desk.wire.count() == 2
    assert {event.summary for event in after.events} == {"Renommé"}


def test_a_series_of_which_only_a_part_can_be_seen_is_read_by_listing(desk: Desk) -> None:
    parts = [
        live(f"part{n}", recurringEventId="theirs", originalStartTime=TIMES["start"])
        for n in range(2)
    ]
    first = Round(desk.reading(), None)
    desk.wire.troubles.answer("events.list", listing_of(*parts, token="t"))
    desk.wire.troubles.answer("events.list", listing_of(*parts, token="t"))
    with pytest.raises(CursorExpired):
        Round(desk.reading(), first.cursor)
    after = Round(desk.reading(), None)
    assert [len(events) for events in after.items.values()] == [2]


def test_an_event_made_a_series_that_must_be_listed_is_not_gone(desk: Desk) -> None:
    hand = desk.hand()
    hand.put(an_event("weekly@p.example"))
    first = Round(desk.reading(), None)
    hand.put(an_event("weekly@p.example"), rule=WEEKLY)
    desk.wire.troubles.refuse("events.instances", 404, "notFound", times=9)
    with pytest.raises(CursorExpired):
        Round(desk.reading(), first.cursor)
    second = Round(desk.reading(), None)
    assert not second.gone
    assert list(second.items) == list(first.items)


def test_a_round_of_changes_is_never_mixed_with_one_of_everything(desk: Desk) -> None:
    first = Round(desk.reading(), None)
    part_of = live("part0", recurringEventId="theirs", originalStartTime=TIMES["start"])
    desk.wire.troubles.answer("events.list", listing_of(live("bbbbb"), page="p"))
    desk.wire.troubles.answer("events.list", listing_of(GONE, part_of, token="t"))
    told: list[Page] = []
    with pytest.raises(CursorExpired):
        told.extend(desk.reading().pull(first.cursor, WINDOW))
    assert not any(page.cursor or page.complete for page in told)
    desk.wire.troubles.answer("events.list", listing_of(live("aaaaa"), part_of, token="t"))
    after = Round(desk.reading(), None)
    assert after.items.keys() == {"aaaaa", "theirs"}


def test_a_round_without_a_new_token_goes_on_from_the_old_one(desk: Desk) -> None:
    desk.hand().put(an_event())
    first = Round(desk.reading(), None)
    desk.wire.troubles.answer("events.list", listing_of())
    assert Round(desk.reading(), first.cursor).cursor == first.cursor


def test_an_instance_that_went_while_all_was_read_is_not_there(desk: Desk) -> None:
    parts = [
        live(f"part{n}", recurringEventId="theirs", originalStartTime=TIMES["start"])
        for n in range(2)
    ]
    desk.wire.troubles.answer("events.list", listing_of(*parts, page="p"))
    gone = {"id": "part0", "status": "cancelled"}
    desk.wire.troubles.answer("events.list", listing_of(gone, token="t"))
    first = Round(desk.reading(), None)
    assert [event.ref for event in first.items["theirs"]] == ["theirs"]


def test_of_two_instances_that_differ_none_is_taken_for_changed(desk: Desk) -> None:
    parts = [
        live(
            f"part{n}", recurringEventId="theirs", originalStartTime=TIMES["start"], summary=f"{n}"
        )
        for n in range(2)
    ]
    desk.wire.troubles.answer("events.list", listing_of(*parts, token="t"))
    assert [event.from_rule for event in Round(desk.reading(), None).events] == [True, True]


def test_a_series_of_another_kind_is_left_out_though_it_is_told_of(desk: Desk) -> None:
    first = Round(desk.reading(), None)
    rule = {"recurrence": ["RRULE:FREQ=DAILY;COUNT=4"], "eventType": "workingLocation"}
    series = desk.wire.mailbox.put("primary", {"summary": "Bureau", **rule, **TIMES})["id"]
    stub = {"id": "one00", "status": "cancelled", "recurringEventId": series}
    desk.wire.troubles.answer("events.list", listing_of(stub, token="t"))
    assert Round(desk.reading(), first.cursor).items == {series: ()}


def test_an_event_made_a_series_keeps_its_ref(desk: Desk) -> None:
    hand = desk.hand()
    hand.put(an_event("weekly@p.example"))
    first = Round(desk.reading(), None)
    hand.put(an_event("weekly@p.example"), rule=WEEKLY)
    second = Round(desk.reading(), first.cursor)
    assert not second.gone
    assert known_after(first, second) == known_after(Round(desk.reading(), None))
    assert list(second.items) == list(first.items)


def test_an_instance_with_words_of_its_own_is_not_as_the_rule_made_it(desk: Desk) -> None:
    hand = desk.hand()
    hand.put(an_event("weekly@p.example"), rule=WEEKLY)
    at = "20261027T090000Z"
    start = datetime(2026, 10, 27, 10, tzinfo=PARIS)
    hand.put(
        an_event(
            "weekly@p.example",
            recurrence_id=at,
            start=start,
            end=start + timedelta(hours=1),
            summary="Entretien Solvéria",
        )
    )
    ruled = {e.recurrence_id: e.from_rule for e in Round(desk.reading(), None).events}
    assert [name for name, from_rule in ruled.items() if not from_rule] == [at]


def test_an_all_day_series_has_days_for_names(desk: Desk) -> None:
    day = date(2026, 10, 20)
    desk.hand().put(an_event(start=day, end=day + timedelta(days=1)), rule="FREQ=DAILY;COUNT=3")
    found = Round(desk.reading(), None)
    assert len(found.items) == 1
    assert [e.recurrence_id for e in found.events] == ["20261020", "20261021", "20261022"]


def test_a_calendar_of_nothing_but_series_is_handed_on_in_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_ITEMS", 3)
    for n in range(8):
        desk.hand().put(an_event(f"{n}@p.example"), rule="FREQ=WEEKLY;COUNT=2")
    first = Round(desk.reading(), None)
    assert [len(page.items) for page in first.pages] == [3, 3, 2]
    assert [page.cursor is not None for page in first.pages] == [False, False, True]


def test_the_cursor_knows_every_instance_again(desk: Desk) -> None:
    desk.hand().put(an_event("weekly@p.example"), rule=WEEKLY)
    first = Round(desk.reading(), None)
    known = Cursor.read(first.cursor, WINDOW, listing.ASKED)
    assert list(known.of_instances().values()) == [series_id(desk)] * 6
    assert Cursor.read(known.text(), WINDOW, listing.ASKED) == known


# a calendar that goes


def test_a_calendar_that_is_gone_asks_the_person(desk: Desk) -> None:
    other = desk.wire.mailbox.add_calendar("Équipe")
    calendar = desk.reading(other, "Équipe")
    cursor = Round(calendar, None).cursor
    desk.wire.mailbox.unshare(other, 404)
    for known in (cursor, None):
        with pytest.raises(NeedsPerson, match=r"Équipe \(home\): this calendar is not there"):
            Round(calendar, known)


def test_a_calendar_that_is_closed_to_us_is_refused_in_words(desk: Desk) -> None:
    other = desk.wire.mailbox.add_calendar("Équipe")
    calendar = desk.reading(other, "Équipe")
    Round(calendar, None)
    desk.wire.mailbox.unshare(other, 403)
    with pytest.raises(Refused, match="Ask the calendar's owner for access"):
        Round(calendar, None)


def test_another_role_in_a_calendar_makes_it_be_read_anew(desk: Desk) -> None:
    other = desk.wire.mailbox.add_calendar("Équipe")
    cursor = Round(desk.reading(other), None).cursor
    desk.wire.mailbox.share(other, "reader")
    with pytest.raises(CursorExpired):
        Round(desk.reading(other), cursor)


def test_one_calendar_that_fails_leaves_the_others_be(desk: Desk) -> None:
    other = desk.wire.mailbox.add_calendar("Équipe")
    desk.wire.troubles.refuse("events.list", 500, where=lambda a: "primary" not in a.path, times=99)
    with pytest.raises(RelanceError):
        Round(desk.reading(other), None)
    assert Round(desk.reading(), None).complete


def test_a_ref_and_a_version_are_googles_own(desk: Desk) -> None:
    desk.hand().put(an_event())
    event = Round(desk.reading(), None).one()
    (kept,) = desk.wire.mailbox.events()
    assert (event.ref, event.version) == (kept["id"], kept["etag"])
    assert replace(event, ref="", version="") == replace(an_event(), sequence=0)
