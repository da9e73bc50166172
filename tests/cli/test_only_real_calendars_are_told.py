"""Follow-ups that stand in the journal are no calendar; what failed is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk

NONE_YET = (
    "No calendar is connected yet. Connect one: relance connect google, outlook, caldav (iCloud, "
    "Nextcloud, Fastmail…), address (a calendar’s secret link), or ics FOLDER --write FOLDER"
)


def test_who_has_no_calendar_yet_is_told_that_alone(google: GoogleDesk, relance: Relance) -> None:
    ran = relance("sync", "--now", NOW)
    assert (ran.code, ran.out) == (0, f"{NONE_YET}\n")
    ran = relance("status", "--now", NOW)
    assert ran.code == 0
    assert ran.out.startswith(f"{NONE_YET}\n\nLast pass:")
    assert "journal " not in ran.out
    assert relance("status", "--json", "--now", NOW).json["calendars"] == []
    assert google.settings.count("[[accounts]]") == 0


def test_follow_ups_in_the_journal_are_no_calendar(desk: Desk, relance: Relance) -> None:
    told = desk.config.read_text().replace('write = "relances"\n', "")
    desk.config.write_text(told)
    desk.put("a.ics", interview("Zarvane"))
    ran = relance("sync", "--now", NOW)
    assert ran.code == 0
    assert ran.out.startswith("Calendars: 1, events read: 1")
    assert "Written: 1 created" in ran.out
    calendars = relance("status", "--json", "--now", NOW).json["calendars"]
    assert [one["name"] for one in calendars] == ["home"]


def test_a_sign_in_that_is_over_is_told_once_and_shortly_in_the_table(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.mailbox.add_calendar("Work")
    google.connect(relance, "--read", "primary", "--read", "Work")
    relance("sync", "--now", NOW)
    google.wire.oauth.revoke_all()
    ran = relance("sync", "--now", NOW)  # which finds it out while it reads
    assert (ran.code, len(ran.complaints)) == (3, 1)
    ran = relance("status", "--now", NOW)
    assert (ran.code, len(ran.complaints)) == (3, 1)
    assert "the sign-in is over" in ran.err
    assert "the sign-in is over" not in ran.out
    rows = ran.out.splitlines()[1:4]
    assert all(row.endswith("  you must act") for row in rows), rows


def test_errors_in_json_are_told_once(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    google.wire.oauth.revoke_all()
    ran = relance("sync", "--json", "--now", NOW)
    assert (ran.code, len(ran.json["errors"]), len(ran.complaints)) == (3, 1, 1)
    calendars = relance("status", "--json", "--now", NOW).json["calendars"]
    assert {one["state"] for one in calendars} == {"NeedsPerson"}


def test_a_calendar_that_was_not_reached_is_told_with_the_reason(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    google.wire.troubles.refuse("events.list", 403, "forbidden", times=99)
    assert relance("sync", "--now", NOW).code == 1
    ran = relance("status", "--now", NOW)
    assert ran.code == 0
    assert "Google does not allow this (403 forbidden)" in ran.err
    assert "Relances  Mon 23 Nov 08:00  not read" in ran.out
