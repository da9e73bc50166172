from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from relance.cli.app import Lazy
from relance_outlook.account import TAKE_BACK
from relance_outlook.options import AUTHORITY, ENDPOINT, KNOWN
from relance_outlook.scopes import FOR

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "connect-outlook.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
INSTALL = ["python3 -m venv .venv", ". .venv/bin/activate", "pip install '.[outlook]'"]


def texts() -> Iterator[str]:
    """Yield every text of the code; what is filled in is left out."""
    for file in (ROOT / "connectors" / "relance_outlook").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…"
                    for part in node.values
                )


SAID = "\n".join(texts()).replace("…", "the rules of your organisation")
WRONG = DOC.partition("| relance says |")[2].partition("\n\n")[0].splitlines()[2:]
SENTENCES = [line.split("|")[1].strip() for line in WRONG]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_of_the_docs_is_one_that_relance_says(sentence: str) -> None:
    parts = re.split(r"…", sentence)
    fragments = [part.strip(" …;:") for part in parts if len(part.strip(" …;:")) > 3]
    assert fragments
    assert [part for part in fragments if part not in SAID] == []


def test_there_are_as_many_sentences_as_rows() -> None:
    assert len(SENTENCES) > 20


def test_every_permission_is_told_with_what_it_is_for() -> None:
    for scope, purpose in FOR.items():
        assert re.search(
            rf"^\| `{re.escape(scope)}` \|.*\| {re.escape(purpose)} \|$", DOC, re.MULTILINE
        )


def test_every_option_of_the_account_and_of_the_command_is_told() -> None:
    assert [
        option for option in KNOWN if f"`{option}" not in DOC and f"{option} =" not in DOC
    ] == []
    options = {o for p in Lazy().get_command(None, "connect").params for o in p.opts}
    named = {one for one in options if one.startswith("--")}
    others = {"--json", "--now", "--config", "--client-file"}
    assert [one for one in sorted(named - others) if one not in DOC] == []


def test_it_is_installed_as_the_readme_says() -> None:
    block = next(b for b in re.findall(r"```\n(.*?)```", DOC, re.DOTALL) if "venv" in b)
    lines = [line.partition("#")[0].rstrip() for line in block.splitlines()]
    assert lines[: len(INSTALL)] == INSTALL
    assert [line for line in INSTALL if line not in README] == []


def test_every_address_is_the_one_that_is_used() -> None:
    assert f"`{ENDPOINT}`" in DOC
    assert f"`{AUTHORITY}`" in DOC
    for address in re.findall(r"https://\S+", TAKE_BACK):
        assert f"<{address.rstrip(',')}>" in DOC
