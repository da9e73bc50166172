"""What the settings say of an account of Google, checked; every fault at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.accounts.addresses import is_safe
from relance.accounts.options import calendar_faults, calendars_of, is_line
from relance.errors import BadSettings
from relance_google.client_file import default_place
from relance_google.scopes import PRIMARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ADDRESSES = ("api_endpoint", "auth_uri", "token_uri", "revoke_uri")
KNOWN = ("read", "write", "client_file", *ADDRESSES)


@dataclass(frozen=True, slots=True)
class Options:
    """What is read and written, and where everything is; "" stands for Google's own place."""

    read: tuple[str, ...]
    write: str | None
    client_file: Path
    api_endpoint: str = ""
    auth_uri: str = ""
    token_uri: str = ""
    revoke_uri: str = ""


def checked(name: str, given: Mapping[str, Any]) -> Options:
    """Return the options of an account; raise BadSettings with every fault."""
    faults = [f"accounts.{name}.{fault}" for fault in _faults(given)]
    if faults:
        raise BadSettings(faults)
    read, write = calendars_of(given, (PRIMARY,))
    file = given.get("client_file")
    api = given.get("api_endpoint", "")
    return Options(
        read,
        write,
        Path(file.strip()).expanduser().absolute() if file else default_place(),
        api if not api or api.endswith("/") else f"{api}/",
        *(given.get(one, "") for one in ADDRESSES[1:]),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for key in given:
        if key not in KNOWN:
            yield f"{key}: unknown; accounts of Google know {', '.join(KNOWN)}."
    yield from calendar_faults(given)
    if given.get("client_file") is not None and not is_line(given["client_file"]):
        yield "client_file: write the path of the file that the console lets you download."
    for one in ADDRESSES:
        address = given.get(one, "")
        if not isinstance(address, str) or (address and not is_safe(address)):
            yield f"{one}: write an address that begins with https:// (http:// on this computer)."
