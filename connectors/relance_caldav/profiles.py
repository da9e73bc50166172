"""What servers are known not to do, by name; told by the option `server`, or seen by probing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Profile:
    """How a server differs.

    `sync` says whether its sync-collection can be trusted. `guarded`: it writes over what it
    should not, or gives resources other names, so it is read before anything is created. `bin`: it
    keeps what is deleted, and its UID with it.
    """

    sync: bool = True
    guarded: bool = False
    bin: bool = False


_PLAIN = Profile()
# Those with lax tokens (accepted though unknown) are read whole each week, like all: the window
# moves. Those whose tokens lose changes are compared by etags each time.
PROFILES: dict[str, Profile] = {
    "baikal": _PLAIN,
    "cyrus": _PLAIN,
    "davical": Profile(sync=False),
    "fastmail": _PLAIN,
    "gmx": Profile(sync=False),
    "icloud": _PLAIN,
    "infomaniak": _PLAIN,
    "mailbox.org": Profile(guarded=True),
    "nextcloud": Profile(bin=True),
    "ox": Profile(guarded=True),
    "posteo": Profile(sync=False),
    "purelymail": _PLAIN,
    "radicale": _PLAIN,
    "sogo": Profile(sync=False, guarded=True),
    "stalwart": _PLAIN,
    "synology": _PLAIN,
    "xandikos": _PLAIN,
    "zimbra": Profile(sync=False, guarded=True),
}

_HOSTS = {
    "icloud.com": "icloud",
    "fastmail.com": "fastmail",
    "gmx.net": "gmx",
    "gmx.com": "gmx",
    "web.de": "gmx",
    "posteo.de": "posteo",
    "mailbox.org": "mailbox.org",
    "infomaniak.com": "infomaniak",
    "purelymail.com": "purelymail",
}
_PATHS = {
    "/remote.php/dav": "nextcloud",
    "/SOGo/dav": "sogo",
    "/caldav.php": "davical",
    "/dav.php": "baikal",
}
_HEADERS = (
    ("server", "xandikos", "xandikos"),
    ("server", "open-xchange", "ox"),
    ("server", "sogo", "sogo"),
    ("server", "stalwart", "stalwart"),
    ("server", "zimbra", "zimbra"),
    ("x-powered-by", "davical", "davical"),
    ("dav", "calendarserver-", ""),
    ("server", "cyrus", "cyrus"),
)


def probed(address: str, headers: Mapping[str, str]) -> str:
    """Return the name of the profile that a server shows; "" for one that behaves."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    for known, name in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return name
    for known, name in _PATHS.items():
        if known in parts.path:
            return name
    if "zimbra" in host:
        return "zimbra"
    low = {key.casefold(): value.casefold() for key, value in headers.items()}
    return next((name for header, word, name in _HEADERS if word in low.get(header, "")), "")


def profile(name: str) -> Profile:
    """Return a profile by its name; one without a name behaves."""
    return PROFILES.get(name, _PLAIN)
