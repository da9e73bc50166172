"""Entry points → connectors, and the accounts of the settings → opened accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from relance.errors import BadSettings, Refused, RelanceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.metadata import EntryPoint

    from relance.ports import Account, Connector, Secrets

GROUP = "relance.connectors"


class Wanted(Protocol):
    """An account as the settings name it."""

    @property
    def name(self) -> str:
        """Return what the person calls it."""

    @property
    def kind(self) -> str:
        """Return which connector it needs."""

    @property
    def options(self) -> Mapping[str, Any]:
        """Return what is set for the connector."""


class HasAccounts(Protocol):
    """Settings, as far as accounts are concerned."""

    @property
    def accounts(self) -> Sequence[Wanted]:
        """Return the accounts in their order."""


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account as set, and open."""

    settings: Wanted
    account: Account


@dataclass(frozen=True, slots=True)
class FailedAccount:
    """An account as set, and why it could not be opened."""

    settings: Wanted
    error: RelanceError


Opening: TypeAlias = OpenedAccount | FailedAccount


def kinds() -> tuple[str, ...]:
    """Return the kinds of account that are installed."""
    return tuple(sorted(_found()))


def open_accounts(settings: HasAccounts, secrets: Secrets | None = None) -> list[Opening]:
    """Open every account; one that fails stops no other."""
    return [_opening(one, secrets) for one in settings.accounts]


def open_account(settings: Wanted, secrets: Secrets | None = None) -> OpenedAccount:
    """Open one account.

    Raises BadSettings for a kind that nobody knows or a wrong option, Refused when a library is
    missing, NeedsPerson when somebody must log in, and Temporary when it will pass.
    """
    account = connector(settings.kind, settings.name)(settings.name, settings.options, secrets)
    return OpenedAccount(settings, account)


def connector(kind: str, account: str = "") -> Connector:
    """Return the connector of a kind."""
    entries = _found()
    if kind not in entries:
        raise BadSettings([_unknown(kind, sorted(entries))], where=_where(account))
    entry = entries[kind]
    try:
        loaded: Connector = entry.load()
    except ImportError as error:
        raise Refused(
            f"accounts of kind {kind} need a library that is not installed ({error.name}).",
            where=_where(account),
            remedy=f"Run: {_install(entry, error)}",
        ) from error
    return loaded


def _opening(settings: Wanted, secrets: Secrets | None) -> Opening:
    try:
        return open_account(settings, secrets)
    except RelanceError as error:
        return FailedAccount(settings, error)
    except Exception as error:  # noqa: BLE001 - a connector may be anybody's code
        told = Refused(
            f"its connector failed ({type(error).__name__}).",
            where=_where(settings.name),
            remedy="This is a fault of the connector: tell whoever wrote it.",
        )
        told.__cause__ = error
        return FailedAccount(settings, told)


def _found() -> Mapping[str, EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - quick start

    return {entry.name: entry for entry in entry_points(group=GROUP)}


def _unknown(kind: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a fault

    near = get_close_matches(kind[:80].casefold(), known, 1, 0.6)
    hint = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(known) or 'none'}"
    return f'kind = "{kind[:60]}": there is no such kind of account; {hint}'


def _install(entry: EntryPoint, error: ImportError) -> str:
    """Return the command that installs what is missing."""
    from relance import installing  # noqa: PLC0415 - only for a fault

    home = entry.dist.name if entry.dist is not None else "relance"
    if home == "relance":
        return installing.command_for(entry.name)
    return installing.packages(error.name or home)


def _where(account: str) -> str:
    return f"account {account}" if account else ""
