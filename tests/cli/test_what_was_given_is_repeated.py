"""What is to be run again says all that was given, but for what was wrong in it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from desk import NOW

if TYPE_CHECKING:
    import pytest

    from desk import Relance
    from google_desk import GoogleDesk
    from outlook_desk import OutlookDesk


def test_what_was_right_of_what_is_read(google: GoogleDesk, relance: Relance) -> None:
    google.wire.mailbox.add_calendar("Work")
    given = ("--read", "primary", "--read", "Nope", "--read", "Work", "--read", "Nay")
    ran = google.connect(relance, *given)
    assert ran.code == 3
    assert ran.complaints[-1].endswith(
        f"relance connect google {shlex.join(google.elsewhere)} --read primary --read Work "
        "--read CALENDAR"
    )


def test_how_the_person_signs_in(
    outlook: OutlookDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BROWSER")
    options = shlex.join(outlook.elsewhere)
    ran = outlook.connect(relance, "--device", "--timeout", "1s")
    assert ran.code == 3
    assert f"Run: relance connect outlook {options} --device (--timeout" in ran.err
    ran = outlook.connect(relance, "--no-browser", "--timeout", "1s", "--port", "8437")
    assert ran.code == 3
    assert f"Run: relance connect outlook {options} --no-browser --port 8437 (--t" in ran.err


def test_how_the_person_signs_in_again(
    outlook: OutlookDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outlook.connect(relance).code == 0
    monkeypatch.delenv("BROWSER")
    given = ("connect", "outlook", "--device", "--timeout", "1s", "--now", NOW)
    ran = relance(*given)
    assert ran.code == 3
    assert "Run: relance connect outlook --device (--timeout" in ran.err
