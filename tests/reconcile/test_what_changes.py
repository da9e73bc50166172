"""Wanted × found → the smallest change, the person's hand kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import at
from relance.model import Event, Key, OurMark, Person, ShowsAs, Step
from relance.reading.hand import edited, moved
from relance.reconcile import Action, Create, Delete, Update, reconcile

KEY = Key("0123456789ab", Step.FOLLOW_UP)


def ours(start: str = "2026-12-01 10:00", *, title: str = "Call", memory: str = "{}") -> Event:
    """Return an event as relance writes it."""
    begins = at(start)
    event = Event(
        KEY.uid, begins, begins + timedelta(minutes=15), summary=title, description="Notes."
    )
    return replace(event, our_mark=OurMark(str(KEY), event.fingerprint(), memory))


def stored(event: Event, version: str = "1") -> Event:
    return replace(event, ref="file", version=version)


def changes(
    wanted: Event | None,
    *found: Event,
    settled: tuple[str, ...] = (),
    memories: dict[str, str] | None = None,
) -> tuple[Action, ...]:
    by_key = {str(KEY): wanted} if wanted is not None else {}
    return reconcile(by_key, found, settled=settled, memories=memories or {})


def test_what_is_missing_is_created() -> None:
    assert changes(ours()) == (Create(str(KEY), ours()),)


def test_what_stands_as_wanted_is_left_alone() -> None:
    assert changes(ours(), stored(ours())) == ()


def test_a_new_time_is_written_over_the_version_that_was_read() -> None:
    (change,) = changes(ours("2026-12-02 10:00"), stored(ours(), "7"))

    assert isinstance(change, Update)
    assert (change.event.start, change.event.version) == (at("2026-12-02 10:00"), "7")
    assert change.event.sequence == 1


def test_after_an_update_nothing_is_left_to_do() -> None:
    (change,) = changes(ours("2026-12-02 10:00"), stored(ours()))
    assert isinstance(change, Update)

    assert changes(ours("2026-12-02 10:00"), stored(change.event, "8")) == ()


def test_what_is_not_wanted_is_deleted() -> None:
    assert changes(None, stored(ours())) == (Delete(str(KEY), stored(ours())),)


def test_what_is_settled_stays() -> None:
    assert changes(None, stored(ours()), settled=(str(KEY),)) == ()


def test_words_of_the_person_stay_when_the_time_changes() -> None:
    edited = replace(stored(ours()), summary="Call Ms Serre, not before eleven")
    (change,) = changes(ours("2026-12-02 10:00", title="Call again"), edited)

    assert isinstance(change, Update)
    assert change.event.summary == "Call Ms Serre, not before eleven"
    assert change.event.start == at("2026-12-02 10:00")
    assert changes(ours("2026-12-02 10:00", title="Call again"), stored(change.event)) == ()


def test_words_of_the_person_alone_ask_for_nothing() -> None:
    edited = replace(stored(ours()), description="Ask for the works council.")

    assert changes(ours(title="Other words by now"), edited) == ()


def test_a_pin_is_still_seen_after_our_words_changed() -> None:
    moved = replace(stored(ours()), start=at("2026-12-03 08:00"), end=at("2026-12-03 08:15"))
    wanted = replace(
        ours(title="New words"), start=at("2026-12-03 08:00"), end=at("2026-12-03 08:15")
    )
    (change,) = changes(wanted, moved)
    assert isinstance(change, Update)
    assert change.event.our_mark is not None

    times = change.event.our_mark.fingerprint.split(".")[0]
    assert times == ours().fingerprint().split(".")[0]
    assert change.event.summary == "New words"
    assert changes(wanted, stored(change.event)) == ()


def test_what_the_person_set_beside_time_and_words_stays() -> None:
    theirs = replace(
        stored(ours()),
        alarms=(timedelta(minutes=3),),
        shows_as=ShowsAs.FREE,
        location="Desk",
        categories=("work",),
    )
    (change,) = changes(ours("2026-12-02 10:00"), theirs)

    assert isinstance(change, Update)
    assert change.event.alarms == (timedelta(minutes=3),)
    assert change.event.shows_as is ShowsAs.FREE
    assert (change.event.location, change.event.categories) == ("Desk", ("work",))


def test_folded_white_space_is_no_change() -> None:
    folded = replace(stored(ours()), description="  Notes.\r\n")

    assert changes(ours(), folded) == ()


def test_an_event_that_stays_learns_what_it_must_remember() -> None:
    there = stored(ours(memory="{}"))
    (change,) = changes(None, there, settled=(str(KEY),), memories={str(KEY): '{"said":[]}'})

    assert isinstance(change, Update)
    assert change.event.our_mark is not None
    assert change.event.our_mark.memory == '{"said":[]}'
    assert (change.event.start, change.event.summary) == (there.start, there.summary)


def test_of_two_events_with_one_key_the_surplus_goes() -> None:
    one, two = replace(stored(ours()), ref="a"), replace(stored(ours()), ref="b")

    assert changes(ours(), two, one) == (Delete(str(KEY), two),)


def test_an_update_is_made_where_the_event_lies_under_the_name_that_it_has_there() -> None:
    there = replace(stored(ours()), uid="040000008200E00074C5B7101A82E008", ref="items/7")
    (change,) = changes(ours("2026-12-02 10:00"), there)

    assert change.key == str(KEY)
    assert (change.event.uid, change.event.ref) == (there.uid, "items/7")


def test_a_link_that_the_person_added_stays() -> None:
    theirs = replace(stored(ours()), url="https://meet.example/serre")
    (change,) = changes(ours("2026-12-02 10:00"), theirs)

    assert change.event.url == theirs.url


def test_an_event_that_the_person_invited_somebody_to_stays_as_it_is() -> None:
    me, friend = Person("zita@owner.example"), Person("friend@owner.example")
    theirs = replace(stored(ours()), organizer=me, attendees=(me, friend))

    assert changes(ours("2026-12-02 10:00", title="Other"), theirs) == ()
    assert changes(None, theirs) == ()
    assert changes(None, theirs, settled=(str(KEY),), memories={str(KEY): '{"a":1}'}) == ()
    assert len(changes(None, replace(theirs, attendees=(me,)))) == 1


def test_new_notes_of_ours_are_written() -> None:
    wanted = replace(ours(), description="Other notes.")
    (change,) = changes(wanted, stored(ours()))

    assert change.event.description == "Other notes."


def test_what_relance_changed_is_not_taken_for_the_persons_hand() -> None:
    (change,) = changes(ours("2026-12-02 10:00", title="Call again"), stored(ours()))

    assert not moved(change.event)
    assert not edited(change.event)


def test_a_follow_up_that_is_moved_back_to_a_time_of_ours_is_no_pin_any_more() -> None:
    there = replace(stored(ours()), start=at("2026-11-20 08:00"), end=at("2026-11-20 08:15"))
    assert moved(there)
    (change,) = changes(ours("2026-12-02 10:00"), there)

    assert change.event.start == at("2026-12-02 10:00")
    assert not moved(change.event)


def test_words_of_the_person_are_still_seen_as_theirs_after_an_update() -> None:
    there = replace(stored(ours()), summary="Call Ms Serre")
    (change,) = changes(ours("2026-12-02 10:00"), there)

    assert edited(change.event)
    assert not moved(change.event)


def test_an_event_that_learns_something_is_a_change_of_its_own_key_and_version() -> None:
    there = replace(stored(ours(), "7"), sequence=3)
    (change,) = changes(None, there, settled=(str(KEY),), memories={str(KEY): "{1}"})

    assert (change.key, change.event.version, change.event.sequence) == (str(KEY), "7", 4)


def test_an_event_that_knows_already_what_it_must_remember_is_left_alone() -> None:
    there = stored(ours(memory="{1}"))

    assert changes(None, there, settled=(str(KEY),), memories={str(KEY): "{1}"}) == ()


def test_one_that_stays_keeps_no_other_from_going() -> None:
    other = Key("ffffffffffff", Step.FOLLOW_UP)
    gone = replace(stored(ours()), ref="b", our_mark=OurMark(str(other), ours().fingerprint()))

    assert changes(ours(), stored(ours()), gone) == (Delete(str(other), gone),)
