"""The day until which an answer was promised; the interview is on Tuesday 3 March 2026."""

from __future__ import annotations

from datetime import date

import pytest

from details_events import details
from relance.reading.details.promises import reply_promised_on

PROMISES = [
    ("Réponse sous 10 jours.", "03-13"),
    ("Vous aurez une réponse dans une dizaine de jours.", "03-13"),
    ("Retour sous 48h.", "03-05"),
    ("Réponse sous quinzaine", "03-18"),
    ("Nous revenons vers vous d'ici deux semaines.", "03-17"),
    ("décision sous 5 jours ouvrés", "03-10"),
    ("me rappellent d'ici vendredi", "03-06"),
    ("réponse en fin de semaine", "03-06"),
    ("retour la semaine prochaine", "03-13"),
    ("retour mardi de la semaine prochaine", "03-10"),
    ("résultats fin mars", "03-31"),
    ("réponse avant la fin du mois", "03-31"),
    ("décision le 20 mars", "03-20"),
    ("Décision au plus tard le 20/03.", "03-20"),
    ("réponse entre le 16 et le 20 mars", "03-20"),
    ("We will let you know within a week.", "03-10"),
    ("You'll hear back within 48 hours", "03-05"),
    ("We'll get back to you by Friday.", "03-06"),
    ("decision by the end of next week", "03-13"),
    ("We expect to decide by March 20th.", "03-20"),
    ("Outcome within 3 working days", "03-06"),
    ("Feedback in two to three weeks", "03-24"),
    ("We'll be in touch in a month", "04-03"),
    ("Rückmeldung bis Freitag", "03-06"),
    ("Wir melden uns innerhalb von zwei Wochen", "03-17"),
    ("Bescheid spätestens am 20. März", "03-20"),
    ("te diremos algo en 10 días", "03-13"),
    ("we laten het binnen een week weten", "03-10"),
    ("una risposta entro due settimane", "03-17"),
    ("Please note that we will get back to you by Friday", "03-06"),
]
NONE = [
    "Merci de confirmer votre présence avant le 2 mars.",
    "Merci de nous envoyer votre réponse avant vendredi.",
    "Please send your slides by Friday.",
    "Please reply by 6 March.",
    "Start date would be 1 May.",
    "Prise de poste le 4 mai.",
    "Votre candidature a bien été reçue le 12 février, nous avons pris une décision.",
    "Réponse dès que possible.",
    "We'll be in touch.",
    "Entretien de 2 heures, puis retour en train",
    "We will call you on Tuesday 3 March.",
]


@pytest.mark.parametrize(("notes", "day"), PROMISES)
def test_the_last_day_of_what_is_promised(notes: str, day: str) -> None:
    assert details("Entretien Opaline", notes).reply_promised_on == date.fromisoformat(
        f"2026-{day}"
    )


@pytest.mark.parametrize("notes", NONE)
def test_what_is_no_promise_of_the_other_side_gives_none(notes: str) -> None:
    assert details("Entretien Opaline", notes).reply_promised_on is None


def test_a_date_after_new_year_is_next_years() -> None:
    assert reply_promised_on("réponse le 8 janvier", date(2026, 12, 18)) == date(2027, 1, 8)


def test_in_america_the_month_is_written_first() -> None:
    read = details("Interview", "You will hear back by 4/5", zone="America/New_York")
    assert read.reply_promised_on == date(2026, 4, 5)


def test_working_days_leave_the_weekend_out() -> None:
    friday = date(2026, 3, 6)
    assert reply_promised_on("réponse sous 1 jour ouvré", friday) == date(2026, 3, 9)
