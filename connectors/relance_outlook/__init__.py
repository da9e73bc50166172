"""Outlook: the calendars of Microsoft 365 and outlook.com."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets
    from relance_outlook.account import OutlookAccount

# Asked here, where a missing one is told as the command that installs it.
for _library in ("msal", "niquests", "tzlocal", "cryptography"):
    if find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)


def connect(name: str, options: Mapping[str, Any], secrets: Secrets | None) -> OutlookAccount:
    """Connect to an account of Outlook; `docs/connect-outlook.md` tells its options."""
    from relance_outlook.account import OutlookAccount  # noqa: PLC0415 - quick start
    from relance_outlook.auth import Way  # noqa: PLC0415 - the same
    from relance_outlook.options import checked  # noqa: PLC0415 - the same
    from relance_outlook.scopes import needed  # noqa: PLC0415 - the same

    found = checked(name, options)
    if secrets is None:
        raise TypeError("an account of Outlook needs a place for its secrets")
    way = Way(name, found.client_id, found.tenant, found.authority, secrets, needed(found.write))
    return OutlookAccount(way, found)
