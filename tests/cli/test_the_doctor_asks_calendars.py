"""`relance doctor` asks each calendar for a little: nothing is well while every pass fails."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW
from json_docs import check

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk
    from outlook_desk import OutlookDesk

TODAY = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock


def wrong(relance: Relance) -> dict[str, dict[str, Any]]:
    """Return what the doctor finds wrong, by what it is; all else must be well."""
    ran = relance("doctor", "--json", "--now", NOW)
    check("doctor", ran.json)
    found = {one["what"]: one for one in ran.json if one["state"] == "wrong"}
    assert bool(found) == (ran.code != 0)
    return found


def rows(relance: Relance) -> dict[str, dict[str, Any]]:
    return {one["what"]: one for one in relance("doctor", "--json", "--now", NOW).json}


# Google


@pytest.fixture
def connected(google: GoogleDesk, relance: Relance) -> GoogleDesk:
    """Return a desk at which two calendars of Google's are read, and a pass was made."""
    google.wire.clock.now = TODAY
    google.wire.mailbox.add_calendar("Work", role="reader")
    google.connect(relance, "--read", "primary", "--read", "Work")
    assert relance("sync", "--now", NOW).code == 0
    assert wrong(relance) == {}
    return google


def follow_ups(google: GoogleDesk) -> str:
    """Return the calendar that relance made."""
    (made,) = (ref for ref, one in google.wire.mailbox.shelves.items() if one.made_by)
    return made


def test_a_calendar_of_google_that_is_not_shared_any_more(
    connected: GoogleDesk, relance: Relance
) -> None:
    connected.wire.mailbox.unshare("Work", 404)
    found = wrong(relance)
    assert list(found) == ["calendar Work"]
    assert "not shared with this account" in found["calendar Work"]["told"]
    connected.wire.mailbox.shelf("Work").closed = 0
    connected.wire.mailbox.share("Work", "freeBusyReader")
    assert "only the busy times" in wrong(relance)["calendar Work"]["told"]


def test_follow_ups_at_google_that_are_gone(connected: GoogleDesk, relance: Relance) -> None:
    connected.wire.mailbox.remove_calendar(follow_ups(connected))
    found = wrong(relance)
    assert list(found) == ["follow-ups"]
    assert found["follow-ups"]["told"] == "“Relances” is not there any more"
    assert found["follow-ups"]["remedy"].endswith(" relance connect google --name google")


def test_follow_ups_at_google_of_another_client(connected: GoogleDesk, relance: Relance) -> None:
    connected.wire.mailbox.shelf(follow_ups(connected)).made_by = "other.apps.example"
    found = wrong(relance)
    assert list(found) == ["follow-ups"]
    assert "made with another client of yours" in found["follow-ups"]["told"]


def test_google_is_asked_little_and_nothing_is_made(google: GoogleDesk, relance: Relance) -> None:
    google.wire.clock.now = TODAY
    google.connect(relance)
    google.desk.config.write_text(google.settings.replace('"Relances"', '"Suivi"'))
    google.wire.forget()
    told = rows(relance)["follow-ups"]
    assert told["told"] == "“Suivi” is found, or made, by the first pass"
    assert google.wire.count("calendars.insert") == 0
    (listed,) = google.wire.asked("events.list")
    assert (listed.one("timeMin")[:16], listed.one("timeMax")[:16]) == (
        "2026-11-23T07:00",
        "2026-11-23T07:01",
    )


def test_an_account_of_google_that_rests(connected: GoogleDesk, relance: Relance) -> None:
    connected.wire.troubles.refuse("events.list", 403, "quotaExceeded")
    relance("sync", "--now", NOW)
    found = wrong(relance)
    assert list(found) == ["calendars"]
    assert "rests" in found["calendars"]["told"]
    assert found["calendars"]["remedy"] == ""


# Outlook


@pytest.fixture
def office(outlook: OutlookDesk, relance: Relance) -> OutlookDesk:
    """Return a desk at which two calendars of Outlook's are read, and a pass was made."""
    outlook.wire.clock.now = TODAY
    outlook.wire.mailbox.add_calendar("Work")
    outlook.connect(relance, "--read", "primary", "--read", "Work")
    assert relance("sync", "--now", NOW).code == 0
    assert wrong(relance) == {}
    return outlook


def test_a_calendar_of_outlook_that_is_gone(office: OutlookDesk, relance: Relance) -> None:
    office.wire.mailbox.unshare("Work")
    found = wrong(relance)
    assert list(found) == ["calendar Work"]
    assert "not shared with this account" in found["calendar Work"]["told"]


def test_follow_ups_at_outlook_that_cannot_be_written(
    office: OutlookDesk, relance: Relance
) -> None:
    office.wire.mailbox.shelf("Relances").entry["canEdit"] = False
    assert wrong(relance)["follow-ups"]["told"] == "you may not write into “Relances”"
    office.wire.mailbox.remove_calendar("Relances")
    found = wrong(relance)
    assert list(found) == ["follow-ups"]
    assert found["follow-ups"]["remedy"].endswith(" relance connect outlook --name outlook")


def test_an_account_of_outlook_that_rests(office: OutlookDesk, relance: Relance) -> None:
    office.wire.troubles.refuse("*", 429, "TooManyRequests", retry_after=7_200)
    relance("sync", "--now", NOW)
    found = wrong(relance)
    assert list(found) == ["calendars"]
    assert "rests" in found["calendars"]["told"]
