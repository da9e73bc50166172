"""Addresses: which are safe to send a password to, and which lie inside a calendar."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_PLAIN = re.compile(r"(?!\.\.?$)[A-Za-z0-9._-]+")
SAFE = "/!$&'()*+,;=:@~-._"


def joined(base: str, href: str) -> str:
    """Return what an href that a server gave leads to; "" for one that leads nowhere."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    place = host if port in (None, usual) else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, quoted(parts.path) or "/", "", ""))


def quoted(path: str) -> str:
    """Return a path as it is sent: what is quoted stays so."""
    return quote(path, safe=f"{SAFE}%")


def same_place(one: str, other: str) -> bool:
    """Say whether two addresses are of one server."""
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def same_house(found: str, typed: str) -> bool:
    """Say whether an address belongs to whom the typed one belongs to, and is as safe."""
    new, old = urlsplit(found), urlsplit(typed)
    if old.scheme == "https" and new.scheme != "https":
        return False
    if new.hostname == old.hostname:
        return True
    if new.hostname is None or old.hostname is None:
        return False
    owner = _registered(old.hostname)
    return bool(owner) and _registered(new.hostname) == owner


def _registered(host: str) -> str:
    """Return the domain that somebody registered; "" for an address of numbers."""
    from tldextract import TLDExtract  # noqa: PLC0415 - quick start

    # Beneath a private suffix, as of dynamic DNS, each name is somebody else's.
    known = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    parts = known(host)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""


def name_in(collection: str, href: str) -> str | None:
    """Return the name of a resource right below a collection, unquoted; "" for the collection.

    None for anything else: another host, above it, beside it or deeper.
    """
    base = path_of(collection)
    if href.startswith(base) and _PLAIN.fullmatch(href, len(base)):
        return href[len(base) :]  # as good as all are, and there may be many
    found = joined(collection, href)
    if not found or not same_place(found, collection):
        return None
    base, path = unquote(urlsplit(collection).path), unquote(urlsplit(found).path)
    if path.rstrip("/") == base.rstrip("/"):
        return ""
    if not path.startswith(base):
        return None
    name = path[len(base) :]
    return None if "/" in name or name in (".", "..") else name


def path_of(address: str) -> str:
    """Return the path of an address."""
    return urlsplit(address).path
