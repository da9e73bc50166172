from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desk import calendar, interview
from relance.cli.app import Lazy, run
from relance.cli.commands import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {
    *("alembic", "asyncio", "babel", "dateutil", "email", "filelock", "holidays", "icalendar"),
    *(
        "cryptography",
        "google",
        "googleapiclient",
        "jinja2",
        "keyring",
        "phonenumbers",
        "platformdirs",
        "pydantic",
        "rich",
        "sqlalchemy",
        "tldextract",
    ),
    *("tzlocal", "watchfiles", "zoneinfo"),
}

LOADED = """
import sys
from relance.cli.app import run
code = run(sys.argv[1:])
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
sys.exit(code)
"""


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_help_imports_nothing_that_a_command_may_need() -> None:
    assert not loaded_by("--help") & HEAVY


def test_help_imports_nothing_of_relance_but_the_command_line() -> None:
    code = (
        "import sys; from relance.cli.app import run; run(['--help']); "
        "print(*(m for m in sys.modules if m.startswith('relance')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    parts = ("", ".app", ".commands", ".exits", ".options")
    allowed = {"relance", *(f"relance.cli{part}" for part in parts)}
    assert set(done.stderr.split()) <= allowed


def test_help_of_one_command_imports_no_library_that_is_slow() -> None:
    slow = {"sqlalchemy", "alembic", "rich", "icalendar", "holidays", "babel"}
    assert not loaded_by("sync", "--help") & slow


def test_reading_a_file_opens_no_journal(tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    file.write_bytes(calendar(interview("Zarvane")))
    loaded = loaded_by("interviews", str(file), "--owner", "a@mail.example", "--json")
    assert not loaded & {"sqlalchemy", "alembic", "rich", "jinja2", "holidays", "watchfiles"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command = Lazy().get_command(None, name)
    assert command.name == name
    assert (command.help or "").splitlines()[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_arguments_as_they_are_typed(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--help"]) == 0
    said = capsys.readouterr().out
    for leak in ("{", "<", "[[", "[required]"):
        assert leak not in said
    usage = {
        "connect": "KIND [PATH]",
        "disconnect": "NAME",
        "why": "KEY",
        "mark": "COMPANY MARK...",
        "interviews": "[FILE_OR_FOLDER]",
    }
    first = f"Usage: relance {name} [OPTIONS] {usage.get(name, '')}".rstrip()
    assert said.startswith(first)
    assert "written for real" in " ".join(said.split())


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"demo"}))
def test_every_command_takes_the_same_options(name: str) -> None:
    options = {o for p in Lazy().get_command(None, name).params for o in p.opts}
    assert {"--json", "--now", "--config"} <= options


@pytest.mark.parametrize(
    "name", ["sync", "purge", "mark", "connect", "disconnect", "export", "init"]
)
def test_every_command_that_writes_has_a_dry_run(name: str) -> None:
    assert "--dry-run" in {o for p in Lazy().get_command(None, name).params for o in p.opts}
