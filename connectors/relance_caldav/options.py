"""What the settings say of an account of a CalDAV server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.errors import BadSettings
from relance_caldav.addresses import is_allowed
from relance_caldav.profiles import PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PRIMARY, EVERY = "primary", "*"
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
    read = given.get("read") or (PRIMARY,)
    names = (read,) if isinstance(read, str) else read
    write = given.get("write")
    return Options(
        tuple(dict.fromkeys(one.strip() for one in names)),
        write if write is None else write.strip(),
        address=given.get("address", "").strip(),
        user=given.get("user", "").strip(),
        server=given.get("server", "").strip(),
        insecure=given.get("insecure", False),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for key in given:
        if key not in KNOWN:
            yield f"{key}: unknown; accounts of CalDAV know {', '.join(KNOWN)}."
    read = given.get("read", ())
    names = [read] if isinstance(read, str) else read
    if not isinstance(names, list | tuple) or not all(_is_line(one) for one in names):
        yield 'read: write a list of calendars, by name or address: ["Personal"], or ["*"].'
    if given.get("write") is not None and not _is_line(given["write"]):
        yield 'write: write the name or the address of one calendar, like "Relances".'
    elif given.get("write") is not None and given["write"].strip() == EVERY:
        yield "write: follow-ups go into one calendar; name it."
    if not isinstance(given.get("insecure", False), bool):
        yield "insecure: write true or false."
    if given.get("user", "") != "" and not _is_line(given["user"]):
        yield "user: write the name to sign in with, on one line."
    server = given.get("server", "")
    if server != "" and (not isinstance(server, str) or server not in PROFILES):
        yield f"server: unknown; relance knows {', '.join(sorted(PROFILES))}."
    yield from _address_faults(given)


def _address_faults(given: Mapping[str, Any]) -> Iterator[str]:
    address = given.get("address", "")
    if address == "":
        return
    if not _is_line(address):
        yield "address: write the address of the server, like https://cloud.example/dav/."
    elif "://" in address and not is_allowed(address, insecure=given.get("insecure") is True):
        yield (
            "address: write an address that begins with https://, without a password in it "
            "(http:// on this computer, or with insecure = true)."
        )


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()
