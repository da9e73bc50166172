"""The calendars of an account: which there are, which are meant, and the one of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from relance.accounts.options import EVERY
from relance.errors import NeedsPerson, Refused, Temporary
from relance.testing.contract import a_follow_up, an_event
from relance_outlook.calendars import Chosen, chosen, dedicated, offered
from wire_answers import Answer

if TYPE_CHECKING:
    from outlook_hand import Desk

LIST, MAKE = "calendars.list", "calendars.create"


def test_calendars_are_offered_the_default_one_first(desk: Desk) -> None:
    sport = desk.wire.mailbox.add_calendar("Sport")
    shared = desk.wire.mailbox.add_calendar("Équipe", can_edit=False, owner="ines@work.example")
    found = [(one.ref, one.name, one.primary, one.writable) for one in offered(desk.client)]
    assert found == [
        ("primary", "Calendar", True, True),
        (sport, "Sport", False, True),
        (shared, "Équipe", False, False),
    ]


def test_many_calendars_are_listed_page_by_page(desk: Desk) -> None:
    desk.wire.habits.short_pages = 7
    for number in range(30):
        desk.wire.mailbox.add_calendar(f"Agenda {number}")
    assert len(offered(desk.client)) == 31


def test_what_is_known_is_not_asked_for(desk: Desk) -> None:
    found = chosen(desk.client, ["primary", "Sport"], {"Sport": "AAkSport="})
    assert found == [Chosen("primary", "primary", "primary"), Chosen("Sport", "AAkSport=", "Sport")]
    assert not desk.wire.requests


def test_names_ids_and_all_mean_each_calendar_once(desk: Desk) -> None:
    sport = desk.wire.mailbox.add_calendar("Sport")
    found = chosen(desk.client, ["sport", sport, desk.wire.mailbox.default, EVERY])
    assert [(one.wanted, one.ref) for one in found] == [
        ("sport", sport),
        (desk.wire.mailbox.default, "primary"),
    ]
    assert desk.wire.count() == 1


def test_a_name_that_nothing_has_or_several_have_is_told(desk: Desk) -> None:
    first, second = (desk.wire.mailbox.add_calendar("Sport") for _ in range(2))
    two, none = chosen(desk.client, ["Sport", "Piano"])
    assert two.missing.startswith("several calendars have this name; name one by its id: ")
    assert first in two.missing
    assert second in two.missing
    assert none.missing == (
        "there is no calendar of this name; there is: “Calendar”, “Sport”, “Sport”."
    )


@pytest.mark.parametrize("content", [b"{}", b'{"value": 7}'])
def test_an_answer_that_is_no_list_is_trouble(desk: Desk, content: bytes) -> None:
    desk.wire.troubles.answer(LIST, Answer(200, content))
    with pytest.raises(Temporary, match="no list"):
        offered(desk.client)


# our own


def test_the_calendar_of_follow_ups_is_made_once(desk: Desk) -> None:
    made = dedicated(desk.client, "Relances")
    assert dedicated(desk.client, "Relances") == made
    assert desk.wire.count(MAKE) == 1
    assert desk.wire.asked(MAKE)[0].body == {"name": "Relances"}


@pytest.mark.parametrize("reset", [True, False])
def test_a_calendar_whose_answer_was_lost_is_found_again(desk: Desk, reset: bool) -> None:
    desk.wire.troubles.drop(MAKE, after=True, reset=reset)
    made = dedicated(desk.client, "Relances")
    assert made == desk.wire.mailbox.shelf("Relances").id
    assert (desk.wire.count(MAKE), len(offered(desk.client))) == (1, 2)


def test_a_calendar_that_was_not_made_is_left_to_the_next_pass(desk: Desk) -> None:
    desk.wire.troubles.drop(MAKE, after=False)
    with pytest.raises(Temporary):
        dedicated(desk.client, "Relances")
    assert len(offered(desk.client)) == 1


def test_another_process_that_was_quicker_made_it(desk: Desk) -> None:
    def quicker(_: object) -> bool:
        if len(desk.wire.mailbox.shelves) == 1:
            desk.wire.mailbox.add_calendar("Relances")
        return True

    desk.wire.troubles.refuse(MAKE, 409, "ErrorFolderExists", where=quicker)
    assert dedicated(desk.client, "Relances") == desk.wire.mailbox.shelf("Relances").id


def test_a_name_that_is_taken_by_what_is_not_listed_is_for_the_person(desk: Desk) -> None:
    desk.wire.troubles.refuse(MAKE, 409, "ErrorFolderExists")
    with pytest.raises(NeedsPerson, match="that Outlook does not list"):
        dedicated(desk.client, "Relances")


def test_one_that_holds_nothing_but_follow_ups_is_ours(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("relances")
    desk.follow_ups(ref).create(a_follow_up())
    assert dedicated(desk.client, "Relances") == ref
    assert desk.wire.count(MAKE) == 0


def test_one_that_holds_events_of_the_persons_is_not_ours(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Relances")
    desk.hand(ref).put(an_event())
    with pytest.raises(NeedsPerson) as told:
        dedicated(desk.client, "Relances")
    assert f"to write into that one, name it by its id: {ref}" in str(told.value)
    assert "Correct `write` of this account" in str(told.value)
    assert dedicated(desk.client, ref) == ref


def test_the_default_calendar_is_never_taken_by_its_name(desk: Desk) -> None:
    with pytest.raises(NeedsPerson, match="name it by its id: primary"):
        dedicated(desk.client, "Calendar")


def test_several_of_the_name_are_for_the_person_to_tell(desk: Desk) -> None:
    for _ in range(2):
        desk.wire.mailbox.add_calendar("Relances")
    with pytest.raises(NeedsPerson, match="several calendars have this name"):
        dedicated(desk.client, "Relances")


def test_one_that_nobody_may_write_into_is_told(desk: Desk) -> None:
    ref = desk.wire.mailbox.add_calendar("Équipe", can_edit=False)
    for wanted in (ref, "Équipe"):
        with pytest.raises(NeedsPerson, match="may not write into this calendar"):
            dedicated(desk.client, wanted)


def test_a_refusal_is_passed_on(desk: Desk) -> None:
    desk.wire.troubles.refuse(MAKE, 403, "ErrorAccessDenied")
    with pytest.raises(Refused):
        dedicated(desk.client, "Relances")
