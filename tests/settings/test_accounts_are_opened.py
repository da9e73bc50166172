from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from relance import connectors, installing
from relance.connectors import FailedAccount, OpenedAccount, open_account, open_accounts
from relance.errors import BadSettings, NeedsPerson, Refused
from relance.settings import AccountSettings, Settings
from relance.settings.loading import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relance.ports import Calendar, Secrets, WritableCalendar


class Quiet:
    """An account without calendars."""

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.name, self.options = name, options

    def calendars(self) -> Sequence[Calendar]:
        return ()

    def follow_ups(self) -> WritableCalendar | None:
        return None


def quiet(name: str, options: Mapping[str, Any], secrets: Secrets | None) -> Quiet:
    assert secrets is None
    return Quiet(name, options)


def wants_login(name: str, _options: Mapping[str, Any], _secrets: Secrets | None) -> Quiet:
    raise NeedsPerson("the login has expired.", where=name, remedy="Run: relance connect")


def breaks(_name: str, _options: Mapping[str, Any], _secrets: Secrets | None) -> Quiet:
    raise ZeroDivisionError("token hunter2")


class _Entry:
    dist = None

    def __init__(self, name: str, loaded: Any) -> None:
        self.name, self._loaded = name, loaded

    def load(self) -> Any:
        if isinstance(self._loaded, ImportError):
            raise self._loaded
        return self._loaded


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = ModuleNotFoundError("No module named 'msal'", name="msal")
    known = {"quiet": quiet, "login": wants_login, "broken": breaks, "outlook": missing}
    entries = {name: _Entry(name, loaded) for name, loaded in known.items()}
    monkeypatch.setattr(connectors, "_found", lambda: entries)


def settings(*kinds: str) -> Settings:
    text = "".join(
        f'[[accounts]]\nname = "{kind}"\nkind = "{kind}"\nread = "x"\n' for kind in kinds
    )
    return Settings(parse(text, {}, Path("config.toml")), Path("config.toml"))


def test_an_account_is_opened_with_its_options() -> None:
    [opened] = open_accounts(settings("quiet"))
    assert isinstance(opened, OpenedAccount)
    assert isinstance(opened.account, Quiet)
    assert opened.account.options == {"read": ("x",)}


def test_one_that_fails_stops_no_other() -> None:
    found = open_accounts(settings("login", "broken", "outlook", "quit", "quiet"))
    *failed, last = found
    assert isinstance(last, OpenedAccount)
    errors = [one.error for one in failed if isinstance(one, FailedAccount)]
    assert [type(error) for error in errors] == [NeedsPerson, Refused, Refused, BadSettings]
    assert "hunter2" not in " ".join(map(str, errors))


def test_an_unknown_kind_tells_what_was_probably_meant() -> None:
    with pytest.raises(BadSettings, match=r'"quit": there is no such kind .* did you mean "quiet"'):
        open_account(AccountSettings("home", "quit"))
    with pytest.raises(BadSettings, match="known here: broken, login, outlook, quiet"):
        open_account(AccountSettings("home", "zzz"))


def test_a_missing_library_tells_the_command_that_installs_it() -> None:
    with pytest.raises(Refused, match="msal") as told:
        open_account(AccountSettings("work", "outlook"))
    assert "account work" in str(told.value)
    assert f"Run: {installing.command_for('outlook')}" in str(told.value)


def test_the_connector_for_files_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert "ics" in connectors.kinds()
    # Not by its class: a library that keyring brings puts its own in the place of Python's.
    assert all(callable(entry.load) for entry in connectors._found().values())
