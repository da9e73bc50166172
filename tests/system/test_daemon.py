from __future__ import annotations

import re
import signal
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from desk import Desk, calendar, event, interview
from running import NOW, Running, daemon, until

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).settle()


def test_an_interview_that_is_dropped_in_has_its_follow_up_at_once(desk: Desk) -> None:
    with daemon(desk) as running:
        desk.put("a.ics", interview("Zarvane"))
        assert until(desk.keys, 10, running) < 10
        (text,) = [p.read_bytes().decode() for p in desk.relances.glob("*.ics")]
        assert "Zarvane" in text
        (desk.home / "a.ics").unlink()
        until(lambda: not desk.keys(), 10, running)
        assert running.end()[0] == 0
    assert desk.run("sync", "--json", "--now", NOW).json["written"] == 0


def test_a_second_daemon_is_refused_and_told_who_is_there(desk: Desk) -> None:
    with daemon(desk) as running:
        second = desk.run("run", "--now", NOW)
        assert second.code == 1
        assert len(second.complaints) == 1
        assert f"process {running.process.pid}" in second.err
        assert f"process {running.process.pid}" in desk.run("status", "--json").json["daemon"]
        assert desk.run("sync", "--now", NOW).code == 0
        running.end()
    assert desk.run("status", "--json").json["daemon"] is None
    assert desk.run("run", "--once", "--now", NOW).code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda n: n.name)
def test_a_signal_ends_it_within_five_seconds(desk: Desk, number: signal.Signals) -> None:
    with daemon(desk) as running:
        code, seconds = running.end(number)
        assert (code, seconds < 5) == (0, True)
        assert running.said() == ""


def test_a_signal_breaks_a_long_pass_off_and_nothing_is_half_done(desk: Desk) -> None:
    many = [interview(f"Firm{n}", f"2026{11 + n % 2}{1 + n % 27:02}", f"{n}@x") for n in range(700)]
    (desk.home / "many.ics").write_bytes(calendar(*many))
    running = Running(desk, "--now", NOW)
    until(lambda: len(desk.keys()) > 3, 120, running)
    running.process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    code, seconds = running.end()  # who asks twice does not want to wait for the pass
    running.log.close()
    running.out.close()
    assert (code, seconds < 5) == (0, True)
    assert len(running.said().splitlines()) == 1  # that it runs
    half = len(desk.keys())
    desk.run("sync", "--now", NOW)
    keys = desk.keys()
    assert half < len(keys) == len(set(keys))
    assert [p.name for p in desk.relances.iterdir() if p.name.endswith((".tmp", ".new"))] == []
    assert desk.run("sync", "--json", "--now", NOW).json["written"] == 0


def test_a_damaged_file_is_told_and_the_daemon_goes_on(desk: Desk) -> None:
    with daemon(desk) as running:
        (desk.home / "page.ics").write_text("<html>\x1b[31mLog in</html>")
        until(lambda: "page.ics" in running.said(), 10, running)
        desk.put("a.ics", interview("Zarvane"))
        until(desk.keys, 10, running)
        assert "\x1b" not in running.said()
        assert running.said().count("page.ics") == 1
        running.end()


def test_killed_in_the_middle_it_leaves_one_event_per_key(desk: Desk) -> None:
    with daemon(desk) as running:
        for number in range(60):
            desk.put(f"{number}.ics", interview(f"Firm{number}", f"202612{1 + number % 24:02}"))
        until(lambda: len(desk.keys()) > 5, 30, running)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
    half = desk.keys()
    with daemon(desk) as running:
        running.end()  # its first pass is over: that is what `daemon` waits for
    keys = desk.keys()
    assert set(half) <= set(keys)
    assert len(keys) == len(set(keys)) >= 40
    planned = desk.run("plan", "--json", "--now", NOW).json
    assert {f"{f['key']}@relance" for f in planned if f["state"] == "pending"} == set(keys)


