"""Follow-ups in a folder: atomic, durable, locked, and nobody else's bytes ever change."""

import multiprocessing
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

import relance_ics.store
from ics_text import calendar, vevent
from relance.errors import Conflict, NeedsPerson, Temporary
from relance.testing.contract import Round, a_follow_up
from relance_ics.store import IcsFolder


@pytest.fixture
def folder(tmp_path: Path) -> IcsFolder:
    return IcsFolder("home", tmp_path / "relances")


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "relances").glob("*.ics"))


def test_one_file_for_each_follow_up_readable_by_the_owner_alone(
    tmp_path: Path, folder: IcsFolder
) -> None:
    folder.create(a_follow_up(1))
    folder.create(a_follow_up(2))
    assert [path.name for path in files(tmp_path)] == [
        "relance-000000000001-follow-up-1.ics",
        "relance-000000000002-follow-up-1.ics",
    ]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files(tmp_path))


def test_a_folder_is_made_with_its_first_follow_up(tmp_path: Path, folder: IcsFolder) -> None:
    first = Round(folder, None)
    assert first.complete
    assert not (tmp_path / "relances").exists()
    assert not Round(folder, first.cursor).items
    folder.create(a_follow_up())
    assert len(files(tmp_path)) == 1


def test_a_folder_that_vanished_is_asked_about(tmp_path: Path, folder: IcsFolder) -> None:
    folder.create(a_follow_up())
    cursor = Round(folder, None).cursor
    (tmp_path / "relances").rename(tmp_path / "away")
    with pytest.raises(NeedsPerson, match="gone"):
        Round(folder, cursor)
    assert not (tmp_path / "relances").exists()


def test_a_mode_set_by_the_person_stays(tmp_path: Path, folder: IcsFolder) -> None:
    stored = folder.create(a_follow_up())
    (path,) = files(tmp_path)
    path.chmod(0o644)
    folder.update(replace(stored, summary="x"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_renamed_file_is_found_and_changed_in_its_place(
    tmp_path: Path, folder: IcsFolder
) -> None:
    stored = folder.create(a_follow_up())
    (path,) = files(tmp_path)
    path.rename(path.with_name(f"{stored.uid}.ics"))
    found = folder.find(str(stored.our_mark and stored.our_mark.key))
    assert found is not None
    assert (found.ref, found.version) == (stored.ref, stored.version)
    folder.update(replace(found, summary="x"))
    assert [path.name for path in files(tmp_path)] == [f"{stored.uid}.ics"]


def test_sequence_grows_with_every_change(folder: IcsFolder) -> None:
    stored = folder.create(a_follow_up())
    for expected in (1, 2, 3):
        stored = folder.update(replace(stored, summary=str(expected)))
        assert stored.sequence == expected


def test_what_other_programs_added_stays(tmp_path: Path, folder: IcsFolder) -> None:
    stored = folder.create(a_follow_up())
    (path,) = files(tmp_path)
    added = b"COLOR:turquoise\r\nX-KHAL-NOTE;X-P=1:keep\\, me\r\nEND:VEVENT"
    path.write_bytes(path.read_bytes().replace(b"END:VEVENT", added))
    found = folder.find(str(stored.our_mark and stored.our_mark.key))
    assert found is not None
    updated = folder.update(replace(found, summary="new"))
    data = path.read_bytes()
    assert b"COLOR:turquoise\r\n" in data
    assert b"X-KHAL-NOTE;X-P=1:keep" in data
    assert data.count(b"UID:") == data.count(b"X-RELANCE-KEY:") == 1
    assert updated.alarms == stored.alarms


def test_a_foreign_event_added_to_our_file_protects_it(tmp_path: Path, folder: IcsFolder) -> None:
    stored = folder.create(a_follow_up())
    (path,) = files(tmp_path)
    theirs = vevent(uid="theirs@files.example").encode() + b"\r\nEND:VCALENDAR"
    path.write_bytes(path.read_bytes().replace(b"END:VCALENDAR", theirs))
    before = path.read_bytes()
    for event in [folder.find(str(stored.our_mark and stored.our_mark.key)), *folder.ours(),
                  *(e for e in Round(folder, None).events if e.our_mark)]:  # fmt: skip
        assert event is not None
        with pytest.raises(Conflict):
            folder.update(replace(event, summary="x"))
        with pytest.raises(Conflict):
            folder.delete(event)
    assert path.read_bytes() == before


def test_a_foreign_file_under_our_name_is_never_overwritten(
    tmp_path: Path, folder: IcsFolder
) -> None:
    (tmp_path / "relances").mkdir()
    theirs = tmp_path / "relances" / "relance-000000000001-follow-up-1.ics"
    theirs.write_bytes(calendar(vevent()))
    before = theirs.read_bytes()
    folder.create(a_follow_up(1))
    assert theirs.read_bytes() == before
    assert len(files(tmp_path)) == 2


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(
    tmp_path: Path, folder: IcsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = folder.create(a_follow_up())
    (path,) = files(tmp_path)
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NeedsPerson, match="disk is full"):
        folder.update(replace(stored, summary="x"))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not list((tmp_path / "relances").glob(".relance-*.tmp"))


def test_what_a_crash_left_is_swept_and_never_read(tmp_path: Path, folder: IcsFolder) -> None:
    folder.create(a_follow_up(1))
    rest = tmp_path / "relances" / ".relance-abc.tmp"
    rest.write_bytes(b"half")
    assert len(Round(folder, None).events) == 1
    folder.create(a_follow_up(2))
    assert not rest.exists()


def test_the_file_and_its_folder_are_synced_before_create_returns(
    folder: IcsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    real = os.fsync

    def noted(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    folder.create(a_follow_up())
    assert synced == [False, True]


def _hold(path: Path, held: object, done: object) -> None:
    folder = IcsFolder("other", path)
    with folder._locked():
        held.set()  # type: ignore[attr-defined] # an Event of multiprocessing
        done.wait(30)  # type: ignore[attr-defined] # likewise


def test_a_lock_held_by_another_process_is_told_with_its_number(
    tmp_path: Path, folder: IcsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relance_ics.store, "PATIENCE", 0.3)
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "relances", held, done))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(Temporary, match=f"process {other.pid}"):
            folder.create(a_follow_up())
    finally:
        done.set()
        other.join()
    assert folder.create(a_follow_up()).version


def _create_all(path: Path) -> None:
    folder = IcsFolder("other", path)
    for number in range(20):
        try:
            folder.create(a_follow_up(number))
        except Conflict:
            continue


def test_two_programs_at_once_write_each_follow_up_once(tmp_path: Path, folder: IcsFolder) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_create_all, args=(tmp_path / "relances",)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(files(tmp_path)) == len(list(folder.ours())) == 20


def test_a_damaged_file_in_the_folder_hinders_nothing(tmp_path: Path, folder: IcsFolder) -> None:
    folder.create(a_follow_up(1))
    (tmp_path / "relances" / "broken.ics").write_bytes(b"X-RELANCE-KEY:oops")
    folder.create(a_follow_up(2))
    assert len(list(folder.ours())) == 2
