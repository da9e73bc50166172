"""Find the number at which the other side can be reached.

Never the candidate's own ("we will call you on ..."), never a meeting tool's dial-in. Numbers of
ranges kept for fiction or not handed out count too: what is written is what the person reads.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from relance.reading.spelling import aligned
from relance.reading.vocabulary import phrase, table

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIKELY = re.compile(r"(?<![\w/])(?:\+|00|\(?0|\(?[1-9])[\d .()/-]{6,22}\d")
_SHAPES = (
    ("FR", re.compile(r"0[1-9](?:[ .-]?\d\d){4}")),
    ("US", re.compile(r"(?:1[ .-])?\(?[2-9]\d\d\)?[ .-]{1,2}\d{3}[ .-]\d{4}")),
    ("GB", re.compile(r"\(?0(?:7\d{3}|1\d{2,3}|2\d)\)?[ -]\d{3,4}[ -]?\d{3,4}")),
)
_BACK, _AHEAD = 90, 40
_MOST = 20


def phone_in(
    lines: Iterable[str], region: str, *, near: str | None = None, theirs: bool = False
) -> str | None:
    """Return the best number in E.164; `near` is the contact's name, `region` the default.

    `theirs` says that the other side wrote the text: "my number" is then the one to call.
    """
    best: tuple[int, str] | None = None
    for line in lines:
        if sum(c.isdigit() for c in line) < 8:
            continue
        for number, start, end in numbers_in(line, region):
            rank = _rank(aligned(line), start, end, near, theirs=theirs)
            if rank is not None and (best is None or rank > best[0]):
                best = rank, number
    return best[1] if best else None


def numbers_in(line: str, region: str) -> list[tuple[str, int, int]]:
    """Return the plausible numbers of a line in E.164 with their places."""
    found = []
    for match in _LIKELY.finditer(line):
        number = to_e164(match.group(), region)
        if number is not None:
            found.append((number, match.start(), match.end()))
    return found[:_MOST]


def to_e164(text: str, region: str) -> str | None:
    """Return one number as E.164, or None when it is not one."""
    cleaned = text.strip()[:40].replace("(0)", "")
    digits = sum(c.isdigit() for c in cleaned)
    if not 7 <= digits <= 15:
        return None
    if cleaned.startswith("00"):
        cleaned = "+" + cleaned[2:]
    import phonenumbers  # noqa: PLC0415 - quick start

    try:
        number = phonenumbers.parse(cleaned, _region(cleaned, region))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not _written_as_number(cleaned):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def region_of(zone: str, country: str) -> str:
    """Return the country whose way of writing numbers an event's zone suggests."""
    regions = table("places")["regions"]
    if zone in regions:
        return str(regions[zone])
    return "US" if zone.startswith(("America/", "US/")) else country or "FR"


def _region(cleaned: str, region: str) -> str:
    """Let the grouping speak: `06 39 98 70 01` is French wherever the event takes place."""
    shapes = [country for country, shape in _SHAPES if shape.fullmatch(cleaned)]
    return shapes[0] if shapes and region not in shapes else region


def _written_as_number(cleaned: str) -> bool:
    """Take only what begins like a number: +, 0, or North American groups."""
    return (
        cleaned.startswith(("+", "0", "(0"))
        or _SHAPES[1][1].fullmatch(cleaned) is not None
        or (len(cleaned) >= 9 and cleaned[0] in "6789" and cleaned.replace(" ", "").isdigit())
    )


def _rank(folded: str, start: int, end: int, near: str | None, *, theirs: bool) -> int | None:
    before, after = folded[max(0, start - _BACK) : start], folded[end : end + _AHEAD]
    if phrase("phones", "not_a_phone").search(before[-24:]) or _dialled_code(after):
        return None
    own, other = _last(phrase("phones", "own"), before), _last(phrase("phones", "theirs"), before)
    writers = _last(phrase("phones", "writers"), before)
    own, other = (own, max(other, writers)) if theirs else (max(own, writers), other)
    behind = after.lstrip(" ().,-")
    if own >= max(other, 0) or phrase("phones", "own_after").match(behind):
        return None
    if not theirs and phrase("phones", "writers_after").match(behind):
        return None
    rank = 10
    if phrase("phones", "switchboard").search(before[-40:] + " " + after):
        rank -= 5
    if phrase("phones", "direct").search(before[-40:] + " " + after):
        rank += 2
    if near and any(len(w) > 2 and w in folded for w in aligned(near).split()):
        rank += 3
    return rank


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in pattern.finditer(text)), default=-1)


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r",,|[ ,]{0,3}\d{3,12}#|\s?#")


def _dialled_code(after: str) -> bool:
    return _code().match(after) is not None
