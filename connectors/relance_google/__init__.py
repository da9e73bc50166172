"""Google Calendar."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.ports import Secrets
    from relance_google.account import GoogleAccount

# Asked here, where a missing one is told as the command that installs it.
for _library in ("googleapiclient", "google_auth_httplib2", "cryptography"):
    if find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)


def connect(name: str, options: Mapping[str, Any], secrets: Secrets | None) -> GoogleAccount:
    """Connect to an account of Google; `docs/connect-google.md` tells its options."""
    from relance_google.account import GoogleAccount  # noqa: PLC0415 - quick start
    from relance_google.options import checked  # noqa: PLC0415 - the same
    from relance_google.scopes import needed  # noqa: PLC0415 - the same
    from relance_google.way import REVOKE_URI, Way  # noqa: PLC0415 - the same

    found = checked(name, options)
    if secrets is None:
        raise TypeError("an account of Google needs a place for its secrets")
    way = Way(
        name,
        found.client_file,
        secrets,
        needed(found.read, found.write),
        found.auth_uri,
        found.token_uri,
        found.revoke_uri or REVOKE_URI,
    )
    return GoogleAccount(way, found)
