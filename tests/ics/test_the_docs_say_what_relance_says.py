from __future__ import annotations

import pytest

from pages import ROOT, commands, installed_as, page, said_in, sentences, unsaid, untold_options
from relance_ics.feed import MOST_EVENTS
from relance_ics.fetch import MOST_REDIRECTS, Limits

DOC = page("connect-by-address.md")
SAID = said_in(ROOT / "connectors" / "relance_ics", ROOT / "src" / "relance" / "ical")
OF_SIGN_INS = {"--client-file", "--client-id", "--device", "--no-browser", "--port", "--timeout"}
OF_WRITERS = {"--read", "--read-only"}


@pytest.mark.parametrize("sentence", sentences(DOC))
def test_each_sentence_of_the_docs_is_one_that_relance_says(sentence: str) -> None:
    assert unsaid(sentence, SAID) == []


def test_there_are_as_many_sentences_as_rows() -> None:
    assert len(sentences(DOC)) >= 9


def test_it_is_installed_like_the_others() -> None:
    assert commands(DOC)[:4] == installed_as("address")
    assert "`pip install '.[address]'` | `relance connect address " in (
        ROOT / "README.md"
    ).read_text("utf-8")


def test_every_option_of_the_command_is_told() -> None:
    assert untold_options(DOC, OF_SIGN_INS | OF_WRITERS) == []


def test_limits_are_those_of_the_code() -> None:
    limits, words = Limits(), ("none", "one", "two", "three", "four", "five")
    assert f"At most {limits.size // 1_000_000} MB, unpacked" in DOC
    assert f"{MOST_EVENTS:,} events, and {limits.seconds:.0f} seconds" in DOC
    assert f"({words[MOST_REDIRECTS]} times at most)" in DOC
