from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import BaseModel

from relance.settings import load
from relance.settings.loading import parse
from relance.settings.tables import Tables
from relance_google.options import ADDRESSES, KNOWN, checked
from relance_outlook.options import KNOWN as OF_OUTLOOK
from relance_outlook.options import Options
from relance_outlook.options import checked as of_outlook

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
WHOLE = re.sub(r"^#(?=\S)", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)


def test_as_it_stands_it_says_the_defaults() -> None:
    assert load(EXAMPLE, {}).tables == Tables()


def test_every_default_is_written_out() -> None:
    told = tomllib.loads(EXAMPLE.read_text("utf-8"))
    for name, field in Tables.model_fields.items():
        if name in {"accounts", "companies"}:
            continue
        table = table_of(field.annotation)
        if table is not None and name != "sequence":
            assert set(told[name]) == set(table.model_fields), name
        else:
            assert name in told


def test_its_examples_are_right_too() -> None:
    tables = parse(WHOLE, {}, EXAMPLE)
    assert tables.accounts[0].write
    assert tables.companies[0].small


def test_no_setting_is_missing() -> None:
    told = tomllib.loads(WHOLE)
    missing = [path for path in paths(Tables) if not is_there(told, path)]
    assert missing == []


@pytest.mark.parametrize(("kind", "known"), [("google", KNOWN), ("outlook", OF_OUTLOOK)])
def test_no_option_of_an_account_is_missing(kind: str, known: Sequence[str]) -> None:
    told = account(kind)
    assert sorted(told) == sorted(["name", "kind", *known])
    assert [key for key, line in told.items() if "  # " not in line and key != "name"] == []


def test_its_account_of_google_says_the_defaults() -> None:
    told = tomllib.loads("\n".join(account("google").values()))
    given = {key: told[key] for key in KNOWN}
    default = checked("google", {})
    found = checked("google", given)
    assert found.read == default.read
    assert all(getattr(found, one) == getattr(default, one) == "" for one in ADDRESSES)
    assert given["client_file"] == default.client_file.name  # beside the settings
    assert found.write  # the one that has no default


def test_its_account_of_outlook_says_the_defaults() -> None:
    told = tomllib.loads("\n".join(account("outlook").values()))
    given = {key: told[key] for key in OF_OUTLOOK}
    assert of_outlook("outlook", given) == Options(
        read=("primary",), write="Relances", client_id=told["client_id"]
    )


def account(kind: str) -> dict[str, str]:
    """Return the lines about an account of a kind, by their keys; the one left aside too."""
    [table] = re.findall(rf'name = "{kind}"\nkind = "{kind}".*?(?=\n\n)', WHOLE, re.DOTALL)
    lines = [line.removeprefix("# ") for line in table.splitlines()]
    return {line.partition(" = ")[0]: line for line in lines}


def test_every_setting_has_a_line_of_comment() -> None:
    lines = WHOLE.splitlines()
    first = {line.partition("=")[0].strip(): line for line in reversed(lines) if " = " in line}
    table = {"phone", "email", "subdivision", "days", "hours"}  # shown under another name as well
    silent = [key for key, line in first.items() if "#" not in line and key not in table]
    assert [key for key in silent if not key.startswith(("#", '"'))] == []


def paths(table: type[BaseModel], before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, field in table.model_fields.items():
        inner = table_of(field.annotation)
        found += paths(inner, (*before, name)) if inner else [(*before, name)]
    return found


def table_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := table_of(arg))), None)


def is_there(told: Any, path: tuple[str, ...]) -> bool:
    if not path:
        return True
    if isinstance(told, list):
        return any(is_there(one, path) for one in told)
    return isinstance(told, dict) and path[0] in told and is_there(told[path[0]], path[1:])
