from __future__ import annotations

import re
import sqlite3
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from builders import at
from relance.errors import BadInput, BadSettings, Refused, RelanceError
from relance.journal import Taken, schema
from relance.journal.store import Journal
from relance.journal.tables import metadata
from relance.model import Span

if TYPE_CHECKING:
    from pathlib import Path

NOW = at("2026-11-23 09:00")

NEXT_VERSION = '''
"""A change that a later version brings."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("facts", sa.Column("since", sa.Text(), nullable=False, server_default="x"))
    {then}
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "relance" / "journal.sqlite"


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend to be a version that knows one migration more."""
    import shutil

    folder = tmp_path / "100% migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    script = folder / "versions" / "later.py"
    script.write_text(NEXT_VERSION.format(head=schema.HEAD, then=""))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "HEAD", "9999")
    return script


def test_file_and_folder_are_for_their_owner_alone(file: Path) -> None:
    with Journal.open(str(file)) as journal:
        journal.set_fact("x", 1)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
        assert modes[file.name] == 0o600
        assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_taken_from_them(file: Path) -> None:
    Journal.open(str(file)).close()
    file.chmod(0o644)
    Journal.open(f"sqlite:///{file}").close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_opening_again_needs_no_migration_tool(file: Path) -> None:
    Journal.open(str(file)).close()
    code = (
        "import sys; from relance.journal.store import Journal\n"
        "Journal.open(sys.argv[1]).fact('x')\n"
        "assert 'alembic' not in sys.modules and 'pydantic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code, str(file)], check=True)


def test_the_known_version_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    with create_engine("sqlite://").connect() as connection:
        scripts = ScriptDirectory.from_config(schema.migrations_config(connection))
    assert scripts.get_heads() == [schema.HEAD]


def test_the_migrations_make_the_tables_that_the_code_speaks_of(file: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    Journal.open(str(file)).close()
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_an_older_journal_is_migrated_with_all_it_holds(
    file: Path, request: pytest.FixtureRequest
) -> None:
    with Journal.open(str(file)) as journal:
        journal.set_fact("kept", 1)
        journal.take_in("home", [Taken("a", (Span(NOW, NOW),))], NOW)
    request.getfixturevalue("next_version")
    with Journal.open(str(file)) as journal:
        assert journal.fact("kept") == 1
        assert set(journal.items("home")) == {"a"}
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT since FROM facts").fetchall() == [("x",)]
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("9999",)]
    database.close()


def test_a_migration_that_fails_changes_nothing(file: Path, request: pytest.FixtureRequest) -> None:
    with Journal.open(str(file)) as journal:
        journal.set_fact("kept", 1)
    script = request.getfixturevalue("next_version")
    script.write_text(NEXT_VERSION.format(head="0001", then='op.drop_table("no_such")'))
    with pytest.raises(RelanceError):
        Journal.open(str(file))
    with sqlite3.connect(file) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(facts)")]
        assert columns == ["name", "value"]
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("0001",)]
    database.close()


def test_several_processes_may_find_it_missing_at_once(file: Path) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            Journal.open(str(file)).close()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_journal_of_a_newer_version_is_left_alone(file: Path) -> None:
    Journal.open(str(file)).close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '8888'")
    database.close()
    with pytest.raises(BadInput, match="written by a newer version") as told:
        Journal.open(str(file))
    assert "Upgrade relance" in str(told.value)


def test_the_database_of_another_program_is_left_alone(file: Path) -> None:
    file.parent.mkdir(parents=True)
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
    database.close()
    with pytest.raises(BadInput, match="another program"):
        Journal.open(str(file))
    with sqlite3.connect(file) as database:
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
    database.close()
    assert tables == [("bookmarks",)]


@pytest.mark.parametrize(
    "content", [b"<html>", b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 4080]
)
def test_a_damaged_file_may_be_deleted(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(BadInput) as told:
        Journal.open(str(file))
    assert str(file) in str(told.value)
    assert "Delete this file: nothing is lost" in str(told.value)


def test_damage_that_shows_later_is_told_in_the_same_words(file: Path) -> None:
    with Journal.open(str(file)) as journal:
        refs = [Taken(f"{n:0100}") for n in range(3000)]
        journal.take_in("home", refs, NOW)
    content = bytearray(file.read_bytes())
    content[len(content) // 4 : len(content) // 2] = b"\xee" * (
        len(content) // 2 - len(content) // 4
    )
    file.write_bytes(bytes(content))
    with pytest.raises(BadInput, match="Delete this file"), Journal.open(str(file)) as journal:
        journal.items("home")


def test_a_row_that_cannot_be_read_back_is_damage_too(file: Path) -> None:
    with Journal.open(str(file)) as journal:
        journal.set_cursor("home", None, "")
    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO own VALUES ('home', 'a', 'k', '{broken')")
    database.close()
    with Journal.open(str(file)) as journal, pytest.raises(BadInput, match="Delete this file"):
        journal.own()


def test_an_empty_file_is_a_new_journal(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.touch()
    with Journal.open(str(file)) as journal:
        assert not any(journal.counts().values())


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"is not a file|cannot be opened"):
        Journal.open(str(tmp_path))


def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match=re.escape("set journal.url to another place")):
        Journal.open(str(tmp_path / "file" / "relance" / "journal.sqlite"))


def test_another_kind_of_journal_is_refused_without_its_password() -> None:
    with pytest.raises(BadSettings) as told:
        Journal.open("postgresql://camille:hunter2@db.example/relance")
    assert "postgresql" in str(told.value)
    assert "hunter2" not in str(told.value)


def test_a_journal_in_memory_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Journal.open(":memory:") as journal:
        journal.set_fact("x", 1)
        assert journal.fact("x") == 1
    assert list(tmp_path.iterdir()) == []
