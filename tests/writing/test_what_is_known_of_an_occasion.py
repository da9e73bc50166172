from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from relance.model import (
    Candidacy,
    Channel,
    Details,
    Event,
    Interview,
    Occasion,
    Owner,
    Reason,
    Recognition,
    Recruiter,
    Step,
    Verdict,
)
from relance.writing.about import About
from relance.writing.compose import compose
from writing_samples import OWNER, follow_up

START = datetime(2026, 11, 10, 13, 0, tzinfo=UTC)


def interview(hours: int, details: Details) -> Interview:
    start = START + timedelta(hours=hours)
    event = Event(f"{hours}@test", start, start + timedelta(minutes=45))
    return Interview(event, Recognition(Verdict.YES, 5), details, START)


def about(candidacy: Details, *interviews: Details) -> About:
    found = tuple(interview(hours, details) for hours, details in enumerate(interviews))
    occasion = Occasion(found, date(2026, 11, 10), START, START + timedelta(hours=len(interviews)))
    montreal = Recruiter("America/Montreal", "CA")
    return About.of(Candidacy("acme", "Acme", montreal, (occasion,), candidacy), occasion)


def test_the_last_interview_of_the_day_has_the_last_word() -> None:
    known = about(
        Details(role="Old role"),
        Details(contact_name="A. First", contact_email="first@acme.example", role="Analyst"),
        Details(contact_name="B. Last", contact_email="last@acme.example", round="final"),
    )
    assert known.details.contact_name == "B. Last"
    assert known.details.contact_email == "last@acme.example"
    assert (known.details.role, known.details.round) == ("Analyst", "final")
    assert (known.company, known.interviews) == ("Acme", 2)
    assert (known.interview_day, known.interview_zone) == (date(2026, 11, 10), "America/Montreal")


def test_a_name_never_meets_somebody_elses_address() -> None:
    known = about(
        Details(contact_name="A. Elder", contact_email="elder@acme.example"),
        Details(contact_name="B. Newer"),
    )
    assert (known.details.contact_name, known.details.contact_email) == ("B. Newer", None)


def test_an_interview_that_names_nobody_leaves_whom_the_candidacy_knows() -> None:
    elder = Details(contact_name="A. Elder", contact_email="elder@acme.example")
    assert about(elder, Details()).details.contact_email == "elder@acme.example"


def test_a_civility_stays_with_its_name() -> None:
    known = about(
        Details(contact_name="Lefort", contact_civility="ms"),
        Details(contact_name="Dupont"),
        Details(),
    )
    assert (known.details.contact_name, known.details.contact_civility) == ("Dupont", None)
    elder = Details(contact_name="Lefort", contact_civility="ms")
    assert about(elder, Details()).details.contact_civility == "ms"


def met(*spans: tuple[int, int]) -> int:
    """Count the interviews of a day from the minutes that they begin and end at."""
    found = tuple(
        replace(
            interview(place, Details()),
            event=Event(
                f"{place}@test",
                START + timedelta(minutes=begin),
                START + timedelta(minutes=end),
            ),
        )
        for place, (begin, end) in enumerate(spans)
    )
    return _of(found)


def _of(found: tuple[Interview, ...]) -> int:
    occasion = Occasion(found, date(2026, 11, 10), START, START + timedelta(hours=9))
    candidacy = Candidacy("acme", "Acme", Recruiter("Europe/Paris", "FR"), (occasion,))
    return About.of(candidacy, occasion).interviews


def test_an_appointment_that_stands_twice_in_the_calendar_is_one() -> None:
    assert met((0, 45)) == 1
    assert met((0, 45), (0, 45)) == 1
    assert met((0, 45), (0, 60)) == 1
    assert met((0, 60), (15, 45)) == 1
    assert met((0, 0), (0, 30)) == 1
    assert met((0, 45), (45, 90)) == 2
    assert met((60, 90), (0, 45), (0, 45)) == 2


def test_a_day_around_several_talks_counts_them_and_not_itself() -> None:
    assert met((0, 480), (30, 60), (90, 150)) == 2
    whole = Event("day@test", date(2026, 11, 10), date(2026, 11, 11))
    day = replace(interview(9, Details()), event=whole)
    assert _of((day, interview(0, Details()), interview(2, Details()))) == 2
    assert _of((day,)) == 1


