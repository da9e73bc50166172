"""One event with its texts taken apart, ready to be judged."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.model import printable
from relance.reading.notes import human_lines
from relance.reading.texts import NOTES_LIMIT, TITLE_LIMIT, Written, fold, plain, words
from relance.reading.vocabulary import words as vocabulary

if TYPE_CHECKING:
    from relance.model import Event, Owner
    from relance.reading.lexicon import Hit, Lexicon

_LONGEST = 255  # characters of a domain (RFC 1035 section 2.3.4)
_RAW_WORD = re.compile(r"[^\W_]+")


@dataclass
class Subject:
    """An event, whose calendar it is in, and the words to read it with."""

    event: Event
    owner: Owner
    lexicon: Lexicon

    @cached_property
    def title(self) -> list[str]:
        """Return the folded words of the title."""
        return words(fold(plain(self.event.summary[:TITLE_LIMIT])))

    @cached_property
    def title_hits(self) -> list[Hit]:
        """Return the phrases of the lexicon in the title."""
        return self.lexicon.find(self.title)

    @cached_property
    def written(self) -> Written:
        """Return the title as it stands."""
        return Written(plain(self.event.summary[:TITLE_LIMIT]), self.title)

    @cached_property
    def raw_title(self) -> list[str]:
        """Return the words of the title as written, when they match the folded ones."""
        title = unicodedata.normalize("NFC", plain(self.event.summary[:TITLE_LIMIT]))
        raw = _RAW_WORD.findall(title)
        return raw if len(raw) == len(self.title) else []

    @cached_property
    def proper(self) -> frozenset[int]:
        """Return the places of words that may name a company: written large, unknown else."""
        taken = {place for hit in self.title_hits for place in range(hit.start, hit.end)}
        return frozenset(
            place
            for place, word in enumerate(self.raw_title)
            if place not in taken
            and len(word) > 1
            and word[0].isupper()
            and self.title[place] not in self.owner_names
            and self.title[place] not in self.lexicon.first_names
            and self.title[place] not in vocabulary("names", "civilities")
        )

    @cached_property
    def raw_notes(self) -> str:
        """Return what people wrote in the notes, as it stands."""
        if not self.event.description:
            return ""
        return plain("\n".join(human_lines(self.event.description[:NOTES_LIMIT])))

    @cached_property
    def notes(self) -> str:
        """Return what people wrote in the notes, folded."""
        return fold(self.raw_notes)

    @cached_property
    def owner_names(self) -> frozenset[str]:
        """Return the words of the owner's name."""
        return frozenset(word for word in words(fold(self.owner.name)) if len(word) > 1)

    @cached_property
    def organizer(self) -> str:
        """Return the address of the organiser when that is not the owner."""
        person = self.event.organizer
        return person.email.casefold() if person and not self.owner.is_me(person.email) else ""

    @cached_property
    def others(self) -> list[str]:
        """Return the addresses of the other people invited."""
        return [
            person.email.casefold()
            for person in self.event.attendees[:100]
            if not self.owner.is_me(person.email)
        ]

    def is_own(self, email: str) -> bool:
        """Say whether an address belongs to the owner's employer or school."""
        domain = domain_of(email)
        return any(
            domain == own or domain.endswith("." + own)
            for own in (name.casefold() for name in self.owner.own_domains)
            if own not in self.lexicon.public_mail
        )


def domain_of(email: str) -> str:
    """Return the part of an address after the @, in lower case."""
    return printable(email.rpartition("@")[2][:_LONGEST]).casefold().strip(" .>")
