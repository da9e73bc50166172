"""The command that installs a missing library fits the way in which relance was installed."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import pytest

from relance import installing

if TYPE_CHECKING:
    from pathlib import Path


def came(monkeypatch: pytest.MonkeyPatch, **origin: Any) -> None:
    monkeypatch.setattr(installing, "_origin", lambda package: origin if package else {})


def inside(monkeypatch: pytest.MonkeyPatch, venv: str) -> None:
    monkeypatch.setattr(sys, "executable", f"{venv}/bin/python")
    monkeypatch.setattr(sys, "prefix", venv)


@pytest.mark.parametrize(("about", "option"), [({}, []), ({"editable": True}, ["-e"])])
def test_from_a_folder_that_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, about: dict[str, Any], option: list[str]
) -> None:
    folder = tmp_path / "my relance"
    folder.mkdir()
    came(monkeypatch, url=folder.as_uri(), dir_info=about)
    inside(monkeypatch, "/opt/one")
    pip = ["/opt/one/bin/python", "-m", "pip", "install"]
    assert shlex.split(installing.command_for("google")) == [*pip, *option, f"{folder}[google]"]


@pytest.mark.parametrize(
    "origin",
    [
        {},
        {"url": "file:///nowhere/relance", "dir_info": {}},
        {"url": "https://code.example/relance", "vcs_info": {}},
        {"url": "file:///", "archive_info": {}},
        {"url": 7, "dir_info": 7},
    ],
)
def test_from_anywhere_else_the_name_alone_is_told(
    monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any]
) -> None:
    came(monkeypatch, **origin)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert installing.command_for("google") == "pip install 'relance[google]'"


def test_a_package_that_nobody_installed_came_from_nowhere() -> None:
    assert installing._origin("relance-nobody.example") == {}
