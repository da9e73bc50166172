"""Which servers may be asked: public ones, by addresses that were looked up once and checked."""

from __future__ import annotations

import queue
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Record: TypeAlias = "tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]"

_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the settings allow: servers in one's own network, and unencrypted ones."""

    private: bool = False
    insecure: bool = False


def is_public(text: str) -> bool:
    """Say whether an IP address is one of the internet's, and leads nowhere near this computer."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_public_v4(found)
    if found.ipv4_mapped is not None:
        return False  # written so by nobody who means well
    if found in _NAT64:
        return _is_public_v4(IPv4Address(int(found) & 0xFFFF_FFFF))
    return found in _UNICAST and found.is_global and _leads_to_public(found)


def _is_public_v4(found: IPv4Address) -> bool:
    return found.is_global and not found.is_multicast and not found.is_reserved


def _leads_to_public(found: IPv6Address) -> bool:
    """Say the same of the IPv4 addresses that some IPv6 addresses hold."""
    inner = [found.sixtofour] if found.sixtofour is not None else list(found.teredo or ())
    return all(_is_public_v4(one) for one in inner)


def look_up(host: str, port: int, seconds: float) -> list[Record]:
    """Return where a name leads, within so many seconds.

    Raises TimeoutError when that takes longer, OSError for a name that leads nowhere.
    """
    answers: queue.SimpleQueue[list[Record] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([_record(one) for one in found])
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, seconds))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _record(found: tuple[object, ...]) -> Record:
    family, kind, number, name, place = found
    assert isinstance(family, socket.AddressFamily)
    assert isinstance(kind, socket.SocketKind)
    assert isinstance(number, int)
    assert isinstance(place, tuple)
    return family, kind, number, str(name), place
