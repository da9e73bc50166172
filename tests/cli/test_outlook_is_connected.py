from __future__ import annotations

import re
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW, interview
from graph_wire_tokens import CLIENT_ID
from json_docs import check

if TYPE_CHECKING:
    from desk import Ran, Relance
    from outlook_desk import OutlookDesk


@pytest.fixture(autouse=True)
def _on_time(outlook: OutlookDesk) -> None:
    """Let Microsoft's clock be right; its tokens were given by it."""
    outlook.wire.clock.now = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock


def test_connected_once_and_follow_ups_are_written(outlook: OutlookDesk, relance: Relance) -> None:
    ran = outlook.connect(relance)
    assert ran.code == 0
    assert "outlook: events read: 1, interviews: 1\nComing: 1\n" in ran.out
    assert "Zarvane" in ran.out
    assert "Follow-ups go into the calendar “Relances”." in ran.out
    assert "No system keyring is here: the sign-in is kept in an encrypted file" in ran.out
    told = outlook.settings
    assert '[[accounts]]\nname = "outlook"\nkind = "outlook"\nread = ["primary"]\n' in told
    assert f'write = "Relances"\nclient_id = "{CLIENT_ID}"\n' in told

    synced = relance("sync", "--json", "--now", NOW)
    assert (synced.code, synced.err) == (0, "")
    assert synced.json["written"] == 1
    again = relance("sync", "--json", "--now", NOW)
    assert (again.json["written"], again.json["errors"]) == (0, [])
    assert outlook.wire.count("calendars.create") == 1
    assert outlook.wire.count("login.token") == 1  # the token serves every command for an hour


def test_a_code_for_another_device(outlook: OutlookDesk) -> None:
    command = outlook.desk.command("connect", "outlook", "--device", *outlook.elsewhere)
    with subprocess.Popen(
        [*command, "--now", NOW],
        env=outlook.desk.environment(),
        cwd=outlook.desk.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline().strip() for _ in range(4)]
        assert lines[0] == "On any device with a browser, open this address:"
        assert lines[1].endswith("/oauth2/deviceauth")
        assert lines[2] == "There, type this code:"
        outlook.wire.person.types(lines[3])
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "It is in the settings now." in out


