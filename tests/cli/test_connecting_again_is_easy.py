"""The same command again, a name that is wrong, and an account that goes by another name."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from desk import NOW
from google_person import appointment

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--read", "primary", "--write", "Relances"],
        ["--read", "Work", "--read", "primary", "--name", "home"],
        ["--read-only", "--client-file", "client_secret.json"],
    ],
)
def test_the_very_same_command_signs_in_again(
    google: GoogleDesk, relance: Relance, options: list[str]
) -> None:
    google.wire.mailbox.add_calendar("Work")
    assert google.connect(relance, *options).code == 0
    before = google.settings
    ran = google.connect(relance, *options)
    assert ran.code == 0
    assert "is signed in again; nothing else was changed." in ran.out
    assert google.settings == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--read", "Work"], 'read is ["primary"] there'),
        (["--write", "Other"], 'write is "Relances" there'),
        (["--read-only"], 'write is "Relances" there'),
        (["--client-file", "other.json"], "client_file is "),
        (["--set", "token_uri=https://id.example/token"], "token_uri is not set there"),
    ],
)
def test_only_what_differs_is_told(
    google: GoogleDesk, relance: Relance, options: list[str], told: str
) -> None:
    google.connect(relance, "--name", "perso")
    before = google.settings
    ran = google.connect(relance, *options)
    assert ran.code == 2
    assert f'the account "perso" is there already, but {told}' in ran.err
    assert "api_endpoint" not in ran.err
    assert "To sign in to it again, leave that out: relance connect google --name perso" in ran.err
    assert google.settings == before
    assert relance("connect", "google", "--name", "perso", "--now", NOW).code == 0


def test_who_says_another_name_is_told_of_the_account_that_is_there(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance, "--name", "perso")
    relance("disconnect", "perso", "--keep-settings", "--now", NOW)
    ran = google.connect(relance, "--name", "gogle", "--read-only")
    assert ran.code == 0
    assert ran.complaints[0] == (
        "“perso” is an account of this kind already. To sign in to that one again: "
        "relance connect google --name perso"
    )


def test_a_name_that_is_wrong_does_not_ask_for_the_browser_again(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.mailbox.add_calendar("Work")
    google.wire.mailbox.put("Work", appointment("Entretien d'embauche Brumair – comptable"))
    before = google.settings
    ran = google.connect(relance, "--read", "Nope")
    assert ran.code == 3
    assert ran.complaints[-1] == (
        "relance: Nope (google): there is no calendar of this name; there is: "
        "“camille@mail.example”, “Work”. You stay signed in; go on with: "
        f"relance connect google {shlex.join(google.elsewhere)} --read CALENDAR"
    )
    assert google.settings == before
    visits = len(google.wire.person.visits)
    ran = google.connect(relance, "--read", "Work")
    assert ran.code == 0
    assert len(google.wire.person.visits) == visits
    assert "Your browser opens" not in ran.err
    assert "You were signed in already; that sign-in is used." in ran.out
    assert 'read = ["Work"]' in google.settings
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1


def test_the_options_that_were_right_are_repeated(google: GoogleDesk, relance: Relance) -> None:
    ran = google.connect(relance, "--name", "my own", "--read", "Nope", "--read-only")
    assert ran.complaints[-1].endswith(
        f"relance connect google --name 'my own' {shlex.join(google.elsewhere)} --read-only "
        "--read CALENDAR"
    )


def test_a_place_for_follow_ups_that_is_wrong_keeps_the_sign_in_too(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.mailbox.add_calendar("Mine")
    ran = google.connect(relance, "--write", "Mine", "--read", "primary")
    assert ran.code == 3
    assert "You stay signed in; go on with: relance connect google " in ran.err
    assert ran.complaints[-1].endswith(" --read primary --write CALENDAR")
    visits = len(google.wire.person.visits)
    assert google.connect(relance, "--write", "Relances").code == 0
    assert len(google.wire.person.visits) == visits


def test_a_kept_sign_in_that_allows_too_little_is_asked_for_again(
    google: GoogleDesk, relance: Relance
) -> None:
    assert google.connect(relance, "--read", "Nope", "--read-only").code == 3
    visits = len(google.wire.person.visits)
    assert google.connect(relance).code == 0
    assert len(google.wire.person.visits) == visits + 1


def test_a_kept_sign_in_that_is_over_is_asked_for_again(
    google: GoogleDesk, relance: Relance
) -> None:
    assert google.connect(relance, "--read", "Nope").code == 3
    google.wire.oauth.revoke_all()
    visits = len(google.wire.person.visits)
    assert google.connect(relance).code == 0
    assert len(google.wire.person.visits) == visits + 1


def test_a_kept_sign_in_outlives_trouble_that_passes(google: GoogleDesk, relance: Relance) -> None:
    assert google.connect(relance, "--read", "Nope").code == 3
    google.wire.troubles.refuse("events.list", 403, "forbidden", times=99)
    assert google.connect(relance).code == 1
    google.wire.troubles.clear()
    visits = len(google.wire.person.visits)
    assert google.connect(relance).code == 0
    assert len(google.wire.person.visits) == visits


def test_who_gives_up_can_take_the_sign_in_back(
    google: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_google.way.REVOKE_URI", google.wire.revoke_uri)
    google.connect(relance, "--read", "Nope")
    assert json.loads(relance("status", "--json", "--now", NOW).out)["secrets"] is None
    assert "google:google" in google.secrets()
    ran = relance("disconnect", "google", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "“google” is signed out.\n"
    assert "google:google" not in google.secrets()
    assert all(grant.revoked for grant in google.wire.oauth.grants)


def test_two_places_for_follow_ups_are_told_by_their_names(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance, "--name", "perso")
    ran = google.connect(relance, "--name", "two", "--write", "Other")
    assert ran.code == 2
    assert (
        'the account "two": only one account has `write`, and the account "perso" has it already'
        in ran.complaints[-1]
    )
    assert "accounts[" not in ran.err
