"""What the people of an event say: who invites, who comes, and whose interview it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relance.model import Reason, printable
from relance.reading.lexicon import Code
from relance.reading.spelling import aligned, composed
from relance.reading.subject import domain_of
from relance.reading.texts import NOTES_LIMIT, TITLE_LIMIT, Written, fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.reading.subject import Subject

_CANDIDATE_LINE = re.compile(
    r"(?:candidate?|candidate name|bewerber(?:in)?|candidato|kandidaat)[ \t]{0,3}:[ \t]{0,3}"
    r"([^\n,;|(]{2,60})"
)


def from_people(subject: Subject) -> Iterator[Reason]:
    """Tell what who invites and who comes says."""
    colleagues = [email for email in subject.others if subject.is_own(email)]
    if subject.organizer:
        yield from _from_organizer(subject)
        if colleagues and not subject.is_own(subject.organizer):
            yield Reason(Code.OWN_EMPLOYER, "colleagues invited", -8.0)
    elif subject.others:
        hosts = bool(subject.owner.own_domains)
        yield Reason(Code.INTERVIEWER, "invited by the owner", -8.0 if hosts else -0.5)
    own = _own_name_in(subject, subject.title)
    if own:
        yield Reason(Code.OWN_EMPLOYER, own, -4.0)


def _from_organizer(subject: Subject) -> Iterator[Reason]:
    person = subject.event.organizer
    email, name = subject.organizer, person.name if person else ""
    sender = words(fold(name[:200]))
    if subject.is_own(email) or _own_name_in(subject, sender):
        yield Reason(Code.OWN_EMPLOYER, domain_of(email), -8.0)
        return
    domain = domain_of(email)
    if _within(domain, subject.lexicon.ats_domains):
        yield Reason(Code.SENDER, domain, 2.5)
    elif domain in subject.lexicon.public_mail:
        yield Reason(Code.OTHER_SIDE, domain, 0.3)
    else:
        yield Reason(Code.OTHER_SIDE, domain, 0.8)
    mailbox = words(fold(email.rpartition("@")[0][:64]))
    hires = [word for word in mailbox if word in subject.lexicon.recruiter_mailboxes]
    shown = Written(name[:200], sender)
    hires += [
        shown.said(hit.start, hit.end)
        for hit in subject.lexicon.find(sender)
        if hit.title.code is Code.HIRING
    ]
    if hires:
        yield Reason(Code.RECRUITER, hires[0], 1.2)


def _within(domain: str, domains: frozenset[str]) -> bool:
    labels = domain.split(".")[-6:]
    return any(".".join(labels[place:]) in domains for place in range(len(labels) - 1))


def _own_name_in(subject: Subject, tokens: Sequence[str]) -> str:
    """Return the employer's name, as its domain tells it, when the words contain it."""
    text = f" {' '.join(tokens)} "
    for domain in subject.owner.own_domains:
        if domain.casefold() in subject.lexicon.public_mail:
            continue
        for label in fold(domain).split(".")[:-1]:
            name = " ".join(words(label))
            if len(name) > 3 and name not in subject.lexicon.plain_labels and f" {name} " in text:
                return name
    return ""


def from_names(subject: Subject) -> Iterator[Reason]:
    """Tell what the names of persons and companies in the title say."""
    title, names = subject.title, subject.owner_names
    named = [place for place, word in enumerate(title) if word in names]
    if named and (subject.organizer or len(named) > 1):
        shown = (subject.written.said(place, place + 1) for place in named[:4])
        yield Reason(Code.OWNER_NAMED, " ".join(shown), 1.0)
    other = _candidate_line(subject) or _somebody_elses(subject)
    if other:
        yield Reason(Code.OTHER_CANDIDATE, other, -5.0)
    if subject.proper and not subject.organizer:
        yield Reason(Code.OTHER_SIDE, _first_name_in(subject), 0.7)


_SEPARATED = re.compile(r"\s[-–—|/]|[,;:|(/]")


def _first_name_in(subject: Subject) -> str:
    """Return the first name in the title, with all its words."""
    start = end = min(subject.proper)
    while end in subject.proper:
        end += 1
    return _SEPARATED.split(subject.written.said(start, end), maxsplit=1)[0]


def _candidate_line(subject: Subject) -> str:
    """Return who is named as the candidate, when that is not the owner."""
    summary = subject.event.summary[:TITLE_LIMIT]
    for text, written in ((fold(summary), summary), (subject.notes, subject.raw_notes)):
        found = _CANDIDATE_LINE.search(text)
        if found and subject.owner_names.isdisjoint(words(found[1])):
            raw = _CANDIDATE_LINE.search(aligned(composed(written, NOTES_LIMIT)))
            if raw is None:
                return printable(found[1])
            return printable(composed(written, NOTES_LIMIT)[raw.start(1) : raw.end(1)])
    return ""


def _somebody_elses(subject: Subject) -> str:
    """Return the name in "entretien de Jonas", "Anna's interview" when it is not the owner."""
    title = subject.title
    for hit in subject.title_hits:
        if hit.title.code is not Code.INTERVIEW:
            continue
        after = title[hit.end : hit.end + 2]
        if len(after) == 2 and after[0] in {"de", "d", "of", "von", "van", "di"}:
            place = hit.end + 1
        elif hit.start >= 2 and title[hit.start - 1] == "s":
            place = hit.start - 2
        else:
            continue
        name = title[place]
        if name in subject.lexicon.first_names and name not in subject.owner_names:
            return subject.written.said(place, place + 1)
    return ""
