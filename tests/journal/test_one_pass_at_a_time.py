from __future__ import annotations

import json
import os
import platform
import stat
import subprocess
import sys
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from builders import at
from relance.errors import Busy, Refused
from relance.journal.lock import hold, holder

if TYPE_CHECKING:
    from pathlib import Path

NOW = at("2026-11-23 09:00")

HOLDS = """
import sys
from datetime import datetime, UTC
from relance.journal.lock import hold

with hold(sys.argv[1], now=datetime(2026, 11, 23, 8, 30, tzinfo=UTC), what="relance run"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "journal.sqlite")


def test_who_holds_it_is_told(url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Busy) as told, hold(url, now=NOW):
            pass
        other.communicate(b"\n")
    assert f"relance run, process {other.pid} on {platform.node()}" in str(told.value)
    assert "since 2026-11-23 08:30" in str(told.value)
    with hold(url, now=NOW):
        pass


def test_since_when_it_is_held_is_told_on_the_askers_clock(url: str) -> None:
    here = NOW.astimezone(ZoneInfo("Europe/Paris"))
    with hold(url, now=NOW), pytest.raises(Busy) as told, hold(url, now=here):
        pass
    assert "since 2026-11-23 09:00)" in str(told.value)


def test_a_holder_that_died_holds_nothing(url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    left = holder(url)
    assert left is not None
    assert left.pid == other.pid
    with hold(url, now=NOW, what="relance sync"):
        mine = holder(url)
    assert mine is not None
    assert mine.pid == os.getpid()


def test_in_one_process_it_is_held_once_too(url: str) -> None:
    with hold(url, now=NOW), pytest.raises(Busy), hold(f"sqlite:///{url}", now=NOW):
        pass


def test_nothing_is_left_signed_afterwards(url: str, tmp_path: Path) -> None:
    with hold(url, now=NOW):
        signed = tmp_path / "state" / "journal.sqlite.holder"
        assert stat.S_IMODE(signed.stat().st_mode) == 0o600
        assert json.loads(signed.read_text())["pid"] == os.getpid()
    assert holder(url) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"pid": "x"}', "\0"])
def test_a_damaged_signature_stops_nothing(url: str, tmp_path: Path, content: str) -> None:
    with hold(url, now=NOW):
        (tmp_path / "state" / "journal.sqlite.holder").write_text(content)
        with (
            pytest.raises(Busy, match="another relance works with this journal"),
            hold(url, now=NOW),
        ):
            pass
    with hold(url, now=NOW):
        pass


def test_a_failure_inside_lets_go(url: str) -> None:
    with pytest.raises(KeyError), hold(url, now=NOW):
        raise KeyError
    with hold(url, now=NOW):
        pass


def test_a_journal_in_memory_is_nobody_elses() -> None:
    with hold(":memory:", now=NOW), hold(":memory:", now=NOW):
        assert holder(":memory:") is None


def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused), hold(str(tmp_path / "file" / "x" / "journal.sqlite"), now=NOW):
        pass
