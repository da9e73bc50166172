from __future__ import annotations

import os
import pty
import subprocess
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview
from json_docs import check
from relance.cli.disconnect import LEFT
from relance.writing.catalogue import say_it

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


def test_an_account_is_signed_out_and_leaves_the_rest_as_it_was(
    google: GoogleDesk, relance: Relance
) -> None:
    before = google.settings
    google.connect(relance)
    google.desk.config.write_text(google.settings + "\n# mine\n[windows]\nper_day = 3\n")
    ran = relance("disconnect", "google", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "“google” is signed out.",
        "“google” is no longer in the settings.",
        (
            "The follow-ups in “Relances” stay. To remove them: connect it again, then run "
            "relance purge."
        ),
    ]
    assert google.settings == before + "\n# mine\n[windows]\nper_day = 3\n"
    assert "google:google" not in google.secrets()
    assert all(grant.revoked for grant in google.wire.oauth.grants)
    assert relance("status", "--now", NOW).code == 0


def test_the_settings_may_stay(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    before = google.settings
    ran = relance("disconnect", "google", "--keep-settings", "--json", "--now", NOW)
    check("disconnect", ran.json)
    assert (ran.json["signed_out"], ran.json["removed"]) == (True, False)
    assert google.settings == before
    ran = relance("sync", "--now", NOW)
    assert ran.code == 3
    assert "nobody is signed in. Run: relance connect google --name google" in ran.err


def test_what_google_says_against_it_stops_nothing(google: GoogleDesk, relance: Relance) -> None:
    before = google.settings
    google.connect(relance)
    google.wire.troubles.refuse("oauth.revoke", 500, "backendError")
    ran = relance("disconnect", "google", "--json", "--now", NOW)
    check("disconnect", ran.json)
    assert ran.code == 1
    assert ran.json["error"]["kind"] == "Temporary"
    assert "https://myaccount.google.com/permissions" in ran.err
    assert google.settings == before
    assert "google:google" not in google.secrets()


def test_an_account_that_does_not_open_is_disconnected_too(
    google: GoogleDesk, relance: Relance
) -> None:
    before = google.settings
    google.connect(relance)
    told = google.settings.replace('write = "Relances"', 'write = "*"')
    google.desk.config.write_text(told)
    ran = relance("disconnect", "google", "--now", NOW)
    assert ran.code == 1
    assert "accounts.google.write" in ran.err
    assert google.settings == before
    assert "google:google" not in google.secrets()


def test_in_thought_everything_stays(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    before = google.settings
    google.wire.forget()
    ran = relance("disconnect", "google", "--dry-run", "--now", NOW)
    assert ran.code == 0
    assert "“google” would be signed out." in ran.out
    assert "“google” would be taken out of the settings." in ran.out
    assert "“Relances” would stay. To remove them, first run: relance purge\n" in ran.out
    assert google.settings == before
    assert "google:google" in google.secrets()
    assert google.wire.requests == []


def test_an_account_of_files_goes_without_any_sign_in(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    relance("sync", "--now", NOW)
    ran = relance("disconnect", "home", "--json", "--now", NOW)
    check("disconnect", ran.json)
    assert (ran.json["signed_out"], ran.json["removed"]) == (False, True)
    assert "[[accounts]]" not in desk.config.read_text()
    assert len(desk.keys()) == 1  # the person's files stay
    assert not (desk.folder / "XDG_STATE_HOME").exists()  # no secret was ever needed


def test_an_unknown_name_is_told_with_those_that_there_are(desk: Desk, relance: Relance) -> None:
    before = desk.config.read_text()
    ran = relance("disconnect", "hom")
    assert ran.code == 2
    assert ran.err == "relance: hom: no account of the settings has this name. There are: home.\n"
    assert desk.config.read_text() == before


def test_an_account_that_only_a_person_can_take_out_stays_signed_in(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    told = google.settings
    head, _, table = told.partition("[[accounts]]\n")
    inline = ", ".join(line for line in table.splitlines() if line)
    google.desk.config.write_text(f"accounts = [{{ {inline} }}]\n{head}")
    google.wire.forget()
    ran = relance("disconnect", "google", "--now", NOW)
    assert ran.code == 2
    assert "take it out by hand" in ran.err
    assert google.wire.requests == []
    assert "google:google" in google.secrets()


@pytest.mark.parametrize(
    ("answers", "goes", "stay"),
    [("n\nn\n", False, 1), ("n\ny\n", True, 1), ("y\ny\n", True, 0), ("y\nn\n", False, 0)],
)
def test_who_has_follow_ups_there_is_asked_at_a_terminal(
    desk: Desk, answers: str, goes: bool, stay: int
) -> None:
    desk.put("a.ics", interview("Zarvane"))
    assert desk.run("sync", "--now", NOW).code == 0
    here, there = pty.openpty()
    with subprocess.Popen(
        desk.command("disconnect", "home", "--now", NOW),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=desk.environment(),
        cwd=desk.folder,
        text=True,
    ) as process:
        os.close(there)
        os.write(here, answers.encode())
        out, err = process.communicate(timeout=60)
        os.close(here)
    assert (process.returncode, err) == (0, "")
    assert "`relance purge` removes them" in out
    assert ("Removed: 1 events." in out) is (stay == 0)
    assert ("[[accounts]]" not in desk.config.read_text()) is goes
    assert len(desk.keys()) == stay


def test_what_is_disconnected_is_let_go_of_though_another_account_fails(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    google.connect(relance, "--name", "work", "--read-only")
    relance("sync", "--now", NOW)
    google.wire.oauth.revoke_all()
    relance("sync", "--now", NOW)
    relance("disconnect", "google", "--now", NOW)
    relance("sync", "--now", NOW)
    ran = relance("status", "--json", "--now", NOW)
    accounts = {one["id"].partition(":")[0] for one in ran.json["calendars"]}
    assert "google" not in accounts
    assert "work" in accounts


@pytest.mark.parametrize(
    "kind", ["relance_caldav.account", "relance_ics.address", "relance_outlook.account"]
)
def test_what_an_account_leaves_is_known_in_french(kind: str) -> None:
    left = import_module(kind).TAKE_BACK
    assert left in LEFT
    assert say_it(left, "fr") != left
