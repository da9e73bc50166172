"""What pydantic found → one line for each fault: path, value, what would be right."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from relance.settings.tables import PREFIX, Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_SECRET = re.compile(r"passw|secret|token|credential|api_?key|passphrase", re.IGNORECASE)
_LOGIN = re.compile(r"//\S*@")
_RIGHT = {
    "missing": "it is missing",
    "string_type": "write text in quotes",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "tuple_type": "write a list in [ ]",
    "model_type": "write a table",
    "model_attributes_type": "write a table",
    "string_pattern_mismatch": "write it on one line, without control characters",
    "string_too_short": "it cannot be empty",
}


def lines(error: ValidationError, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield one line for each fault."""
    told: set[str] = set()
    for one in error.errors(include_url=False):
        line = _line(one, environment)
        if line not in told:
            told.add(line)
            yield line


def misspelled(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield environment variables that look like a setting and are none."""
    known = [name.upper() for name in Tables.model_fields] + ["CONFIG"]
    for name in sorted(environment):
        prefix, head = name[: len(PREFIX)].upper(), name[len(PREFIX) :].upper().partition("__")[0]
        if prefix == PREFIX and head not in known and (near := _nearest(head, known)):
            yield f"{name}: there is no such setting; did you mean {PREFIX}{near}?"


def _line(one: ErrorDetails, environment: Mapping[str, str]) -> str:
    loc = one["loc"]
    path = _path(loc, environment)
    if one["type"] == "extra_forbidden":
        return f"{path}: there is no such setting; {_known(loc)}"
    return f"{path}{_shown(loc, one['input'])}: {_right(one)}"


def _path(loc: Sequence[str | int], environment: Mapping[str, str]) -> str:
    """Return the path in the file, or the environment variable that stands over it."""
    names = [part for part in loc if isinstance(part, str)]
    given = {name.upper(): name for name in environment}
    for count in range(len(names), 0, -1):
        variable = PREFIX + "__".join(names[:count]).upper()
        if variable in given:
            return given[variable]
    told = ""
    for part in loc:
        told += f"[{part}]" if isinstance(part, int) else f".{part}" if told else part
    return told or "the file"


def _shown(loc: Sequence[str | int], value: Any) -> str:
    """Return a value as it may be shown: never a secret, never a whole table."""
    if isinstance(value, BaseModel | dict | list) or value is None:
        return ""
    if any(isinstance(part, str) and _SECRET.search(part) for part in loc):
        return ""
    if isinstance(value, str):
        plain = _LOGIN.sub("//…@", value)
        value = plain if len(plain) <= 60 else f"{plain[:59]}…"
    return f" = {json.dumps(value, ensure_ascii=False, default=str)}"


def _right(one: ErrorDetails) -> str:
    kind, context = one["type"], one.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"write {context['expected']}".replace("'", '"')
    if kind.startswith("int_"):
        return "write a whole number"
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return f"it must be {'at least' if 'ge' in context else 'at most'} {bound}"
    if kind == "string_too_long":
        return f"it must not be longer than {context['max_length']} characters"
    return _RIGHT.get(kind, one["msg"])


def _known(loc: Sequence[str | int]) -> str:
    """Return the setting that was probably meant, or all that stand in this table."""
    table = _table(loc[:-1])
    known = list(table.model_fields)
    near = _nearest(str(loc[-1]), known)
    if near:
        return f"did you mean {near}?"
    elsewhere = _elsewhere(str(loc[-1]))
    return f"did you mean {elsewhere}?" if elsewhere else f"here are known: {', '.join(known)}"


def _table(loc: Sequence[str | int]) -> type[BaseModel]:
    """Return the table at a path."""
    table: type[BaseModel] = Tables
    for part in loc:
        if isinstance(part, str) and part in table.model_fields:
            table = _table_of(table.model_fields[part].annotation) or table
    return table


def _table_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _table_of(arg))), None)


def _elsewhere(name: str) -> str | None:
    """Return the path of a setting of this name in another table."""
    for table_name, field in Tables.model_fields.items():
        table = _table_of(field.annotation)
        if table is not None and name in table.model_fields:
            return f"{table_name}.{name}"
    return name if name in Tables.model_fields else None


def _nearest(name: str, known: Sequence[str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a fault

    return next(iter(get_close_matches(name[:80], known, 1, 0.75)), None)
