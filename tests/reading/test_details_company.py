"""The company: the employer the owner would join, else the agency."""

from __future__ import annotations

import pytest

from details_events import details, person

TITLES = [
    ("Entretien Solvène", "Solvène"),
    ("ITW Solvène 14h", "Solvène"),
    ("entretien solvène", "solvène"),
    ("2e entretien technique chez Opaline", "Opaline"),
    ("Opaline – entretien final", "Opaline"),
    ("Entretien Opaline (visio)", "Opaline"),
    ("RDV RH @ Cartélys", "Cartélys"),
    ("Call with Brightmoor", "Brightmoor"),
    ("Phone screen: Brightmoor", "Brightmoor"),
    ("Brightmoor interview - 3rd round", "Brightmoor"),
    ("Interview at Old Mill Bakery", "Old Mill Bakery"),
    ("Interview – Data Analyst – Old Mill Bakery", "Old Mill Bakery"),
    ("Final interview @ Old Mill Bakery (with the CEO)", "Old Mill Bakery"),
    ("Entretien comptable – Groupe Ravel", "Groupe Ravel"),
    ("Entretien Groupe Ravel : chargée de communication", "Groupe Ravel"),
    ("Groupe Ravel / entretien manager", "Groupe Ravel"),
    ("Entretien avec M. Dupont – Société Générale", "Société Générale"),
    ("Société Générale : entretien RH", "Société Générale"),
    ("Entretien à la Société Lyonnaise", "Société Lyonnaise"),
    ("Entretien Société des Bains Dorés", "Société des Bains Dorés"),
    ("Entretien société Opaline", "Opaline"),
    ("Société Opaline : entretien", "Opaline"),
    ("ENTRETIEN SOCIÉTÉ OPALINE", "Opaline"),
    ("Entretien cabinet Lisière (client : Orféo)", "Orféo"),
    ("Vorstellungsgespräch bei Nordlicht Energie GmbH", "Nordlicht Energie"),
    ("Bewerbungsgespräch Nordlicht Energie (Teamleiter)", "Nordlicht Energie"),
    ("Entrevista con Aguamarina", "Aguamarina"),
    ("Sollicitatiegesprek Waterkant", "Waterkant"),
    ("Colloquio Pietrachiara Srl", "Pietrachiara"),
    ("Réunion Teams – Entretien de recrutement – Le Petit Fournil", "Le Petit Fournil"),
    ("Mis à jour : Entretien Cartélys", "Cartélys"),
    ("Updated invitation: Interview with Brightmoor", "Brightmoor"),
    ("Fwd: Invitation: Brightmoor - Technical interview", "Brightmoor"),
    ("ENTRETIEN MAIRIE DE CLAIRAC 9H", "Mairie de Clairac"),
    ("Interview: Office Manager, Fallowfield Trust", "Fallowfield Trust"),
    ("Product Manager @ Lumenor - Hiring Manager Interview", "Lumenor"),
    ("Entretien Hélène Vautrin (Cartélys)", "Cartélys"),
    ("Journée d'essai restaurant Le Galet", "restaurant Le Galet"),
    ("Entretien d'embauche – Boulangerie Ménard", "Boulangerie Ménard"),
    ("Test technique – Opaline – développeuse back", "Opaline"),
    ("Entretien alternance marketing chez Cartélys", "Cartélys"),
    ("Panel interview, Department for River Works", "Department for River Works"),
    ("Case interview Pell & Partners", "Pell & Partners"),
]


@pytest.mark.parametrize(("title", "company"), TITLES)
def test_a_title_names_the_company(title: str, company: str) -> None:
    assert details(title).company == company


def test_the_organisers_domain_tells_when_nothing_else_does() -> None:
    read = details("Entretien", organizer=person("Zita Marou", "zita.marou@pale-alder.example"))
    assert read.company == "Pale Alder"


def test_the_title_spells_what_the_domain_confirms() -> None:
    organizer = person("Zita Marou", "zita@verte-rive.example")
    read = details("Échange Verte Rive / Léa", organizer=organizer)
    assert read.company == "Verte Rive"


def test_a_platforms_sender_carries_the_company_in_its_name() -> None:
    organizer = person("Opaline Recrutement", "no-reply@us.greenhouse-mail.io")
    read = details("Votre entretien de demain", organizer=organizer)
    assert read.company == "Opaline"


def test_a_field_of_the_notes_names_the_company() -> None:
    read = details("Interview confirmed", "Position: Buyer\nCompany: Fallowfield Ltd\nFloor 2")
    assert read.company == "Fallowfield"


def test_a_free_mail_domain_is_no_company() -> None:
    read = details("Entretien", organizer=person("Zita Marou", "zita_marou@gmail.com"))
    assert read.company is None


def test_the_owners_present_employer_is_not_the_company() -> None:
    organizer = person("Léa Kerdoncuff", "lea@brasval.example")
    assert details("Entretien", organizer=organizer).company is None


def test_the_owners_name_is_not_the_company() -> None:
    assert details("Léa Kerdoncuff <> Brightmoor").company == "Brightmoor"


def test_nothing_said_gives_no_company() -> None:
    assert details("Entretien").company is None


AGENCY_NOTES = [
    "Je vous confirme votre rendez-vous chez mon client, Banque Ormeau, jeudi.",
    "Our client Banque Ormeau would like to meet you.",
    "Interview bei unserem Kunden Banque Ormeau.",
]


@pytest.mark.parametrize("notes", AGENCY_NOTES)
def test_the_client_goes_before_the_agency(notes: str) -> None:
    organizer = person("Zita Marou", "zita.marou@tilleul-rh.example")
    read = details("Entretien", notes, organizer=organizer)
    assert (read.company, read.agency) == ("Banque Ormeau", "Tilleul Rh")


def test_an_agency_named_in_the_title_is_told_apart() -> None:
    read = details("Entretien Cartélys (via Tilleul RH)")
    assert (read.company, read.agency) == ("Cartélys", "Tilleul RH")


def test_an_agency_alone_is_company_and_agency() -> None:
    read = details("Call with Harbour Recruitment")
    assert (read.company, read.agency) == ("Harbour Recruitment", "Harbour Recruitment")


@pytest.mark.parametrize(
    ("notes", "company"),
    [
        ("Un poste au sein de la Société Générale.", "Société Générale"),
        ("pour notre client la Société Lyonnaise", "Société Lyonnaise"),
        ("Un poste au sein de la société Opaline.", "Opaline"),
        ("Société Opaline, 3e étage", "Opaline"),
    ],
)
def test_a_noun_that_begins_a_name_stays_in_sentences(notes: str, company: str) -> None:
    assert details("Entretien d'embauche", notes).company == company
