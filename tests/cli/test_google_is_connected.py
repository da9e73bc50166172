from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from desk import NOW, interview
from google_person import appointment
from json_docs import check

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


def test_connected_once_and_follow_ups_are_written(google: GoogleDesk, relance: Relance) -> None:
    ran = google.connect(relance)
    assert ran.code == 0
    assert "google: events read: 1, interviews: 1\nComing: 1\n" in ran.out
    assert "Zarvane" in ran.out
    assert "Follow-ups go into the calendar “Relances”." in ran.out
    assert "No system keyring is here: the sign-in is kept in an encrypted file" in ran.out
    assert "if it is in Testing, the sign-in ends on" in " ".join(ran.out.split())
    told = google.settings
    assert '[[accounts]]\nname = "google"\nkind = "google"\nread = ["primary"]\n' in told
    assert 'write = "Relances"\n' in told
    assert f'client_file = "{google.desk.folder / "client_secret.json"}"' in told

    synced = relance("sync", "--json", "--now", NOW)
    assert (synced.code, synced.err) == (0, "")
    check("sync", synced.json)
    assert synced.json["written"] == 1
    again = relance("sync", "--json", "--now", NOW)
    assert (again.json["written"], again.json["errors"]) == (0, [])
    assert google.wire.count("calendars.insert") == 1
    status = relance("status", "--json", "--now", NOW)
    check("status", status.json)
    assert (status.code, status.json["secrets"]) == (0, "file")
    said = relance("status", "--now", NOW).out
    assert "Sign-ins: kept in an encrypted file, ~/XDG_STATE_HOME/relance/secrets-" in said


def test_what_json_says_is_as_documented(google: GoogleDesk, relance: Relance) -> None:
    ran = google.connect(relance, "--json", "--name", "home", "--read-only")
    check("connect", ran.json)
    assert ran.code == 0
    assert (ran.json["name"], ran.json["read"], ran.json["write"]) == ("home", ["primary"], None)
    assert (ran.json["secrets"], ran.json["already"]) == ("file", False)
    assert [note["what"] for note in ran.json["notes"]] == ["consent screen"]
    assert google.wire.count("calendars.insert") == 0
    assert ran.err.splitlines()[0] == "Your browser opens. If it does not, open this address:"


