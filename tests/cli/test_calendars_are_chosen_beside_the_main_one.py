"""Who reads other calendars too reads the main one in any case: interviews are mostly there."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk
    from outlook_desk import OutlookDesk

BESIDE = "beside its main one? [y/N]"


class Terminal(io.StringIO):
    """A terminal at which all is typed already."""

    def isatty(self) -> bool:
        """Say that somebody is there."""
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize(
    ("answer", "read"),
    [("1", '["primary", "Club"]'), ("2, 1", '["primary", "Work", "Club"]'), ("*", '["*"]')],
)
def test_the_main_one_is_read_whatever_is_chosen(
    outlook: OutlookDesk,
    relance: Relance,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    read: str,
) -> None:
    outlook.wire.mailbox.add_calendar("Work")
    outlook.wire.mailbox.add_calendar("Club")
    typed(monkeypatch, "y", answer)
    ran = outlook.connect(relance)
    assert ran.code == 0
    assert "  1 Club\n  2 Work\n" in ran.out
    assert f"read = {read}\n" in outlook.settings


def test_who_wants_none_after_all_presses_return(
    google: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.wire.mailbox.add_calendar("Work")
    typed(monkeypatch, "y", "7", "")
    ran = google.connect(relance)
    assert ran.code == 0
    assert "Write numbers of the list" in ran.out
    assert 'read = ["primary"]\n' in google.settings


def test_an_account_with_no_other_calendar_says_so(
    google: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "y")
    ran = google.connect(relance)
    assert (ran.code, BESIDE in ran.out) == (0, True)
    assert "There is no other calendar in this account." in ran.out
    assert 'read = ["primary"]\n' in google.settings


def test_what_somebody_else_shares_is_marked(
    google: GoogleDesk, outlook: OutlookDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.wire.mailbox.add_calendar("Club", role="reader")
    google.wire.mailbox.add_calendar("Team", role="writer")
    google.wire.mailbox.add_calendar("Work")
    typed(monkeypatch, "y", "")
    ran = google.connect(relance)
    shared = "(shared by somebody else)"
    assert f"  1 Club {shared}\n  2 Team {shared}\n  3 Work\n" in ran.out

    outlook.wire.mailbox.add_calendar("Team", owner="alex@mail.example")
    outlook.wire.mailbox.add_calendar("Work")
    typed(monkeypatch, "y", "")
    ran = outlook.connect(relance)
    assert f"  1 Team {shared}\n  2 Work\n" in ran.out
