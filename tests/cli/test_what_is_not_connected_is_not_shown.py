"""Calendars that the settings name no more are neither shown nor read from the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


@pytest.fixture
def written(google: GoogleDesk, relance: Relance) -> GoogleDesk:
    """Return a desk with a follow-up in the calendar that relance made."""
    google.connect(relance)
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    return google


def shown(relance: Relance) -> list[str]:
    """Return the calendars of `relance status`."""
    found = relance("status", "--json", "--now", NOW).json["calendars"]
    return sorted(one["name"] for one in found)


@pytest.mark.parametrize("passes", [0, 1, 2])
def test_a_calendar_of_follow_ups_that_was_replaced_is_shown_once(
    written: GoogleDesk, relance: Relance, passes: int
) -> None:
    assert shown(relance) == ["Relances", "primary"]
    written.wire.mailbox.remove_calendar("Relances")
    assert relance("sync", "--now", NOW).code == 3
    assert shown(relance) == ["Relances", "primary"]
    assert relance("connect", "google", "--now", NOW).code == 0
    for _ in range(passes):
        assert relance("sync", "--accept-loss", "--now", NOW).code == 0
    assert shown(relance) == (["Relances", "primary"] if passes else ["primary"])


def test_right_after_disconnecting_nothing_of_the_account_is_shown(
    written: GoogleDesk, relance: Relance
) -> None:
    before = relance("status", "--json", "--now", NOW).json
    assert before["coming"]
    assert relance("disconnect", "google", "--dry-run", "--now", NOW).code == 0
    assert relance("status", "--json", "--now", NOW).json == before
    relance("disconnect", "google", "--now", NOW)
    ran = relance("status", "--json", "--now", NOW)
    assert (ran.json["calendars"], ran.json["coming"], ran.json["interviews"]) == ([], [], 0)
    assert (ran.code, ran.err) == (0, "")
    assert written.connect(relance).code == 0
    assert relance("sync", "--json", "--now", NOW).json["written"] == 0
    assert relance("status", "--json", "--now", NOW).json["coming"] == before["coming"]


def test_an_account_that_stays_in_the_settings_is_shown(
    written: GoogleDesk, relance: Relance
) -> None:
    relance("disconnect", "google", "--keep-settings", "--now", NOW)
    assert shown(relance) == ["Relances", "primary"]
    assert written.settings.count("[[accounts]]") == 1


def test_of_two_accounts_the_other_stays(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    other = desk.folder / "home2"
    other.mkdir()
    assert relance("connect", "ics", str(other), "--name", "home2", "--now", NOW).code == 0
    relance("sync", "--now", NOW)
    assert shown(relance) == ["home", "home2", "relances"]
    relance("disconnect", "home2", "--now", NOW)
    assert shown(relance) == ["home", "relances"]
    assert relance("status", "--json", "--now", NOW).json["interviews"] == 1


def test_an_account_taken_out_by_hand_is_not_shown_either(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    relance("sync", "--now", NOW)
    head, _, _ = desk.config.read_text().partition("[[accounts]]")
    desk.config.write_text(head)
    assert shown(relance) == []
