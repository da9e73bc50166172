"""What the settings say of an account of Outlook, checked; every fault at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from relance.accounts.addresses import is_safe
from relance.accounts.options import calendar_faults, calendars_of
from relance.errors import BadSettings
from relance_outlook.scopes import PRIMARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENDPOINT = "https://graph.microsoft.com/v1.0/"
AUTHORITY = "https://login.microsoftonline.com"
ANY_TENANT = "common"
KNOWN = ("read", "write", "client_id", "tenant", "endpoint", "authority")

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TENANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,198}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Options:
    """What is read and written, which app asks, and where the servers are."""

    read: tuple[str, ...]
    write: str | None
    client_id: str
    tenant: str = ANY_TENANT
    endpoint: str = ENDPOINT
    authority: str = AUTHORITY


def checked(name: str, given: Mapping[str, Any]) -> Options:
    """Return the options of an account; raise BadSettings with every fault."""
    faults = [f"accounts.{name}.{fault}" for fault in _faults(given)]
    if faults:
        raise BadSettings(faults)
    read, write = calendars_of(given, (PRIMARY,))
    return Options(
        read,
        write,
        given["client_id"].strip().lower(),
        (given.get("tenant") or ANY_TENANT).strip().lower(),
        (given.get("endpoint") or ENDPOINT).rstrip("/") + "/",
        (given.get("authority") or AUTHORITY).rstrip("/").lower(),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for key in given:
        if key not in KNOWN:
            yield f"{key}: unknown; accounts of Outlook know {', '.join(KNOWN)}."
    yield from calendar_faults(given)
    if "client_id" not in given:
        yield (
            "client_id: missing; it is the “Application (client) ID” of your app registration. "
            "docs/connect-outlook.md tells how to make one; relance connect takes --client-id."
        )
    elif not _matches(_ID, given["client_id"]):
        yield "client_id: write the “Application (client) ID”: 32 digits in five groups."
    if given.get("tenant", "") != "" and not _matches(_TENANT, given["tenant"]):
        yield (
            "tenant: write common, organizations, consumers, or the id or a domain of your "
            "organisation."
        )
    address = given.get("authority", "")
    if not isinstance(address, str) or (address and not is_plain(address, path=False)):
        yield "authority: write an address like https://login.microsoftonline.com, and no path."
    address = given.get("endpoint", "")
    if not isinstance(address, str) or (address and not is_plain(address)):
        yield "endpoint: write an address that begins with https:// (http:// on this computer)."


def is_plain(address: str, *, path: bool = True) -> bool:
    """Say whether an address is safe, and no more than a server and, with `path`, a path."""
    try:
        parts = urlsplit(address)
        plain = not parts.query and not parts.fragment and parts.port != 0
    except ValueError:
        return False
    odd = not address.isascii() or any(one in address for one in ' \\"<>')
    return is_safe(address) and plain and not odd and (path or not parts.path.strip("/"))


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value.strip()) is not None
