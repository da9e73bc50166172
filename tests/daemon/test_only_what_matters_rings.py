from __future__ import annotations

import signal
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from relance.daemon.bell import Bell, Ended, ended_by_signals
from relance.daemon.watch import Places, Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def watching(paths: list[Path], settings: Path) -> Iterator[Bell]:
    with closing(Bell()) as bell:
        watcher = Watcher(bell)
        watcher.look_at(paths, settings)
        settle(bell)
        try:
            yield bell
        finally:
            watcher.stop()


def settle(bell: Bell) -> None:
    """Wait until everything is watched, which rings too."""
    time.sleep(1)
    bell.changed.clear()


def rung(bell: Bell, seconds: float = 2.0) -> set[str]:
    """Return what changed, as soon as something did."""
    end = time.monotonic() + seconds
    while not bell.changed and time.monotonic() < end:
        bell.wait(end - time.monotonic())
    return {path.rpartition("/")[2] for path in bell.changed}


def test_a_calendar_file_rings_within_two_seconds(tmp_path: Path) -> None:
    deep = tmp_path / "home" / "work"
    deep.mkdir(parents=True)
    with watching([tmp_path / "home"], tmp_path / "config.toml") as bell:
        (deep / "a.ics").write_text("x")
        assert rung(bell) == {"a.ics"}


def test_temporary_files_and_strangers_do_not_ring(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with watching([home], tmp_path / "config.toml") as bell:
        (home / ".a.ics.tmp").write_text("x")
        (home / ".relance.lock").write_text("x")
        (home / "photo.jpg").write_text("x")
        (tmp_path / "other.toml").write_text("x")
        assert rung(bell, 1.0) == set()


@pytest.mark.parametrize("name", ["export.ics", "config.toml"])
def test_a_single_file_rings_when_it_is_replaced(tmp_path: Path, name: str) -> None:
    file = tmp_path / "export.ics"
    file.write_text("old")
    with watching([file], tmp_path / "config.toml") as bell:
        for text in ("new", "newer"):
            bell.changed.clear()
            new = tmp_path / "fresh"
            new.write_text(text)
            new.replace(tmp_path / name)
            assert rung(bell) == {name}


def test_a_folder_that_was_made_anew_is_watched_again(tmp_path: Path) -> None:
    home, settings = tmp_path / "home", tmp_path / "config.toml"
    home.mkdir()
    with closing(Bell()) as bell:
        watcher = Watcher(bell)
        watcher.look_at([home], settings)
        home.rename(tmp_path / "away")
        home.mkdir()
        watcher.look_at([home], settings)
        settle(bell)
        (home / "a.ics").write_text("x")
        assert "a.ics" in rung(bell)
        watcher.stop()


def test_the_same_places_are_not_watched_twice(tmp_path: Path) -> None:
    home, settings = tmp_path / "home", tmp_path / "config.toml"
    home.mkdir()
    with closing(Bell()) as bell:
        watcher = Watcher(bell)
        watcher.look_at([home], settings)
        before = list(watcher._threads)
        watcher.look_at([home], settings)
        assert watcher._threads == before
        watcher.stop()


def test_links_are_watched_where_they_point(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "config.toml").write_text("x")
    link = tmp_path / "config.toml"
    link.symlink_to(tmp_path / "real" / "config.toml")
    assert Places.of([], link).concern(str(tmp_path / "real" / "config.toml"))


def test_ringing_twice_is_ringing_once() -> None:
    with closing(Bell()) as bell:
        bell.ring()
        bell.ring()
        bell.wait(5)
        before = time.monotonic()
        bell.wait(0.2)
        assert time.monotonic() - before >= 0.19


def test_a_first_wish_to_stop_waits_for_the_pass_a_second_one_does_not() -> None:
    with closing(Bell()) as bell:
        bell.busy = True
        bell.stop()
        assert bell.stopping
        with pytest.raises(Ended):
            bell.stop()
        bell.busy = False
        bell.stop()


def test_a_signal_after_a_pass_was_broken_off_breaks_nothing_more() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with closing(Bell()) as bell:
        with ended_by_signals(bell):
            bell.busy = bell.stopping = True  # as a pass leaves it that was broken off
            signal.raise_signal(signal.SIGTERM)
        assert not bell.busy
        bell.stop()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_while_the_handlers_are_put_back_only_rings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put, numbers = signal.signal, (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]

    def interrupted(number: signal.Signals, handler: Any) -> Any:
        if bell.busy or bell.stopping:
            handle = signal.getsignal(signal.SIGHUP)  # the last that is put back
            assert callable(handle)
            if handle not in before:
                handle(signal.SIGHUP, None)
        return put(number, handler)

    monkeypatch.setattr(signal, "signal", interrupted)
    with closing(Bell()) as bell, ended_by_signals(bell):
        bell.busy = bell.stopping = True
    assert [signal.getsignal(number) for number in numbers] == before
