"""Which calendars there are, which the settings mean, and the one that relance makes, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_hand import at_a_desk
from google_wire_answers import Answer, refusal
from relance.accounts.absent import Absent
from relance.errors import NeedsPerson, RelanceError, Temporary
from relance.model import Window
from relance.ports import Calendar
from relance.testing.contract import WINDOW
from relance_google.calendars import Chosen, chosen, offered
from relance_google.places import OUR_LINE, dedicated

if TYPE_CHECKING:
    from google_hand import Desk
    from relance_google.client import Client

MANY = 1_000


def made(desk: Desk) -> list[str]:
    """Return the calendars that carry our line."""
    return [
        shelf.id
        for shelf in desk.wire.mailbox.shelves.values()
        if OUR_LINE in str(shelf.entry.get("description", ""))
    ]


def place(client: Client) -> str:
    """Return the calendar for follow-ups, as relance finds or makes it."""
    return dedicated(client, "Relances", "Europe/Paris").ref


# what is offered


def test_calendars_are_offered_the_primary_one_first(desk: Desk) -> None:
    add = desk.wire.mailbox.add_calendar
    work = add("Travail", role="writer")
    shared = add("Équipe", role="reader", summaryOverride="Les autres")
    add("Occupé", role="freeBusyReader")
    add("Cachée", hidden=True)
    found = offered(desk.client)
    assert [(one.ref, one.name, one.primary, one.writable) for one in found] == [
        ("primary", "camille@mail.example", True, True),
        (shared, "Les autres", False, False),
        (work, "Travail", False, False),  # we ask to write into their own alone
    ]


def test_a_long_list_of_calendars_is_read_to_its_end(desk: Desk) -> None:
    desk.wire.habits.short_pages = 3
    for n in range(10):
        desk.wire.mailbox.add_calendar(f"n° {n}")
    assert len(offered(desk.client)) == 11
    assert desk.wire.count("calendarList.list") == 4


def test_a_list_of_calendars_without_an_end_is_no_list(desk: Desk) -> None:
    again = b'{"kind": "calendar#calendarList", "items": [], "nextPageToken": "again"}'
    desk.wire.troubles.answer("calendarList.list", Answer(200, again), times=MANY)
    with pytest.raises(Temporary, match="list of calendars has no end"):
        offered(desk.client)
    assert desk.wire.count() == 100


@pytest.mark.parametrize("body", [b"{}", b'{"kind": "calendar#calendarList", "items": 3}'])
def test_an_answer_that_is_no_list_of_calendars_is_an_error(desk: Desk, body: bytes) -> None:
    desk.wire.troubles.answer("calendarList.list", Answer(200, body), times=MANY)
    with pytest.raises(Temporary):
        offered(desk.client)


def test_a_name_that_means_harm_is_one_plain_line(desk: Desk) -> None:
    desk.wire.mailbox.add_calendar("A\x1b[31m\n\u202eB" + "x" * 5_000)
    name = offered(desk.client)[-1].name
    assert name.isprintable()
    assert len(name) <= 200


# what the settings mean


def test_primary_and_ids_are_taken_without_asking(desk: Desk) -> None:
    read = ["primary", "c1@group.calendar.example"]
    assert [(one.ref, one.missing) for one in chosen(desk.client, read)] == [(r, "") for r in read]
    assert desk.wire.count() == 0


def test_names_that_were_looked_up_before_are_not_looked_up_again(desk: Desk) -> None:
    known = {"Travail": "c1@group.calendar.example"}
    (one,) = chosen(desk.client, ["Travail"], known)
    assert (one.ref, one.name) == ("c1@group.calendar.example", "Travail")
    assert desk.wire.count() == 0


def test_a_name_is_looked_up(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Travail")
    primary, work = chosen(desk.client, ["primary", "travail"])
    assert primary.ref == "primary"
    assert work == Chosen("travail", ref, "Travail")
    assert desk.wire.count() == 1


def test_a_star_means_all_of_them_each_once(desk: Desk) -> None:
    work = desk.wire.mailbox.add_calendar("Travail")
    found = chosen(desk.client, ["primary", "*", "Travail"])
    assert sorted(one.ref for one in found) == sorted(["primary", work])


def test_a_name_that_nobody_has_is_told_and_the_others_are_read(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Travail")
    missing, work = chosen(desk.client, ["Perso", "Travail"])
    assert (missing.ref, work.ref) == ("", ref)
    assert "there is no calendar of this name" in missing.missing
    assert "“Travail”" in missing.missing


def test_a_name_that_two_have_is_asked_about(desk: Desk) -> None:
    refs = [desk.wire.mailbox.add_calendar("Travail") for _ in range(2)]
    (one,) = chosen(desk.client, ["Travail"])
    assert one.ref == ""
    assert all(ref in one.missing for ref in refs)


def test_a_calendar_that_is_not_there_says_so_when_it_is_read() -> None:
    absent = Absent("home", "Perso", "there is no calendar of this name.")
    assert isinstance(absent, Calendar)
    assert (absent.id, absent.name) == ("home:Perso", "Perso")
    with pytest.raises(NeedsPerson, match=r"Perso \(home\): there is no calendar of this name"):
        list(absent.pull(None, WINDOW))
    assert isinstance(WINDOW, Window)


# the calendar of our own


def test_a_calendar_is_made_once_and_found_again(desk: Desk) -> None:
    first = place(desk.client)
    for client in (desk.client, desk.another()):
        assert place(client) == first
        client.close()
    assert made(desk) == [first]
    (asked,) = desk.wire.asked("calendars.insert")
    assert asked.body["summary"] == "Relances"
    assert asked.body["timeZone"] == "Europe/Paris"
    assert list(desk.follow_ups(first).ours()) == []


def test_it_is_found_again_under_another_name(desk: Desk) -> None:
    first = place(desk.client)
    desk.wire.mailbox.shelf(first).summary = "Suites d’entretiens"
    desk.wire.mailbox.shelf(first).entry["hidden"] = True
    assert place(desk.client) == first
    assert made(desk) == [first]


def test_it_needs_no_more_than_the_least_permissions() -> None:
    with at_a_desk(scopes=["calendar.app.created", "calendar.calendarlist.readonly"]) as desk:
        first = place(desk.client)
        assert place(desk.client) == first


@pytest.mark.parametrize("reset", [True, False])
@pytest.mark.parametrize("after", [True, False])
def test_a_lost_answer_makes_no_second_one(desk: Desk, after: bool, reset: bool) -> None:
    desk.wire.troubles.drop("calendars.insert", after=after, reset=reset)
    if after:
        first = place(desk.client)
    else:
        with pytest.raises(Temporary):
            place(desk.client)
        first = place(desk.client)
    assert made(desk) == [first]


@pytest.mark.parametrize("trouble", ["cut", "garbage", "late", "troubled"])
def test_an_answer_that_says_nothing_makes_no_second_one(desk: Desk, trouble: str) -> None:
    client = desk.another(timeout=0.5)
    answers: dict[str, Any] = {
        "cut": lambda: desk.wire.troubles.cut("calendars.insert"),
        "garbage": lambda: desk.wire.troubles.answer(
            "calendars.insert", Answer(200, b"<html>"), after=True
        ),
        "late": lambda: desk.wire.troubles.slow("calendars.insert", 1.0, after=True),
        "troubled": lambda: desk.wire.troubles.answer(
            "calendars.insert", refusal("backendError", status=503).answer, after=True
        ),
    }
    answers[trouble]()
    assert [place(client)] == made(desk)
    assert desk.wire.count("calendars.insert") == 1
    client.close()


def test_what_is_seen_late_is_not_made_again_in_the_same_breath(desk: Desk) -> None:
    desk.wire.troubles.drop("calendars.insert", after=True)
    empty = Answer(200, b'{"kind": "calendar#calendarList", "items": []}')
    desk.wire.troubles.answer("calendarList.list", empty, times=2)
    with pytest.raises(Temporary):
        place(desk.client)
    assert [place(desk.client)] == made(desk)


def test_a_list_that_fails_makes_no_calendar(desk: Desk) -> None:
    desk.wire.troubles.refuse("calendarList.list", 500, times=MANY)
    with pytest.raises(RelanceError):
        place(desk.client)
    assert desk.wire.count("calendars.insert") == 0


def test_the_persons_own_calendar_of_that_name_is_not_taken_for_it(desk: Desk) -> None:
    desk.wire.mailbox.add_calendar("Relances")
    with pytest.raises(NeedsPerson, match="name it by its id"):
        place(desk.client)
    assert made(desk) == []


def test_of_several_always_the_same_one_is_taken(desk: Desk) -> None:
    for _ in range(3):
        desk.wire.mailbox.add_calendar("Relances", description=f"x {OUR_LINE}")
    found = {place(desk.client) for _ in range(3)}
    assert len(found) == 1


def test_a_calendar_of_somebody_elses_with_our_line_is_not_ours(desk: Desk) -> None:
    desk.wire.mailbox.add_calendar("Relances", role="writer", description=OUR_LINE)
    place(desk.client)
    assert desk.wire.count("calendars.insert") == 1


def test_a_renamed_calendar_stays_known_beside_names_that_are_new(desk: Desk) -> None:
    work = desk.wire.mailbox.add_calendar("Work, renamed")
    other = desk.wire.mailbox.add_calendar("Other")
    refs = [one.ref for one in chosen(desk.client, ["Work", "Other"], {"Work": work})]
    assert refs == [work, other]
    everything = chosen(desk.client, ["Work", "*"], {"Work": work})
    assert [one.ref for one in everything].count(work) == 1
    assert not any(one.missing for one in everything)
