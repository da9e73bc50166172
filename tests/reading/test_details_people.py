"""The contact: who signs or is given, else the organiser, else an interviewer."""

from __future__ import annotations

import pytest

from details_events import details, person

NAMED = [
    ("Entretien Opaline", "Contact : Zita Marou", "Zita Marou"),
    ("Entretien Opaline", "Votre interlocutrice : Mme Zita Marou, RH", "Zita Marou"),
    ("Entretien Opaline", "avec Mme Marou", "Marou"),
    ("Entretien Opaline", "Interviewers: Nils Orban, Petra Vance", "Nils Orban"),
    (
        "Entretien Opaline",
        "Bonjour Léa,\nà demain !\n\nZita Marou\nOpaline – 01 99 00 55 66",
        "Zita Marou",
    ),
    ("Entretien Opaline", "Demander M. Orban à l'accueil", "Orban"),
    ("Interview Brightmoor", "Hi Léa,\nsee you soon!\n\nBest regards,\nNils Orban", "Nils Orban"),
    ("Interview Brightmoor", "You will meet Petra Vance and Nils Orban.", "Petra Vance"),
    ("Interview Brightmoor", "Hiring manager: Petra Vance", "Petra Vance"),
    ("Interview Brightmoor", "Ask for Petra at reception", "Petra"),
    ("Interview Brightmoor w/ Petra Vance", "", "Petra Vance"),
    ("Entretien Mme Marou – Opaline", "", "Marou"),
    ("Gespräch Nordlicht mit Frau Dr. Vance", "", "Vance"),
    ("Vorstellungsgespräch Nordlicht", "Ansprechpartnerin: Petra Vance", "Petra Vance"),
    ("Entretien Opaline", "Léa Kerdoncuff, 06 39 98 00 11", None),
    ("Entretien Opaline", "Apporter CV et pièce d'identité", None),
    ("Entretien Opaline", "Bonjour Léa, à demain", None),
    ("Entretien Opaline", "12 rue des Lilas, 2e étage", None),
]


@pytest.mark.parametrize(("title", "notes", "name"), NAMED)
def test_the_notes_name_the_contact(title: str, notes: str, name: str | None) -> None:
    assert details(title, notes).contact_name == name


def test_who_signs_goes_before_the_organiser() -> None:
    organizer = person("Nils Orban", "nils.orban@opaline.example")
    read = details(
        "Entretien Opaline", "À demain\n\nCordialement,\nZita Marou", organizer=organizer
    )
    assert read.contact_name == "Zita Marou"


def test_the_organiser_goes_before_the_interviewers() -> None:
    organizer = person("Nils Orban", "nils.orban@opaline.example")
    read = details("Entretien Opaline", "Interviewer: Petra Vance", organizer=organizer)
    assert (read.contact_name, read.contact_email) == ("Nils Orban", "nils.orban@opaline.example")


def test_a_mailbox_is_not_a_person_but_can_be_written_to() -> None:
    organizer = person("Recrutement Opaline", "recrutement@opaline.example")
    read = details("Entretien Opaline", organizer=organizer)
    assert (read.contact_name, read.contact_email) == (None, "recrutement@opaline.example")


@pytest.mark.parametrize(
    "email",
    [
        "no-reply@opaline.example",
        "noreply+4f2@opaline.example",
        "ne-pas-repondre@opaline.example",
        "opaline+autoreply@talent.icims.com",
        "c_4f1e0a77b2@group.calendar.google.com",
        "jobs@hire.lever.co",
    ],
)
def test_machines_and_shared_calendars_are_never_written_to(email: str) -> None:
    assert details("Entretien Opaline", organizer=person("Opaline", email)).contact_email is None


def test_the_owner_is_never_the_contact() -> None:
    me = person("Léa Kerdoncuff", "lea.kerdoncuff@courriel.example")
    read = details("Entretien Opaline", "lea.kerdoncuff@courriel.example", organizer=me)
    assert (read.contact_name, read.contact_email) == (None, None)


def test_the_address_is_the_contacts_own() -> None:
    notes = "Contact : Zita Marou\nrh@opaline.example ou zita.marou@opaline.example"
    assert details("Entretien Opaline", notes).contact_email == "zita.marou@opaline.example"


def test_a_first_name_is_completed_from_the_organiser() -> None:
    organizer = person("Zita Marou", "zita.marou@opaline.example")
    read = details("Call Opaline", "Zita here, talk soon!", organizer=organizer)
    assert read.contact_name == "Zita Marou"


ADDRESSED = [
    ("Entretien Mme Marou – Opaline", "", "Marou", "ms"),
    ("Entretien avec M. Orban, Opaline", "", "Orban", "mr"),
    ("Entretien Opaline", "Contact : Mlle Marou", "Marou", "ms"),
    ("Entretien Opaline", "Demander Mme Le Goff", "Le Goff", "ms"),
    ("Interview Brightmoor", "Ask for Mrs Vance at reception", "Vance", "mrs"),
    ("Interview Brightmoor", "You will meet Dr. Vance", "Vance", "dr"),
    ("Gespräch Nordlicht mit Frau Dr. Vance", "", "Vance", "dr"),
    ("Gespräch Nordlicht mit Herrn Orban", "", "Orban", "mr"),
    ("Entretien Opaline", "Contact : Zita Marou\nMme Marou vous attend.", "Zita Marou", "ms"),
    ("Entretien Opaline", "Contact : Zita Marou\nM. Paul Marou suivra.", "Zita Marou", None),
    ("Entretien Opaline", "Contact : Marou\nM. Marou et Mme Marou", "Marou", None),
    ("Entretien Opaline", "Contact : Zita Marou", "Zita Marou", None),
]


@pytest.mark.parametrize(("title", "notes", "name", "civility"), ADDRESSED)
def test_a_civility_is_kept_beside_the_name(
    title: str, notes: str, name: str, civility: str | None
) -> None:
    read = details(title, notes)
    assert (read.contact_name, read.contact_civility) == (name, civility)


def test_the_organisers_civility_counts() -> None:
    read = details("Entretien Opaline", organizer=person("Mme Marou", "marou@opaline.example"))
    assert (read.contact_name, read.contact_civility) == ("Marou", "ms")


@pytest.mark.parametrize(
    ("title", "company"),
    [
        ("2nd interview Acme Corp – Head of Sales", "Acme"),
        ("Interview Fallowfield Ltd, Director of Operations", "Fallowfield"),
        ("Entretien Polyèdre SAS – directrice de site", "Polyèdre"),
        ("Interview Lumenor Labs – Head of Sales", "Lumenor Labs"),
    ],
)
def test_a_company_before_a_function_is_nobody(title: str, company: str) -> None:
    read = details(title)
    assert (read.company, read.contact_name) == (company, None)


def test_who_works_at_a_company_of_that_name_stays_the_contact() -> None:
    read = details("Entretien Garnier", "Vous rencontrerez Garnier Paul, directeur, chez Garnier")
    assert read.contact_name == "Garnier Paul"
