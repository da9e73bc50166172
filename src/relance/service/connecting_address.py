"""A secret address → an account in the settings, once what lies there was read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from relance.errors import BadSettings, RelanceError
from relance.ports import SignedIn
from relance.secrets import Safe
from relance.service.connecting import (
    ADDRESS,
    FILES,
    Connected,
    add_account,
    as_set,
    folder_to_add,
    looked_at,
    name_for,
    prove,
)
from relance.service.repeating import repeating
from relance.service.signing import Nowhere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from relance.ports import Account, Asking, Secrets
    from relance.settings import AccountSettings, Settings


@dataclass(frozen=True, slots=True)
class AddressWish:
    """What the person wants: a name, a folder for follow-ups, and what else is set.

    `command` is what was run.
    """

    name: str = ""
    folder: str | None = None
    others: Mapping[str, bool] | None = None
    command: str = ""


@dataclass(frozen=True, slots=True)
class AddressConnection:
    """What was found at an address, and where the address rests; None when it was not kept."""

    found: Connected
    kept: str | None


def connect_address(
    settings: Settings,
    wish: AddressWish,
    secrets: Secrets,
    asking: Asking,
    now: datetime,
    *,
    dry_run: bool = False,
) -> AddressConnection:
    """Ask for an address, read what lies there, and add it to the settings.

    An account that is there gets the new address, and keeps all else. A folder for follow-ups
    becomes an account of its own; for an account that is there no address is asked for then.
    Raises what asking and reading raise; then all stays as it was.
    """
    known = _known(settings, wish)
    folder = folder_to_add(settings, wish.folder)
    if isinstance(secrets, Safe):
        secrets.would_be()  # what stands in its way is told before anybody is asked
    name = known.name if known is not None else name_for(settings, wish.name, ADDRESS)
    account = known or as_set(settings.file, ADDRESS, name, [], None, wish.others)
    address = secrets.get(_secret(name)) if known is not None and wish.folder else None
    with repeating(ADDRESS, name, wish.command):
        address = address or _asked(account, asking)
    if known is None and not wish.name:
        known = _twin(settings, address, secrets)
        account = known or account
    with repeating(ADDRESS, account.name, wish.command):
        found = looked_at(_open(account, address), settings, now)
    found = replace(found, write=folder, already=known is not None)
    if folder is not None:
        prove(Path(folder), keep=not dry_run)
    if dry_run:
        return AddressConnection(found, None)
    _keep(settings, account, address, secrets, wish, new=known is None)
    if folder is not None:
        _add_folder(settings, folder)
    where = secrets.where(_secret(account.name)) if isinstance(secrets, Safe) else None
    return AddressConnection(found, where)


def _known(settings: Settings, wish: AddressWish) -> AccountSettings | None:
    """Return the account of this name; raise BadSettings when it cannot be meant."""
    known = next((a for a in settings.accounts if wish.name and a.name == wish.name), None)
    if known is None:
        return None
    if known.kind != ADDRESS:
        told = f'an account of another kind is named "{wish.name}"; say another --name'
        raise BadSettings([told], where=str(settings.file))
    if wish.others:
        told = (
            f'the account "{known.name}" is there already, and keeps what is set for it; change '
            "that here, or say another --name"
        )
        raise BadSettings([told], where=str(settings.file))
    return known


def _asked(account: AccountSettings, asking: Asking) -> str:
    """Ask for the address, and return it; it is kept nowhere yet."""
    from relance.connectors import open_account  # noqa: PLC0415 - quick start

    place = Nowhere()
    opened = open_account(account, place).account
    assert isinstance(opened, SignedIn)
    opened.sign_in(asking)
    return place.get(_secret(account.name)) or ""


def _open(account: AccountSettings, address: str) -> Account:
    from relance.connectors import open_account  # noqa: PLC0415 - quick start

    place = Nowhere()
    place.put(_secret(account.name), address)
    return open_account(account, place).account


def _twin(settings: Settings, address: str, secrets: Secrets) -> AccountSettings | None:
    """Return the account that has this very address already."""
    for account in settings.accounts:
        if account.kind == ADDRESS:
            with suppress(RelanceError):  # whoever needs that secret tells it
                if secrets.get(_secret(account.name)) == address:
                    return account
    return None


def _keep(
    settings: Settings,
    account: AccountSettings,
    address: str,
    secrets: Secrets,
    wish: AddressWish,
    *,
    new: bool,
) -> None:
    """Keep the address, and add a new account to the settings, both or neither."""
    secrets.put(_secret(account.name), address)
    if not new:
        return
    try:
        add_account(settings.file, ADDRESS, account.name, [], None, wish.others)
    except BaseException:
        secrets.forget(_secret(account.name))
        raise


def _add_folder(settings: Settings, folder: str) -> None:
    from relance.settings import load  # noqa: PLC0415 - quick start

    name = name_for(load(settings.file), "", folder)
    add_account(settings.file, FILES, name, [], folder)


def _secret(name: str) -> str:
    return f"{ADDRESS}:{name}"
