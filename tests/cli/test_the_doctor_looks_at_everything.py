from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW, Desk, Ran, interview
from json_docs import check
from relance.service.setup import secrets_of
from relance.settings import load

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk

TODAY = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock


@pytest.fixture(autouse=True)
def _on_time(google: GoogleDesk) -> None:
    """Let Google's clock be right; its permissions were given by it."""
    google.wire.clock.now = TODAY


def doctor(relance: Relance) -> Ran:
    ran = relance("doctor", "--json", "--now", NOW)
    check("doctor", ran.json)
    return ran


def row(ran: Ran, where: str, what: str) -> dict[str, Any]:
    [found] = [one for one in ran.json if (one["where"], one["what"]) == (where, what)]
    assert isinstance(found, dict)
    return found


def wrong(ran: Ran) -> list[str]:
    return [f"{one['where']}: {one['what']}" for one in ran.json if one["state"] == "wrong"]


def test_all_is_well(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    ran = doctor(relance)
    assert (ran.code, ran.err) == (0, "")
    assert wrong(ran) == []
    assert [f"{one['where']}: {one['what']}" for one in ran.json] == [
        "settings: file",
        "journal: file",
        "clock: clock",
        "zone: zone",
        "secrets: place",
        "account google: client file",
        "account google: answer from the browser",
        "account google: sign-in",
        "account google: permissions",
        "account google: calendar server",
        "account google: sign-in server",
        "account google: clock",
        "account google: calendars",
        "account google: follow-ups",
        "account google: consent screen",
        "account google: calendar primary",
    ]
    said = relance("doctor", "--now", NOW)
    assert said.code == 0
    assert said.out.endswith("\n\nAll is well.\n")
    assert "an encrypted file, since there is no system keyring here" in said.out


def test_testing_is_told_before_it_bites(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    told = row(doctor(relance), "account google", "consent screen")
    ends = f"{TODAY + timedelta(days=7):%Y-%m-%d}"
    assert told["state"] == "note"
    assert f"the sign-in ends on {ends}" in told["told"]
    assert "In production" in told["remedy"]
    assert told["remedy"].endswith(" https://console.cloud.google.com/")


def test_a_sign_in_that_outlived_testing_is_no_note_any_more(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    secrets = secrets_of(load(google.desk.config, {}))
    kept = json.loads(secrets.get("google:google") or "")
    day = timedelta(days=1)  # of the last renewal; nothing was asked since
    then = {"since": str(TODAY - 9 * day), "expiry": str(TODAY - 8 * day), "access": ""}
    secrets.put("google:google", json.dumps(kept | then))
    told = row(doctor(relance), "account google", "consent screen")
    assert told["state"] == "right"
    assert told["told"] == "a sign-in lasted longer than seven days, so it is not in Testing"
    google.wire.oauth.revoke_all()
    assert relance("sync", "--now", NOW).code == 3
    ran = relance("connect", "google", "--now", NOW)  # and so is the one after it
    assert (ran.code, "consent screen" in ran.out) == (0, False)
    assert row(doctor(relance), "account google", "consent screen")["state"] == "right"
    relance("disconnect", "google", "--keep-settings", "--now", NOW)
    assert "consent screen" in relance("connect", "google", "--now", NOW).out  # nothing is known


def test_a_sign_in_that_is_over_is_told_with_the_command(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    google.wire.oauth.revoke_all()
    relance("sync", "--now", NOW)
    ran = doctor(relance)
    assert ran.code == 3
    told = row(ran, "account google", "sign-in")
    assert told["remedy"] == "Run: relance connect google --name google"
    assert wrong(ran) == ["account google: sign-in"]
    said = relance("doctor", "--now", NOW)
    assert said.code == 3
    assert said.out.endswith("\n\nThings to mend: 1\n")
    assert "wrong  account google · sign-in\n" in said.out


def test_nobody_signed_in_and_no_client_file(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    relance("disconnect", "google", "--keep-settings")
    (google.desk.folder / "client_secret.json").unlink()
    ran = doctor(relance)
    assert ran.code == 3
    assert wrong(ran)[:2] == ["account google: client file", "account google: sign-in"]
    assert "docs/connect-google.md" in row(ran, "account google", "client file")["remedy"]


def test_a_client_file_that_others_can_read_is_a_note(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    (google.desk.folder / "client_secret.json").chmod(0o644)
    ran = doctor(relance)
    assert ran.code == 0
    assert "chmod 600" in row(ran, "account google", "client file")["remedy"]


def test_a_client_without_a_way_back_is_told(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    file = google.desk.folder / "client_secret.json"
    told = json.loads(file.read_text())
    told["installed"]["redirect_uris"] = ["https://app.example/back"]
    file.write_text(json.dumps(told))
    assert wrong(doctor(relance)) == ["account google: answer from the browser"]


def test_permissions_that_are_missing_are_named(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance, "--read-only")
    google.desk.config.write_text(google.settings + 'write = "Relances"\n')
    ran = doctor(relance)
    assert ran.code == 3
    assert "calendar.app.created (to make" in row(ran, "account google", "permissions")["told"]


def test_no_network_is_nothing_for_the_person_to_mend(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    told = google.settings.replace(google.wire.api, "http://127.0.0.1:9/calendar/v3/")
    google.desk.config.write_text(told)
    ran = doctor(relance)
    assert ran.code == 1
    assert wrong(ran) == ["account google: calendar server"]
    found = row(ran, "account google", "calendar server")
    assert found["remedy"] == ""
    assert found["told"] == (
        "Google cannot be reached: nothing answers there (http://127.0.0.1:9/calendar/v3/). Look "
        "at the connection of this computer."
    )


@pytest.mark.parametrize(("minutes", "side"), [(12, "fast"), (-12, "slow")])
def test_a_clock_that_is_wrong_is_told(
    google: GoogleDesk,
    relance: Relance,
    monkeypatch: pytest.MonkeyPatch,
    minutes: int,
    side: str,
) -> None:
    google.connect(relance)
    theirs = format_datetime(datetime.now(UTC) - timedelta(minutes=minutes))  # noqa: TID251 - the same
    monkeypatch.setattr("relance_google.checks.server_time", lambda *_, **__: theirs)
    ran = doctor(relance)
    told = row(ran, "account google", "clock")
    assert ran.code == 3
    assert told["told"] == f"this computer's is {abs(minutes)} minutes {side}"


def test_what_google_answers_is_told(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    google.wire.troubles.refuse("calendarList.list", 403, "accessNotConfigured", times=9)
    ran = doctor(relance)
    assert wrong(ran) == ["account google: calendars"]
    assert ran.code == 3


def test_a_damaged_key_of_the_secrets_is_told(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    [key] = google.desk.folder.rglob("*.key")
    key.write_text("no key")
    ran = doctor(relance)
    assert ran.code == 3
    assert wrong(ran) == ["secrets: place", "account google: sign-in"]
    assert "this is no key" in row(ran, "secrets", "place")["told"]


def test_accounts_of_files_are_read(desk: Desk, relance: Relance) -> None:
    relance("init", "--owner", "camille@mail.example", "--force")
    desk.home.mkdir(exist_ok=True)
    desk.put("a.ics", interview("Zarvane"))
    relance("connect", "ics", str(desk.home), "--now", NOW)
    ran = doctor(relance)
    assert ran.code == 0
    assert row(ran, "account home", "home")["told"] == "1 entries read"
    assert "secrets" not in {one["where"] for one in ran.json}
    (desk.home / "a.ics").unlink()
    desk.home.rmdir()
    ran = doctor(relance)
    assert ran.code == 3
    assert wrong(ran) == ["account home: home"]


def test_nothing_is_made_by_looking(google: GoogleDesk, desk: Desk, relance: Relance) -> None:
    more = '[[accounts]]\nname = "google"\nkind = "google"\nclient_file = "client_secret.json"\n'
    google.desk.config.write_text(google.settings + more)
    before = set(desk.folder.rglob("*"))
    assert relance("doctor", "--now", NOW).code == 3  # nobody is signed in
    assert set(desk.folder.rglob("*")) == before


def test_settings_at_fault_are_told_all_at_once(desk: Desk, relance: Relance) -> None:
    desk.config.write_text('timezone = "Mars"\nper_day = 3\n')
    ran = doctor(relance)
    assert ran.code == 3
    assert wrong(ran) == ["settings: file", "settings: file"]
    said = relance("doctor").out
    assert "Mars" in said
    assert "did you mean windows.per_day?" in said
    desk.config.unlink()
    ran = doctor(relance)
    assert "relance init" in ran.json[0]["told"]


def test_a_broken_journal_is_told(desk: Desk, relance: Relance) -> None:
    (desk.folder / "journal.sqlite").write_text("this is no journal, and never was" * 100)
    ran = doctor(relance)
    assert "journal: file" in wrong(ran)


def test_a_clock_before_the_last_pass_is_told(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    ran = relance("doctor", "--json", "--now", "2026-11-01T08:00+01:00")
    assert "before the last pass" in row(ran, "clock", "clock")["told"]
    ran = relance("doctor", "--json", "--now", "2020-01-01T08:00+01:00")
    assert row(ran, "clock", "clock")["state"] == "wrong"


def test_an_unknown_kind_and_a_failing_connector_stop_nothing(
    google: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.connect(relance)
    more = '\n[[accounts]]\nname = "odd"\nkind = "gogle"\n'
    google.desk.config.write_text(google.settings + more)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("relance_google.account.GoogleAccount.checks", broken)
    ran = doctor(relance)
    assert "its connector failed" in row(ran, "account google", "account")["told"]
    assert 'did you mean "google"' in row(ran, "account odd", "account")["told"]


def test_who_has_no_account_is_told_how_to_connect_one(
    google: GoogleDesk, relance: Relance
) -> None:
    assert "accounts" not in google.settings
    ran = doctor(relance)
    assert ran.code == 3
    assert "relance connect google" in row(ran, "accounts", "accounts")["remedy"]
