"""Find the people whom the notes introduce: by a label, a signature, a number, or in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.reading.details import addresses, people
from relance.reading.notes import LABELLED
from relance.reading.spelling import aligned
from relance.reading.vocabulary import built, words

if TYPE_CHECKING:
    from collections.abc import Iterator


GIVEN, SIGNED, BY_PHONE, ORGANISER = 95, 90, 88, 80


FIELD, SAYS, INTERVIEWER, TITLE, MET, INVITED, ADDRESS = 66, 64, 60, 56, 50, 45, 20


LIST = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\bet\b|\bund\b|\by\b|\ben\b|\be\b)\s*")


_CUT = re.compile(r"\s*(?:,|;|\||•|·|\(|\)|[–—]|-\s|\s-|/|\t|<)\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named, and how surely that is the contact."""

    name: str
    rank: int


def in_notes(lines: tuple[str, ...]) -> Iterator[Named]:
    """Name the people of the notes, each with how they are introduced."""
    for line in lines:
        yield from _labelled(line)
        yield from _beside_phone(line)
        yield from _in_prose(line)
    yield from _signed(lines)


def _labelled(line: str) -> Iterator[Named]:
    match = LABELLED.match(line)
    if match is None:
        return
    label, value = aligned(match["label"]).strip(), match["value"]
    if _label("nobody").fullmatch(label):
        return
    rank = FIELD - 12
    sure = True
    if _label("contact").fullmatch(label):
        rank, sure = GIVEN, False
    elif _label("interviewer").fullmatch(label):
        rank, sure = INTERVIEWER, False
    elif len(label.split()) > 4:
        return
    for piece in LIST.split(_CUT.split(value)[0] if rank == GIVEN else value)[:8]:
        found = people.name_at(piece.strip())
        if found is None or people.is_role_word(found[0]):
            continue
        name, _, civil = found
        if civil or len(name.split()) > 1 or people.known_first(name) or not sure:
            yield Named(name, rank)
            rank -= 1


_PHONE = re.compile(r"\+?\(?\d[\d .()/-]{7,22}\d")


def _beside_phone(line: str) -> Iterator[Named]:
    """Name who stands in one line with a number: "Mme Kaba", "text Elliot on", "Jo Dale - 020"."""
    number = _PHONE.search(line)
    if number is None or aligned(line[: number.start()]).rstrip().endswith(("fax", "fax :")):
        return
    outside = [
        line[max(0, number.start() - 120) : number.start()],
        line[number.end() : number.end() + 60],
    ]
    for text in outside:
        for name in _names(text, sure=True):
            yield Named(name, BY_PHONE)
            return


def _names(text: str, *, sure: bool) -> Iterator[str]:
    """Give every name of a text: after a civility, or beginning with a common first name."""
    at = 0
    folded = aligned(text)
    while (match := _START.search(text, at)) is not None:
        at = match.end()
        found = people.name_at(text, match.start())
        if found is None:
            continue
        name, end, civil = found
        if civil or people.known_first(name):
            if not people.is_role_word(name) and not _is_greeted(folded, match.start()):
                yield name
            at = max(at, end)
    if not sure:
        return


_START = re.compile(
    r"(?<![\w@.'’-])(?:(?i:mme|mlle|mrs|ms|mr|madame|monsieur|m\.|dr|prof|herrn?|frau|sra?|dhr"
    r"|mevr(?:ouw)?)\b\.?|[^\W\d_])"
)


def _is_greeted(folded: str, start: int) -> bool:
    return (
        built(r"(?<!\w)@contacts.greeting@[ ,]{1,3}$").search(folded[max(0, start - 30) : start])
        is not None
    )


def _in_prose(line: str) -> Iterator[Named]:
    folded = aligned(line)
    rank = MET
    for match in _before().finditer(folded):
        found = people.name_at(line, match.end())
        if found is None or people.is_role_word(found[0]) or _is_greeted(folded, match.end()):
            continue
        name, _, civil = found
        pointed = match["hands"] is not None or match["given"] is not None
        likely = civil or people.known_first(name) or (pointed and len(name.split()) < 4)
        if likely:
            yield Named(name, GIVEN - 2 if pointed else rank)
            rank -= 1
    for name in with_function(line):
        yield Named(name, MET - 2)
    agenda = _AGENDA.match(line)
    planned = people.name_at(line, agenda.start("name")) if agenda is not None else None
    if planned is not None and len(planned[0].split()) > 1 and not people.is_role_word(planned[0]):
        yield Named(planned[0], MET - 1)
    for name in _names(line, sure=True):
        yield Named(name, rank - 10)
        rank -= 1
    for clause in re.finditer(r"(?:^|[.;!?]\s+)(?=[^\W\d_])", line):
        found = people.name_at(line, clause.end())
        if found is None:
            continue
        name, end, _ = found
        told = _after().match(aligned(line[end : end + 60]))
        if told is not None and not people.is_role_word(name) and len(name.split()) < 4:
            yield Named(name, SAYS if told["here"] is None else SIGNED)


