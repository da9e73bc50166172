"""What the pages of the documentation say that relance says, held against its code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from relance.cli.app import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
ACCOUNTS = ROOT / "src" / "relance" / "accounts"
CODE = r"\(`[\w.]+`\)"  # what a provider says and relance repeats, like (`org_internal`)
EVERYWHERE = {"--json", "--now", "--config"}
"""Options of every command."""


def page(name: str) -> str:
    """Return a page of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


def said_in(*rooms: Path) -> str:
    """Return every text of the code in some rooms; what is filled in is an ellipsis."""
    return "\n".join(text for room in rooms for file in room.rglob("*.py") for text in _texts(file))


def _texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
            )


def sentences(text: str) -> list[str]:
    """Return what a page says that relance says."""
    rows = text.partition("| relance says |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


def unsaid(sentence: str, said: str) -> list[str]:
    """Return the parts of a sentence that the code never says."""
    parts = (part.strip(" …;:()") for part in re.split(rf"…|; (?:or)?|{CODE}", sentence))
    fragments = [part for part in parts if len(part) > 3]
    return [part for part in fragments if part not in said] if fragments else [sentence]


def commands(text: str) -> list[str]:
    """Return the lines of the block that installs, without their comments."""
    block = next(one for one in re.findall(r"```\n(.*?)```", text, re.DOTALL) if "venv" in one)
    return [line.partition("#")[0].rstrip() for line in block.splitlines()]


def installed_as(extra: str) -> list[str]:
    """Return how everybody installs, with one extra that is there."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert extra in told["optional-dependencies"]
    return [
        "python3 -m venv .venv",
        ". .venv/bin/activate",
        f"pip install '.[{extra}]'",
        "relance init",
    ]


def untold_options(text: str, others: Iterable[str] = ()) -> list[str]:
    """Return the options of `relance connect` that a page does not tell."""
    options = {o for p in Lazy().get_command(None, "connect").params for o in p.opts}
    named = {one for one in options if one.startswith("--")} - EVERYWHERE - {*others}
    return [one for one in sorted(named) if f"`{one}" not in text]
