"""Find the contact: who signs or is given as one, else the organiser, else an interviewer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relance.reading.companies import same_company
from relance.reading.details import addresses, people
from relance.reading.details.introductions import (
    INVITED,
    LIST,
    ORGANISER,
    TITLE,
    Named,
    with_function,
)
from relance.reading.spelling import aligned, has_legal_form, joined
from relance.reading.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relance.reading.details.titles import Chunk


def best(found: Iterable[Named], *, owner: str, company: str | None) -> str | None:
    """Return the contact's name, in full where another place gives it in full."""
    shorter = (Named(_without_company(n.name, company), n.rank) for n in found)
    named = [n for n in shorter if n.name and not _excluded(n.name, owner, company)]
    if not named:
        return None
    first = max(named, key=lambda n: n.rank)
    longer = (n for n in named if people.same_person(n.name, first.name))
    name = max(longer, key=lambda n: len(n.name.split())).name
    return _without_shouting(name)


def organiser_named(name: str, email: str) -> bool:
    """Say whether an organiser is a person, not a mailbox or a company."""
    if not name or (email and addresses.is_platform(email) and not people.known_first(name)):
        return False
    if people.is_name(name) is None or any(
        w in words("senders", "mailbox_words") for w in re.findall(r"[\w-]+", aligned(name))
    ):
        return False
    label = joined(addresses.label_of(addresses.domain_of(email))) if email else ""
    company = bool(label) and len(label) > 3 and (joined(name) in label or label in joined(name))
    if company and not people.from_local_part(addresses.local_of(email), name):
        return False
    return people.known_first(name) or people.from_local_part(addresses.local_of(email), name)


def in_event(others: list[tuple[str, str]]) -> Iterator[Named]:
    """Name the human organiser and those invited."""
    for place, (name, email) in enumerate(others):
        if organiser_named(name, email):
            plain = people.name_at(name)
            if plain is not None:
                yield Named(plain[0], ORGANISER if place == 0 else INVITED)


def in_title(title: str, chunks: Iterable[Chunk], company: str | None) -> Iterator[Named]:
    """Name the people of a title."""
    for name in with_function(title):
        yield Named(name, TITLE)
    for chunk in chunks:
        if company is not None and joined(chunk.text) == joined(company):
            continue
        for piece in LIST.split(chunk.text):
            with_civility = people.name_at(piece)
            if with_civility is None or people.is_role_word(piece):
                continue
            name, _, civil = with_civility
            if civil or (people.known_first(name) and people.is_name(piece, sure=True)):
                yield Named(name, TITLE)


def _excluded(name: str, owner: str, company: str | None) -> bool:
    if owner and people.same_person(name, owner):
        return True
    if company is not None and joined(name) == joined(company):
        return True
    if people.known_first(name):
        return False
    longer = company is not None and joined(name).startswith(joined(company))
    return has_legal_form(name) or (longer and same_company(name, company or ""))


def _without_company(name: str, company: str | None) -> str:
    """Cut "Jo Acme" to "Jo": small employers sign with their company as a family name."""
    tokens = name.split()
    ending = joined(company or "")
    for kept in range(1, len(tokens)):
        tail = joined(" ".join(tokens[kept:]))
        sure = len(tokens) - kept > 1 or people.known_first(name)
        if len(tail) > 3 and ending.endswith(tail) and sure:
            return " ".join(tokens[:kept])
    return name


def _without_shouting(name: str) -> str:
    if not name.isupper() or len(name) < 4:
        return name
    return "".join(w.capitalize() for w in re.split(r"([ '’-])", name))


def email_of(name: str | None, others: list[tuple[str, str]], written: list[str]) -> str | None:
    """Return the contact's address, or the employer's own mailbox; never a machine's."""
    usable = [e for _, e in others if e and not addresses.is_automated(e)]
    candidates = [*usable[:1], *written, *usable[1:]]
    if name is not None:
        for email in candidates:
            shown = next((n for n, e in others if e == email), "")
            if people.from_local_part(addresses.local_of(email), name) or (
                shown and people.same_person(shown, name)
            ):
                return email
    organiser = others[0][1] if others else ""
    if organiser in usable and (addresses.is_corporate(organiser) or not written):
        return organiser
    return written[0] if written else (usable[0] if usable else None)
