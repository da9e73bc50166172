"""What the settings say of an account of Google, checked; every fault at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.errors import BadSettings
from relance_google.client_file import default_place, is_safe
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
    read = given.get("read", (PRIMARY,))
    names = (read,) if isinstance(read, str) else read
    write, file = given.get("write"), given.get("client_file")
    api = given.get("api_endpoint", "")
    return Options(
        tuple(dict.fromkeys(one.strip() for one in names)),
        write if write is None else write.strip(),
        Path(file.strip()).expanduser().absolute() if file else default_place(),
        api if not api or api.endswith("/") else f"{api}/",
        *(given.get(one, "") for one in ADDRESSES[1:]),
    )


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    for key in given:
        if key not in KNOWN:
            yield f"{key}: unknown; accounts of Google know {', '.join(KNOWN)}."
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
    if given.get("client_file") is not None and not _is_line(given["client_file"]):
        yield "client_file: write the path of the file that the console lets you download."
    for one in ADDRESSES:
        address = given.get(one, "")
        if not isinstance(address, str) or (address and not is_safe(address)):
            yield f"{one}: write an address that begins with https:// (http:// on this computer)."


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()
