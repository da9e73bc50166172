from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from builders import at, interview
from relance.errors import Temporary
from relance.journal import Taken, engine
from relance.journal.store import Journal

if TYPE_CHECKING:
    from pathlib import Path

NOW = at("2026-11-23 09:00")
MEETING = interview("2026-11-24 10:00")

DIES_HALF_WAY = """
import os, signal, sys
from datetime import datetime, UTC
from relance.journal import Taken
from relance.journal.store import Journal

journal = Journal.open(sys.argv[1])
with journal.writing():
    journal.set_fact("half", 1)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    journal.take_in("home", [Taken(str(n)) for n in range(5000)], now)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _fail_half_way(journal: Journal) -> None:
    with journal.writing() as tx:
        tx.take_in("home", [Taken("a", (), (MEETING,))], NOW)
        tx.set_cursor("home", "token", "digest")
        raise KeyError


def _fail_around(journal: Journal) -> None:
    with journal.writing():
        with journal.writing():
            journal.set_fact("inner", 1)
        assert journal.fact("inner") == 1
        raise KeyError


def test_a_failure_inside_leaves_nothing(tmp_path: Path) -> None:
    with Journal.open(str(tmp_path / "journal.sqlite")) as journal:
        with pytest.raises(KeyError):
            _fail_half_way(journal)
        assert not any(journal.counts().values())
        journal.set_fact("afterwards", 1)
        assert journal.fact("afterwards") == 1


def test_a_process_that_dies_half_way_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    with Journal.open(str(file)) as journal:
        journal.set_fact("before", 1)
    died = subprocess.run([sys.executable, "-c", DIES_HALF_WAY, str(file)], check=False)
    assert died.returncode == -signal.SIGKILL
    with Journal.open(str(file)) as journal:
        assert (journal.fact("before"), journal.fact("half")) == (1, None)
        assert journal.items("home") == {}


def test_transactions_inside_one_another_are_one(tmp_path: Path) -> None:
    with Journal.open(str(tmp_path / "journal.sqlite")) as journal:
        with pytest.raises(KeyError):
            _fail_around(journal)
        assert journal.fact("inner") is None


def test_reading_waits_for_no_writer_and_sees_only_what_is_done(tmp_path: Path) -> None:
    file = str(tmp_path / "journal.sqlite")
    with Journal.open(file) as journal, Journal.open(file) as other, journal.writing():
        journal.set_fact("half", 1)
        seen: list[object] = []
        reader = threading.Thread(target=lambda: seen.append(journal.fact("half")))
        reader.start()
        reader.join(5)
        assert seen == [None]
        assert other.fact("half") is None


def test_a_second_writer_is_told_to_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.1)
    file = str(tmp_path / "journal.sqlite")
    with Journal.open(file) as journal, Journal.open(file) as other, journal.writing():
        journal.set_fact("half", 1)
        with pytest.raises(Temporary, match="being written by another process"):
            other.set_fact("second", 1)


def test_a_second_writer_waits_for_its_turn(tmp_path: Path) -> None:
    file = str(tmp_path / "journal.sqlite")
    with Journal.open(file) as journal, Journal.open(file) as other:
        second = threading.Thread(target=lambda: other.set_fact("second", 2))
        with journal.writing():
            journal.set_fact("first", 1)
            second.start()
            second.join(0.2)
            assert second.is_alive()
        second.join(10)
        assert journal.facts() == {"first": 1, "second": 2}


def test_threads_write_one_after_the_other(tmp_path: Path) -> None:
    with Journal.open(str(tmp_path / "journal.sqlite")) as journal:

        def work(number: int) -> None:
            for turn in range(20):
                journal.set_fact(f"{number}-{turn}", os.getpid())

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(journal.facts()) == 80
