"""Links that a telephone or a mail program opens (RFC 3966, RFC 6068)."""

from __future__ import annotations

import re
from urllib.parse import quote

LONGEST_LINK = 1800  # beyond, some mail programs cut a message short without a word

_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\?&=%/#]{1,64}@(?:[^\W_]|[.-]){1,255}")
_NUMBER = re.compile(r"\s*(\+?)((?:[\s().\-/\u00a0\u2011\u202f]?[\s()]?[0-9]){3,20})(?![0-9])")


def number_of(phone: str | None) -> str:
    """Return a telephone number's digits with their plus, without an extension; else nothing."""
    found = _NUMBER.match((phone or "")[:64])
    if found is None:
        return ""
    return found[1] + "".join(c for c in found[2] if c.isdigit())


def tel(phone: str | None) -> str:
    """Return the link that calls a number; empty if there is none."""
    number = number_of(phone)
    return f"tel:{number}" if number else ""


def spaced(phone: str | None) -> str:
    """Return a number as people read it aloud."""
    import phonenumbers  # noqa: PLC0415 - quick start

    number = number_of(phone)
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, international))


def address_of(email: str | None) -> str:
    """Return an address that names exactly one mailbox, else nothing."""
    candidate = (email or "").strip()
    fits = len(candidate) <= 254 and _ADDRESS.fullmatch(candidate) and candidate.isprintable()
    return candidate if fits else ""


def mailto(email: str, subject: str, body: str = "") -> str:
    """Return the link that opens a message to one address."""
    link = f"mailto:{quote(email, safe='@')}?subject={_value(subject)}"
    return f"{link}&body={_value(body)}" if body else link


def _value(text: str) -> str:
    """Percent-encode a header's value; lines end in CRLF (RFC 6068 section 5)."""
    lines = text.replace("\r\n", "\n").split("\n")
    return quote("\r\n".join(lines), safe="", errors="replace")
