"""Tell whether two names mean one company."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from relance.reading.lexicon import default_lexicon
from relance.reading.texts import fold, words

_LIMIT = 200
_SHORTEST = 3  # letters that a name of its own has at least
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,12}")
_JOINING = frozenset({"and", "et", "und", "y", "en", "e"})


def company_key(name: str) -> str:
    """Return what identifies a company in its name: no case, accents, spaces or legal form.

    Equal keys mean the same company; an empty key means that nothing is known.
    """
    return "".join(_distinct(name))


def same_company(
    one: str, other: str, email: str | None = None, other_email: str | None = None
) -> bool:
    """Say whether two names, with what addresses of their people tell, mean one company.

    Addresses alone do not join two different names: an agency writes for many clients.
    """
    first, second = _distinct(one), _distinct(other)
    same_domain = _same_domain(email or "", other_email or "")
    if not first or not second:
        return same_domain
    if "".join(first) == "".join(second):
        return True
    short, long = sorted((first, second), key=len)
    if long[: len(short)] == short and _tells(short):
        return same_domain or all(word in _data()["common"] for word in long[len(short) :])
    return same_domain and _named_by(email or "", first) and _named_by(email or "", second)


@cache
def _data() -> dict[str, frozenset[str]]:
    text = (files("relance.reading") / "lexicon" / "companies.toml").read_text("utf-8")
    return {key: frozenset(values) for key, values in tomllib.loads(text).items()}


@lru_cache(maxsize=4096)
def _distinct(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it from others."""
    text = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", fold(name[:_LIMIT]))
    all_words = words(text)
    kept = [word for word in all_words if word not in _JOINING] or all_words
    while len(kept) > 1 and kept[-1] in _data()["legal_forms"]:
        kept.pop()
    while len(kept) > 1 and kept[0] in _data()["prefixes"] and len(kept[1]) >= _SHORTEST:
        kept.pop(0)
    while len(kept) > 1 and kept[-1] in _data()["prefixes"]:
        kept.pop()
    return tuple(kept)


def _tells(name: tuple[str, ...]) -> bool:
    """Say whether a name is more than words that many companies carry."""
    common = _data()["common"] | _data()["prefixes"]
    return len(name) > 1 or (len(name[0]) >= _SHORTEST and name[0] not in common)


def _same_domain(one: str, other: str) -> bool:
    """Say whether both addresses are of one organisation's own domain."""
    first, second = _domain(one), _domain(other)
    if not first or not second:
        return False
    # Only then may they differ below a public suffix; the list of suffixes is slow to load.
    if first != second and first.split(".")[-2:] == second.split(".")[-2:]:
        first, second = _registered(first), _registered(second)
    shared = default_lexicon()
    return first == second and not any(
        _ends(first, domain) for domain in shared.public_mail | shared.ats_domains
    )


def _ends(domain: str, end: str) -> bool:
    return domain == end or domain.endswith("." + end)


def _domain(email: str) -> str:
    return fold(email.rpartition("@")[2].strip(" .>")) if "@" in email else ""


@lru_cache(maxsize=1024)
def _registered(domain: str) -> str:
    """Return the part of a domain that somebody registered."""
    from tldextract import TLDExtract  # noqa: PLC0415 - quick start

    parts = TLDExtract(suffix_list_urls=(), cache_dir=None)(domain)
    # Reserved names such as .example have no known suffix: two labels then.
    return parts.top_domain_under_public_suffix or ".".join(domain.split(".")[-2:])


def _named_by(email: str, name: tuple[str, ...]) -> bool:
    """Say whether a domain is called after a company: its name, its beginning or its initials."""
    labels = ["".join(words(label)) for label in _domain(email).split(".")[:-1]]
    key, initials = "".join(name), "".join(word[0] for word in name)
    return any(
        label == key
        or (len(initials) > 1 and label == initials)
        or (len(name[0]) >= _SHORTEST and label.startswith(name[0]))
        for label in labels
    )
