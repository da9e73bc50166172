from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import Desk, Ran, Relance
from google_desk import GoogleDesk
from google_person import appointment
from google_wire import Wire
from graph_wire import Wire as Microsoft
from life import Life, november
from outlook_desk import OutlookDesk
from outlook_person import appointment as at_outlook
from relance.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as one:
        yield one


@pytest.fixture
def google(desk: Desk, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> GoogleDesk:
    """Return a desk at which a browser opens, and the person signs in."""
    monkeypatch.setenv("BROWSER", "of the test")
    monkeypatch.setattr("webbrowser.open", wire.person.open)
    title = "Entretien d'embauche Zarvane – chef de projet"
    wire.mailbox.put("primary", appointment(title))
    return GoogleDesk(desk, wire).settle()


@pytest.fixture
def outlook(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[OutlookDesk]:
    """Return a desk at which a browser opens, and the person signs in."""
    with Microsoft() as wire:
        monkeypatch.setenv("BROWSER", "of the test")
        monkeypatch.setattr("webbrowser.open", wire.person.open)
        title = "Entretien d'embauche Zarvane – chef de projet"
        wire.mailbox.put("primary", at_outlook(title))
        yield OutlookDesk(desk, wire).settle()


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Return a life in which nearly everything has happened; tests leave it as it is."""
    return november(tmp_path_factory.mktemp("en") / "desk", "en")


@pytest.fixture(scope="session")
def french(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Return the same life, told in French."""
    return november(tmp_path_factory.mktemp("fr") / "desk", "fr")
