"""Our mark ⇄ extended properties, which travel with an event and show nowhere.

Graph finds an event by the value of a property, without regard to case: keys are in small letters.
What a round of changes tells of an event has no such property, but its transaction id, which
derives from the key: it makes an event once, and tells one of ours from afar.

Where an event and its mark cannot be changed in one request, the mark is written ahead, and tells
the fingerprint from before as well: what the event says shows whether the change came after it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from relance.errors import Refused
from relance.ical.text import clean, one_line
from relance.model import Key, OurMark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_GUID = "{5f0c9d0e-7c1b-4a7e-9a54-2b8f6d1e3c70}"
OURS, KEY, MARK = (
    f"String {_GUID} Name {name}" for name in ("Relance", "RelanceKey", "RelanceMark")
)

PROPERTIES = "singleValueExtendedProperties"
EXPAND = f"{PROPERTIES}($filter=id eq '{OURS}' or id eq '{KEY}' or id eq '{MARK}')"
"""What to ask for along with an event, to see our mark."""

LONGEST, LONGEST_PACKED = 6_000, 30_000
_PACKED = "zlib:"
_MOST_UNPACKED = 4_000_000
_FIRST = "72656c61"  # what the transaction id of an event of ours begins with


@dataclass(frozen=True, slots=True)
class Carried:
    """What an event of ours carries: its mark, and the link that was written.

    `before` is the fingerprint of what stood there while a change is on its way.
    """

    mark: OurMark
    url: str = ""
    before: str = ""

    def settled(self, fingerprint: str) -> OurMark:
        """Return the mark of an event that has a fingerprint now: each half as it came there."""
        if not self.before:
            return self.mark
        thirds = zip(
            *(_halves(f) for f in (fingerprint, self.mark.fingerprint, self.before)), strict=True
        )
        halves = (before if now == before else after for now, after, before in thirds)
        return replace(self.mark, fingerprint=".".join(halves))


def with_key(key: str) -> str:
    """Return the filter that finds what carries a key."""
    return _where(KEY, key.replace("'", "''"))


def any_of_ours() -> str:
    """Return the filter that finds all that carries our mark."""
    return _where(OURS, "1")


def transaction_id(key: str, calendar: str) -> str:
    """Return what makes the event of a key once in a calendar.

    Graph remembers one for ever, and a calendar that is begun anew has to be filled again.
    """
    return f"{_of_key(key)}-{_digest(calendar, 12)}"


def is_ours(transaction: object) -> bool:
    """Say whether an event is ours by all that its transaction id tells."""
    return isinstance(transaction, str) and transaction.casefold().startswith(f"{_FIRST}-")


def made_for(transaction: object, key: str) -> bool:
    """Say whether a transaction id is one of this key."""
    return isinstance(transaction, str) and transaction.casefold().startswith(f"{_of_key(key)}-")


def written(mark: OurMark, url: str = "") -> list[dict[str, str]]:
    """Return a mark as properties. Raises Refused for a memory beyond all measure."""
    found = ((OURS, "1"), (KEY, one_line(mark.key)))
    return [*({"id": name, "value": value} for name, value in found), said(mark, url)]


def said(mark: OurMark, url: str = "", before: str = "") -> dict[str, str]:
    """Return the one property that changes; `before` is the fingerprint that still stands."""
    told = {"fingerprint": one_line(mark.fingerprint), "url": url, "memory": clean(mark.memory)}
    text = json.dumps(told | ({"before": before} if before else {}), ensure_ascii=False)
    return {"id": MARK, "value": _packed(text)}


def read(resource: Mapping[str, Any]) -> Carried | None:
    """Return what an event of ours carries; a key that is none of ours tells nothing."""
    values = dict(_properties(resource))
    key = values.get(KEY.casefold(), "")
    try:
        Key.parse(key)
    except ValueError:
        return None
    if values.get(OURS.casefold()) != "1":
        return None
    told = _told(values.get(MARK.casefold(), ""))
    fingerprint, before = (one_line(told.get(name, "")) for name in ("fingerprint", "before"))
    mark = OurMark(key, fingerprint, clean(told.get("memory", "")))
    return Carried(mark, told.get("url", ""), before)


def _halves(fingerprint: str) -> tuple[str, str]:
    times, _, texts = fingerprint.partition(".")
    return times, texts


def _where(name: str, value: str) -> str:
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{value}')"


def _of_key(key: str) -> str:
    digest = _digest(key, 12)
    return "-".join((_FIRST, digest[:4], digest[4:8], digest[8:]))


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _properties(resource: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = resource.get(PROPERTIES)
    for one in (listed if isinstance(listed, list) else [])[:100]:
        if isinstance(one, dict) and isinstance(one.get("value"), str):
            yield str(one.get("id")).casefold(), one["value"]


def _told(text: str) -> dict[str, str]:
    """Return what our mark says; what somebody else made of it says nothing."""
    try:
        found = json.loads(_unpacked(text) if text.startswith(_PACKED) else text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}


def _packed(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    packed = base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()
    if len(packed) > LONGEST_PACKED:
        raise Refused(
            "what this follow-up has to remember is too long for Outlook.",
            remedy="Shorten the marks that you wrote for this company, or take away those that you "
            "no longer need.",
        )
    return _PACKED + packed


def _unpacked(text: str) -> str:
    try:
        data = base64.b64decode(text.removeprefix(_PACKED).encode("ascii"))
        return zlib.decompressobj().decompress(data, _MOST_UNPACKED).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return ""
