"""Offer the names that may be the company's, each with how much speaks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.reading.details import addresses, people
from relance.reading.details.company_names import (
    WORD,
    company_at,
    from_label,
    is_common,
    tidied,
    without_mailbox_words,
)
from relance.reading.details.contacts import organiser_named
from relance.reading.details.role_words import looks_like, split_role
from relance.reading.notes import LABELLED
from relance.reading.spelling import aligned, has_legal_form, joined, without_legal_form
from relance.reading.vocabulary import built

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.reading.details.titles import Chunk


CLIENT, FIELD, SENDER, TITLE = 12.0, 10.0, 7.0, 6.0


MAILBOX, PLAIN, DOMAIN, LOOSE = 5.5, 4.0, 3.0, 1.5


_AGREES, _MARKED, _LEGAL, _BESIDE, _LOWER, _ASIDE, _PERSON = 3.0, 3.0, 2.0, 1.0, -2.5, -1.0, -4.0


@dataclass(frozen=True, slots=True)
class Offered:
    """A name that may be the company's, and how much speaks for it."""

    name: str
    worth: float


@dataclass(frozen=True, slots=True)
class Sources:
    """What an event gives to find the company in."""

    chunks: tuple[Chunk, ...]
    lines: tuple[str, ...]
    others: list[tuple[str, str]]
    written: list[str]  # addresses in the notes
    owner: str
    location: str = ""

    @property
    def senders(self) -> list[str]:
        """Return the addresses of the other side, the organiser's first."""
        return [e for _, e in self.others if e] + self.written


_SIGNED = re.compile(
    r"[\s–—-]{0,4}(?P<name>[^\W\d_][^\W\d_'’.-]{1,20}(?:[ -][^\W\d_][\w'’.-]{1,20}){0,3})"
    r"\s?(?:\(|,|[–—|]|-)\s{0,2}(?P<company>[^\W\d_])"
)


def domain_labels(sources: Sources) -> list[str]:
    """Return the labels of corporate domains, the organiser's first."""
    corporate = [e for e in sources.senders if addresses.is_corporate(e)]
    real = [e for e in corporate if not addresses.is_automated(e)]
    found = dict.fromkeys(addresses.label_of(addresses.domain_of(e)) for e in real)
    return [label for label in found if label]


def from_clients(lines: tuple[str, ...]) -> Iterator[Offered]:
    """Offer whom an agency calls its client."""
    for line in lines:
        for match in _client().finditer(aligned(line)):
            name = company_at(line, match.end())
            if name and not _is_role(name):
                yield Offered(name, CLIENT)


def from_fields(sources: Sources) -> Iterator[Offered]:
    """Offer the values of fields that name the company."""
    for name in _labelled(sources.lines, "labels"):
        if people.is_name(name, sure=True) is None:
            yield Offered(name, FIELD)


def _labelled(lines: tuple[str, ...], key: str) -> Iterator[str]:
    for line in lines:
        match = LABELLED.match(line)
        if match is not None and _label(key).fullmatch(aligned(match["label"]).strip()):
            yield re.split(r"\s[–|-]\s|,\s(?![A-Z]{2,4}\b)|\s\(|\.\s", match["value"], maxsplit=1)[
                0
            ]


def from_titles(sources: Sources, labels: list[str]) -> Iterator[Offered]:
    """Offer the chunks of the title that are neither role nor person."""
    senders = [
        without_mailbox_words(n) for n, e in sources.others if n and not organiser_named(n, e)
    ]
    known = [joined(s) for s in senders if s] + [joined(label) for label in labels]
    alone = all(looks_like(c.text) or c.marker == "role" for c in sources.chunks)
    for chunk in sources.chunks:
        text = chunk.text
        if chunk.marker in ("role", "agency") or _named_person(chunk, sources):
            continue
        plain: tuple[str | None, str | None] = None, text
        role, company = split_role(text, senders, guess=alone) if looks_like(text) else plain
        if not company:
            continue
        company = _best_part(company, known)
        worth = TITLE + (_MARKED if chunk.marker == "company" else 0)
        worth += _LEGAL if has_legal_form(company) else 0
        worth += _AGREES if _known(company, known) else 0
        worth += _BESIDE if chunk.beside_noise else 0
        worth += _ASIDE if chunk.aside and not chunk.beside_noise else 0
        worth += _LOWER if not any(c.isupper() for c in company) else 0
        worth += _PERSON if people.is_name(company, sure=True) and not _known(company, known) else 0
        worth += -1.0 if role is not None else 0
        worth += _COMMON if is_common(company) else 0
        yield Offered(company, worth)


_COMMON = -4.0


def _best_part(text: str, known: list[str]) -> str:
    """Keep the words of a chunk that a domain or the sender confirms."""
    tokens = list(WORD.finditer(text))[:8]
    for length in range(len(tokens), 0, -1):
        for first in range(len(tokens) - length + 1):
            part = text[tokens[first].start() : tokens[first + length - 1].end()]
            before = (t.group() for t in tokens[:first])
            plain = first > 0 and not any(word[:1].isupper() for word in before)
            if plain and len(joined(part)) > 2 and joined(part) in known:
                return part
    return text


