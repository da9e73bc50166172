from __future__ import annotations

import re

import pytest

from pages import ROOT, commands, installed_as, page, said_in, sentences, unsaid, untold_options
from relance.cli.app import Lazy
from relance.daemon.receiver import MOST_BODY
from relance.secrets.box import KEY
from relance.secrets.safe import place_for
from relance_google.options import KNOWN
from relance_google.scopes import FOR

DOC, PUSH = page("connect-google.md"), page("push.md")
README = (ROOT / "README.md").read_text("utf-8")
ROOMS = (ROOT / "connectors" / "relance_google", ROOT / "src" / "relance")
CONNECT = "```\nrelance connect google\n```"
OF_OTHERS = {"--client-id", "--device"}
"""Options that no account of Google has."""


SAID = said_in(*ROOMS)
SAID_OF_CHANGES = said_in(*ROOMS, ROOT / "connectors" / "relance_outlook")


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
    for text in (DOC, README):
        assert commands(text)[:4] == installed_as("google")


def test_places_and_patience_are_those_of_the_code() -> None:
    place = place_for()
    assert f"`{place.file.name}`" in DOC
    assert f"`{place.key.name}`" in DOC
    assert f"`{KEY}`" in DOC
    [timeout] = [p for p in Lazy().get_command(None, "connect").params if p.name == "timeout"]
    assert timeout.default == "5m"
    assert "You have five minutes" in DOC


def test_a_link_into_a_page_finds_its_heading() -> None:
    for one in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = one.read_text("utf-8")
        for file, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text):
            there = (one.parent / file if file else one).read_text("utf-8")
            assert heading in headings(there), f"{one.name}: {file}#{heading}"


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
    assert untold_options(DOC, OF_OTHERS) == []
