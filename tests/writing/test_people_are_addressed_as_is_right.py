"""By first and family name, by civility and family name, or not by name at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.model import Channel, Step
from relance.writing.clean import to
from relance.writing.compose import compose
from writing_samples import FULL, OWNER, follow_up


def notes(name: str | None, civility: str | None, language: str, channel: Channel) -> str:
    details = replace(FULL.details, contact_name=name, contact_civility=civility)
    wanted = follow_up(Step.FOLLOW_UP, channel)
    known = replace(FULL, details=details)
    return compose(wanted, known, owner=OWNER, language=language).description


GREETINGS = [
    ("Lefort", "ms", "Bonjour Madame Lefort,", "Dear Ms Lefort,"),
    ("Lefort", "mrs", "Bonjour Madame Lefort,", "Dear Mrs Lefort,"),
    ("Dupont", "mr", "Bonjour Monsieur Dupont,", "Dear Mr Dupont,"),
    ("Lefort", "dr", "Bonjour Docteur Lefort,", "Dear Dr Lefort,"),
    ("Lefort", "prof", "Bonjour Professeur Lefort,", "Dear Professor Lefort,"),
    ("Le Goff", "mr", "Bonjour Monsieur Le Goff,", "Dear Mr Le Goff,"),
    ("Martin", "ms", "Bonjour Madame Martin,", "Dear Ms Martin,"),  # a first name, too
    ("Claire Martin", "ms", "Bonjour Claire Martin,", "Dear Claire Martin,"),
    ("Claire Martin", None, "Bonjour Claire Martin,", "Dear Claire Martin,"),
    ("Zéphora Vantel", None, "Bonjour Zéphora Vantel,", "Dear Zéphora Vantel,"),
    ("Claire", None, "Bonjour Claire,", "Dear Claire,"),
    ("Lefort", None, "Bonjour,", "Hello,"),
    ("Le Goff", None, "Bonjour,", "Hello,"),
    ("Lefort", "captain", "Bonjour,", "Hello,"),
    (None, "ms", "Bonjour,", "Hello,"),
]


@pytest.mark.parametrize(("name", "civility", "french", "english"), GREETINGS)
def test_a_message_never_greets_by_a_bare_family_name(
    name: str | None, civility: str | None, french: str, english: str
) -> None:
    assert french in notes(name, civility, "fr", Channel.EMAIL).splitlines()
    assert english in notes(name, civility, "en", Channel.EMAIL).splitlines()


ASKED = [
    ("Lefort", "ms", "parler à Mme Lefort, s", "speak to Ms Lefort, please"),
    ("Dupont", "mr", "parler à M. Dupont, s", "speak to Mr Dupont, please"),
    ("Lefort", "dr", "parler au Dr Lefort, s", "speak to Dr Lefort, please"),
    ("Claire Martin", "ms", "parler à Claire Martin, s", "speak to Claire Martin, please"),
    ("Lefort", None, "parler à la personne qui suit", "speak to whoever is hiring"),
    (None, None, "parler à la personne qui suit", "speak to whoever is hiring"),
]


@pytest.mark.parametrize(("name", "civility", "french", "english"), ASKED)
def test_a_call_asks_for_somebody_politely(
    name: str | None, civility: str | None, french: str, english: str
) -> None:
    assert french in notes(name, civility, "fr", Channel.PHONE)
    assert english in notes(name, civility, "en", Channel.PHONE)


def test_the_notes_say_whom_to_call_even_by_a_family_name() -> None:
    assert notes("Lefort", None, "fr", Channel.PHONE).startswith("Appeler Lefort au ")
    assert notes("Lefort", "ms", "fr", Channel.PHONE).startswith("Appeler Mme Lefort au ")


def test_french_contracts_before_an_article_alone() -> None:
    assert to("le Dr Lefort") == "au Dr Lefort"
    assert to("Le Goff") == "à Le Goff"
