"""An error is not an empty calendar: what could not be read stays known."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ics_text import PARIS, calendar, vevent
from relance.errors import BadInput, CursorExpired, NeedsPerson, RelanceError
from relance.model import Window
from relance.testing.contract import Round
from relance_ics.calendar import IcsCalendar

WINDOW = Window.around(datetime(2026, 3, 10, tzinfo=UTC), PARIS)


def folder_of(path: Path, **files: bytes) -> IcsCalendar:
    """Return a calendar of these files."""
    path.mkdir(exist_ok=True)
    for name, data in files.items():
        (path / f"{name}.ics").write_bytes(data)
    return IcsCalendar("home", path)


def single(name: str, *lines: str) -> bytes:
    return calendar(vevent(*lines, uid=f"{name}@files.example"))


def pull(found: IcsCalendar, cursor: str | None = None) -> Round:
    return Round(found, cursor, WINDOW)


def warnings(found: Round) -> str:
    return "\n".join(str(warning) for page in found.pages for warning in page.warnings)


@pytest.mark.parametrize("damage", [b"", b"<html>log in</html>", b"\x00\xff" * 99])
def test_a_damaged_file_of_a_folder_is_told_and_its_events_stay(
    tmp_path: Path, damage: bytes
) -> None:
    home = folder_of(tmp_path / "home", a=single("a"), b=single("b"))
    first = pull(home)
    (tmp_path / "home" / "a.ics").write_bytes(damage)
    second = pull(home, first.cursor)
    assert not second.gone
    assert not second.items
    assert warnings(second).startswith("a.ics: ")
    again = pull(home, second.cursor)
    assert warnings(again) == warnings(second)
    assert not again.gone
    (tmp_path / "home" / "a.ics").write_bytes(single("a", "SUMMARY:back"))
    third = pull(home, again.cursor)
    assert third.one().summary == "back"
    assert not warnings(third)


def test_a_first_reading_with_a_damaged_file_is_not_complete(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a"), b=b"")
    found = pull(home)
    assert found.one().uid == "a@files.example"
    assert not found.complete


def test_a_deleted_file_beside_a_damaged_one_is_gone(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a"), b=single("b"), c=single("c"))
    first = pull(home)
    refs = {event.uid[0]: event.ref for event in first.events}
    (tmp_path / "home" / "a.ics").write_bytes(b"")
    (tmp_path / "home" / "b.ics").unlink()
    assert pull(home, first.cursor).gone == [refs["b"]]


@pytest.mark.parametrize("at", [0.3, 0.5, 0.9])
def test_a_truncated_file_removes_nothing(tmp_path: Path, at: float) -> None:
    whole = calendar(*(vevent(uid=f"{n}@files.example") for n in range(10)))
    path = tmp_path / "export.ics"
    path.write_bytes(whole)
    export = IcsCalendar("home", path)
    first = pull(export)
    path.write_bytes(whole[: int(len(whole) * at)])
    second = pull(export, first.cursor)
    assert not second.gone
    assert not second.complete
    assert warnings(second)
    path.write_bytes(calendar(vevent(uid="0@files.example")))
    assert len(pull(export, second.cursor).gone) == 9


def test_an_event_that_becomes_unreadable_stays_known(tmp_path: Path) -> None:
    path = tmp_path / "export.ics"
    path.write_bytes(calendar(vevent(uid="a@x.example"), vevent(uid="b@x.example")))
    export = IcsCalendar("home", path)
    first = pull(export)
    refs = {event.uid[0]: event.ref for event in first.events}
    path.write_bytes(calendar(vevent(uid="a@x.example"), vevent("DTSTART:oops", uid="b@x.example")))
    second = pull(export, first.cursor)
    assert not second.gone
    assert second.pages[-1].kept == (refs["b"],)
    assert "b@x.example" in warnings(second)
    afresh = pull(export)
    assert afresh.complete
    assert afresh.pages[-1].kept == (refs["b"],)
    path.write_bytes(calendar(vevent(uid="a@x.example")))
    assert pull(export, second.cursor).gone == [refs["b"]]


@pytest.mark.parametrize("data", [b"", b"<!DOCTYPE html><html></html>", os.urandom(4000)])
def test_a_file_that_is_no_calendar_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "export.ics"
    path.write_bytes(data)
    with pytest.raises(BadInput, match="no calendar"):
        pull(IcsCalendar("home", path))


def test_a_calendar_without_events_is_an_empty_calendar(tmp_path: Path) -> None:
    path = tmp_path / "export.ics"
    path.write_bytes(calendar())
    found = pull(IcsCalendar("home", path))
    assert found.complete
    assert not warnings(found)


def test_a_missing_path_is_an_error_in_plain_words(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a"))
    cursor = pull(home).cursor
    (tmp_path / "home").rename(tmp_path / "away")
    for known in (None, cursor):
        with pytest.raises(NeedsPerson, match="not there"):
            pull(home, known)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_that_may_not_be_opened_is_told(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a"), b=single("b"))
    first = pull(home)
    (tmp_path / "home" / "a.ics").chmod(0)
    second = pull(home, first.cursor)
    assert not second.gone
    assert "may not be opened" in warnings(second)


def test_dot_files_and_other_files_are_left_alone(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a"))
    for name in (".b.ics", "c.ics.tmp", "notes.txt", "#d.ics", "~e.ics"):
        (tmp_path / "home" / name).write_bytes(single(name))
    folder_of(tmp_path / "home" / ".cache", f=single("f"))
    folder_of(tmp_path / "home" / "work", g=single("g"))
    assert sorted(e.uid[0] for e in pull(home).events) == ["a", "g"]


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_same_uid_in_two_files_is_the_newer_revision(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    old = single("same", "SUMMARY:old", "SEQUENCE:1")
    new = single("same", "SUMMARY:new", "SEQUENCE:2")
    home = folder_of(tmp_path / "home", **dict(zip(names, (old, new), strict=True)))
    first = pull(home)
    assert first.one().summary == "new"
    (tmp_path / "home" / f"{names[1]}.ics").unlink()
    second = pull(home, first.cursor)
    assert second.one().summary == "old"
    assert not second.gone


def test_a_renamed_file_changes_nothing(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a"))
    first = pull(home)
    (tmp_path / "home" / "a.ics").rename(tmp_path / "home" / "z.ics")
    second = pull(home, first.cursor)
    assert not second.gone
    assert not second.items


def test_a_change_is_seen_though_size_and_time_stay(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "home", a=single("a", "SUMMARY:one"))
    path = tmp_path / "home" / "a.ics"
    before = path.stat()
    cursor = pull(home).cursor
    path.write_bytes(single("a", "SUMMARY:two"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert pull(home, cursor).one().summary == "two"


@pytest.mark.parametrize("cursor", ["", "x", "eJw=", "🙂", "eJyLjgUAARUAuQ=="])
def test_a_strange_cursor_is_expired(tmp_path: Path, cursor: str) -> None:
    home = folder_of(tmp_path / "home", a=single("a"))
    with pytest.raises(CursorExpired):
        pull(home, cursor)


def test_a_cursor_names_no_file_and_no_event(tmp_path: Path) -> None:
    import base64
    import zlib

    home = folder_of(tmp_path / "home", Secretname=single("Secretuid", "SUMMARY:Secret"))
    plain = zlib.decompress(base64.urlsafe_b64decode(pull(home).cursor))
    assert b"ecret" not in plain


def test_every_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RelanceError) as refused:
        pull(IcsCalendar("home", tmp_path / "none.ics"))
    assert refused.value.remedy
