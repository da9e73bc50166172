"""The contract: what relance may ask of Graph outside of delta, and what breaks it.

It lies in tests/data/outlook/contract.json: paths, names in queries, and bodies as JSON Schema,
in which nothing is allowed that is not named.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wire_answers import Json
    from wire_calls import Asked

FILE = Path(__file__).parents[1] / "data" / "outlook" / "contract.json"
_BASE = "/v1.0"
_OPTIONS = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")
_NUMBER = re.compile(r"\d{1,9}")
_BODILESS = {"GET", "DELETE"}


def broken(asked: Asked, *, properties_by_patch: bool = False) -> str:
    """Return how a request breaks the contract; nothing if it keeps it, or is one of delta.

    With `properties_by_patch` a change of an event may carry extended properties.
    """
    path = asked.path.removeprefix(_BASE)
    if path.endswith("/calendarView/delta"):
        return ""
    found = rule(asked.method, path)
    if found is None:
        return f"{asked.method} {path} is not in it"
    if not asked.headers.get("prefer", "").count('IdType="ImmutableId"') and _of_events(path):
        return 'the header Prefer has no IdType="ImmutableId"'
    wrong = ["a space is %20 in a query, not +"] if "+" in urlsplit(asked.target).query else []
    wrong += [_told(one) for one in _validator(found["query"]).iter_errors(query(asked.query))]
    if asked.method in _BODILESS:
        wrong += [] if asked.body is None else ["a body is not allowed"]
    elif "application/json" not in asked.headers.get("content-type", ""):
        wrong += ["a body without application/json"]
    else:
        marked = properties_by_patch and "body with properties" in found
        body = found["body with properties" if marked else "body"]
        wrong += [_told(one) for one in _validator(body).iter_errors(asked.body)]
    return "; ".join(wrong)


def rule(method: str, path: str) -> Json | None:
    """Return what the contract says of a request."""
    for pattern, one in _rules():
        if one["method"] == method and pattern.fullmatch(path):
            return one
    return None


def query(given: Mapping[str, list[str]]) -> Json:
    """Return a query as JSON: lists of names, numbers, texts; what comes twice is a list."""
    return {name: _value(name, values) for name, values in given.items()}


@cache
def contract() -> Json:
    """Return the contract as it is written."""
    found: Json = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def _rules() -> list[tuple[re.Pattern[str], Json]]:
    return [(_pattern(one["path"]), one) for one in contract()["requests"]]


def _pattern(path: str) -> re.Pattern[str]:
    parts = ["[^/]+" if part == "{id}" else re.escape(part) for part in path.split("/")]
    return re.compile("/".join(parts))


def _validator(schema: Json) -> Draft202012Validator:
    return Draft202012Validator(schema | {"definitions": contract()["definitions"]})


def _value(name: str, values: list[str]) -> Any:
    if len(values) > 1:
        return values
    if name in {"$select", "$expand"}:
        return [part.strip() for part in _OPTIONS.sub("", values[0]).split(",")]
    return int(values[0]) if _NUMBER.fullmatch(values[0]) else values[0]


def _of_events(path: str) -> bool:
    return "/events" in path or path.endswith("/calendarView")


def _told(error: Any) -> str:
    where = "/".join(str(part) for part in error.absolute_path)
    return f"{where}: {error.message}" if where else str(error.message)
