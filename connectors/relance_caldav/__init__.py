"""CalDAV: Nextcloud, iCloud, Fastmail, mailbox.org, Radicale, Baïkal and others."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets
    from relance_caldav.account import CaldavAccount

# Asked here, where a missing one is told as the command that installs it.
for _library in ("niquests", "caldav"):
    if find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)


def connect(name: str, options: Mapping[str, Any], secrets: Secrets | None) -> CaldavAccount:
    """Connect to an account of a CalDAV server; `docs/connect-caldav.md` tells its options."""
    from relance_caldav.account import CaldavAccount  # noqa: PLC0415 - quick start
    from relance_caldav.options import checked  # noqa: PLC0415 - the same

    found = checked(name, options)
    if secrets is None:
        raise TypeError("an account of a CalDAV server needs a place for its password")
    return CaldavAccount(name, found, secrets)