def test_no_secret_stands_in_the_clear(google: GoogleDesk, relance: Relance) -> None:
    ran = google.connect(relance)
    relance("sync", "--now", NOW)
    shown = ran.out + ran.err + google.secrets()
    tokens = [grant.refresh for grant in google.wire.oauth.grants] + [*google.wire.oauth.access]
    assert len(tokens) >= 2
    assert [token for token in tokens if token in shown] == []
    for path in google.desk.folder.rglob("secrets-*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_signing_in_again_changes_nothing_else(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    before = google.settings
    google.wire.oauth.revoke_all()
    ran = relance("sync", "--now", NOW)
    assert ran.code == 3
    assert "Run: relance connect google --name google" in ran.err
    shown = relance("status", "--now", NOW)
    assert shown.code == 3
    assert "the sign-in is over" in shown.err
    assert "relance connect google --name google" in shown.err
    google.wire.forget()
    again = relance("sync", "--now", NOW)
    assert again.code == 3
    assert len(again.complaints) == 1  # told once, for reading and writing alike
    assert google.wire.count() == 0

    ran = relance("connect", "google", "--now", NOW)
    assert ran.code == 0
    assert "“google” is signed in again; nothing else was changed." in ran.out
    assert google.settings == before
    synced = relance("sync", "--json", "--now", NOW)
    assert (synced.code, synced.json["written"], synced.json["errors"]) == (0, 0, [])
    check("connect", relance("connect", "google", "--json", "--now", NOW).json)


def test_a_sign_in_that_is_over_stops_no_other_account(
    google: GoogleDesk, relance: Relance
) -> None:
    google.desk.home.mkdir(exist_ok=True)
    relance("connect", "ics", "home", "--write", "relances", "--now", NOW)
    google.connect(relance)  # read alone, since follow-ups have a place
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    google.wire.oauth.revoke_all()
    assert relance("sync", "--now", NOW).code == 3
    google.desk.put("more.ics", interview("Brumair"))
    google.wire.forget()
    ran = relance("sync", "--json", "--now", NOW)
    assert (ran.code, ran.json["written"], ran.json["interviews"]) == (3, 1, 2)
    assert [error["kind"] for error in ran.json["errors"]] == ["NeedsPerson"]
    assert google.wire.requests == []
    assert relance("connect", "google", "--now", NOW).code == 0
    ran = relance("sync", "--json", "--now", NOW)
    assert (ran.code, ran.json["written"], ran.json["errors"]) == (0, 0, [])
    assert len(google.desk.keys()) == 2


def test_an_account_that_is_there_takes_no_other_settings(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    before = google.settings
    for more in (["--read", "Work"], ["--write", "Other"], ["--read-only"]):
        ran = relance("connect", "google", *more, "--now", NOW)
        assert ran.code == 2
        assert "is there already" in ran.err
    assert google.settings == before


def test_two_accounts_have_two_names(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    ran = google.connect(relance, "--name", "work", "--read-only")
    assert ran.code == 0
    ran = relance("connect", "google", "--now", NOW)
    assert ran.code == 2
    assert "say which with --name: google, work" in ran.err
    ran = google.connect(relance, "--name", "third", "--write", "Other")
    assert ran.code == 2
    assert "only one account has `write`" in ran.err
    assert google.settings.count("[[accounts]]") == 2


@pytest.mark.parametrize("no", ["all of it", "a part of it"])
def test_what_was_not_allowed_leaves_nothing_behind(
    google: GoogleDesk, relance: Relance, no: str
) -> None:
    before = google.settings
    google.wire.person.denies = no == "all of it"
    google.wire.person.unticks(["calendar.app.created"])
    ran = google.connect(relance)
    assert ran.code == 3
    assert len(ran.complaints) == 3  # the address, and what went wrong
    assert "Run: relance connect google " in ran.complaints[-1]
    assert google.settings == before
    assert "google:google" not in google.secrets()


def test_a_calendar_that_cannot_be_read_leaves_nothing_behind(
    google: GoogleDesk, relance: Relance
) -> None:
    before = google.settings
    google.wire.troubles.refuse("events.list", 403, "forbidden", times=99)
    ran = google.connect(relance)
    assert ran.code == 1
    assert google.settings == before
    assert "google:google" not in google.secrets()
    assert google.wire.count("calendars.insert") == 0


def test_in_thought_nothing_is_kept_or_made(google: GoogleDesk, relance: Relance) -> None:
    before = google.settings
    ran = google.connect(relance, "--dry-run")
    assert ran.code == 0
    assert "interviews: 1" in ran.out
    assert "Nothing was saved." in ran.out
    assert google.settings == before
    assert "google:" not in google.secrets()
    assert google.wire.count("calendars.insert") == 0
    check("connect", google.connect(relance, "--dry-run", "--json").json)
    google.connect(relance)
    google.wire.forget()
    ran = relance("connect", "google", "--dry-run", "--now", NOW)
    assert ran.code == 0
    assert google.wire.count("oauth.*") == 0  # it looks with the sign-in that there is


def test_calendars_are_named_or_all_are_read(google: GoogleDesk, relance: Relance) -> None:
    google.wire.mailbox.add_calendar("Work")
    google.wire.mailbox.put("Work", appointment("Entretien d'embauche Brumair – comptable"))
    ran = google.connect(relance, "--json", "--read", "primary", "--read", "Work")
    assert (ran.json["read"], ran.json["interviews"]) == (["primary", "Work"], 2)
    ran = google.connect(relance, "--json", "--read", "*", "--name", "all", "--read-only")
    assert (ran.json["read"], ran.json["interviews"]) == (["*"], 2)
    ran = google.connect(relance, "--read", "Nowhere", "--name", "third", "--read-only")
    assert ran.code == 3
    assert "there is no calendar of this name" in ran.err


def test_settings_written_by_hand_are_signed_in_to(google: GoogleDesk, relance: Relance) -> None:
    account = [
        "[[accounts]]",
        'name = "perso"',
        'kind = "google"',
        'write = "Relances"',
        'client_file = "client_secret.json"',
        f'api_endpoint = "{google.wire.api}"',
        f'revoke_uri = "{google.wire.revoke_uri}"',
    ]
    google.desk.config.write_text(google.settings + "\n" + "\n".join(account) + "\n")
    before = google.settings
    ran = relance("sync", "--dry-run", "--now", NOW)
    assert ran.code == 3
    assert "Run: relance connect google --name perso" in ran.err
    assert google.wire.requests == []
    assert relance("connect", "google", "--name", "perso", "--now", NOW).code == 0
    assert google.settings == before
    assert google.wire.count("calendars.insert") == 1
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
