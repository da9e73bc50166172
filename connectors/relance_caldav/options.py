"""What the settings say of an account of a CalDAV server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.accounts.addresses import is_safe
from relance.accounts.options import calendar_faults, calendars_of, is_line
from relance.errors import BadSettings
from relance_caldav.profiles import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PRIMARY = "primary"
KNOWN = ("read", "write", "address", "user", "server", "insecure")


@dataclass(frozen=True, slots=True)
class Options:
    """What is read and written, and where; "" stands for what the person is asked."""

    read: tuple[str, ...]
    write: str | None
    address: str = ""
    user: str = ""
    server: str = ""
    insecure: bool = False


def checked(name: str, given: Mapping[str, Any]) -> Options:
    """Return the options of an account; raise BadSettings with every fault."""
    faults = [f"accounts.{name}.{fault}" for fault in _faults(given)]
    if faults:
        raise BadSettings(faults)
    read, write = calendars_of(given, (PRIMARY,))
    return Options(
        read,
        write,
        address=given.get("address", "").strip(),
        user=given.get("user", "").strip(),
        server=given.get("server", "").strip(),
        insecure=given.get("insecure", False),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for key in given:
        if key not in KNOWN:
            yield f"{key}: unknown; accounts of CalDAV know {', '.join(KNOWN)}."
    yield from calendar_faults(given, "address")
    if not isinstance(given.get("insecure", False), bool):
        yield "insecure: write true or false."
    if given.get("user", "") != "" and not is_line(given["user"]):
        yield "user: write the name to sign in with, on one line."
    server = given.get("server", "")
    if server != "" and (not isinstance(server, str) or server not in PROFILES):
        yield f"server: unknown; relance knows {', '.join(sorted(PROFILES))}."
    yield from _address_faults(given)


def _address_faults(given: Mapping[str, Any]) -> Iterator[str]:
    address = given.get("address", "")
    if address == "":
        return
    if not is_line(address):
        yield "address: write the address of the server, like https://cloud.example/dav/."
    elif "://" in address and not is_safe(address, insecure=given.get("insecure") is True):
        yield (
            "address: write an address that begins with https://, without a password in it "
            "(http:// on this computer, or with insecure = true)."
        )
