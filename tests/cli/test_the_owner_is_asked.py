from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest

from desk import OWNER, Desk, Ran
from relance.cli.asking import confirm
from relance.cli.clock import time_of
from relance.cli.words import Words

if TYPE_CHECKING:
    from pathlib import Path


def typed(desk: Desk, *arguments: str, answers: str) -> Ran:
    """Run a command with somebody at the keyboard."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        desk.command(*arguments),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=desk.environment(),
        cwd=desk.folder,
        text=True,
    )
    os.close(there)
    os.write(here, answers.encode())
    out, err = process.communicate(timeout=60)
    os.close(here)
    return Ran(process.returncode, out, err)


def test_each_answer_is_checked_as_it_is_given(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ran = typed(
        desk,
        "init",
        answers=f"Camille\n\ncamille\n{OWNER}, camille@work.example\nMars/Olympus\n"
        "Europe/Paris\nXQ\nFR\n",
    )
    assert (ran.code, ran.err) == (0, "")
    told = ran.out
    steps = (
        "Your name:",
        "Your email addresses",
        "An address is needed",
        "camille: not an email address",
        "Your time zone:",
        "Mars/Olympus: no such time zone",
        "Your country",
        "XQ: no holidays are known",
        "The settings are in",
    )
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    assert str(desk.config) not in told[: places[-1]]
    text = desk.config.read_text()
    assert 'name = "Camille"' in text
    assert f'emails = ["{OWNER}", "camille@work.example"]' in text
    assert 'timezone = "Europe/Paris"' in text
    assert 'country = "FR"' in text


def test_an_answer_that_is_taken_back_leaves_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ran = typed(desk, "init", answers="Camille\n\x04")
    assert ran.code == 130
    assert not desk.config.exists()


def test_a_country_may_be_none(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ran = typed(desk, "init", "--country", "FR", answers=f"Camille\n{OWNER}\nEurope/Paris\n-\n")
    assert ran.code == 0
    assert 'country = "" ' in desk.config.read_text()


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        (["o"], True),
        (["OUI"], True),
        (["y"], True),
        (["Yes"], True),
        ([""], False),
        (["n"], False),
        (["non"], False),
        (["what", "o"], True),
    ],
)
@pytest.mark.parametrize(("language", "sign"), [("fr", "[o/N]"), ("en", "[y/N]")])
def test_yes_is_yes_in_both_languages(
    answers: list[str],
    taken: bool,
    language: str,
    sign: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from zoneinfo import ZoneInfo

    asked = []

    def prompt(question: str, **_: object) -> str:
        asked.append(question)
        return answers[len(asked) - 1]

    monkeypatch.setattr("typer.prompt", prompt)
    zone = ZoneInfo("Europe/Paris")
    words = Words(language, zone, time_of("2026-11-23", zone))
    assert confirm("Sûr ?", words) is taken
    assert asked == [f"Sûr ? {sign}"] * len(answers)
