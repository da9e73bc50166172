from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview
from google_person import appointment

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["google", "home"], "an account of kind google has no PATH"),
        (["google", "--read-only", "--write", "x"], "--read-only and --write"),
        (["google", "--timeout", "soon"], "--timeout soon: "),
        (["google", "--timeout", "3h"], "--timeout 3h: "),
        (["google", "--set", "write=x"], "--set write=x: "),
        (["google", "--set", "x"], "--set x: "),
        (["gogle"], 'did you mean "google"?'),
        (["ics"], "Missing argument 'PATH'"),
        (["ics", "home", "--read", "x"], "calendar files know PATH, --write and --name"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(
    google: GoogleDesk, relance: Relance, arguments: list[str], told: str
) -> None:
    before = google.settings
    ran = relance("connect", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert google.settings == before
    assert google.wire.requests == []


def test_wrong_addresses_are_told_by_their_path(google: GoogleDesk, relance: Relance) -> None:
    ran = relance("connect", "google", "--set", "api_endpoint=http://evil.example/")
    assert (ran.code, google.wire.requests) == (2, [])
    assert "accounts.google.api_endpoint: write an address" in ran.err


def test_a_key_that_is_none_is_told_before_anybody_signs_in(
    google: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_KEY", "hunter2")
    ran = google.connect(relance)
    assert ran.code == 3
    assert "RELANCE_KEY: this is no key" in ran.err
    assert "hunter2" not in ran.err
    assert google.wire.requests == []


def test_without_a_client_file_the_way_to_one_is_told(google: GoogleDesk, relance: Relance) -> None:
    (google.desk.folder / "client_secret.json").unlink()
    ran = google.connect(relance)
    assert ran.code == 3
    assert "docs/connect-google.md" in ran.err
    assert google.wire.requests == []


def test_without_a_browser_the_address_and_the_tunnel_are_shown(google: GoogleDesk) -> None:
    command = google.desk.command("connect", "google", "--no-browser", *google.elsewhere)
    with subprocess.Popen(
        [*command, "--now", NOW],
        env=google.desk.environment(),
        cwd=google.desk.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline().strip() for _ in range(3)]
        assert lines[0] == "Open this address in a browser, and allow what is asked:"
        assert lines[1].startswith(google.wire.auth_uri)
        [port] = set(re.findall(r"(\d+):127\.0\.0\.1:\d+", lines[2]))
        assert f"ssh -L {port}:127.0.0.1:{port} " in lines[2]
        assert f"127.0.0.1%3A{port}%2F" in lines[1]
        page = google.wire.person.visit(lines[1])
        out, err = process.communicate(timeout=60)
    assert page.status == 200
    assert (process.returncode, err) == (0, "")
    assert "It is in the settings now." in out


def test_a_sign_in_that_never_comes_ends_with_the_command_as_it_was_given(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.person.goes_away = True
    given = ["--name", "my own", "--read", "primary", "--read-only", "--port", "0"]
    ran = google.connect(relance, *given, "--timeout", "1s")
    assert ran.code == 3
    again = shlex.join(["--name", "my own", *google.elsewhere, "--read-only", "--read", "primary"])
    assert ran.complaints[-1] == (
        "relance: account my own: nobody signed in within 1 second. "
        f"Run: relance connect google {again} (--timeout 15m waits longer)"
    )


def test_what_was_not_allowed_is_asked_for_with_the_command_as_it_was_given(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.person.unticks(["calendar.app.created"])
    ran = google.connect(relance)
    again = shlex.join(google.elsewhere)
    assert ran.complaints[-1].endswith(f"Run: relance connect google {again} and tick every box.")
    google.wire.person.unticks([])
    assert google.connect(relance).code == 0
    google.wire.person.denies = True
    ran = relance("connect", "google", "--now", NOW)  # the settings know the rest
    assert ran.complaints[-1].endswith("Run: relance connect google")


def test_the_calendar_of_follow_ups_is_not_offered_for_reading(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.mailbox.add_calendar("Work")
    google.connect(relance)
    relance("disconnect", "google", "--now", NOW)
    here, there = pty.openpty()
    command = google.desk.command("connect", "google", "--no-browser", *google.elsewhere)
    with subprocess.Popen(
        [*command, "--now", NOW],
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=google.desk.environment(),
        cwd=google.desk.folder,
        text=True,
    ) as process:
        os.close(there)
        os.write(here, b"y\n")
        assert process.stderr is not None
        address = [process.stderr.readline().strip() for _ in range(2)][1]
        google.wire.person.visit(address)
        os.write(here, b"1\n")
        out, _ = process.communicate(timeout=60)
        os.close(here)
    assert process.returncode == 0
    assert "  1 Work\n" in out
    assert "  2 " not in out
    assert 'read = ["primary", "Work"]' in google.settings


def test_the_person_chooses_at_a_terminal(google: GoogleDesk) -> None:
    google.wire.mailbox.add_calendar("Home")
    google.wire.mailbox.add_calendar("Work")
    google.wire.mailbox.put("Work", appointment("Entretien d'embauche Brumair – comptable"))
    here, there = pty.openpty()
    command = google.desk.command("connect", "google", "--no-browser", *google.elsewhere)
    with subprocess.Popen(
        [*command, "--now", NOW],
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=google.desk.environment(),
        cwd=google.desk.folder,
        text=True,
    ) as process:
        os.close(there)
        os.write(here, b"y\n")
        assert process.stderr is not None
        address = [process.stderr.readline().strip() for _ in range(2)][1]
        google.wire.person.visit(address)
        os.write(here, b"7\n2\n")
        out, _ = process.communicate(timeout=60)
        os.close(here)
    assert process.returncode == 0
    assert "\n  2 Work\n" in out
    assert "Write numbers of the list" in out
    assert 'read = ["primary", "Work"]' in google.settings
    assert "interviews: 2" in out


def test_french_is_spoken(google: GoogleDesk, relance: Relance) -> None:
    google.settle("fr")
    ran = google.connect(relance)
    assert ran.code == 0
    assert "Les relances vont dans l\u2019agenda" in ran.out
    assert "Votre navigateur s\u2019ouvre" in ran.err


def test_a_pass_over_files_loads_nothing_that_signing_in_needs(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    code = (
        "import sys; from relance.cli.app import run; run(['sync', '--now', sys.argv[1]])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, NOW],
        env=desk.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "sqlalchemy" in loaded
    assert not loaded & {"cryptography", "keyring", "google", "googleapiclient", "requests"}
