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
from relance_caldav.options import KNOWN
from relance_caldav.profiles import PROFILES

DOC = page("connect-caldav.md")
SAID = said_in(ROOT / "connectors" / "relance_caldav", ACCOUNTS)
OF_OTHERS = {"--client-file", "--client-id", "--device", "--no-browser", "--port", "--timeout"}
"""Options that no account of a CalDAV server has."""


@pytest.mark.parametrize("sentence", sentences(DOC))
def test_each_sentence_of_the_docs_is_one_that_relance_says(sentence: str) -> None:
    assert unsaid(sentence, SAID) == []


def test_there_are_as_many_sentences_as_rows() -> None:
    assert len(sentences(DOC)) >= 12


def test_it_is_installed_like_the_others() -> None:
    assert commands(DOC)[:4] == installed_as("caldav")
    assert "`pip install '.[caldav]'` | `relance connect caldav`" in (ROOT / "README.md").read_text(
        "utf-8"
    )


def test_every_option_of_the_account_and_of_the_command_is_told() -> None:
    assert [key for key in KNOWN if not re.search(rf"^\| .*`{key}`.* \|", DOC, re.MULTILINE)] == []
    assert untold_options(DOC, OF_OTHERS) == []


def test_every_server_that_is_known_is_named() -> None:
    [row] = re.findall(r"^\| `server` \|.*$", DOC, re.MULTILINE)
    assert [name for name in PROFILES if name not in row] == []


def test_servers_whose_changes_are_not_trusted_are_named() -> None:
    doubted = [name for name, one in PROFILES.items() if not one.sync]
    [told] = re.findall(r"not reliably \(([^)]*)\)", DOC)
    assert sorted(told.casefold().replace(",", " ").split()) == sorted(doubted)
