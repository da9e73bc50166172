"""Tell addresses apart: people, an employer's own mailbox, machines; and whose domain it is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from relance.reading.spelling import aligned, joined
from relance.reading.vocabulary import table, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import tldextract

    from relance.model import Event, Owner

_EMAIL = re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?![\w-])")
_MOST = 40
_RESERVED = ("example", "test", "invalid", "local", "lan", "internal", "localhost")


def emails_in(lines: Iterable[str]) -> list[str]:
    """Return the addresses written in a text, each once."""
    found = dict.fromkeys(
        match.group().rstrip(".")
        for line in lines
        if "@" in line
        for match in _EMAIL.finditer(line)
    )
    return list(found)[:_MOST]


def domain_of(email: str) -> str:
    """Return the domain of an address in lower case."""
    return email.rpartition("@")[2].strip(" .").lower()


def local_of(email: str) -> str:
    """Return what stands before the @, folded."""
    return aligned(email.rpartition("@")[0])


@lru_cache(maxsize=1024)
def is_automated(email: str) -> bool:
    """Say whether nobody reads what is sent there: no-reply, shared calendar, platform."""
    if _EMAIL.fullmatch(email) is None:
        return True
    local, _, tag = local_of(email).partition("+")
    if tag in table("senders")["automated_tags"] or _within(domain_of(email), "platforms"):
        return True
    return _automated().fullmatch(local) is not None


def is_platform(email: str) -> bool:
    """Say whether an address belongs to a recruiting platform or a scheduler."""
    return _within(domain_of(email), "platforms")


def is_corporate(email: str) -> bool:
    """Say whether the domain tells a company: neither free mail nor a platform."""
    domain = domain_of(email)
    return bool(domain) and not _within(domain, "free_mail") and not _within(domain, "platforms")


def is_shared(email: str) -> bool:
    """Say whether an address is an employer's mailbox rather than somebody's."""
    pieces = re.split(r"[._+-]", local_of(email))
    return any(piece in words("senders", "shared_mailboxes") for piece in pieces)


def is_own(email: str, owner: Owner) -> bool:
    """Say whether an address is the owner's or of the owner's present employer."""
    domain = domain_of(email)
    own = (d.lower().lstrip("@.") for d in owner.own_domains)
    return owner.is_me(email) or any(domain == d or domain.endswith("." + d) for d in own if d)


def others(event: Event, owner: Owner) -> list[tuple[str, str]]:
    """Return name and address of everybody else: the organiser first, then the attendees."""
    people = [event.organizer] if event.organizer is not None else []
    people += list(event.attendees[:_MOST])
    found: dict[str, tuple[str, str]] = {}
    for person in people:
        email = person.email.strip()[:254].removeprefix("mailto:")
        mine = is_own(email, owner) or joined(person.name) == joined(owner.name) != ""
        if not mine and (email or person.name):
            found.setdefault(email.lower() or person.name, (person.name.strip()[:200], email))
    return list(found.values())


@lru_cache(maxsize=1024)
def label_of(domain: str) -> str:
    """Return the part of a domain that names its owner: `acme` of `mail.acme.co.uk`."""
    parts = [p for p in domain.split(".") if p]
    if not parts:
        return ""
    if parts[-1] in _RESERVED:
        return parts[-2] if len(parts) > 1 else ""
    if len(parts) == 2:
        return parts[0]  # nobody has an address at a public suffix itself
    return _extract()(domain).domain


@cache
def _extract() -> tldextract.TLDExtract:
    import tldextract  # noqa: PLC0415 - quick start

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def _automated() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in table("senders")["automated"]))


def _within(domain: str, key: str) -> bool:
    known = words("senders", key)
    parts = domain.split(".")
    return any(".".join(parts[i:]) in known for i in range(len(parts)))
