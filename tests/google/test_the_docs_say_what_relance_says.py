from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from relance.cli.app import Lazy
from relance_google.options import KNOWN
from relance_google.scopes import FOR

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "connect-google.md").read_text("utf-8")
ROOMS = (
    ROOT / "connectors" / "relance_google",
    ROOT / "src" / "relance" / "secrets",
    ROOT / "src" / "relance" / "loopback.py",
)
OF_OTHERS = {"--client-id", "--device"}
"""Options that no account of Google has."""


def texts() -> Iterator[str]:
    """Yield every text of the code; what is filled in is left out."""
    for room in ROOMS:
        for file in [room] if room.is_file() else room.glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "…"
                        for part in node.values
                    )


SAID = "\n".join(texts())
WRONG = DOC.partition("| relance says |")[2].partition("\n\n")[0].splitlines()[2:]
SENTENCES = [line.split("|")[1].strip() for line in WRONG]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_of_the_docs_is_one_that_relance_says(sentence: str) -> None:
    parts = re.split(r"…|\(`\w+`\)", sentence)
    fragments = [part.strip(" …;:") for part in parts if len(part.strip(" …;:")) > 3]
    assert fragments
    assert [part for part in fragments if part not in SAID] == []


def test_there_are_as_many_sentences_as_rows() -> None:
    assert len(SENTENCES) > 15


def test_every_permission_is_told_with_what_it_is_for() -> None:
    for scope, purpose in FOR.items():
        assert re.search(
            rf"^\| `{re.escape(scope)}` \|.*\| {re.escape(purpose)} \|$", DOC, re.MULTILINE
        )


def test_every_option_of_the_account_and_of_the_command_is_told() -> None:
    assert [option for option in KNOWN if option not in DOC] == []
    options = {o for p in Lazy().get_command(None, "connect").params for o in p.opts}
    named = {one for one in options if one.startswith("--")}
    others = {"--json", "--now", "--config", *OF_OTHERS}
    assert [one for one in sorted(named - others) if one not in DOC] == []
