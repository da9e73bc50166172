"""Spell and compare the names of companies."""

from __future__ import annotations

import re

from relance.reading.spelling import aligned, joined, without_legal_form
from relance.reading.vocabulary import words

WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*|&|\+")


_BRANCH = re.compile(
    r"\s+(?:agence|site|bureau|boutique|magasin|antenne|branch|filiale|standort)"
    r"(?: (?:de|d'|du|des|of|in) ?)?.{0,60}$"
)


def is_agency(name: str) -> bool:
    """Say whether a company's name says that it places people."""
    found = re.findall(r"[\w-]+", aligned(name))
    return len(found) > 1 and any(w in words("senders", "agency_words") for w in found)


def alike(one: str, other: str) -> bool:
    """Say whether two names can be one company's: equal, or one begins the other."""
    a, b = joined(without_legal_form(one)), joined(without_legal_form(other))
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return len(short) > 1 and (short == long or (len(short) > 3 and long.startswith(short)))


def tidied(name: str) -> str:
    """Return a company's name without legal form, branch and shouting."""
    name = without_legal_form(name.strip(" .,;:–-|\"'’"))
    branch = _BRANCH.search(aligned(name))
    if branch is not None and branch.start() > 2:
        name = name[: branch.start()]
    letters = [c for c in name if c.isalpha()]
    shouted = len(letters) > 6 and all(c.isupper() for c in letters)
    return _calmed(name) if shouted else name


def _calmed(name: str) -> str:
    small = words("titles", "joiners", "words")
    return "".join(
        p.lower() if i and aligned(p) in small else p.capitalize()
        for i, p in enumerate(re.split(r"([ '’-])", name))
    )


def is_common(text: str) -> bool:
    """Say whether a chunk holds only words of trades, such as "Design system"."""
    found = re.findall(r"[\w'-]+", aligned(text))
    return all(w in words("roles", "parts") or w in words("titles", "noise") for w in found)


def without_mailbox_words(name: str) -> str:
    """Leave "Recrutement", "Careers", "Candidate Calendar" out at both edges."""
    tokens = re.split(r"\s+", re.sub(r"\s*(?:\||\bvia\b|\(|[-–—]\s).{0,100}$", "", name) or name)
    if re.search(r"\s[-–—|]\s", name):
        parts = [p for p in re.split(r"\s[-–—|]\s", name) if not _only_mailbox(p)]
        tokens = parts[0].split() if parts else tokens
    while tokens and _only_mailbox(tokens[-1]):
        tokens.pop()
    while tokens and _only_mailbox(tokens[0]):
        tokens.pop(0)
    return " ".join(tokens)


def _only_mailbox(text: str) -> bool:
    found = re.findall(r"[\w-]+", re.sub(r"\b[ld]['’]", "", aligned(text)))
    return all(w in words("senders", "mailbox_words") for w in found)


def from_label(label: str) -> str:
    """Return a domain's label as a name: `pale-alder` is Pale Alder."""
    return " ".join(part.capitalize() for part in label.split("-") if part)


_NOUN = re.compile(r"(?P<before>\S{0,2}[ \u00a0])?(?P<noun>[^\W\d_]{7,12})[ \u00a0]$")


def _noun_before(text: str, start: int) -> int:
    """Return where a name begins that its noun is part of: "la Société Générale"."""
    noun = _NOUN.search(text, max(0, start - 16), start)
    if noun is None or aligned(noun["noun"]) not in words("titles", "name_nouns"):
        return start
    after = WORD.match(text, start)
    bound = after is not None and aligned(after.group()) in words("titles", "of_names")
    within = noun["before"] is not None and noun["before"][-2:-1].isalpha()
    large = noun["noun"][0].isupper() and text[start : start + 1].isupper()
    return noun.start("noun") if large and (bound or within) else start


def company_at(text: str, start: int) -> str | None:
    """Read a name written with capitals that begins at a place."""
    found: list[re.Match[str]] = []
    at = _noun_before(text, start)
    while len(found) < 7:
        token = WORD.match(text, at)
        if token is None:
            break
        folded = aligned(token.group())
        joiner = folded in words("titles", "joiners", "words") or token.group() in "&+"
        if not (token.group()[:1].isupper() or (found and (joiner or token.group()[:1].isdigit()))):
            break
        found.append(token)
        at = token.end()
        if text[at : at + 1] not in (" ", "\u00a0"):
            break
        at += 1
    while found and aligned(found[-1].group()) in words("titles", "joiners", "words") | {"&", "+"}:
        found.pop()
    if not found:
        return None
    return text[found[0].start() : found[-1].end()]
