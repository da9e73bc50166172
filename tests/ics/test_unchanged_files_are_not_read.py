"""Files that look the same from outside are not read again, and no change goes unseen."""

from __future__ import annotations

import os
import shutil
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ics_text import PARIS, calendar, vevent
from relance.errors import CursorExpired
from relance.ical import read_bytes
from relance.model import Window
from relance.testing.contract import Round
from relance_ics import stamps
from relance_ics.calendar import IcsCalendar
from relance_ics.cursor import Cursor, Head
from relance_ics.stamps import stamp_of

if TYPE_CHECKING:
    from pathlib import Path

WINDOW = Window.around(datetime(2026, 3, 10, tzinfo=UTC), PARIS)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no change time")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    (path / "below").mkdir(parents=True)
    for name in ("a", "b", "below/c"):
        put(path / f"{name}.ics", name[-1])
    return path


@pytest.fixture
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let some seconds pass, as far as files are concerned."""
    monkeypatch.setattr(stamps, "_SETTLED", -(10**10))


def put(path: Path, name: str, title: str = "Dentiste") -> None:
    data = calendar(vevent(f"SUMMARY:{title}", uid=f"{name}@files.example"))
    path.write_bytes(data)


def settled_cursor(path: Path) -> str:
    """Return a cursor after which nothing changed."""
    return Round(IcsCalendar("home", path), None, WINDOW).cursor


def pull(path: Path, cursor: str) -> Round:
    return Round(IcsCalendar("home", path), cursor, WINDOW)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are read from now on."""
    names: list[str] = []

    def listed(path: Path) -> bytes:
        names.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr("relance_ics.calendar.read_bytes", listed)
    return names


@pytest.mark.usefixtures("_later")
def test_an_unchanged_folder_is_not_read(home: Path, read: list[str]) -> None:
    cursor = settled_cursor(home)
    assert sorted(read) == ["a.ics", "b.ics", "c.ics"]
    read.clear()
    quiet = pull(home, cursor)
    assert (quiet.cursor, quiet.items, quiet.gone, read) == (cursor, {}, [], [])


@pytest.mark.usefixtures("_later")
def test_an_unchanged_file_is_not_read(home: Path, read: list[str]) -> None:
    cursor = settled_cursor(home / "a.ics")
    read.clear()
    assert pull(home / "a.ics", cursor).cursor == cursor
    assert read == []


def test_files_that_were_just_written_are_read_again(home: Path, read: list[str]) -> None:
    """They may be written once more within the same tick of the clock."""
    cursor = settled_cursor(home)
    assert Head.read(cursor).stamp is None
    read.clear()
    assert pull(home, cursor).cursor == cursor
    assert sorted(read) == ["a.ics", "b.ics", "c.ics"]


def test_once_they_are_old_they_are_read_for_the_last_time(
    home: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = settled_cursor(home)
    monkeypatch.setattr(stamps, "_SETTLED", -(10**10))
    second = pull(home, fresh)
    assert (second.items, second.gone) == ({}, [])
    assert second.cursor != fresh
    read.clear()
    assert pull(home, second.cursor).cursor == second.cursor
    assert read == []


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize("where", ["a.ics", "below/c.ics"])
def test_an_edit_in_place_shows_even_with_the_old_size_and_time(home: Path, where: str) -> None:
    cursor = settled_cursor(home)
    path = home / where
    before = path.stat()
    time.sleep(0.02)  # a tick of the coarsest clock that a kernel stamps with
    with path.open("r+b") as file:
        data = file.read()
        file.seek(0)
        file.write(data.replace(b"Dentiste", b"Dentrice"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    (event,) = pull(home, cursor).events
    assert event.summary == "Dentrice"


@pytest.mark.usefixtures("_later")
def test_new_gone_and_renamed_files_show(home: Path) -> None:
    cursor = settled_cursor(home)
    put(home / "below" / "d.ics", "d")
    assert [e.uid for e in pull(home, cursor).events] == ["d@files.example"]
    (home / "below" / "d.ics").unlink()
    assert pull(home, cursor).gone == []
    (home / "a.ics").rename(home / "a.txt")
    assert len(pull(home, cursor).gone) == 1
    (home / "a.txt").rename(home / "below" / "a.ics")
    assert pull(home, cursor).gone == []
    (home / "below").rename(home / ".below")
    assert len(pull(home, cursor).gone) == 2


@pytest.mark.usefixtures("_later")
def test_a_link_shows_what_it_leads_to(home: Path, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere.ics", "l")
    (home / "link.ics").symlink_to(tmp_path / "elsewhere.ics")
    cursor = settled_cursor(home)
    put(tmp_path / "elsewhere.ics", "l", "Osteopathe")
    assert [e.summary for e in pull(home, cursor).events] == ["Osteopathe"]


@pytest.mark.usefixtures("_later")
def test_a_folder_that_was_copied_back_has_not_changed(home: Path, tmp_path: Path) -> None:
    cursor = settled_cursor(home)
    shutil.copytree(home, tmp_path / "copy")
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    back = pull(home, cursor)
    assert (back.items, back.gone) == ({}, [])
    assert back.cursor != cursor
    assert Cursor.read(back.cursor).items == Cursor.read(cursor).items


@pytest.mark.usefixtures("_later")
def test_what_other_programs_keep_for_themselves_does_not_count(home: Path) -> None:
    stamp = stamp_of(home)
    assert stamp is not None
    (home / ".relance.lock").write_text("")
    (home / ".cache").mkdir()
    (home / ".cache" / "x.ics").write_text("x")
    assert stamp_of(home) == stamp


def test_what_cannot_be_looked_at_has_no_stamp(home: Path) -> None:
    assert stamp_of(home / "missing.ics") is None
    (home / "lost.ics").symlink_to(home / "nowhere.ics")
    assert stamp_of(home) is None


@pytest.mark.usefixtures("_later")
def test_a_damaged_file_is_told_in_every_pass(home: Path) -> None:
    (home / "b.ics").write_bytes(b"<html>log in</html>")
    cursor = settled_cursor(home)
    for _ in range(2):
        (page,) = pull(home, cursor).pages
        assert [warned.where for warned in page.warnings] == ["b.ics"]


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize(
    "damage", [lambda c: c[: len(c) // 2], lambda c: c.replace(".", ""), str.upper]
)
def test_a_damaged_cursor_is_asked_for_again(home: Path, damage: object) -> None:
    assert callable(damage)
    cursor = damage(settled_cursor(home))
    put(home / "a.ics", "a", "Osteopathe")
    with pytest.raises(CursorExpired):
        pull(home, cursor)
