"""`connect` reads its options, all faults at once."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from relance.errors import BadSettings
from relance.ports import Watchable, WritableCalendar
from relance_ics import connect


class NoSecrets:
    def get(self, name: str) -> str | None:
        raise AssertionError(name)

    def put(self, name: str, value: str) -> None:
        raise AssertionError(name, value)

    def forget(self, name: str) -> None:
        raise AssertionError(name)

    def alone(self, name: str) -> AbstractContextManager[None]:
        raise AssertionError(name)


def opened(**options: Any) -> Any:
    return connect("home", options, NoSecrets())


def test_files_and_folders_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "calendars").mkdir()
    account = opened(read=["~/calendars", "~/export.ics"], write="~/relances")
    calendars = account.calendars()
    assert [one.name for one in calendars] == ["calendars", "export"]
    assert len({one.id for one in calendars}) == 2
    assert calendars[0].watched() == [tmp_path / "calendars"]
    assert not any(isinstance(one, WritableCalendar) for one in calendars)
    assert isinstance(calendars[0], Watchable)
    follow_ups = account.follow_ups()
    assert isinstance(follow_ups, WritableCalendar)
    assert follow_ups.name == "relances"


def test_writing_is_optional(tmp_path: Path) -> None:
    assert opened(read=str(tmp_path)).follow_ups() is None
    assert opened(write=str(tmp_path / "x")).calendars() == []


def test_every_fault_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as refused:
        opened(read=[1, ""], write=3, folder="x")
    faults = refused.value.faults
    assert [fault.partition(":")[0] for fault in faults] == [
        "accounts.home.folder", "accounts.home.read", "accounts.home.write",
    ]  # fmt: skip
    with pytest.raises(BadSettings, match="at least one"):
        opened()
    (tmp_path / "file.ics").touch()
    with pytest.raises(BadSettings, match="name a folder"):
        opened(write=str(tmp_path / "file.ics"))
