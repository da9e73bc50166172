"""A newcomer's small findings: places by their names, kinds by what people call them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, calendar, event, interview
from relance.journal.lock import hold

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


def test_a_calendar_written_before_is_told_by_its_name(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    [ref] = [ref for ref, shelf in google.wire.mailbox.shelves.items() if shelf.made_by]
    told = google.settings.replace('write = "Relances"\n', "")
    more = '\n[[accounts]]\nname = "files"\nkind = "ics"\nwrite = "mine"\n'
    google.desk.config.write_text(told + more)
    ran = relance("sync", "--now", NOW)
    assert ran.complaints[0].startswith(
        "relance: Relances (google): follow-ups were written here before, and go into “mine” now"
    )
    google.desk.config.write_text(
        google.desk.config.read_text().partition("[[accounts]]")[0] + more
    )
    for arguments in (("--dry-run",), ("--yes",)):
        ran = relance("purge", *arguments, "--now", NOW)
        assert "relance: Relances (google): follow-ups were written here before" in ran.err
        assert ref not in ran.err + ran.out


def test_a_calendar_that_was_never_read_has_its_name_in_status(
    desk: Desk, relance: Relance
) -> None:
    (desk.home / "broken").mkdir()
    desk.home.rename(desk.folder / "away")
    assert relance("sync", "--now", NOW).code != 0
    first = relance("status", "--json", "--now", NOW).json["calendars"][0]
    assert (first["name"], first["read_at"]) == ("home", None)


def test_the_daemon_runs_since_a_time_on_the_persons_clock(desk: Desk, relance: Relance) -> None:
    url, since = f"{desk.folder / 'journal.sqlite'}.daemon", datetime(2026, 11, 22, 23, tzinfo=UTC)
    held, done = threading.Event(), threading.Event()

    def run() -> None:
        with hold(url, now=since, what="relance run"):
            held.set()
            done.wait(30)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert held.wait(30)
        ran = relance("status", "--now", NOW)
        told = relance("status", "--json", "--now", NOW).json["daemon"]
    finally:
        done.set()
        thread.join()
    assert "since 2026-11-23 00:00" in ran.out
    assert told.endswith("since 2026-11-23 00:00")


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("icloud", "caldav"),
        ("Nextcloud", "caldav"),
        ("fastmail", "caldav"),
        ("gmail", "google"),
        ("hotmail", "outlook"),
        ("office365", "outlook"),
        ("exchange", "outlook"),
        ("webcal", "address"),
        ("files", "ics"),
    ],
)
def test_a_kind_that_nobody_has_points_to_the_one_that_is_meant(
    desk: Desk, relance: Relance, kind: str, meant: str
) -> None:
    before = desk.config.read_text()
    ran = relance("connect", kind, "--now", NOW)
    assert (ran.code, ran.out) == (2, "")
    command = f"relance connect {meant}{' PATH' if meant == 'ics' else ''}"
    assert ran.complaints == [f"relance: there is no kind “{kind}”; for that, run: {command}"]
    assert desk.config.read_text() == before


def test_an_appointment_in_two_calendars_is_counted_once(desk: Desk, relance: Relance) -> None:
    work = desk.folder / "work"
    work.mkdir()
    desk.put("a.ics", interview("Zarvane", uid="one"), interview("Brumair", "20261127"))
    by_hand = event("hand", "20261126T090000Z", "20261126T100000Z", "Entretien d'embauche Zarvane")
    (work / "b.ics").write_bytes(calendar(interview("Zarvane", uid="one"), by_hand))
    text = desk.config.read_text().replace('read = ["home"]', 'read = ["home", "work"]')
    desk.config.write_text(text)
    for command in ("sync", "status", "sync"):
        assert relance(command, "--json", "--now", NOW).json["interviews"] == 2
    assert "Interviews: 2" in relance("status", "--now", NOW).out
    both = desk.folder / "both"
    both.mkdir()
    (both / "c.ics").write_bytes(
        calendar(interview("Kaolis", uid="two"), by_hand.replace("Zarvane", "Kaolis"))
    )
    ran = relance("connect", "ics", "both", "--now", NOW)
    assert "both: events read: 2, interviews: 1\nComing: 1\n" in ran.out


def test_the_folder_of_follow_ups_is_made_and_the_one_to_read_must_be_there(
    desk: Desk, relance: Relance
) -> None:
    desk.config.write_text(desk.config.read_text().partition("[[accounts]]")[0])
    before = desk.config.read_text()
    for write in ("made/here", "nothere"):
        ran = relance("connect", "ics", "nothere", "--write", write, "--now", NOW)
        assert ran.code == 1
        assert ran.err == (
            "relance: nothere: there is no such file or folder. Name the folder or the .ics file "
            "that holds your calendar; the folder of --write alone is made.\n"
        )
        assert not (desk.folder / write).exists()
        assert desk.config.read_text() == before
    ran = relance("connect", "ics", "home", "--write", "made/here", "--now", NOW)
    assert (ran.code, (desk.folder / "made" / "here").is_dir()) == (0, True)