def test_a_copy_of_an_interview_keeps_the_thanks_in_the_singular() -> None:
    twice = (interview(0, Details()), replace(interview(0, Details()), calendar="copy"))
    occasion = Occasion(twice, date(2026, 11, 10), START, START + timedelta(hours=1))
    candidacy = Candidacy("acme", "Acme", Recruiter("Europe/Paris", "FR"), (occasion,))
    known = About.of(candidacy, occasion)
    wanted = follow_up(Step.THANK_YOU, Channel.EMAIL)
    assert "our conversation on" in compose(wanted, known, owner=OWNER, language="en").description
    french = compose(wanted, known, owner=OWNER, language="fr").description
    assert french.startswith("Entretien du")
    assert "Merci pour notre entretien" in french


def test_a_number_given_for_the_candidacy_wins_over_one_that_was_read() -> None:
    read = Details(phone="+33199000001")
    assert about(Details(phone="+33199001234"), read).details.phone == "+33199001234"
    assert about(Details(), read, Details()).details.phone == "+33199000001"


def test_a_round_and_a_promise_belong_to_their_own_day() -> None:
    other = Details(round="screening", reply_promised_on=date(2026, 10, 1))
    known = about(other, Details()).details
    assert (known.round, known.reply_promised_on) == (None, None)
    promised = about(Details(), Details(reply_promised_on=date(2026, 11, 20)), Details())
    assert promised.details.reply_promised_on == date(2026, 11, 20)


def test_a_promised_day_is_spoken_of_only_while_that_makes_sense() -> None:
    def says(step: Step, promised: date, attempt: int = 1) -> bool:
        known = about(Details(), Details(reply_promised_on=promised))
        wanted = follow_up(step, Channel.EMAIL, attempt=attempt)
        event = compose(wanted, known, owner=OWNER, language="en")
        return "You mentioned a decision by" in event.description

    before, same_day, after = (date(2026, 11, day) for day in (20, 24, 27))
    assert says(Step.FOLLOW_UP, before)
    assert not says(Step.FOLLOW_UP, same_day)
    assert not says(Step.FOLLOW_UP, after)
    assert not says(Step.FOLLOW_UP, before, attempt=2)
    assert says(Step.THANK_YOU, after)
    assert says(Step.THANK_YOU, same_day)
    assert not says(Step.THANK_YOU, before)


def test_a_date_that_the_person_noted_is_spoken_of_and_the_last_attempt_takes_no_leave() -> None:
    wanted = follow_up(Step.FOLLOW_UP, Channel.EMAIL, attempt=3)
    noted = replace(wanted, reasons=(Reason("wait", "2026-11-20"),))
    plain = compose(wanted, about(Details()), owner=OWNER, language="en")
    waited = compose(noted, about(Details()), owner=OWNER, language="en")

    assert "You mentioned a decision by Friday 20 November" in waited.description
    assert "You mentioned" not in plain.description
    assert (plain.summary.split(" · ")[0], waited.summary.split(" · ")[0]) == (
        "✉️ Last follow-up",
        "✉️ Follow-up 3/3",
    )


def test_an_agency_that_is_the_company_is_named_once() -> None:
    known = replace(about(Details(agency="ACME", role="Analyst")), company="Acme")
    event = compose(follow_up(Step.FOLLOW_UP, Channel.PHONE), known, owner=OWNER, language="en")
    assert "through" not in event.description
    assert "ACME" not in event.description


def test_without_a_company_the_title_names_the_agency_the_person_or_the_day() -> None:
    def title(details: Details) -> str:
        known = About("", details, date(2026, 11, 10), "Europe/Paris")
        wanted = follow_up(Step.ABANDON, Channel.MARKER)
        return compose(wanted, known, owner=OWNER, language="en").summary

    full = Details(agency="Lisière RH", contact_name="Noémie Brac", role="Analyst")
    assert title(replace(full, company="Orféo")).endswith("· Orféo")
    assert title(full).endswith("· Lisière RH")
    assert title(replace(full, agency=None)).endswith("· Noémie Brac")
    assert title(Details(role="Analyst")).endswith("· Analyst")
    assert title(Details()).endswith("· Tuesday 10 November")


def test_an_owner_without_a_name_gets_a_blank_to_sign_in() -> None:
    wanted = follow_up(Step.THANK_YOU, Channel.EMAIL)
    for language, blank in (("fr", "[à compléter\u00a0: votre nom]"), ("en", "[your name]")):
        event = compose(wanted, about(Details()), owner=Owner(), language=language)
        assert f"\n{blank}\n" in event.description