def test_without_a_browser_the_address_and_the_tunnel_are_shown(outlook: OutlookDesk) -> None:
    command = outlook.desk.command("connect", "outlook", "--no-browser", *outlook.elsewhere)
    with subprocess.Popen(
        [*command, "--now", NOW],
        env=outlook.desk.environment(),
        cwd=outlook.desk.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline().strip() for _ in range(3)]
        assert lines[1].startswith(f"{outlook.wire.root}/common/oauth2/v2.0/authorize?")
        [port] = set(re.findall(r"(\d+):127\.0\.0\.1:\d+", lines[2]))
        assert f"redirect_uri=http%3A%2F%2Flocalhost%3A{port}&" in lines[1]
        page = outlook.wire.person.visit(lines[1])
        _, err = process.communicate(timeout=60)
    assert page.status == 200
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("outlook", "--device", "--no-browser"), "--device needs neither"),
        (("outlook", "--device", "--port", "8400"), "--device needs neither"),
        (("outlook", "--set", f"client_id={CLIENT_ID}"), "has an option of its own"),
        (("ics", "home", "--device"), "calendar files know PATH"),
        (("ics", "home", "--client-id", CLIENT_ID), "calendar files know PATH"),
        (("outlook",), "client_id: missing"),
        (("outlook", "--client-id", "x"), "client_id: write the “Application (client) ID”"),
        (("outlook", "--client-id", CLIENT_ID, "--set", "tenant=a/b"), "tenant: write common"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(
    outlook: OutlookDesk, relance: Relance, arguments: tuple[str, ...], told: str
) -> None:
    ran = relance("connect", *arguments, "--now", NOW)
    assert ran.code == 2
    assert told in ran.err
    assert outlook.wire.requests == []


def test_no_secret_stands_in_the_clear(outlook: OutlookDesk, relance: Relance) -> None:
    ran = outlook.connect(relance)
    relance("sync", "--now", NOW)
    shown = ran.out + ran.err + outlook.secrets()
    tokens = [grant.refresh for grant in outlook.wire.login.grants] + [*outlook.wire.login.access]
    assert len(tokens) >= 2
    assert [token for token in tokens if token in shown] == []
    for path in outlook.desk.folder.rglob("secrets-*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_sign_in_that_is_over_stops_no_other_account(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.desk.home.mkdir(exist_ok=True)
    outlook.desk.put("life.ics", interview("Brumair"))
    relance("connect", "ics", str(outlook.desk.home), "--now", NOW)
    outlook.connect(relance)
    before = outlook.settings
    outlook.wire.login.revoke_all()
    outlook.wire.login.expire_access()
    ran = relance("sync", "--json", "--now", NOW)
    assert ran.code == 3
    assert "Run: relance connect outlook --name outlook" in ran.err
    assert ran.json["interviews"] >= 1
    again = relance("connect", "outlook", "--now", NOW)
    assert again.code == 0
    assert "“outlook” is signed in again; nothing else was changed." in again.out
    assert outlook.settings == before
    assert relance("sync", "--now", NOW).code == 0


def test_an_account_that_is_there_takes_no_other_app(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.connect(relance)
    other = "00000000-0000-0000-0000-00000000beef"
    ran = relance("connect", "outlook", "--client-id", other, "--now", NOW)
    assert ran.code == 2
    assert "is there already, but client_id is" in ran.err
    assert outlook.connect(relance).code == 0  # the very same command signs in again


def test_in_thought_nothing_is_kept_or_made(outlook: OutlookDesk, relance: Relance) -> None:
    before = outlook.settings
    ran = outlook.connect(relance, "--dry-run")
    assert ran.code == 0
    assert "Nothing was saved." in ran.out
    assert outlook.settings == before
    assert outlook.wire.count("calendars.create") == 0


def test_who_disconnects_is_told_what_is_left(outlook: OutlookDesk, relance: Relance) -> None:
    before = outlook.settings
    outlook.connect(relance)
    ran = relance("disconnect", "outlook", "--json", "--now", NOW)
    check("disconnect", ran.json)
    assert (ran.code, ran.err) == (0, "")
    assert "https://account.live.com/consent/Manage" in ran.json["left"]
    assert outlook.settings.rstrip() == before.rstrip()
    outlook.connect(relance)
    said = relance("disconnect", "outlook", "--now", NOW)
    assert "Microsoft lets no app take its own permission back" in " ".join(said.out.split())


def test_what_is_left_is_told_in_the_persons_language(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.settle("fr").connect(relance)
    ran = relance("disconnect", "outlook", "--now", NOW)
    said = " ".join(ran.out.split())
    assert "Microsoft ne laisse aucune application retirer sa propre autorisation." in said
    assert "https://myapplications.microsoft.com" in said


# doctor


def doctor(relance: Relance) -> Ran:
    ran = relance("doctor", "--json", "--now", NOW)
    check("doctor", ran.json)
    return ran


def rows(ran: Ran) -> dict[str, dict[str, Any]]:
    return {one["what"]: one for one in ran.json if one["where"] == "account outlook"}


def wrong(ran: Ran) -> list[str]:
    return [one["what"] for one in ran.json if one["state"] == "wrong"]


def test_all_is_well(outlook: OutlookDesk, relance: Relance) -> None:
    outlook.connect(relance)
    ran = doctor(relance)
    assert (ran.code, ran.err, wrong(ran)) == (0, "", [])
    assert list(rows(ran)) == [
        "answer from the browser",
        "sign-in",
        "permissions",
        "sign-in server",
        "app registration",
        "calendar server",
        "clock",
        "calendars",
        "follow-ups",
        "calendar primary",
    ]
    assert rows(ran)["calendars"]["told"] == "2 found"


def test_what_is_wrong_is_told_with_what_to_do(outlook: OutlookDesk, relance: Relance) -> None:
    outlook.connect(relance)
    outlook.wire.login.app.deleted = True
    ran = doctor(relance)
    assert wrong(ran) == ["app registration"]
    assert "Microsoft knows no app with this client_id" in rows(ran)["app registration"]["told"]
    outlook.wire.login.app.deleted = False
    outlook.wire.login.revoke_all()
    outlook.wire.login.expire_access()
    relance("sync", "--now", NOW)
    ran = doctor(relance)
    assert (ran.code, wrong(ran)) == (3, ["sign-in"])
    assert rows(ran)["sign-in"]["remedy"] == "Run: relance connect outlook --name outlook"


def test_nobody_signed_in_and_other_settings_are_told(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.connect(relance, "--read-only")
    outlook.desk.config.write_text(f'{outlook.settings}write = "Relances"\n')
    assert wrong(doctor(relance)) == ["permissions"]
    other = outlook.settings.replace(CLIENT_ID, "00000000-0000-4000-8000-000000000000")
    outlook.desk.config.write_text(other)
    assert wrong(doctor(relance)) == ["sign-in", "app registration"]
    relance("disconnect", "outlook", "--keep-settings")
    ran = doctor(relance)
    assert rows(ran)["sign-in"]["told"] == "nobody is signed in"


def test_no_network_is_nothing_for_the_person_to_mend(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.connect(relance)
    with outlook.wire.down():
        ran = doctor(relance)
    assert wrong(ran) == ["sign-in server", "calendar server"]
    assert ran.code == 1


def test_a_clock_that_is_wrong_is_told(outlook: OutlookDesk, relance: Relance) -> None:
    outlook.connect(relance)
    outlook.wire.clock.now -= timedelta(minutes=20, seconds=10)
    ran = doctor(relance)
    assert wrong(ran) == ["clock"]
    assert "20 minutes fast" in rows(ran)["clock"]["told"]


def test_purge_reaches_the_calendar_that_was_written_before(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.connect(relance)
    assert relance("sync", "--now", NOW).code == 0
    file = outlook.desk.config
    file.write_text(outlook.settings.replace('write = "Relances"', 'write = "Suivi"'))
    assert relance("sync", "--now", NOW).code == 0
    shelves = [outlook.wire.mailbox.shelf(name) for name in ("Relances", "Suivi")]
    assert [len(outlook.wire.mailbox.events(shelf.id)) for shelf in shelves] == [1, 1]
    ran = relance("purge", "--yes", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert [len(outlook.wire.mailbox.events(shelf.id)) for shelf in shelves] == [0, 0]
