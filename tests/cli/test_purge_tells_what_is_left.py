"""What purge says of calendars that are gone, that stay, and that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview
from json_docs import check

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


def made(google: GoogleDesk) -> list[str]:
    """Return the ids of the calendars that relance made."""
    return [ref for ref, shelf in google.wire.mailbox.shelves.items() if shelf.made_by]


@pytest.fixture
def written(google: GoogleDesk, relance: Relance) -> GoogleDesk:
    """Return a desk with a follow-up in the calendar that relance made."""
    google.connect(relance)
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    return google


def test_a_calendar_that_the_person_deleted_holds_nothing_of_ours(
    written: GoogleDesk, relance: Relance
) -> None:
    [ref] = made(written)
    written.wire.mailbox.remove_calendar(ref)
    ran = relance("purge", "--yes", "--dry-run", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    ran = relance("purge", "--yes", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Removed: 0 events.",
        "The calendar “Relances” is not there any more: nothing of relance is left in it.",
    ]
    assert relance("sync", "--now", NOW).code == 3  # and none is made silently
    assert relance("connect", "google", "--now", NOW).code == 0
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1


def test_one_that_was_replaced_since_is_no_matter_either(
    written: GoogleDesk, relance: Relance
) -> None:
    [ref] = made(written)
    written.wire.mailbox.remove_calendar(ref)
    relance("connect", "google", "--now", NOW)
    relance("sync", "--accept-loss", "--now", NOW)
    ran = relance("purge", "--yes", "--json", "--now", NOW)
    check("purge", ran.json)
    assert (ran.code, ran.json["kept"], ran.json["errors"]) == (0, [], [])
    [new] = made(written)
    assert written.wire.mailbox.events(new) == []


def test_one_that_follow_ups_went_into_before_is_emptied_too(
    written: GoogleDesk, relance: Relance
) -> None:
    [before] = made(written)
    told = written.settings.replace('write = "Relances"\n', "")
    written.desk.config.write_text(told)
    assert relance("sync", "--now", NOW).code == 0
    ran = relance("purge", "--yes", "--json", "--now", NOW)
    assert (ran.code, ran.json["kept"], ran.json["errors"]) == (0, [], [])
    assert written.wire.mailbox.events(before) == []


@pytest.mark.usefixtures("written")
def test_the_empty_calendar_that_stays_is_told(relance: Relance) -> None:
    stays = (
        "The calendar “Relances” itself stays. If it was for follow-ups alone, you can delete it "
        "where you see your calendars."
    )
    assert stays not in relance("purge", "--dry-run", "--now", NOW).out
    ran = relance("purge", "--yes", "--now", NOW)
    assert (ran.code, ran.out.splitlines()) == (0, ["Removed: 1 events.", stays])


def test_a_folder_of_follow_ups_that_was_deleted_is_no_matter(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    for file in desk.relances.iterdir():
        file.unlink()
    desk.relances.rmdir()
    ran = relance("purge", "--yes", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert "itself stays" not in ran.out


def test_nobody_is_told_of_nothing_when_nothing_could_be_read(
    written: GoogleDesk, relance: Relance
) -> None:
    written.wire.oauth.revoke_all()
    ran = relance("purge", "--dry-run", "--now", NOW)
    assert ran.code == 3
    assert len(ran.complaints) == 1  # for reading and writing alike
    assert ran.out == "Nothing was removed, as told above.\n"
    ran = relance("purge", "--yes", "--now", NOW)
    assert (ran.code, ran.out) == (3, "Nothing was removed, as told above.\n")
    ran = relance("interviews", "--now", NOW)
    assert (ran.code, ran.out) == (3, "The calendars could not be read, as told above.\n")


def test_what_could_not_all_be_read_is_told_as_such(written: GoogleDesk, relance: Relance) -> None:
    written.desk.home.mkdir(exist_ok=True)
    written.desk.put("more.ics", interview("Brumair"))
    relance("connect", "ics", "home", "--now", NOW)
    written.wire.oauth.revoke_all()
    ran = relance("interviews", "--now", NOW)
    assert ran.code == 3
    assert "\nNot every calendar could be read, as told above.\n" in ran.out
    assert ran.out.startswith("Interviews: 1\n")
