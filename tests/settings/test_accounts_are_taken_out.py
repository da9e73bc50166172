from __future__ import annotations

import stat
import tomllib
from typing import TYPE_CHECKING

import pytest

from relance.errors import BadSettings
from relance.settings import add_account, load, remove_account, starter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_bytes(starter(emails=["camille@mail.example"]).encode())
    path.chmod(0o600)
    return path


def test_what_was_added_is_taken_out_byte_for_byte(file: Path) -> None:
    before = file.read_bytes()
    others = {"client_file": "/home/camille/client.json"}
    add_account(file, "google", "home", ["primary", "Réunions"], "Relances", others)
    assert load(file, {}).accounts[0].options["client_file"] == "/home/camille/client.json"
    remove_account(file, "home")
    assert file.read_bytes() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("which", ["a", "b", "c"])
def test_one_of_several_goes_and_the_others_stay(file: Path, which: str) -> None:
    for name in ("a", "b", "c"):
        add_account(file, "ics", name, [name])
    lines = file.read_text().splitlines()
    remove_account(file, which)
    assert [one.name for one in load(file, {}).accounts] == [n for n in "abc" if n != which]
    assert set(lines) - set(file.read_text().splitlines()) == {
        f'name = "{which}"',
        f'read = ["{which}"]',
    }


HAND = """\
# my settings
timezone = "Europe/Paris"   # mine

  [[ accounts ]]   # at home
name = 'home'
kind = "ics"
read = [
    "a",  # [[accounts]] is written like this
    "b",
]
[accounts.extra]
note = '''
[[accounts]]
name = "no account"
'''

# what follows is about calls
[windows]
per_day = 3

[["accounts"]]
name = "work"
kind = "google"
# the end
"""


def test_what_a_person_wrote_by_hand_is_understood(file: Path) -> None:
    file.write_text(HAND)
    remove_account(file, "home")
    assert file.read_text() == (
        '# my settings\ntimezone = "Europe/Paris"   # mine\n\n'
        "# what follows is about calls\n[windows]\nper_day = 3\n\n"
        '[["accounts"]]\nname = "work"\nkind = "google"\n# the end\n'
    )
    remove_account(file, "work")
    assert "accounts" not in tomllib.loads(file.read_text())
    assert file.read_text().endswith("per_day = 3\n# the end\n")


def test_line_ends_of_another_system_stay(file: Path) -> None:
    text = 'timezone = "Europe/Paris"\r\n\r\n[[accounts]]\r\nname = "a"\r\nkind = "ics"\r\n'
    file.write_bytes(text.encode())
    remove_account(file, "a")
    assert file.read_bytes() == b'timezone = "Europe/Paris"\r\n'


@pytest.mark.parametrize(
    "text",
    [
        'accounts = [{ name = "a", kind = "ics" }]\n',
        "",
        '[[accounts]]\nname = "b"\nkind = "ics"\n',
        '[[accounts]]\nname = "a"\nkind = "ics"\n[[accounts]]\nname = "a"\nkind = "ics"\n',
        "this is not TOML",
    ],
)
def test_what_cannot_be_taken_out_is_left_to_the_person(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(BadSettings, match="take it out by hand"):
        remove_account(file, "a")
    assert file.read_text() == text


def test_a_linked_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    add_account(file, "ics", "a", ["x"])
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    remove_account(link, "a")
    assert link.is_symlink()
    assert load(file, {}).accounts == ()
