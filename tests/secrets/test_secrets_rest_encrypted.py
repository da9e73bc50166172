from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from relance import installing
from relance.errors import BadInput, NeedsPerson, Refused, RelanceError
from relance.secrets import Place, Safe, Where, place_for

if TYPE_CHECKING:
    from pathlib import Path

NAME, SECRET = "google:home", "1//refresh-token-of-nobody"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "state" / "secrets.json", tmp_path / "data" / "secrets.key", "test")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_comes_back_and_can_be_forgotten(place: Place) -> None:
    Safe(place, {}).put(NAME, SECRET)
    assert Safe(place, {}).get(NAME) == SECRET
    assert Safe(place, {}).where(NAME) is Where.FILE
    Safe(place, {}).forget(NAME)
    assert Safe(place, {}).get(NAME) is None
    assert Safe(place, {}).where(NAME) is None


def test_nothing_is_opened_or_made_before_a_secret_is_kept(place: Place) -> None:
    safe = Safe(place, {})
    assert safe.get(NAME) is None
    assert safe.kept([NAME]) is None
    assert not place.file.parent.exists()
    assert not place.key.parent.exists()


def test_the_file_is_for_its_owner_alone_and_tells_nothing(place: Place) -> None:
    Safe(place, {}).put(NAME, SECRET)
    assert SECRET.encode() not in place.file.read_bytes()
    assert [mode(path) for path in (place.file, place.key)] == [0o600, 0o600]
    assert [mode(path.parent) for path in (place.file, place.key)] == [0o700, 0o700]


def test_the_key_lies_apart_from_what_it_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    found = place_for("")
    if sys.platform == "linux":
        assert found.file.parent != found.key.parent
    assert found.service == "relance"


def test_each_settings_file_has_secrets_of_its_own() -> None:
    default, other = place_for(""), place_for("1a2b3c4d")
    assert other.service == "relance:1a2b3c4d"
    assert {default.file, default.key}.isdisjoint({other.file, other.key})


def test_a_key_may_be_given_by_the_environment(place: Place) -> None:
    key = Fernet.generate_key().decode()
    Safe(place, {"RELANCE_KEY": key}).put(NAME, SECRET)
    assert not place.key.exists()
    assert Safe(place, {"RELANCE_KEY": key}).get(NAME) == SECRET


def test_another_key_is_told_with_the_way_back(place: Place) -> None:
    Safe(place, {}).put(NAME, SECRET)
    place.key.write_bytes(Fernet.generate_key())
    with pytest.raises(NeedsPerson) as caught:
        Safe(place, {}).get(NAME)
    assert str(place.key) in str(caught.value)
    assert "relance connect google --name home" in caught.value.remedy
    with pytest.raises(NeedsPerson, match="RELANCE_KEY"):
        Safe(place, {"RELANCE_KEY": Fernet.generate_key().decode()}).get(NAME)


def test_what_is_no_key_is_told_and_not_repeated(place: Place) -> None:
    with pytest.raises(NeedsPerson) as caught:
        Safe(place, {"RELANCE_KEY": "hunter2"}).put(NAME, SECRET)
    assert "this is no key" in caught.value.what
    assert "hunter2" not in str(caught.value)
    assert not place.file.exists()


def test_a_key_that_is_gone_is_told_and_no_new_one_is_made(place: Place) -> None:
    Safe(place, {}).put(NAME, SECRET)
    place.key.unlink()
    with pytest.raises(NeedsPerson, match="the key of the secrets is gone"):
        Safe(place, {}).get(NAME)
    assert not place.key.exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("which", ["file", "key"])
def test_what_others_can_read_is_told_with_the_command(place: Place, which: str) -> None:
    Safe(place, {}).put(NAME, SECRET)
    path = getattr(place, which)
    path.chmod(0o640)
    with pytest.raises(NeedsPerson) as caught:
        Safe(place, {}).get(NAME)
    assert f"chmod 600 {path}" in caught.value.remedy
    assert "0640" in caught.value.what


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"version": 1}',
        b'{"version": 1, "secrets": [1]}',
        b'{"version": 1, "secrets": {"google:home": 3}}',
        b'{"version": 2, "secrets": {}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_and_left_as_it_is(place: Place, content: bytes) -> None:
    place.file.parent.mkdir()
    place.file.write_bytes(content)
    place.file.chmod(0o600)
    safe = Safe(place, {})
    for act in (
        partial(safe.get, NAME),
        partial(safe.put, NAME, SECRET),
        partial(safe.forget, NAME),
    ):
        with pytest.raises(BadInput, match="damaged"):
            act()
    assert place.file.read_bytes() == content


