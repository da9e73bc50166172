"""Recognition is quick and calm whatever a calendar holds."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fresh import OWNER, invited, typed
from relance.model import Person, Verdict, printable
from relance.reading.interviews import recognise
from relance.reading.lexicon import build, default_lexicon
from relance.reading.texts import words

HUGE = [
    "a" * 200_000,
    "entretien " * 20_000,
    "entretien annuel de la " * 9_000,
    "\x00\x1b\u202e" * 60_000,
    "_" * 200_000,
    "____________\n" * 15_000,
    "<" * 200_000,
    "<a" * 100_000,
    "https://" * 25_000,
    "a@" * 100_000,
    "-.+" * 60_000,
    "Candidat : " * 18_000,
    "candidat" + " " * 200_000,
    "é" * 200_000,
    "\u0301" * 200_000,
    "#" * 200_000,
]


@pytest.mark.parametrize("text", HUGE, ids=lambda text: repr(text[:10]))
def test_a_huge_text_takes_no_time(text: str) -> None:
    default_lexicon()
    event = typed(
        text,
        description=text,
        location=text,
        organizer=Person(text, text),
        attendees=(Person(text, text),) * 200,
        categories=(text,) * 200,
    )
    began = monotonic()
    recognise(event, OWNER)
    assert monotonic() - began < 1.0


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "\ud800", "?", "🎉", "١٢٣", "'s", "d'"])
def test_texts_that_say_nothing_are_no_interviews(text: str) -> None:
    assert recognise(typed(text, description=text), OWNER).verdict is Verdict.NO


@given(st.text(max_size=200), st.text(max_size=400), st.text(max_size=60))
def test_any_text_gives_a_verdict_and_always_the_same(title: str, notes: str, name: str) -> None:
    event = invited(title, notes, f"{name} <rh@cartelys.example>")
    assert recognise(event, OWNER) == recognise(event, OWNER)


@given(st.text(max_size=80), st.text(max_size=80))
def test_reasons_are_fit_to_be_printed(first: str, second: str) -> None:
    event = typed(
        f"Entretien {first}",
        description=f"Candidate : {second}\nvotre candidature",
        organizer=Person(f"rh@{second}.example", first),
        categories=(f"recrutement {first}",),
    )
    for reason in recognise(event, OWNER).reasons:
        assert reason.detail == printable(reason.detail)


@pytest.mark.parametrize(
    "group",
    [
        {"code": "no-such-code", "title": 1.0, "of": ["word"]},
        {"code": "round-words", "title": 1.0, "of": ["{|}"]},
        {"code": "round-words", "title": 1.0, "of": ["abc*"]},
        {"code": "round-words", "title": 1.0, "of": ["half{word|}"]},
    ],
)
def test_a_fault_in_the_words_is_refused(group: dict[str, Any]) -> None:
    senders: dict[str, Any] = {
        key: [] for key in ("ats_domains", "recruiter_mailboxes", "public_mail", "plain_labels")
    }
    with pytest.raises(ValueError, match=r"\w"):
        build([{"words": [group]}], senders, {"first": []})


def test_the_longest_phrase_is_the_one_that_counts() -> None:
    senders: dict[str, Any] = {
        key: [] for key in ("ats_domains", "recruiter_mailboxes", "public_mail", "plain_labels")
    }
    interview = {"code": "interview-words", "title": 3.0, "of": ["entretien", "entretien tech*"]}
    review = {"code": "review", "title": -7.0, "of": ["entretien annuel {de fin d'année|}"]}
    lexicon = build([{"words": [interview]}, {"words": [review]}], senders, {"first": []})
    text = "entretien annuel de fin d annee puis entretien technique"
    found = lexicon.find(words(text))
    assert [hit.text for hit in found] == ["entretien annuel de fin d annee", "entretien technique"]