def with_function(text: str) -> Iterator[str]:
    """Give the full names that a function follows: "Trinh Bao, CTO", "Jo Dale (directrice)"."""
    at = 0
    while (match := _CAPITAL.search(text, at)) is not None:
        found = people.name_at(text, match.start())
        at = max(match.end(), found[1] if found else 0)
        if found is None or not 1 < len(found[0].split()) < 5 or people.is_role_word(found[0]):
            continue
        told = _FUNCTION.match(aligned(text[found[1] : found[1] + 60]))
        if told is not None and told["word"] in words("names", "functions"):
            yield found[0]


_CAPITAL = re.compile(r"(?<![\w@.'’-])[^\W\d_a-z]")


_FUNCTION = re.compile(
    r"\s?(?:,|\(|[-–—])\s?"
    r"(?:(?:our|notre|the|la|le|l'|unser|unsere|votre|your) ?)?(?P<word>[\w-]{2,20})"
)


_AGENDA = re.compile(r"\s{0,4}\d{1,2}[:h.]\d\d[^\n]{0,80}?\s[-–—]\s(?P<name>[^\W\d_])")


def _before() -> re.Pattern[str]:
    return built(
        r"(?<!\w)(?:(?P<hands>@contacts.hands_on@)|@contacts.before@)\s{1,2}"
        r"(?:notre |votre |our |the |le |la |l')?(?=\w)"
        r"|(?<!\w)(?P<given>(?:your|our|votre|notre|ton|ihre?|tu|je|uw) @contacts.given@,? "
        r"(?:is |est |ist |es )?)(?=\w)"
    )


def _after() -> re.Pattern[str]:
    return built(
        r"(?:, ?(?:[^\W\d_]{2,14} ?){1,2},)?\s{1,2}"
        r"(?:(?P<here>here)\b|@contacts.after@(?!\w))"
    )


def _label(key: str) -> re.Pattern[str]:
    return built(f"@contacts.{key}@")


def _closing() -> re.Pattern[str]:
    return built(r"(?:.{0,60}[.!]\s+)?@contacts.closing@\s?[,.!]?\s?(?P<rest>.{0,80})")


def _signed(lines: tuple[str, ...]) -> Iterator[Named]:
    """Name who signs: after a closing, or alone on a line, above or before an address."""
    closed = False
    for place, line in enumerate(lines):
        if not line:
            continue
        closing = _closing().fullmatch(aligned(line)) if len(line) < 160 else None
        start = closing.start("rest") if closing is not None else 0
        head = _CUT.split(line[start:], maxsplit=1)[0]
        found = people.name_at(head) if head else None
        if found is not None and not head[found[1] :].strip(" ,.!"):
            yield from _signature(found[0], closed or closing is not None, lines, place, line)
        sentence = people.is_name(re.split(r"[.!?]\s", line, maxsplit=1)[0], sure=True)
        if sentence is not None and "," not in line[: len(sentence) + 1]:
            yield Named(sentence, FIELD)
        if found is None or closing is not None:
            closed = closing is not None


def _signature(
    name: str, closed: bool, lines: tuple[str, ...], place: int, line: str
) -> Iterator[Named]:
    last = not any(lines[place + 1 :])
    rest = line[line.find(name) + len(name) :]
    below = next((n for n in lines[place + 1 : place + 4] if n), "")
    backed = any("@" in n or _PHONE.search(n) for n in (rest, *lines[place + 1 : place + 4]))
    several = len(name.split()) > 1
    if closed and (several or people.known_first(name)):
        yield Named(name, SIGNED)
    elif (
        several
        and (people.known_first(name) or from_addresses(name, lines))
        and (backed or last or (not rest.strip(" ,.") and len(below) < 60))
    ):
        yield Named(name, SIGNED if backed or (last and place > 0) else FIELD)
    elif last and place > 0 and people.known_first(name) and not rest.strip(" ,.!"):
        yield Named(name, SIGNED - 2)


def from_addresses(name: str, lines: tuple[str, ...]) -> bool:
    """Say whether a written address was made from a name."""
    return any(
        people.from_local_part(addresses.local_of(email), name)
        for email in addresses.emails_in(lines)
    )
