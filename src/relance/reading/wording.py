"""What the words of an event say for and against an interview."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from relance.model import Reason, printable
from relance.reading.lexicon import Code
from relance.reading.texts import TITLE_LIMIT, Written, fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from relance.reading.lexicon import Hit
    from relance.reading.subject import Subject

_TOPICS = frozenset(
    {
        Code.BUSINESS,
        Code.CULTURE,
        Code.HOUSEHOLD,
        Code.MEDIA,
        Code.MEDICAL,
        Code.OFFICIAL,
        Code.RESEARCH,
        Code.SCHOOL,
        Code.UPKEEP,
    }
)
_TRADES = _TOPICS - {Code.CULTURE, Code.MEDIA, Code.RESEARCH}  # companies are named after them
_PLACES = frozenset({Code.MEDICAL, Code.OFFICIAL, Code.SCHOOL, Code.BUSINESS})
_LINKS = frozenset({"de", "d", "du", "des", "la", "le", "l", "of", "the", "and", "et"})
CORE = frozenset({Code.INTERVIEW, Code.ROUND, Code.HIRING, Code.CANDIDATE})
_NOTES_CEILING = 5.0
_SURE = 5.0  # words of that weight can mean nothing else


def from_words(subject: Subject) -> Iterator[Reason]:
    """Tell what the words of title and notes say, each thing once."""
    told: dict[str, Reason] = {}
    for reason in (*from_title(subject), *from_notes(subject)):
        before = told.get(reason.code)
        if before is None or reason.code is Code.SHAPE:
            told[reason.code] = reason
            continue
        unique: dict[str, str] = {}
        for part in f"{before.detail}, {reason.detail}".split(", "):
            unique.setdefault(fold(part), part)
        weight = round(before.weight + reason.weight, 2)
        told[reason.code] = Reason(before.code, ", ".join(unique.values()), weight)
    yield from told.values()


def from_title(subject: Subject) -> Iterator[Reason]:
    """Tell what the words of the title say."""
    hits = [hit for hit in subject.title_hits if not (hit.title.first and hit.start)]
    yield from _summed(
        ((hit.title.code, hit, hit.title.weight * _damping(subject, hit, hits)) for hit in hits),
        subject.written,
    )
    if subject.event.summary.rstrip().endswith("?"):
        yield Reason(Code.HOLD, "?", -0.8)


def _damping(subject: Subject, hit: Hit, hits: Sequence[Hit]) -> float:
    """Return how much of its weight another sense of the words keeps beside a job."""
    code = hit.title.code
    if code not in _TOPICS or not any(other.title.code in CORE for other in hits):
        return 1.0
    roles = [other for other in hits if other.title.code is Code.ROLE]
    # "technicien chaudières", "visa officer": part of a job title.
    if any(_near(hit, role) for role in roles):
        return 0.2
    if code in _TRADES and _is_part_of_a_name(subject, hit):
        return 0.2
    # "clinique du Parc, poste de nuit": where the job is.
    jobs = roles or [other for other in hits if _tells_a_job(other)]
    return 0.3 if code in _PLACES and jobs else 1.0


def _tells_a_job(hit: Hit) -> bool:
    """Say whether words name a job and not only an interview, as "entretien d'embauche" does."""
    surely = hit.title.code is Code.INTERVIEW and hit.title.weight >= _SURE
    return surely or hit.title.code is Code.HIRING


def _is_part_of_a_name(subject: Subject, hit: Hit) -> bool:
    """Say whether the words belong to a company's name: "Banque d'Arvernes", "Oakhaven Academy"."""
    alone = subject.lexicon.find(subject.title[hit.start : hit.start + 1])
    if any(word.title.code in CORE for word in alone):
        return False
    proper = subject.proper
    after = hit.end
    while after < len(subject.title) and subject.title[after] in _LINKS:
        after += 1
    raw = subject.raw_title
    return (
        bool(raw) and raw[hit.start][0].isupper() and (after in proper or hit.start - 1 in proper)
    )


def from_notes(subject: Subject) -> Iterator[Reason]:
    """Tell what the words of the notes, the place and the categories say."""
    if subject.notes:
        tokens = words(subject.notes)
        written = Written(subject.raw_notes, tokens)
        reasons = list(_summed(_as_notes(subject.lexicon.find(tokens)), written))
        gain = sum(reason.weight for reason in reasons if reason.weight > 0)
        yield from reasons
        if gain > _NOTES_CEILING:
            yield Reason(Code.SHAPE, "long notes", round(_NOTES_CEILING - gain, 2))
    if subject.event.location:
        place = subject.event.location[:TITLE_LIMIT]
        tokens = words(fold(place))
        hits = subject.lexicon.find(tokens)
        office = [hit for hit in hits if hit.notes.code is Code.EMPLOYMENT_OFFICE]
        yield from _summed(_as_notes(office), Written(place, tokens))
    for category in subject.event.categories[:20]:
        hits = subject.lexicon.find(words(fold(category[:100])))
        if any(hit.title.code in CORE for hit in hits):
            yield Reason(Code.HIRING, printable(category[:100]), 1.0)
            return


def _as_notes(hits: Iterable[Hit]) -> Iterator[tuple[Code, Hit, float]]:
    return ((hit.notes.code, hit, hit.notes.weight) for hit in hits)


def _summed(weighed: Iterable[tuple[Code, Hit, float]], written: Written) -> Iterator[Reason]:
    """Make one reason of each code: its heaviest hit, and a third of each further one."""
    by_code: defaultdict[Code, dict[str, tuple[Hit, float]]] = defaultdict(dict)
    for code, hit, weight in weighed:
        if weight:
            by_code[code].setdefault(hit.text, (hit, weight))
    for code, found in by_code.items():
        ranked = sorted(found.values(), key=lambda item: -abs(item[1]))[:4]
        total = ranked[0][1] + sum(weight for _, weight in ranked[1:]) / 3
        shown = (written.said(hit.start, hit.end) for hit, _ in ranked)
        yield Reason(code, ", ".join(shown), round(total, 2))


def _near(one: Hit, other: Hit) -> bool:
    return one.start - other.end <= 2 and other.start - one.end <= 2
