"""Whoever names another settings file is told commands that name it too."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from desk import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Relance
    from google_desk import GoogleDesk


@pytest.fixture
def elsewhere(google: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a settings file that only the option finds; nobody is signed in for that one."""
    google.connect(relance)
    monkeypatch.delenv("RELANCE_CONFIG")
    file = google.desk.config
    return file.rename(file.with_name("my settings.toml"))


def signing_in(told: str) -> list[str]:
    """Return the words of the command that a text tells to run."""
    return shlex.split(told.partition("Run: ")[2].splitlines()[0])


@pytest.mark.parametrize("first", [True, False], ids=["before the command", "after it"])
def test_the_command_that_is_told_does_what_it_says(
    elsewhere: Path, relance: Relance, first: bool
) -> None:
    option = ["--config", str(elsewhere)]
    ran = relance(*option, "sync", "--now", NOW) if first else relance("sync", *option)
    assert ran.code == 3
    told = signing_in(ran.err)
    assert told == ["relance", *option, "connect", "google", "--name", "google"]
    again = relance(*told[1:], "--now", NOW)
    assert again.code == 0
    assert f"Next: relance --config '{elsewhere}' sync, or relance" in again.out
    assert relance("sync", *option, "--now", NOW).code == 0


def test_the_doctor_names_it_too(elsewhere: Path, relance: Relance) -> None:
    relance("sync", "--config", str(elsewhere), "--now", NOW)
    told = relance("doctor", "--config", str(elsewhere), "--now", NOW).out
    assert f"relance --config '{elsewhere}' connect google" in " ".join(told.split())


def test_without_the_option_commands_stay_short(
    elsewhere: Path, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    relance("sync", "--config", str(elsewhere), "--now", NOW)
    monkeypatch.setenv("RELANCE_CONFIG", str(elsewhere))
    ran = relance("sync", "--now", NOW)
    assert signing_in(ran.err) == ["relance", "connect", "google", "--name", "google"]


def test_wrong_usage_points_to_the_plain_help(elsewhere: Path, relance: Relance) -> None:
    ran = relance("--config", str(elsewhere), "sync", "--nonsense")
    assert ran.err.endswith("See: relance sync --help\n")
