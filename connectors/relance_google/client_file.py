"""The OAuth client that the person brings: what the console lets them download."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from relance.accounts.addresses import is_safe
from relance.errors import NeedsPerson

if TYPE_CHECKING:
    from pathlib import Path

AUTH_URI = "https://accounts.google.com/o/oauth2/auth"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
NAME = "client_secret.json"
LARGEST = 64_000  # bytes; such a file has some hundred
HOW = "docs/connect-google.md tells step by step how to get one."
AGAIN = "Download the file of the client from the console again."


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Who relance is at Google; a desktop client's secret is none to Google, but is kept as one."""

    client_id: str
    secret: str = field(repr=False)
    auth_uri: str
    token_uri: str
    redirects: tuple[str, ...] = ()


def default_place() -> Path:
    """Return where the file is looked for when the settings name none."""
    from platformdirs import user_config_path  # noqa: PLC0415 - quick start

    return user_config_path("relance") / NAME


def read_client(path: Path) -> OAuthClient:
    """Read a client file; raise NeedsPerson with what is wrong with it."""
    told = _json(path)
    found = told.get("installed")
    if not isinstance(found, dict):
        raise _fault(path, *_other_kind(told))
    client_id = _text(found, "client_id")
    if not client_id:
        raise _fault(path, "there is no client_id in it.", AGAIN)
    addresses = (
        _text(found, "auth_uri") or AUTH_URI,
        _text(found, "token_uri") or TOKEN_URI,
    )
    for address in addresses:
        if not is_safe(address):
            raise _fault(path, "an address in it is not https.", AGAIN)
    listed = found.get("redirect_uris")
    redirects = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return OAuthClient(client_id, _text(found, "client_secret"), *addresses, tuple(redirects))


def _json(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _fault(
            path,
            "there is no client file here: the file that tells Google which app asks.",
            f"{HOW} If it lies elsewhere: relance connect google --client-file FILE",
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such name"
        raise _fault(path, f"the client file cannot be read: {why}.", HOW) from None
    if len(content) > LARGEST:
        raise _fault(path, "this is too long to be a client file.", AGAIN)
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise _fault(path, "this is no client file: it is not JSON.", AGAIN) from None
    if not isinstance(told, dict):
        raise _fault(path, "this is no client file.", AGAIN)
    return told


def _other_kind(told: dict[str, Any]) -> tuple[str, str]:
    """Return what another file is, and what would be right."""
    make = "Make an OAuth client of the type “Desktop app” in the console and download its file."
    if "web" in told:
        return "this is the file of a web application, and relance is a desktop app.", make
    if told.get("type") == "service_account":
        return "this is the key of a service account, which has no calendar of yours.", make
    if "refresh_token" in told or "access_token" in told:
        return "this is somebody's sign-in, not a client.", make
    return "this is no client file: it names no desktop app (“installed”).", make


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value.strip() if isinstance(value, str) and value.isprintable() else ""


def _fault(path: Path, what: str, remedy: str) -> NeedsPerson:
    return NeedsPerson(what, where=str(path), remedy=remedy)
