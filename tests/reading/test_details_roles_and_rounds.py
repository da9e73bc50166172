"""The role as written, the round, the language."""

from __future__ import annotations

import pytest

from details_events import details

ROLES = [
    ("Entretien Opaline", "Poste : Chargée de clientèle (H/F)", "Chargée de clientèle"),
    ("Entretien Opaline", "pour le poste de Responsable paie.", "Responsable paie"),
    ("Entretien Opaline", "Poste : Comptable – CDI", "Comptable"),
    ("Entretien Opaline – assistante de direction", "", "assistante de direction"),
    ("Entretien Opaline (poste DAF)", "", "DAF"),
    ("Interview Brightmoor", "Job: Data Engineer (m/f/d)", "Data Engineer"),
    ("Interview: Senior Buyer, Fallowfield", "", "Senior Buyer"),
    (
        "Interview Brightmoor",
        "your interview for the role of Office Manager at Brightmoor",
        "Office Manager",
    ),
    ("Interview Brightmoor", "Position: Nurse (ref 12345)", "Nurse"),
    ("Vorstellungsgespräch Nordlicht", "Stelle: Projektleiterin (m/w/d)", "Projektleiterin"),
    ("Entrevista Aguamarina", "Puesto: Recepcionista", "Recepcionista"),
    (
        "Entretien Opaline – responsable de la relation client",
        "",
        "responsable de la relation client",
    ),
    ("Entretien conseiller client Opaline", "", "conseiller client"),
    ("Entretien Opaline – directrice du service clients", "", "directrice du service clients"),
    ("Entretien Opaline – responsable point de vente", "", "responsable point de vente"),
    ("Entretien Opaline – juriste d'entreprise", "", "juriste d'entreprise"),
    ("Interview: Client Services Manager, Fallowfield", "", "Client Services Manager"),
    ("Interview: Company Secretary, Fallowfield", "", "Company Secretary"),
    ("Entretien consultant data client Orféo", "", "consultant data"),
    ("Opaline – entretien manager (Responsable logistique)", "", "Responsable logistique"),
    ("Entretien Opaline", "Apporter CV", None),
    ("Entretien Opaline", "", None),
]


@pytest.mark.parametrize(("title", "notes", "role"), ROLES)
def test_the_role_is_read_as_written(title: str, notes: str, role: str | None) -> None:
    assert details(title, notes).role == role


ROUNDS = [
    ("Entretien RH Opaline", "screening"),
    ("Entretien téléphonique Opaline", "screening"),
    ("Phone screen Brightmoor", "screening"),
    ("Entretien manager Opaline", "manager"),
    ("Hiring manager interview - Brightmoor", "manager"),
    ("Entretien technique Opaline", "technical"),
    ("Live coding Brightmoor", "technical"),
    ("Étude de cas Opaline", "case"),
    ("Case study presentation – Brightmoor", "case"),
    ("Journée d'essai Opaline", "assessment"),
    ("Assessment centre Brightmoor", "assessment"),
    ("Probearbeiten Nordlicht", "assessment"),
    ("Onsite Brightmoor", "onsite"),
    ("Brightmoor virtual onsite", "onsite"),
    ("Jury de recrutement Opaline", "panel"),
    ("Panel interview Brightmoor", "panel"),
    ("Déjeuner avec l'équipe Opaline", "team"),
    ("Meet the team – Brightmoor", "team"),
    ("Entretien final Opaline", "final"),
    ("Last round Brightmoor", "final"),
    ("2e entretien Opaline", "round_2"),
    ("Brightmoor interview #3", "round_3"),
    ("Opaline 1er tour", "round_1"),
    ("Zweites Gespräch Nordlicht", "round_2"),
    ("2e entretien technique Opaline", "technical"),
    ("Café informel Opaline", "informal"),
    ("Entretien Opaline", None),
    ("Interview with Brightmoor", None),
]


@pytest.mark.parametrize(("title", "found"), ROUNDS)
def test_the_round_is_named_or_numbered(title: str, found: str | None) -> None:
    assert details(title).round == found


TOLD = [
    ("You will meet our hiring manager, Petra Vance.", "manager"),
    ("This first interview will be with our hiring manager.", "manager"),
    ("Second round, with our hiring manager.", "manager"),
    ("This is your first interview. You will meet our hiring manager.", "round_1"),
    ("Premier entretien. Vous rencontrerez votre futur manager.", "round_1"),
    ("Premier entretien avec votre manager.", "manager"),
    ("This is a first chat: you will then meet our hiring manager.", "screening"),
    ("The next step would be a conversation with the hiring manager.", None),
    ("Vous rencontrerez ensuite votre futur manager.", None),
    ("Si tout se passe bien, vous rencontrerez l'équipe.", None),
]


@pytest.mark.parametrize(("notes", "found"), TOLD)
def test_who_is_met_later_or_beside_does_not_name_the_round(notes: str, found: str | None) -> None:
    assert details("Interview Brightmoor", notes).round == found


def test_a_role_is_not_taken_for_a_round() -> None:
    assert details("Entretien directeur technique – Opaline").round is None


LANGUAGES = [
    ("Entretien Opaline", "fr"),
    ("Interview with Brightmoor", "en"),
    ("Vorstellungsgespräch Nordlicht", "de"),
    ("Entrevista Aguamarina", "es"),
    ("Sollicitatiegesprek Waterkant", "nl"),
    ("Colloquio conoscitivo Pietrachiara", "it"),
    ("Opaline", None),
]


@pytest.mark.parametrize(("title", "language"), LANGUAGES)
def test_the_language_is_that_of_the_words(title: str, language: str | None) -> None:
    assert details(title).language == language


def test_the_tools_block_does_not_tell_the_language() -> None:
    notes = (
        "Bonjour, à demain pour notre échange.\n"
        "-::~:~::~:~:~:~:~::~:~::-\nJoin with Google Meet: https://meet.google.com/abc-defg-hij\n"
        "Learn more about Meet at: https://support.google.com/a/users/answer/1\n"
        "Please do not edit this section.\n-::~:~::~:~:~:~:~::~:~::-"
    )
    assert details("Opaline x Léa", notes).language == "fr"
