from __future__ import annotations

import stat
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.errors import BadSettings, Refused
from relance.settings import add_account, load, starter
from relance.settings.write import quoted, write_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "relance" / "config.toml"
    text = starter(name="Camille", emails=["camille@mail.example"], zone="Europe/Paris")
    write_settings(file, text)
    return file


def test_a_first_file_is_valid_and_says_what_was_given(file: Path) -> None:
    found = load(file, {})
    assert (found.owner.name, found.owner.emails) == ("Camille", ("camille@mail.example",))
    assert (found.place.zone, found.place.country) == ("Europe/Paris", "FR")


def test_its_comments_stand_in_one_column(tmp_path: Path) -> None:
    emails = ["camille@mail.example", "camille.durand@work.example"]
    text = starter(name="A # B", emails=emails, zone="America/Argentina/Buenos_Aires")
    for block in text.split("\n\n"):
        columns = {ln.index("  # ") for ln in block.splitlines() if "  # " in ln}
        assert len(columns) <= 1, block
    assert "\t" not in text
    write_settings(tmp_path / "config.toml", text)
    assert load(tmp_path / "config.toml", {}).owner.name == "A # B"


def test_without_anything_given_it_is_valid_too(tmp_path: Path) -> None:
    write_settings(tmp_path / "config.toml", starter())
    assert load(tmp_path / "config.toml", {}).owner.emails == ()


def test_what_cannot_be_is_told_before_anything_is_written() -> None:
    with pytest.raises(BadSettings, match=r"owner\.emails"):
        starter(emails=["nobody"])


def test_it_is_for_its_owner_alone(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_an_account_is_added_below_all_that_stands_there(file: Path) -> None:
    mine = file.read_text() + "\n# mine: do not touch\n[windows]\nper_day = 3 # calls"
    file.write_text(mine)
    add_account(file, "ics", "home", ["~/calendars/é.ics", 'a "b"\\c'], "~/relances")
    assert file.read_text().startswith(mine)
    found = load(file, {})
    assert found.rules().per_day == 3
    [account] = found.tables.accounts
    assert (account.name, account.kind) == ("home", "ics")
    assert (account.read, account.write) == (("~/calendars/é.ics", 'a "b"\\c'), "~/relances")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_accounts_are_added_one_after_the_other(file: Path) -> None:
    add_account(file, "ics", "home", ["a"], "b")
    add_account(file, "ics", "work", [])
    assert [account.name for account in load(file, {}).accounts] == ["home", "work"]


@pytest.mark.parametrize(
    ("name", "write", "said"),
    [("home", None, "each account has a name of its own"), ("work", "c", "only one account has")],
)
def test_an_account_that_does_not_go_with_the_others_changes_nothing(
    file: Path, name: str, write: str | None, said: str
) -> None:
    add_account(file, "ics", "home", ["a"], "b")
    before = file.read_bytes()
    with pytest.raises(BadSettings, match=said):
        add_account(file, "ics", name, ["x"], write)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_accounts_in_one_list_are_left_to_the_person(file: Path) -> None:
    file.write_text('accounts = [{ name = "a", kind = "ics" }]\n')
    with pytest.raises(BadSettings, match="accounts stand in one list here"):
        add_account(file, "ics", "home", ["x"])


def test_a_linked_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    add_account(link, "ics", "home", ["x"])
    assert link.is_symlink()
    assert load(file, {}).accounts


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="run: relance init"):
        add_account(tmp_path / "config.toml", "ics", "home", ["x"])


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="the settings cannot be written"):
        write_settings(tmp_path / "file" / "config.toml", "")


@given(st.text(st.characters(), max_size=30))
@settings(deadline=None, derandomize=True)
def test_any_text_is_quoted(text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    assert tomllib.loads(f"x = {quoted(text)}") == {"x": whole}
