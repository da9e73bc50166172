"""What every calendar must do, as tests to subclass.

    class TestMine(WritableContract):
        @pytest.fixture
        def calendar(self) -> WritableCalendar: ...

        @pytest.fixture
        def hand(self, calendar) -> Hand: ...

`calendar` is empty and new for each test. `hand` plays the person, who works on the same
calendar with a tool of their own. A read-only calendar subclasses CalendarContract.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import pytest

from relance.errors import AlreadyThere, Conflict, CursorExpired, Gone, RelanceError
from relance.model import Event, Key, OurMark, Person, ShowsAs, Status, Step, Window, basic
from relance.ports import Batched, Calendar, Watchable, WritableCalendar

if TYPE_CHECKING:
    from relance.ports import Page

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 10, 14, 9, tzinfo=UTC)
WINDOW = Window.around(NOW, PARIS)
OTHER_WINDOW = Window.around(NOW + timedelta(weeks=3), PARIS)


class Hand(Protocol):
    """The person's hand in the calendar."""

    def put(self, event: Event, rule: str = "") -> None:
        """Add or replace an event, a series by its RRULE, or an override of a series."""

    def remove(self, uid: str) -> None:
        """Delete an event or a whole series."""


def an_event(uid: str = "one@person.example", **changes: object) -> Event:
    """Return a plain event of the person's."""
    start = datetime(2026, 10, 20, 10, tzinfo=PARIS)
    plain = Event(
        uid, start, start + timedelta(hours=1), zone="Europe/Paris", summary="Réunion d’équipe"
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # the fields of Event


def a_follow_up(number: int = 1, **changes: object) -> Event:
    """Return an event of ours, not yet written."""
    key = Key(f"{number:012x}", Step.FOLLOW_UP)
    start = datetime(2026, 10, 21, 10, tzinfo=PARIS) + timedelta(days=number % 5)
    bare = Event(
        key.uid,
        start,
        start + timedelta(minutes=15),
        zone="Europe/Paris",
        summary=f"📞 Relance {number} : Solvéria",
        description="Bonjour,\nici Camille ; une question, s’il vous plaît…\n\n#fait",
        url="tel:+33199001234",
        alarms=(timedelta(minutes=10),),
        our_mark=OurMark(str(key)),
    )
    mark = OurMark(str(key), bare.fingerprint(), '{"outcome":"a,b;c\\\\d"}')
    return replace(bare, our_mark=mark, **changes)  # type: ignore[arg-type] # the fields of Event


class Round:
    """One round of reading, taken in whole."""

    def __init__(self, calendar: Calendar, cursor: str | None, window: Window = WINDOW) -> None:
        self.pages: list[Page] = list(calendar.pull(cursor, window))
        self.items = {item.ref: item.events for page in self.pages for item in page.items}
        self.gone = [ref for page in self.pages for ref in page.gone]
        self.events = [event for events in self.items.values() for event in events]
        self.complete = self.pages[-1].complete

    @property
    def cursor(self) -> str:
        """Return the cursor for the next round."""
        cursor = self.pages[-1].cursor
        assert cursor is not None
        return cursor

    def one(self) -> Event:
        """Return the only event."""
        (event,) = self.events
        return event


class CalendarContract:
    """What every calendar that can be read must do."""

    def test_it_has_a_name_and_an_id_that_stays(self, calendar: Calendar) -> None:
        assert isinstance(calendar, Calendar)
        assert calendar.name
        assert calendar.id == calendar.id

    def test_an_empty_calendar_is_read_completely(self, calendar: Calendar) -> None:
        first = Round(calendar, None)
        assert not first.events
        assert first.complete
        assert not first.gone

    def test_a_cursor_stands_on_the_last_page_alone(self, calendar: Calendar, hand: Hand) -> None:
        for number in range(3):
            hand.put(an_event(f"{number}@person.example"))
        pages = Round(calendar, None).pages
        assert [page.cursor is not None for page in pages] == [False] * (len(pages) - 1) + [True]
        assert not any(page.complete for page in pages[:-1])

    def test_an_event_comes_as_it_was_put(self, calendar: Calendar, hand: Hand) -> None:
        put = an_event(description="Ligne 1\nLigne 2", location="Salle 4", sequence=2)
        hand.put(put)
        event = Round(calendar, None).one()
        assert (event.uid, event.start, event.end) == (put.uid, put.start, put.end)
        assert (event.summary, event.description) == (put.summary, put.description)
        assert (event.location, event.recurrence_id) == ("Salle 4", None)
        assert event.our_mark is None
        assert event.ref
        assert event.version

    def test_nothing_changed_is_one_page_without_items(
        self, calendar: Calendar, hand: Hand
    ) -> None:
        hand.put(an_event())
        again = Round(calendar, Round(calendar, None).cursor)
        assert len(again.pages) == 1
        assert not again.items
        assert not again.gone
        assert again.cursor

    def test_only_what_changed_comes_again(self, calendar: Calendar, hand: Hand) -> None:
        for number in range(5):
            hand.put(an_event(f"{number}@person.example"))
        cursor = Round(calendar, None).cursor
        hand.put(an_event("3@person.example", summary="Autre chose", sequence=1))
        assert Round(calendar, cursor).one().summary == "Autre chose"

    def test_a_new_event_comes_with_the_next_round(self, calendar: Calendar, hand: Hand) -> None:
        cursor = Round(calendar, None).cursor
        hand.put(an_event())
        after = Round(calendar, cursor)
        assert after.one().uid == "one@person.example"
        assert not Round(calendar, after.cursor).items

    def test_a_deleted_event_is_told_as_gone(self, calendar: Calendar, hand: Hand) -> None:
        hand.put(an_event())
        hand.put(an_event("two@person.example"))
        first = Round(calendar, None)
        refs = {event.uid: event.ref for event in first.events}
        hand.remove("one@person.example")
        second = Round(calendar, first.cursor)
        assert second.gone == [refs["one@person.example"]]
        assert not second.items
        assert not Round(calendar, second.cursor).gone

    def test_a_deleted_event_is_missing_from_a_complete_round(
        self, calendar: Calendar, hand: Hand
    ) -> None:
        hand.put(an_event())
        hand.put(an_event("two@person.example"))
        hand.remove("one@person.example")
        again = Round(calendar, None)
        assert again.complete
        assert again.one().uid == "two@person.example"

    def test_refs_stay_between_rounds_and_name_nothing(
        self, calendar: Calendar, hand: Hand
    ) -> None:
        hand.put(an_event("secret@person.example", summary="Secret"))
        ref = Round(calendar, None).one().ref
        assert ref == Round(calendar, None).one().ref
        assert "secret" not in ref.casefold()

    def test_leaving_the_window_is_not_being_gone(self, calendar: Calendar, hand: Hand) -> None:
        hand.put(an_event())
        first = Round(calendar, None)
        later = datetime(2031, 1, 7, 9, tzinfo=UTC)
        hand.put(an_event(start=later, end=later + timedelta(hours=1), sequence=1))
        second = Round(calendar, first.cursor)
        assert second.items == {first.one().ref: ()}
        assert not second.gone

    def test_events_outside_the_window_do_not_come(self, calendar: Calendar, hand: Hand) -> None:
        for number, year in enumerate((2020, 2033)):
            start = datetime(year, 6, 1, 9, tzinfo=UTC)
            hand.put(an_event(f"{number}@p.example", start=start, end=start + timedelta(hours=1)))
        assert not Round(calendar, None).events

    def test_an_event_across_the_edge_of_the_window_comes(
        self, calendar: Calendar, hand: Hand
    ) -> None:
        edge = WINDOW.span.start
        hand.put(an_event(start=edge - timedelta(hours=2), end=edge + timedelta(hours=2)))
        assert Round(calendar, None).one().start == edge - timedelta(hours=2)

    def test_a_cursor_of_another_window_is_expired(self, calendar: Calendar, hand: Hand) -> None:
        hand.put(an_event())
        cursor = Round(calendar, None).cursor
        with pytest.raises(CursorExpired):
            Round(calendar, cursor, OTHER_WINDOW)

    @pytest.mark.parametrize("change", ["zone", "nothing"])
    def test_a_window_in_another_zone_is_another_window(
        self, calendar: Calendar, change: str
    ) -> None:
        cursor = Round(calendar, None).cursor
        if change == "nothing":
            Round(calendar, cursor, WINDOW)
            return
        with pytest.raises(CursorExpired):
            Round(calendar, cursor, Window(WINDOW.span, ZoneInfo("Asia/Kolkata")))

    def test_unicode_survives(self, calendar: Calendar, hand: Hand) -> None:
        put = an_event(summary="Ω 面接 — 👩‍💻 “été”, a;b\\c", description="一\n二\n" + "é" * 200)
        hand.put(put)
        event = Round(calendar, None).one()
        assert (event.summary, event.description) == (put.summary, put.description)

    def test_an_all_day_event_has_days(self, calendar: Calendar, hand: Hand) -> None:
        hand.put(an_event(start=date(2026, 10, 20), end=date(2026, 10, 22)))
        event = Round(calendar, None).one()
        assert event.all_day
        assert (event.start, event.end) == (date(2026, 10, 20), date(2026, 10, 22))

    @pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Australia/Sydney"])
    def test_times_are_the_same_instant_in_any_zone(
        self, calendar: Calendar, hand: Hand, zone: str
    ) -> None:
        start = datetime(2026, 10, 20, 9, tzinfo=ZoneInfo(zone))
        hand.put(an_event(start=start, end=start + timedelta(hours=1), zone=zone))
        event = Round(calendar, None).one()
        assert event.start == start
        assert event.end == start + timedelta(hours=1)

    def test_free_time_and_cancelled_events_are_told(self, calendar: Calendar, hand: Hand) -> None:
        hand.put(an_event("free@p.example", shows_as=ShowsAs.FREE))
        hand.put(an_event("off@p.example", status=Status.CANCELLED))
        found = {event.uid: event for event in Round(calendar, None).events}
        assert found["free@p.example"].shows_as is ShowsAs.FREE
        if "off@p.example" in found:  # some providers drop it
            assert found["off@p.example"].status is Status.CANCELLED

    def test_a_series_is_one_item_with_its_occurrences(
        self, calendar: Calendar, hand: Hand
    ) -> None:
        hand.put(an_event(), rule="FREQ=WEEKLY;COUNT=3")
        first = Round(calendar, None)
        assert len(first.items) == 1
        starts = [datetime(2026, 10, day, 10, tzinfo=PARIS) for day in (20, 27)]
        starts.append(datetime(2026, 11, 3, 10, tzinfo=PARIS))  # the clock changed on the 25th
        assert sorted(basic(event.start) for event in first.events) == list(map(basic, starts))
        assert sorted(event.recurrence_id or "" for event in first.events) == list(
            map(basic, starts)
        )
        assert all(event.from_rule for event in first.events)
        assert {event.ref for event in first.events} == set(first.items)

    def test_an_override_takes_the_place_of_its_occurrence(
        self, calendar: Calendar, hand: Hand
    ) -> None:
        hand.put(an_event(), rule="FREQ=WEEKLY;COUNT=3")
        cursor = Round(calendar, None).cursor
        name = basic(datetime(2026, 10, 27, 10, tzinfo=PARIS))
        moved = datetime(2026, 10, 28, 15, tzinfo=PARIS)
        hand.put(
            an_event(
                recurrence_id=name,
                start=moved,
                end=moved + timedelta(hours=1),
                summary="Décalé",
                sequence=1,
            )
        )
        after = Round(calendar, cursor)
        assert len(after.events) == 3
        (override,) = [event for event in after.events if event.recurrence_id == name]
        assert (override.start, override.summary, override.from_rule) == (moved, "Décalé", False)

    def test_an_endless_series_ends_with_the_window(self, calendar: Calendar, hand: Hand) -> None:
        hand.put(an_event(), rule="FREQ=DAILY")
        events = Round(calendar, None).events
        assert len(events) == len({event.recurrence_id for event in events})
        assert all(WINDOW.span.overlaps(event.span(PARIS)) for event in events)
        assert len(events) > 100

    def test_many_events_come_once_each(self, calendar: Calendar, hand: Hand) -> None:
        for number in range(120):
            hand.put(an_event(f"{number}@many.example", summary=f"n° {number}"))
        first = Round(calendar, None)
        uids = [event.uid for event in first.events]
        assert len(uids) == len(set(uids)) == 120
        assert not Round(calendar, first.cursor).items

    def test_what_is_watched_exists(self, calendar: Calendar, hand: Hand) -> None:
        if not isinstance(calendar, Watchable):
            pytest.skip("this calendar cannot be watched")
        hand.put(an_event())
        watched = calendar.watched()
        assert watched
        assert all(path.exists() for path in watched)


class WritableContract(CalendarContract):
    """What every calendar that follow-ups are written into must do."""

    def test_it_is_writable(self, calendar: WritableCalendar) -> None:
        assert isinstance(calendar, WritableCalendar)

    def test_a_created_event_comes_back_as_it_was(self, calendar: WritableCalendar) -> None:
        made = a_follow_up()
        stored = calendar.create(made)
        for event in (stored, calendar.find(str(made.our_mark and made.our_mark.key))):
            assert event is not None
            assert (event.start, event.end) == (made.start, made.end)
            assert (event.summary, event.url) == (made.summary, made.url)
            assert event.our_mark == made.our_mark
            assert event.fingerprint() == made.fingerprint()
            assert (event.ref, event.version) == (stored.ref, stored.version)
        assert stored.ref
        assert stored.version
        pulled = Round(calendar, None).one()
        assert (pulled.ref, pulled.version) == (stored.ref, stored.version)
        assert pulled.our_mark == made.our_mark

    def test_an_all_day_event_can_be_created(self, calendar: WritableCalendar) -> None:
        made = a_follow_up(
            start=date(2026, 11, 4), end=date(2026, 11, 5), shows_as=ShowsAs.FREE, alarms=()
        )
        stored = calendar.create(made)
        assert (stored.start, stored.end) == (made.start, made.end)
        assert stored.shows_as is ShowsAs.FREE

    def test_creating_twice_finds_the_first(self, calendar: WritableCalendar) -> None:
        stored = calendar.create(a_follow_up())
        with pytest.raises(AlreadyThere) as refused:
            calendar.create(a_follow_up(summary="Une autre"))
        there = refused.value.existing
        assert (there.ref, there.version) == (stored.ref, stored.version)
        assert there.summary == stored.summary
        assert len(list(calendar.ours())) == 1

    def test_an_event_without_our_mark_is_never_written(self, calendar: WritableCalendar) -> None:
        with pytest.raises(Conflict):
            calendar.create(an_event())
        assert not Round(calendar, None).events

    def test_an_update_changes_the_version(self, calendar: WritableCalendar) -> None:
        stored = calendar.create(a_follow_up())
        moved = datetime(2026, 10, 23, 15, tzinfo=PARIS)
        updated = calendar.update(
            replace(stored, start=moved, end=moved + timedelta(minutes=15), sequence=1)
        )
        assert (updated.ref, updated.start) == (stored.ref, moved)
        assert updated.version != stored.version
        assert Round(calendar, None).one().start == moved

    def test_a_stale_version_is_a_conflict(self, calendar: WritableCalendar) -> None:
        stored = calendar.create(a_follow_up())
        calendar.update(replace(stored, summary="Deux"))
        with pytest.raises(Conflict):
            calendar.update(replace(stored, summary="Trois"))
        with pytest.raises(Conflict):
            calendar.delete(stored)
        assert Round(calendar, None).one().summary == "Deux"

    def test_what_the_person_changed_is_a_conflict(
        self, calendar: WritableCalendar, hand: Hand
    ) -> None:
        stored = calendar.create(a_follow_up())
        hand.put(replace(stored, summary="Mes mots", sequence=5))
        with pytest.raises(Conflict):
            calendar.update(replace(stored, summary="Nos mots"))
        found = calendar.find(str(stored.our_mark and stored.our_mark.key))
        assert found is not None
        assert found.summary == "Mes mots"
        calendar.update(replace(found, summary="Lu et changé"))
        assert Round(calendar, None).one().summary == "Lu et changé"

    def test_a_deleted_event_is_gone(self, calendar: WritableCalendar) -> None:
        stored = calendar.create(a_follow_up())
        cursor = Round(calendar, None).cursor
        calendar.delete(stored)
        assert Round(calendar, cursor).gone == [stored.ref]
        assert calendar.find(str(stored.our_mark and stored.our_mark.key)) is None
        with pytest.raises(Gone):
            calendar.delete(stored)
        with pytest.raises(Gone):
            calendar.update(stored)

    def test_what_the_person_deleted_is_gone(self, calendar: WritableCalendar, hand: Hand) -> None:
        stored = calendar.create(a_follow_up())
        hand.remove(stored.uid)
        with pytest.raises(Gone):
            calendar.update(stored)
        with pytest.raises(Gone):
            calendar.delete(stored)

    def test_a_key_can_be_created_again_unless_its_deletion_is_remembered(
        self, calendar: WritableCalendar
    ) -> None:
        made = a_follow_up()
        calendar.delete(calendar.create(made))
        try:
            assert calendar.create(made).uid == made.uid
        except Gone:
            assert not list(calendar.ours())
        assert made.our_mark is not None
        renewed = Key.parse(made.our_mark.key).renewed()
        mark = replace(made.our_mark, key=str(renewed))
        again = calendar.create(replace(made, uid=renewed.uid, our_mark=mark))
        assert (again.uid, again.our_mark) == (renewed.uid, mark)

    def test_foreign_events_are_never_touched(self, calendar: WritableCalendar, hand: Hand) -> None:
        hand.put(an_event())
        foreign = Round(calendar, None).one()
        for event in (foreign, replace(a_follow_up(), ref=foreign.ref, version=foreign.version)):
            with pytest.raises(Conflict) as refused:
                calendar.update(event)
            assert not isinstance(refused.value, Gone)
            with pytest.raises(Conflict):
                calendar.delete(event)
        assert Round(calendar, None).one() == foreign

    def test_ours_are_found_by_key_without_any_memory(
        self, calendar: WritableCalendar, hand: Hand
    ) -> None:
        hand.put(an_event())
        old = datetime(2021, 3, 1, 9, tzinfo=UTC)
        made = [a_follow_up(1), a_follow_up(2, start=old, end=old + timedelta(minutes=15))]
        for one in made:
            calendar.create(one)
        assert {event.our_mark for event in calendar.ours()} == {one.our_mark for one in made}
        for one in made:
            assert one.our_mark is not None
            found = calendar.find(one.our_mark.key)
            assert found is not None
            assert (found.uid, found.our_mark) == (one.uid, one.our_mark)
        assert calendar.find(str(Key("f" * 12, Step.ABANDON))) is None

    def test_many_follow_ups_are_written_and_found(self, calendar: WritableCalendar) -> None:
        for number in range(40):
            calendar.create(a_follow_up(number))
        assert len({event.our_mark for event in calendar.ours()}) == 40

    def test_many_at_once_are_treated_as_one_by_one(self, calendar: WritableCalendar) -> None:
        if not isinstance(calendar, Batched):
            pytest.skip("this calendar creates one event at a time")
        there = calendar.create(a_follow_up(3))
        wanted = [*(a_follow_up(number) for number in range(12)), an_event(), a_follow_up(5)]
        answers = calendar.create_all(wanted)
        refused = {at: one for at, one in enumerate(answers) if isinstance(one, RelanceError)}
        assert sorted(refused) == [3, 12, 13]
        assert isinstance(refused[3], AlreadyThere)
        assert isinstance(refused[13], AlreadyThere)
        stored = [there, *(one for one in answers if isinstance(one, Event))]
        assert {(e.ref, e.version) for e in stored} == {(e.ref, e.version) for e in calendar.ours()}
        assert len(stored) == 12

    def test_attendees_are_never_written(self, calendar: WritableCalendar) -> None:
        stored = calendar.create(a_follow_up(attendees=(Person("ines@solveria.example"),)))
        assert not stored.attendees
        assert not Round(calendar, None).one().attendees

    def test_our_own_write_comes_with_the_next_round(self, calendar: WritableCalendar) -> None:
        cursor = Round(calendar, None).cursor
        stored = calendar.create(a_follow_up())
        after = Round(calendar, cursor)
        assert after.one().version == stored.version
        assert not Round(calendar, after.cursor).items
