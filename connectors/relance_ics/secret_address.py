"""The address of a calendar: whoever has it reads the calendar, so it is shown nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

LONGEST = 4_000

_SECURE = {"https": "https", "webcal": "https", "webcals": "https"}
_PLAIN = "http"
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_WORD = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask: `url` without user and password, which go to this host alone."""

    url: str = field(repr=False)
    host: str = field(repr=False)
    port: int = field(repr=False)
    secure: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def on_this_computer(self) -> bool:
        """Say whether the host names this very computer."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def mark(self) -> str:
        """Return what tells this address from another, and nothing else of it."""
        told = f"{self.url}\n{self.user}\n{self.password}"
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]

    def same_place(self, other: Address) -> bool:
        """Say whether both lead to the same server, in the same manner."""
        return (self.secure, self.host, self.port) == (other.secure, other.host, other.port)

    def joined(self, location: str) -> Address:
        """Return where a redirect leads; raise ValueError for what is no address.

        User and password go along within the same server only.
        """
        there = read_address(urljoin(self.url, location.strip()))
        ours = self.same_place(there)
        user, password = (self.user, self.password) if ours else ("", "")
        return Address(there.url, there.host, there.port, there.secure, user, password)


def read_address(text: str) -> Address:
    """Return the address that somebody pasted; raise ValueError saying what is wrong with it.

    What is raised never holds the address.
    """
    given = text.strip().strip("<>\"'").strip()
    if not given:
        raise ValueError("it is empty")
    if len(given) > LONGEST:
        raise ValueError("it is too long for an address")
    if _ODD.search(given):
        raise ValueError("there is a space or a sign in it that no address has")
    if not _WORD.match(given):
        raise ValueError("it must begin with https:// or webcal://")
    return _parsed(given)


def _parsed(given: str) -> Address:
    try:
        parts = urlsplit(given)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except ValueError:
        raise ValueError("it is no address that can be read") from None
    scheme = parts.scheme.lower()
    if scheme not in _SECURE and scheme != _PLAIN:
        raise ValueError("it must begin with https:// or webcal://")
    if not _HOST.fullmatch(host):
        raise ValueError("it names no server")
    secure = scheme in _SECURE
    port = port or (443 if secure else 80)
    shown = f"[{host}]" if ":" in host else host
    place = shown if port == (443 if secure else 80) else f"{shown}:{port}"
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    url = urlunsplit((_SECURE.get(scheme, scheme), place, path, parts.query, ""))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Address(url, host, port, secure, user, password)