def test_the_moment_at_which_a_step_falls_due_brings_a_pass(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane", "20261119"))
    desk.run("sync", "--now", "2026-11-23T08:00+01:00")
    (first,) = [
        f
        for f in desk.run("plan", "--json", "--now", "2026-11-23T08:00+01:00").json
        if f["state"] == "pending"
    ]
    end = first["end"]
    just_before = end.replace(end[11:19], f"{int(end[11:13]):02}:{int(end[14:16]) - 1:02}:57")
    running = Running(desk, "--now", just_before, "--json", "--every", "1h")
    until(lambda: len(desk.keys()) == 2, 20, running)
    running.end()
    written = [p["written"] for p in running.passes()]
    assert (written[0], sum(written)) == (0, 1)
    running.log.close()
    running.out.close()


def test_settings_are_read_anew_and_broken_ones_change_nothing(desk: Desk) -> None:
    text = desk.config.read_text()
    other = desk.folder / "other"
    other.mkdir()
    (other / "b.ics").write_bytes(calendar(interview("Brumair")))
    with daemon(desk) as running:
        desk.config.write_text("nonsense")
        until(lambda: "not TOML" in running.said(), 10, running)
        desk.put("a.ics", interview("Zarvane"))
        until(lambda: len(desk.keys()) == 1, 10, running)
        desk.config.write_text(text.replace('read = ["home"]', 'read = ["home", "other"]'))
        until(lambda: len(desk.keys()) == 2, 10, running)
        running.end()


def test_no_title_of_anything_but_interviews_is_logged(desk: Desk) -> None:
    secret = event("s@x.example", "20261124T090000Z", "20261124T100000Z", "Oncologue Dr Secret")
    with daemon(desk) as running:
        desk.put("a.ics", secret, interview("Zarvane"))
        broken = event("t@x.example", "nonsense", "20261124T100000Z", "Divorce Secret")
        desk.put("b.ics", broken)
        until(lambda: desk.keys() and "b.ics" in running.said(), 10, running)
        running.end()
    for name in ("daemon.log", "daemon.out"):
        assert "Secret" not in (desk.folder / name).read_text("utf-8")


def test_a_failing_pass_is_told_once_and_waits_longer(desk: Desk) -> None:
    with daemon(desk, "--every", "1s") as running:
        desk.home.rename(desk.folder / "away")
        desk.home.write_bytes(b"no calendar at all")
        until(lambda: "no calendar" in running.said(), 10, running)
        time.sleep(6)
        failing = [p for p in running.passes() if p["errors"]]
        assert 2 <= len(failing) <= 4
        assert running.said().count("no calendar") == 1
        desk.home.unlink()
        (desk.folder / "away").rename(desk.home)
        desk.put("a.ics", interview("Zarvane"))
        until(desk.keys, 20, running)
        running.end()


def test_it_says_that_it_runs_and_when_each_line_was_written(desk: Desk) -> None:
    running = Running(desk, "--now", NOW, "--every", "1h30")
    until(running.said, 20, running)
    assert running.said() == (
        "relance: 2026-11-23 08:00:00 relance runs: a pass now, then every 1h30m and when files "
        "change. Ctrl-C ends it.\n"
    )
    desk.put("a.ics", interview("Zarvane"))
    until(lambda: len(running.said().splitlines()) > 1, 20, running)
    (line,) = running.said().splitlines()[1:]
    assert re.fullmatch(r"relance: 2026-11-23 08:00:[0-5]\d Written: 1 created, .*", line)
    running.end()
    running.log.close()
    running.out.close()


def test_a_pass_that_only_its_own_writing_called_is_not_told(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    (desk.home / "page.ics").write_text("<html>Log in</html>")
    with daemon(desk) as running:
        time.sleep(4)
        assert [p["written"] for p in running.passes()] == [1]
        desk.put("b.ics", interview("Brumair", "20261125"))
        until(lambda: len(desk.keys()) == 2, 10, running)
        time.sleep(3)
        assert [p["written"] for p in running.passes()] == [1, 1]
        running.end()


@pytest.mark.parametrize("every", ["5s", "59s", "25h"])
def test_passes_follow_each_other_no_quicker_than_the_setting_allows(
    desk: Desk, every: str
) -> None:
    ran = desk.run("run", "--every", every)
    assert ran.code == 2
    assert ran.complaints == [f"relance: --every {every}: it must be from 1m to 24h."]


def test_one_pass_and_no_more_when_asked_for_once(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    ran = desk.run("run", "--once", "--now", NOW)
    assert ran.code == 0
    assert "1 created" in ran.err
    assert len(desk.keys()) == 1
    desk.home.rename(desk.folder / "away")
    assert desk.run("run", "--once", "--now", NOW).code == 3


def test_a_daemon_that_has_nothing_to_do_uses_next_to_nothing(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    with daemon(desk) as running:
        time.sleep(2)
        process = psutil.Process(running.process.pid)
        before = sum(process.cpu_times()[:2])
        time.sleep(4)
        assert sum(process.cpu_times()[:2]) - before < 0.4
        running.end()


def test_a_broken_template_is_told_once(desk: Desk) -> None:
    with desk.config.open("a") as settings:
        settings.write('[writing]\ntemplates = "texts"\n')
    (desk.folder / "texts" / "fr").mkdir(parents=True)
    (desk.folder / "texts" / "fr" / "thankyou.txt").write_text("x")
    with daemon(desk, "--every", "1s") as running:
        until(lambda: len(running.passes()) > 2, 30, running)
        assert all(len(told["warnings"]) == 1 for told in running.passes())
        assert running.said().count("thankyou.txt") == 1


def test_what_a_person_must_mend_slows_nobody_else(desk: Desk) -> None:
    lost = '[[accounts]]\nname = "lost"\nkind = "ics"\nread = ["nowhere"]\n'
    desk.config.write_text(f"{desk.config.read_text()}\n{lost}")
    with daemon(desk, "--every", "1s") as running:
        until(lambda: len(running.passes()) >= 5, 12, running)
        running.end()
