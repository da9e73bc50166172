"""One content line: name, parameters, value (RFC 5545 section 3.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# Possessive, so that no line can make them go back and try again.
_LINE = re.compile(rb'([A-Za-z0-9-]{1,60}+)((?:;(?:"[^"]*+"|[^":]++)*+)?+):(.*)', re.DOTALL)
_LOOSE = re.compile(rb"([A-Za-z0-9-]{1,60}+)[;:]([^:]*+:)?(.*)", re.DOTALL)
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]{1,60}+)\s*=((?:"[^"]*+"|[^";]++)*+)')
_LONGEST_PARAMETERS = 8_192
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
_CARET = re.compile(r"\^[n'^]")


class Line(NamedTuple):
    """A content line, its parameters and value still raw."""

    name: str
    parameters: bytes
    value: bytes


def split(raw: bytes) -> Line | None:
    """Take a content line apart; None when it is none."""
    found = _LINE.match(raw)
    if found is not None:
        return Line(found[1].decode("ascii").upper(), found[2], found[3])
    loose = _LOOSE.match(raw)  # a quote that never ends
    if loose is None:
        return None
    return Line(loose[1].decode("ascii").upper(), b"", loose[3])


def parameters(raw: bytes) -> Mapping[str, str]:
    """Read `;NAME=value` parameters, without quotes and with RFC 6868 carets undone."""
    if not raw:
        return {}
    text = raw[:_LONGEST_PARAMETERS].decode("utf-8", "replace")
    return {
        name.upper(): _CARET.sub(lambda found: _CARETS[found[0]], value.strip().replace('"', ""))
        for name, value in _PARAMETER.findall(text)
    }
