"""Faults that no single value has: between settings that do not go together.

They are looked for in a file with other faults too, so that all are told at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.model import Step
from relance.settings.values import AUTO, has_holidays, subdivision_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOOKED_AT = {"accounts", "sequence", "companies", "country", "subdivision"}


@dataclass(frozen=True, slots=True)
class Outline:
    """What is compared: names and writing of accounts, steps, and places by their path."""

    accounts: tuple[tuple[str, bool], ...]
    steps: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]


def outline(content: Mapping[str, Any]) -> Outline:
    """Return the outline of a file, passing over what has another fault."""
    accounts = [(_text(a, "name"), bool(_text(a, "write"))) for a in _rows(content, "accounts")]
    steps = [_text(entry, "step") for entry in _rows(content, "sequence")]
    places = [
        (f"companies[{n}].subdivision", _text(one, "country"), _text(one, "subdivision"))
        for n, one in enumerate(_rows(content, "companies"))
    ]
    own = ("subdivision", _text(content, "country"), _text(content, "subdivision"))
    return Outline(tuple(accounts), tuple(steps), (own, *places))


def faults(found: Outline) -> Iterator[str]:
    """Yield what does not go together."""
    names = Counter(name for name, _ in found.accounts)
    for number, (name, _) in enumerate(found.accounts):
        if name and names[name] > 1:
            yield f'accounts[{number}].name = "{name}": each account has a name of its own'
    writing = [number for number, (_, write) in enumerate(found.accounts) if write]
    for number in writing[1:]:
        yield (
            f"{_called(found, number)}: only one account has `write`, "
            f"and {_called(found, writing[0])} has it already"
        )
    for number, step in enumerate(found.steps):
        if step == Step.THANK_YOU and number > 0:
            yield f'sequence[{number}].step = "{step}": it stands first, and once'
        if step == Step.ABANDON and number < len(found.steps) - 1:
            yield f'sequence[{number}].step = "{step}": it stands last, and once'
    yield from _places(found)


def _called(found: Outline, number: int) -> str:
    """Return what the person calls an account; its path where no name tells it."""
    names = [name for name, _ in found.accounts]
    name = names[number]
    alone = name and names.count(name) == 1
    return f'the account "{name[:60]}"' if alone else f"accounts[{number}].write"


def _places(found: Outline) -> Iterator[str]:
    for path, country, part in found.places:
        code = country.upper()
        if not part or country == AUTO or (code and not has_holidays(code)):
            continue
        told = subdivision_fault(code, part)
        if told:
            yield f'{path} = "{part[:60]}": {told}'


def _rows(content: Mapping[str, Any], name: str) -> list[Any]:
    found = content.get(name)
    return list(found) if isinstance(found, list | tuple) else []


def _text(row: Any, name: str) -> str:
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, str) else ""
