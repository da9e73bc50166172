"""Words of the data files in `lexicon/details`, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return one data file as a table."""
    file = resources.files("relance") / "reading" / "lexicon" / "details" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """Return the words under a key of a data file."""
    return frozenset(_under(name, keys).split())


@cache
def phrase(name: str, *keys: str) -> re.Pattern[str]:
    """Return a pattern of whole words that matches any of the alternatives under a key."""
    return re.compile(rf"(?<!\w)(?:{alternatives(name, *keys)})(?!\w)")


@cache
def alternatives(name: str, *keys: str) -> str:
    """Return the alternatives under a key, to build a larger pattern with; `|` separates."""
    return _under(name, keys).replace("\n", "").strip("| ")


@cache
def built(template: str) -> re.Pattern[str]:
    """Return a pattern in which `@file.key@` stands for the alternatives under a key."""
    return re.compile(_PLACE.sub(lambda m: f"(?:{alternatives(*m.group(1).split('.'))})", template))


_PLACE = re.compile(r"@(\w+(?:\.\w+)+)@")


@cache
def numbered(name: str, key: str) -> dict[str, int]:
    """Return each word under a numbered table with its number."""
    return {word: int(number) for number, text in table(name)[key].items() for word in text.split()}


def _under(name: str, keys: tuple[str, ...]) -> str:
    found: Any = table(name)
    for key in keys:
        found = found[key]
    return str(found)
