from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from relance.cli.app import Lazy
from relance.daemon.receiver import MOST_BODY
from relance.secrets.box import KEY
from relance.secrets.safe import place_for
from relance_google.options import KNOWN
from relance_google.scopes import FOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "connect-google.md").read_text("utf-8")
PUSH = (ROOT / "docs" / "push.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
ROOMS = (ROOT / "connectors" / "relance_google", ROOT / "src" / "relance")
WHO_TELL = (*ROOMS, ROOT / "connectors" / "relance_outlook")
INSTALL = [
    "python3 -m venv .venv",
    ". .venv/bin/activate",
    "pip install '.[google]'",
    "relance init",
]
CONNECT = "```\nrelance connect google\n```"
CODE = r"\(`[\w.]+`\)"  # what Google says and relance repeats, like (`org_internal`)
OF_OTHERS = {"--client-id", "--device"}
"""Options that no account of Google has."""


def texts(rooms: Iterable[Path]) -> Iterator[str]:
    """Yield every text of the code; what is filled in is left out."""
    for room in rooms:
        for file in room.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "…"
                        for part in node.values
                    )


def sentences(page: str) -> list[str]:
    """Return what a page says that relance says."""
    rows = page.partition("| relance says |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


SAID = "\n".join(texts(ROOMS))
SAID_OF_CHANGES = "\n".join(texts(WHO_TELL))


def unsaid(sentence: str, said: str) -> list[str]:
    """Return the parts of a sentence that relance never says."""
    parts = re.split(rf"…|; or|{CODE}", sentence)
    fragments = [part.strip(" …;:") for part in parts if len(part.strip(" …;:")) > 3]
    assert fragments
    return [part for part in fragments if part not in said]


@pytest.mark.parametrize("sentence", sentences(DOC))
def test_each_sentence_of_the_docs_is_one_that_relance_says(sentence: str) -> None:
    assert unsaid(sentence, SAID) == []


@pytest.mark.parametrize("sentence", sentences(PUSH))
def test_each_sentence_about_changes_is_one_that_relance_says(sentence: str) -> None:
    assert unsaid(sentence, SAID_OF_CHANGES) == []


def test_a_web_server_hands_on_bodies_as_long_as_relance_takes() -> None:
    assert f"client_max_body_size {MOST_BODY // 1024}k;" in PUSH


def test_there_are_as_many_sentences_as_rows() -> None:
    assert len(sentences(DOC)) > 25
    assert len(sentences(PUSH)) == 9


def test_the_file_is_made_before_it_is_asked_for() -> None:
    steps = ("relance init", "console.cloud.google.com", "Publish app", "chmod 600", CONNECT)
    places = [DOC.index(step) for step in steps]
    assert places == sorted(places)


def test_the_readme_installs_the_same_way() -> None:
    for page in (DOC, README):
        block = next(b for b in re.findall(r"```\n(.*?)```", page, re.DOTALL) if "venv" in b)
        lines = [line.partition("#")[0].rstrip() for line in block.splitlines()]
        assert lines[:4] == INSTALL
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "google" in extras["optional-dependencies"]


def test_places_and_patience_are_those_of_the_code() -> None:
    place = place_for()
    assert f"`{place.file.name}`" in DOC
    assert f"`{place.key.name}`" in DOC
    assert f"`{KEY}`" in DOC
    [timeout] = [p for p in Lazy().get_command(None, "connect").params if p.name == "timeout"]
    assert timeout.default == "5m"
    assert "You have five minutes" in DOC


def test_a_link_into_a_page_finds_its_heading() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = page.read_text("utf-8")
        for file, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text):
            there = (page.parent / file if file else page).read_text("utf-8")
            assert heading in headings(there), f"{page.name}: {file}#{heading}"


def headings(text: str) -> set[str]:
    """Return the names by which the headings of a page are linked to."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one).strip().casefold().replace(" ", "-") for one in found}


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
