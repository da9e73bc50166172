"""Bytes and text: encodings, folds, escapes, control characters, HTML."""

from __future__ import annotations

import codecs
import html
import re

LONGEST_TEXT = 65_536
"""More bytes than this are cut off any one text."""

_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BARE = b"B\0E\0G\0I\0N"

# C0 and C1 controls except tab and line feed, marks that change the direction of text, byte
# order marks, lone surrogates, interlinear and tag characters: what can lie to a reader.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\([\\;,:nN\"])")
_TAG = re.compile(
    r"</?(?:html|head|body|p|br|div|span|b|i|u|a|ul|ol|li|table|tr|td|strong|em|font|h[1-6])"
    r"(?:\s[^<>]{0,4000})?/?>",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<(script|style|head|title)\b[^<>]{0,4000}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z!][a-zA-Z0-9]*+)([^<>]{0,4000}+)>")  # never tried twice
_HREF = re.compile(r"href\s*=\s*[\"']?((?:https?:|tel:|mailto:)[^\s\"'<>]{1,2000})", re.IGNORECASE)
_BREAKS = frozenset(
    ("br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "h1", "h2", "h3", "h4")
)
_MANY_BREAKS = re.compile(r"(?<![ \t])[ \t]*+\n[ \t\n]*\n")


def normalised(data: bytes) -> bytes:
    """Return a calendar file as unfolded lines that each follow one line feed.

    The encoding is left alone unless it is UTF-16: a fold may lie inside a character, so only
    whole lines can be decoded.
    """
    data = _single_bytes(data)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n") if b"\n" in data else data.replace(b"\r", b"\n")
    data = b"\n" + data
    for fold in (b"\n ", b"\n\t"):
        if fold in data:
            data = data.replace(fold, b"")
    return data


def _single_bytes(data: bytes) -> bytes:
    """Return UTF-16 as UTF-8, anything else as it is, without a byte order mark."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _transcoded(data, len(bom), encoding)
    at = data.find(_BARE, 0, 200)
    if at < 0:
        return data
    return _transcoded(data, 0, "utf-16-be" if at % 2 else "utf-16-le")


def _transcoded(data: bytes, start: int, encoding: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    # In pieces: one str of the whole file could take four bytes for every character.
    pieces = [
        decoder.decode(data[at : at + _CHUNK]).encode("utf-8", "replace")
        for at in range(start, len(data), _CHUNK)
    ]
    return b"".join(pieces)


def words(raw: bytes) -> tuple[str, bool]:
    """Decode one line; say whether it was no UTF-8 and Windows-1252 was taken."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), True


def unescaped(text: str) -> str:
    """Undo the escapes of a TEXT value (RFC 5545 section 3.3.11)."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def clean(text: str) -> str:
    """Return text without control or direction-changing characters; lines stay lines."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", text)).expandtabs(4)


def one_line(text: str) -> str:
    """Return clean text as one line."""
    return " ".join(clean(text).split())


def is_html(text: str) -> bool:
    """Say whether a description is HTML rather than plain text."""
    return "<" in text and _TAG.search(text) is not None


def plain(markup: str) -> str:
    """Return HTML as plain text: breaks as lines, links with their address."""
    parts: list[str] = []
    at = 0
    link = ""
    while (tag := _ANY_TAG.search(markup, at)) is not None:
        parts.append(html.unescape(markup[at : tag.start()]))
        at = tag.end()
        closing, name = bool(tag[1]), tag[2].casefold()
        if name in _BREAKS:
            parts.append("\n")
        elif name == "a":
            if closing and link and link.partition(":")[2] not in "".join(parts[-4:]):
                parts.append(f" ({link})")
            link = "" if closing else _href(tag[3])
        elif not closing and _HIDDEN.match(tag[0]):
            end = markup.casefold().find(f"</{name}", at)
            at = len(markup) if end < 0 else end
    parts.append(html.unescape(markup[at:]))
    text = "".join(parts).replace("\xa0", " ")
    return _MANY_BREAKS.sub("\n\n", text).strip()


def _href(attributes: str) -> str:
    found = _HREF.search(attributes)
    return html.unescape(found[1]) if found else ""