def _known(name: str, known: list[str]) -> bool:
    plain = joined(without_legal_form(name))
    return any(
        plain == k
        or (min(len(plain), len(k)) > 2 and (plain.startswith(k) or k.startswith(plain)))
        or (len(k) > 5 and k in plain)
        for k in known
        if k
    )


def _named_person(chunk: Chunk, sources: Sources) -> bool:
    """Say whether a chunk is somebody of the event, or reads as a person."""
    for name, email in sources.others:
        if organiser_named(name, email) and people.same_person(name, chunk.text):
            return True
    if any(
        people.from_local_part(addresses.local_of(e), chunk.text)
        for e in sources.written
        if not addresses.is_shared(e)
    ):
        return True
    found = people.name_at(chunk.text)
    if found is None:
        return False
    name, end, civil = found
    return civil or (
        len(name.split()) > 1
        and people.known_first(name)
        and end == len(chunk.text)
        and not has_legal_form(chunk.text)
        and chunk.marker != "company"
        and len(sources.chunks) > 1
    )


def from_senders(sources: Sources) -> Iterator[Offered]:
    """Offer the names of senders that are not people."""
    for place, (name, email) in enumerate(sources.others[:4]):
        if not name or organiser_named(name, email):
            continue
        plain = without_mailbox_words(name)
        if plain:
            yield Offered(plain, (SENDER if addresses.is_platform(email) else MAILBOX) - place)


def from_domains(sources: Sources, labels: list[str]) -> Iterator[Offered]:
    """Offer a domain's label in the spelling that the texts give, else by itself."""
    for place, label in enumerate(labels[:3]):
        spelled = _spelled(joined(label), sources)
        yield Offered(spelled or from_label(label), DOMAIN + (1.0 if spelled else 0) - place)


def _spelled(label: str, sources: Sources) -> str | None:
    texts = [
        *(c.text for c in sources.chunks),
        *(n for n, _ in sources.others),
        *sources.lines,
        sources.location,
    ]
    for text in texts:
        tokens = list(WORD.finditer(text[:400]))
        for first, token in enumerate(tokens):
            if not label.startswith(joined(token.group())) or not token.group()[:1].isupper():
                continue
            for last in range(first, min(first + 6, len(tokens))):
                part = text[token.start() : tokens[last].end()]
                if joined(part) == label:
                    return part
    return None


_TEAM = re.compile(
    r"(?:l'equipe|the|das|equipe|team) (?P<n>[^.,;:\n]{2,40}?)"
    r"(?: (?:team|recruiting team|talent team))?[.!]?$"
)


def from_prose(sources: Sources) -> Iterator[Offered]:
    """Offer what sentences, signatures and the place name."""
    for line in sources.lines:
        folded = aligned(line)
        for key, worth in (("plain", PLAIN), ("loose", LOOSE)):
            for match in _before(key).finditer(folded):
                name = company_at(line, match.end())
                if name and not _is_role(name) and people.is_name(name, sure=True) is None:
                    yield Offered(name, worth)
        signed = _SIGNED.match(line)
        if signed is not None and people.known_first(signed["name"]):
            name = company_at(line, signed.start("company"))
            if name and not _is_role(name) and people.is_name(name, sure=True) is None:
                yield Offered(name, PLAIN + 1)
        team = _TEAM.search(folded)
        if team is not None and (name := company_at(line, team.start("n"))):
            yield Offered(name, LOOSE + 1)
    head = re.split(r",|\s[–-]\s", sources.location, maxsplit=1)[0]
    name = company_at(head, 0) if head and not any(c.isdigit() for c in head) else None
    if name and joined(name) == joined(head):
        yield Offered(name, LOOSE - 1)


def agencies_of(sources: Sources, labels: list[str], *, named: bool) -> list[str]:
    """Return who places people here: told in the title or a field, or writing of "our client"."""
    told = [c.text for c in sources.chunks if c.marker == "agency"]
    told += list(_labelled(sources.lines, "agency_labels"))
    if named:
        told += [
            s
            for label in labels[:1]
            if (s := _spelled(joined(label), sources) or from_label(label))
        ]
        told += [
            p
            for n, e in sources.others[:1]
            if not organiser_named(n, e) and (p := without_mailbox_words(n))
        ]
    return [tidied(t) for t in told if t]


def _is_role(name: str) -> bool:
    return looks_like(name) and not has_legal_form(name)


def _client() -> re.Pattern[str]:
    return built(r"(?<!\w)@companies.client@(?=\w)")


def _before(key: str) -> re.Pattern[str]:
    return built(rf"(?<!\w)@companies.{key}@(?=\w)")


def _label(key: str) -> re.Pattern[str]:
    return built(f"@companies.{key}@")
