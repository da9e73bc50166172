from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import Desk, Ran, Relance
from relance.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).settle()


@pytest.fixture
def relance(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Relance:
    """Return the command line, run in this process at the desk."""
    for name in ("NO_COLOR", "RELANCE_DEBUG", "LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in desk.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(desk.folder)

    def relance(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return relance
