"""What the settings say of an account of Outlook, checked; every fault at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

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
_HERE = ("localhost", "127.0.0.1", "::1")


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
    read = given.get("read", (PRIMARY,))
    names = (read,) if isinstance(read, str) else read
    write = given.get("write")
    return Options(
        tuple(dict.fromkeys(one.strip() for one in names)),
        write if write is None else write.strip(),
        given["client_id"].strip().lower(),
        (given.get("tenant") or ANY_TENANT).strip().lower(),
        (given.get("endpoint") or ENDPOINT).rstrip("/") + "/",
        (given.get("authority") or AUTHORITY).rstrip("/").lower(),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for key in given:
        if key not in KNOWN:
            yield f"{key}: unknown; accounts of Outlook know {', '.join(KNOWN)}."
    yield from _calendars(given)
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
    if not isinstance(address, str) or (address and not is_safe(address, path=False)):
        yield "authority: write an address like https://login.microsoftonline.com, and no path."
    address = given.get("endpoint", "")
    if not isinstance(address, str) or (address and not is_safe(address)):
        yield "endpoint: write an address that begins with https:// (http:// on this computer)."


def _calendars(given: Mapping[str, Any]) -> Iterator[str]:
    read = given.get("read", ())
    names = [read] if isinstance(read, str) else read
    if not isinstance(names, list | tuple) or not all(_is_line(one) for one in names):
        yield 'read: write a list of calendars, by name or id: ["primary", "Work"], or ["*"].'
    elif not names and "read" in given and given.get("write") is None:
        yield "read: name a calendar to read, or one to `write` into: there is neither."
    if given.get("write") is not None and not _is_line(given["write"]):
        yield 'write: write the name or the id of one calendar, like "Relances".'
    elif given.get("write") is not None and given["write"].strip() == "*":
        yield "write: follow-ups go into one calendar; name it."


def is_safe(address: str, *, path: bool = True) -> bool:
    """Say whether secrets may go to an address: https, or http on this computer; no password."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.query or parts.fragment or port == 0:
        return False
    if (
        not address.isascii()
        or not address.isprintable()
        or any(one in address for one in ' \\"<>')
    ):
        return False
    if not path and parts.path.strip("/"):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value.strip()) is not None


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()
