"""The phone: a number at which the other side can be reached."""

from __future__ import annotations

import pytest

from details_events import OWNER, details, person

NUMBERS = [
    ("Tél. : 01 99 00 55 66", "Europe/Paris", "+33199005566"),
    ("Zita 06.39.98.00.11", "Europe/Paris", "+33639980011"),
    ("Zita +33 (0)6 39 98 00 11", "Europe/Paris", "+33639980011"),
    ("call Petra on 020 7946 0123", "Europe/London", "+442079460123"),
    ("Petra 07700 900123", "Europe/London", "+447700900123"),
    ("Text Nils: (628) 555-0142", "America/New_York", "+16285550142"),
    ("Nils 514-555-0142", "Europe/Paris", "+15145550142"),
    ("Frau Vance, 030 23125 123", "Europe/Berlin", "+493023125123"),
    ("Standard : 01 99 00 55 00, ligne directe 01 99 00 55 66", "Europe/Paris", "+33199005566"),
    ("Nous vous appellerons au 06 39 98 00 11.", "Europe/Paris", None),
    ("We will call you on 07700 900123.", "Europe/London", None),
    ("Zita m'appelle sur mon portable 06 39 98 00 11", "Europe/Paris", None),
    (
        "We call you on 07700 900123; if not, ring us on 020 7946 0123",
        "Europe/London",
        "+442079460123",
    ),
    ("Fax : 01 99 00 55 66", "Europe/Paris", None),
    ("Réf. 2026-03-112233", "Europe/Paris", None),
    ("SIRET 123 456 789 00012", "Europe/Paris", None),
    ("Meeting ID: 913 5386 6983\nPasscode: 418167", "America/New_York", None),
    ("Or dial: (US) +1 620-555-0189 PIN: 705493219#", "America/New_York", None),
    ("One tap mobile\n+16465550100,,91353866983# US", "America/New_York", None),
    ("le 12/03/2026 à 10:30, 75010 Paris", "Europe/Paris", None),
    ("Code 4321, étage 2", "Europe/Paris", None),
]


@pytest.mark.parametrize(("notes", "zone", "phone"), NUMBERS)
def test_a_number_is_the_other_sides_or_none(notes: str, zone: str, phone: str | None) -> None:
    assert details("Entretien Opaline", notes, zone=zone).phone == phone


def test_a_number_in_the_title_counts() -> None:
    assert details("Entretien Opaline Mme Marou 01 99 00 55 66").phone == "+33199005566"


def test_a_number_in_the_place_counts() -> None:
    read = details("Entretien Opaline", location="Téléphone : +33 1 99 00 55 66")
    assert read.phone == "+33199005566"


MINE = [
    ("My number is +44 20 7946 0123.", "+442079460123"),
    ("+44 20 7946 0123 (my number)", "+442079460123"),
    ("My direct line: +44 20 7946 0123", "+442079460123"),
    ("Mon numéro : 01 99 00 55 66", "+33199005566"),
    ("Vous pouvez m'appeler au 01 99 00 55 66.", "+33199005566"),
    ("Meine Nummer: +49 30 23125 123", "+493023125123"),
]


@pytest.mark.parametrize(("notes", "phone"), MINE)
def test_my_number_is_that_of_whoever_wrote_the_event(notes: str, phone: str) -> None:
    them = person("Petra Vance", "petra.vance@brightmoor.example")
    me = person(OWNER.name, OWNER.emails[0])
    assert details("Interview Brightmoor", notes, organizer=them).phone == phone
    assert details("Interview Brightmoor", notes, organizer=me).phone is None
    assert details("Interview Brightmoor", notes).phone is None


@pytest.mark.parametrize(("notes", "phone"), MINE)
def test_a_letter_kept_in_the_owners_event_is_the_other_sides(notes: str, phone: str) -> None:
    letter = f"Bonjour Léa,\n{notes}\nPetra Vance"
    assert details("Interview Brightmoor", letter).phone == phone
    signed = f"Bonjour,\n{notes}\nLéa Kerdoncuff"
    assert details("Interview Brightmoor", signed).phone is None


def test_thanks_that_open_a_note_make_no_letter() -> None:
    notes = "Merci de rappeler sur mon portable 06 39 98 00 11"
    assert details("Entretien Opaline", notes).phone is None


@pytest.mark.parametrize(
    "notes", ["Je vous appellerai au 06 39 98 00 11", "We call you on your mobile, 07700 900123"]
)
def test_your_number_is_the_owners_whoever_wrote_it(notes: str) -> None:
    them = person("Petra Vance", "petra.vance@brightmoor.example")
    assert (
        details("Interview Brightmoor", notes, organizer=them, zone="Europe/London").phone is None
    )
