"""Our mark ⇄ private properties, which travel with Google's copy of an event.

A value holds 1,024 characters, so a longer memory is kept in parts. Google may count bytes where
we count characters: the parts are short enough for both.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

from relance.errors import Refused
from relance.ical.text import clean, one_line
from relance.model import Key, OurMark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEARCH = "relance=1"
"""What to search our events by; each is looked at all the same."""

LONGEST = 1_024
MOST_PARTS = 26  # an event may carry 32 kB of properties in all
_PACKED = "zlib:"
_MOST_UNPACKED = 4_000_000
KEY = "relanceKey"
_OURS, _FINGERPRINT = "relance", "relanceFingerprint"
_MEMORY, _URL = "relanceMemory", "relanceUrl"


def written(mark: OurMark, url: str = "") -> dict[str, str]:
    """Return a mark as properties. Raises Refused for a memory beyond all measure."""
    made = {_OURS: "1", KEY: one_line(mark.key)}
    if mark.fingerprint:
        made[_FINGERPRINT] = one_line(mark.fingerprint)[:LONGEST]
    if url and len(url.encode()) <= LONGEST:
        made[_URL] = url
    for number, part in enumerate(_parts(clean(mark.memory)), 1):
        made[_part_name(number)] = part
    return made


def read(properties: Mapping[str, object]) -> OurMark | None:
    """Return our mark; a key that is none of ours tells nothing."""
    key = properties.get(KEY)
    if not isinstance(key, str) or properties.get(_OURS) != "1":
        return None
    try:
        Key.parse(key)
    except ValueError:
        return None
    fingerprint = properties.get(_FINGERPRINT)
    return OurMark(
        key, one_line(fingerprint) if isinstance(fingerprint, str) else "", _memory(properties)
    )


def url(properties: Mapping[str, object]) -> str:
    """Return the link that was written, of whatever kind."""
    found = properties.get(_URL)
    return found if isinstance(found, str) else ""


def _part_name(number: int) -> str:
    return _MEMORY if number == 1 else f"{_MEMORY}{number}"


def _memory(properties: Mapping[str, object]) -> str:
    parts: list[str] = []
    while len(parts) < MOST_PARTS:
        part = properties.get(_part_name(len(parts) + 1))
        if not isinstance(part, str):
            break
        parts.append(part)
    text = "".join(parts)
    return clean(_unpacked(text) if text.startswith(_PACKED) else text)


def _parts(memory: str) -> list[str]:
    parts = list(_cut(memory))
    if len(parts) <= MOST_PARTS and not memory.startswith(_PACKED):
        return parts
    packed = base64.b64encode(zlib.compress(memory.encode("utf-8", "replace"), 9)).decode()
    parts = list(_cut(_PACKED + packed))
    if len(parts) > MOST_PARTS:
        raise Refused(
            "what this follow-up has to remember is too long for Google Calendar.",
            remedy="Shorten the marks that you wrote for this company, or take away those that you "
            "no longer need.",
        )
    return parts


def _unpacked(text: str) -> str:
    try:
        data = base64.b64decode(text.removeprefix(_PACKED).encode("ascii"))
        return zlib.decompressobj().decompress(data, _MOST_UNPACKED).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return ""


def _cut(text: str) -> Iterator[str]:
    """Yield pieces that fit, none of which begins or ends with white space if that can be.

    Who knows what is trimmed on the way.
    """
    while text:
        end = len(text[:LONGEST].encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore"))
        best = end
        while end < len(text) and best > 1 and (text[best - 1].isspace() or text[best].isspace()):
            best -= 1
        at = best if best > 1 else end
        yield text[:at]
        text = text[at:]
