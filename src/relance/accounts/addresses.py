"""Which addresses a secret may be sent to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_safe(address: str, *, insecure: bool = False) -> bool:
    """Say whether secrets may go to an address: https, or http on this computer; none in it.

    With `insecure` any http will do.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not address.isprintable() or "@" in parts.netloc or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and (insecure or is_loopback(host)))


def is_loopback(host: str) -> bool:
    """Say whether a host is this computer, whatever a name server says."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
