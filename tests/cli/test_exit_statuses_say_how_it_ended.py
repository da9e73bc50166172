from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, calendar, interview

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Relance


def test_what_is_done_ends_with_0(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    ran = desk.run("sync", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert len(desk.keys()) == 1


def test_what_failed_ends_with_1_and_one_line(desk: Desk) -> None:
    (desk.home / "page.html").write_text("<html>Log in</html>")
    for file in (desk.home / "page.html", desk.home / "nothing.ics"):
        ran = desk.run("interviews", str(file), "--owner", "a@mail.example", "--json")
        assert ran.code == 1
        assert ran.out == ""
        assert len(ran.complaints) == 1
        assert ran.err.startswith("relance: ")
        assert file.name in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["sync", "--nonsense"],
        ["why"],
        ["mark", "Acme"],
        ["sync", "--now", "soon"],
        ["sync", "--now", "0001-01-01"],
        ["purge"],
        ["export", "-", "--json"],
        ["run", "--every", "often"],
        ["interviews", "--owner", "a@mail.example"],
        ["interviews", "home", "--owner", "a@mail.example", "--zone", "Mars/Olympus"],
        ["demo", "--language", "tlh"],
        ["init"],
        ["connect", "smoke-signals", "home"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_one_line(relance: Relance, arguments: list[str]) -> None:
    ran = relance(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.complaints) == 1
    assert ran.err.startswith("relance: ")


def test_every_fault_of_the_settings_has_a_line(desk: Desk) -> None:
    desk.config.write_text('timezone = "Mars/Olympus"\nlanguage = "tlh"\nspeed = 3\n')
    ran = desk.run("plan")
    assert ran.code == 2
    assert len(ran.complaints) == 3
    assert all(line.startswith(f"relance: {desk.config}: ") for line in ran.complaints)


def test_without_settings_the_line_says_what_to_run(tmp_path: Path) -> None:
    ran = Desk(tmp_path).run("sync")
    assert ran.code == 2
    assert "relance init" in ran.err


def test_who_must_act_is_told_with_3(desk: Desk) -> None:
    desk.home.rename(desk.folder / "elsewhere")
    ran = desk.run("sync", "--now", NOW)
    assert ran.code == 3
    assert len(ran.complaints) == 1
    assert str(desk.home) in ran.err


def test_a_loss_waits_for_a_person_until_it_is_accepted(desk: Desk, relance: Relance) -> None:
    for number in range(12):
        desk.put(f"{number}.ics", interview(f"Firm{number}"))
    relance("sync", "--now", NOW)
    for number in range(1, 12):
        (desk.home / f"{number}.ics").unlink()
    before = desk.keys()
    ran = relance("sync", "--now", NOW)
    assert ran.code == 3
    assert "relance sync --accept-loss" in ran.err
    assert desk.keys() == before
    assert relance("status", "--now", NOW).code == 3
    assert relance("sync", "--accept-loss", "--now", NOW).code == 0
    assert len(desk.keys()) == 1
    assert relance("status", "--now", NOW).code == 0


def test_what_nobody_expected_is_one_line_too(
    relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by\x1b[31m\nzero")

    monkeypatch.setattr("relance.service.setup.load_settings", broken)
    ran = relance("journal")
    assert ran.code == 1
    assert len(ran.complaints) == 1
    assert "RELANCE_DEBUG=1" in ran.err
    assert "\x1b" not in ran.err
    monkeypatch.setenv("RELANCE_DEBUG", "1")
    assert "Traceback" in relance("journal").err


def test_a_reader_that_has_seen_enough_is_no_accident(desk: Desk) -> None:
    events = [interview(f"Firm{number}", "20261126") for number in range(400)]
    file = desk.folder / "many.ics"
    file.write_bytes(calendar(*events))
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            desk.command("interviews", str(file), "--owner", "a@mail.example", "--json"),
            stdout=pipe,
            stderr=subprocess.PIPE,
            env=desk.environment(),
            check=False,
            timeout=60,
        )
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("interviews", "--all"), ("export", "-"), ("--help",)])
def test_an_output_that_takes_nothing_is_told_in_one_line(
    desk: Desk, arguments: tuple[str, ...], unbuffered: str
) -> None:
    desk.put("a.ics", interview("Zarvane"))
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            desk.command(*arguments),
            stdout=full,
            stderr=subprocess.PIPE,
            env={**desk.environment(), "PYTHONUNBUFFERED": unbuffered},
            cwd=desk.folder,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == b"relance: the output cannot be written: No space left on device.\n"


def test_no_output_at_all_is_no_accident(desk: Desk) -> None:
    ran = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *desk.command("plan")],
        stderr=subprocess.PIPE,
        env=desk.environment(),
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_misspelled_option_is_told_in_sentences(relance: Relance) -> None:
    assert relance("sync", "--nwo", "x").err == (
        "relance: No such option: --nwo. Did you mean --now? See: relance sync --help\n"
    )
    assert relance("sync", "--xyzzy").err == (
        "relance: No such option: --xyzzy. See: relance sync --help\n"
    )


def test_options_may_stand_before_the_command_too(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    ran = relance("--now", NOW, "--config", str(desk.config), "sync", "--json")
    assert ran.json["at"] == "2026-11-23T07:00:00+00:00"
    after = relance("--now", NOW, "sync", "--json", "--now", "2026-11-24T08:00+01:00")
    assert after.json["at"] == "2026-11-24T07:00:00+00:00"


def test_a_time_without_an_offset_is_on_the_owners_clock(relance: Relance) -> None:
    assert (
        relance("sync", "--json", "--now", "2026-07-01T08:00")
        .json["at"]
        .startswith("2026-07-01T06:00")
    )


def test_help_and_version_end_with_0(relance: Relance) -> None:
    assert relance("--version").out.startswith("relance 0.")
    assert "Commands:" in relance("--help").out
    assert relance().out == relance("--help").out
    assert relance().code == 0
