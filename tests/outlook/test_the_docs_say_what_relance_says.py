from __future__ import annotations

import re

import pytest

from pages import (
    ACCOUNTS,
    ROOT,
    commands,
    installed_as,
    page,
    said_in,
    sentences,
    unsaid,
    untold_options,
)
from relance_outlook.account import TAKE_BACK
from relance_outlook.options import AUTHORITY, ENDPOINT, KNOWN
from relance_outlook.scopes import FOR

DOC = page("connect-outlook.md")
README = (ROOT / "README.md").read_text("utf-8")
SAID = said_in(ROOT / "connectors" / "relance_outlook", ACCOUNTS).replace(
    "…", "the rules of your organisation"
)


@pytest.mark.parametrize("sentence", sentences(DOC))
def test_each_sentence_of_the_docs_is_one_that_relance_says(sentence: str) -> None:
    assert unsaid(sentence, SAID) == []


def test_there_are_as_many_sentences_as_rows() -> None:
    assert len(sentences(DOC)) > 20


def test_every_permission_is_told_with_what_it_is_for() -> None:
    for scope, purpose in FOR.items():
        assert re.search(
            rf"^\| `{re.escape(scope)}` \|.*\| {re.escape(purpose)} \|$", DOC, re.MULTILINE
        )


def test_every_option_of_the_account_and_of_the_command_is_told() -> None:
    assert [
        option for option in KNOWN if f"`{option}" not in DOC and f"{option} =" not in DOC
    ] == []
    assert untold_options(DOC, {"--client-file"}) == []


def test_it_is_installed_as_the_readme_says() -> None:
    assert commands(DOC)[:3] == installed_as("outlook")[:3]
    assert "`pip install '.[outlook]'` | `relance connect outlook" in README


def test_every_address_is_the_one_that_is_used() -> None:
    assert f"`{ENDPOINT}`" in DOC
    assert f"`{AUTHORITY}`" in DOC
    for address in re.findall(r"https://\S+", TAKE_BACK):
        assert f"<{address.rstrip(',')}>" in DOC