@pytest.mark.parametrize("sealed", ["", "gAAAA", "\u00e9", "x" * 5000])
def test_a_damaged_secret_stops_no_other(place: Place, sealed: str) -> None:
    Safe(place, {}).put(NAME, SECRET)
    Safe(place, {}).put("outlook:work", "other")
    told = json.loads(place.file.read_text())
    told["secrets"][NAME]["sealed"] = sealed
    place.file.write_text(json.dumps(told))
    with pytest.raises(NeedsPerson, match="does not open"):
        Safe(place, {}).get(NAME)
    assert Safe(place, {}).get("outlook:work") == "other"


def test_two_secrets_cannot_be_exchanged(place: Place) -> None:
    for name in (NAME, "google:work"):
        Safe(place, {}).put(name, f"of {name}")
    told = json.loads(place.file.read_text())
    told["secrets"][NAME] = told["secrets"]["google:work"]
    place.file.write_text(json.dumps(told))
    with pytest.raises(NeedsPerson, match="does not open"):
        Safe(place, {}).get(NAME)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    safe = Safe(Place(tmp_path / "file" / "secrets.json", tmp_path / "key", "test"), {})
    with pytest.raises(Refused, match="the secrets cannot be locked"):
        safe.put(NAME, SECRET)


def test_no_secret_shows_in_what_is_printed(place: Place) -> None:
    key = Fernet.generate_key().decode()
    safe = Safe(place, {"RELANCE_KEY": key})
    safe.put(NAME, SECRET)
    for shown in (repr(safe), str(safe), repr(vars(safe))):
        assert SECRET not in shown
        assert key not in shown


def test_a_file_that_was_not_written_whole_is_as_before(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    Safe(place, {}).put(NAME, SECRET)
    before = place.file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        Safe(place, {}).put(NAME, "another")
    assert place.file.read_bytes() == before
    assert [p.name for p in place.file.parent.iterdir() if not p.name.endswith(".lock")] == [
        place.file.name
    ]


KEEP = """
import sys
from pathlib import Path
from relance.secrets import Place, Safe
folder, me = Path(sys.argv[1]), sys.argv[2]
safe = Safe(Place(folder / "state" / "secrets.json", folder / "data" / "secrets.key", "test"), {})
for number in range(20):
    safe.put(f"google:{me}-{number}", f"{me}{number}")
    with safe.alone("google:shared"):
        safe.put("google:shared", str(int(safe.get("google:shared") or 0) + 1))
"""


def test_processes_that_keep_secrets_at_once_lose_none(tmp_path: Path, place: Place) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", KEEP, str(tmp_path), who])
        for who in ("a", "b", "c")
    ]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    safe = Safe(place, {})
    for who in ("a", "b", "c"):
        for number in range(20):
            assert safe.get(f"google:{who}-{number}") == f"{who}{number}"
    assert safe.get("google:shared") == "60"


def test_where_a_new_one_would_go_is_known_before(place: Place) -> None:
    assert Safe(place, {}).would_be() is Where.FILE
    with pytest.raises(RelanceError, match="this is no key"):
        Safe(place, {"RELANCE_KEY": "hunter2"}).would_be()


def test_who_lost_the_key_can_sign_in_again(place: Place) -> None:
    Safe(place).put("google:home", "old")
    place.key.unlink()
    safe = Safe(place)
    assert safe.would_be() is Where.FILE
    safe.put("google:home", "new")
    assert Safe(place).get("google:home") == "new"


@pytest.mark.parametrize(
    ("name", "extra"), [("google:home", "google"), ("outlook:home", "outlook"), ("push", "all")]
)
def test_a_missing_library_is_installed_with_what_the_account_needs(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    with pytest.raises(Refused, match="keeping secrets needs a library") as caught:
        Safe(place, {}).put(name, SECRET)
    assert caught.value.remedy == f"Run: {installing.command_for(extra)}"
