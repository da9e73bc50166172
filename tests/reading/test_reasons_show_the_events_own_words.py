"""A reason quotes the event as it stands, and each thing once."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from fresh import OWNER, invited, typed
from relance.model import printable
from relance.reading.interviews import recognise
from relance.reading.lexicon import Code

if TYPE_CHECKING:
    from relance.model import Event


def quoted(event: Event, code: Code) -> list[str]:
    return [reason.detail for reason in recognise(event, OWNER).reasons if reason.code == code]


@pytest.mark.parametrize(
    ("title", "code", "words"),
    [
        ("Entretien d'embauche Opaline", Code.INTERVIEW, "Entretien d'embauche"),
        ("Opaline – 1er ÉCHANGE avec la RH", Code.ROUND, "1er ÉCHANGE"),
        ("Préparer l’entretien Opaline", Code.PREPARATION, "Préparer"),
        ("Entretien de Jonas chez Airbulle", Code.OTHER_CANDIDATE, "Jonas"),
        ("Candidat : Éloïse Brac, entretien", Code.OTHER_CANDIDATE, "Éloïse Brac"),
        ("Entretien Société Lyonnaise", Code.OTHER_SIDE, "Société Lyonnaise"),
        ("Entretien Mme Lefort – Verrane", Code.OTHER_SIDE, "Lefort"),
        ("Entretien avec Monsieur Lefort", Code.OTHER_SIDE, "Lefort"),
    ],
)
def test_words_are_shown_as_they_stand(title: str, code: Code, words: str) -> None:
    assert words in ", ".join(quoted(typed(title), code))
    apart = unicodedata.normalize("NFD", title)
    assert words in ", ".join(quoted(typed(apart), code))


def test_a_civility_alone_names_no_company() -> None:
    assert quoted(typed("Entretien Mme"), Code.OTHER_SIDE) == []


def test_words_of_the_notes_and_of_the_owners_name_are_shown_as_they_stand() -> None:
    event = invited("Léa / Opaline", "Entretien d’EMBAUCHE\n", "Zita <zita@opaline.example>")
    assert quoted(event, Code.OWNER_NAMED) == ["Léa"]
    assert quoted(event, Code.INTERVIEW) == ["Entretien d’EMBAUCHE"]


@pytest.mark.parametrize(
    ("title", "notes"),
    [
        ("Entretien Opaline", "entretien"),
        ("Entretien technique Opaline", "Bonjour, entretien technique au 2e étage. Entretien !"),
        ("Entretien Opaline, deuxième tour", "Deuxième tour, entretien"),
        ("Phone screen Brightmoor", "PHONE SCREEN with the recruiter"),
    ],
)
def test_a_reason_is_given_once_with_each_word_once(title: str, notes: str) -> None:
    reasons = recognise(typed(title, description=notes), OWNER).reasons
    codes = [r.code for r in reasons if r.code != Code.SHAPE]
    assert len(codes) == len(set(codes))
    for reason in reasons:
        words = [word.casefold() for word in reason.detail.split(", ")]
        assert len(words) == len(set(words))


def test_what_stands_between_the_words_of_a_phrase_never_makes_it_long() -> None:
    event = typed(f"Entretien {'-' * 400} d'embauche \x1b Opaline")
    for reason in recognise(event, OWNER).reasons:
        assert len(reason.detail) < 200
        assert reason.detail == printable(reason.detail)
