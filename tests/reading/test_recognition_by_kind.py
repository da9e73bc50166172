"""What is an interview of the owner, kind by kind, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fresh import OWNER, invited, typed
from relance.model import Event, OurMark, Owner, Person, Recognition, Response, Status, Verdict
from relance.reading.interviews import recognise
from relance.reading.lexicon import Code

RECRUITER = "Maud Tréhin <m.trehin@cartelys.example>"
COLLEAGUE = "Julie Ferré <julie.ferre@brasval.example>"


def verdict(event: Event, **how: Any) -> Verdict:
    return recognise(event, OWNER, **how).verdict


def codes(recognition: Recognition) -> set[str]:
    return {reason.code for reason in recognition.reasons}


def test_a_plain_interview_is_one() -> None:
    assert verdict(typed("Entretien Cartélys")) is Verdict.YES
    assert verdict(typed("Interview - Pellmore")) is Verdict.YES


def test_an_ordinary_event_is_none_and_gives_no_reason_for_it() -> None:
    recognition = recognise(typed("dentiste"), OWNER)
    assert recognition.verdict is Verdict.NO
    assert not [reason for reason in recognition.reasons if reason.weight > 0]


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.CANCELLED},
        {"attendees": (Person(OWNER.emails[0], OWNER.name, Response.DECLINED),)},
        {"summary": "Annulé : entretien Cartélys"},
        {"summary": "Canceled event: Entretien Cartélys"},
        {"description": "Bonjour, cet entretien est annulé."},
    ],
)
def test_what_is_cancelled_or_declined_is_none(change: dict[str, Any]) -> None:
    event = invited("Entretien Cartélys", "", RECRUITER)
    assert verdict(event) is Verdict.YES
    assert verdict(replace(event, **change)) is Verdict.NO


def test_how_to_cancel_is_not_a_cancellation() -> None:
    notes = "Merci pour votre candidature.\nPour annuler ou déplacer cet entretien, répondez ici."
    assert verdict(invited("Entretien Cartélys", notes, RECRUITER)) is Verdict.YES


def test_tentative_and_unanswered_invitations_still_are() -> None:
    event = invited("Entretien Cartélys", "", RECRUITER)
    for answer in (Response.TENTATIVE, Response.NEEDS_ACTION):
        changed = replace(event, attendees=(Person(OWNER.emails[0], "", answer),))
        assert verdict(changed) is Verdict.YES
    assert verdict(replace(event, status=Status.TENTATIVE)) is Verdict.YES


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Entretien Cartélys reporté", Code.POSTPONED),
        ("HOLD interview Pellmore", Code.HOLD),
        ("Préparer entretien Cartélys", Code.PREPARATION),
        ("Debrief Pellmore interview", Code.AFTERWARDS),
        ("Relance Cartélys après entretien", Code.AFTERWARDS),
        ("Train pour entretien Cartélys", Code.ERRAND),
        ("Mock interview with Dan", Code.PRACTICE),
        ("Entretien conseiller France Travail", Code.EMPLOYMENT_OFFICE),
        ("Webinaire réussir son entretien", Code.JOB_EVENT),
        ("Signature contrat Cartélys", Code.AFTER_HIRING),
        ("Jury de recrutement assistant", Code.INTERVIEWER),
        ("Entretien de Jonas chez Airbulle", Code.OTHER_CANDIDATE),
        ("Anna's job interview", Code.OTHER_CANDIDATE),
        ("Entretien annuel", Code.REVIEW),
        ("Exit interview", Code.REVIEW),
        ("Interview radio Bleu Armor", Code.MEDIA),
        ("Entretien anesthésiste", Code.MEDICAL),
        ("US visa interview", Code.OFFICIAL),
        ("User interview P4", Code.RESEARCH),
        ("Entretien d'admission master", Code.SCHOOL),
        ("Entretien chaudière", Code.UPKEEP),
        ("Nanny interview", Code.HOUSEHOLD),
        ("Interview with the Vampire", Code.CULTURE),
        ("Supplier interview: boxes", Code.BUSINESS),
        ("Fêter la fin des entretiens", Code.SOCIAL),
    ],
)
def test_what_surrounds_or_resembles_an_interview_is_none(title: str, code: Code) -> None:
    recognition = recognise(typed(title), OWNER)
    assert recognition.verdict is Verdict.NO
    assert code in codes(recognition)


@pytest.mark.parametrize(
    "title",
    [
        "Entretien technicien chaudières – Thermalor",
        "Entretien agent d'entretien – mairie",
        "Interview: Visa Officer, Aldous University",
        "Entretien Banque d'Arvernes",
        "Oakhaven Academy interview",
        "Entretien clinique du Parc, poste infirmier de nuit",
    ],
)
def test_a_job_in_another_trade_is_a_job(title: str) -> None:
    assert verdict(typed(title)) is Verdict.YES


def test_interviews_of_the_own_employer_are_not_the_owners() -> None:
    notes = "Merci pour votre candidature, nous parlerons du poste."
    title = "Entretien – comptable"
    assert verdict(invited(title, notes, RECRUITER)) is Verdict.YES
    assert verdict(invited(title, notes, COLLEAGUE)) is Verdict.NO
    below = "RH <rh@paris.brasval.example>"
    assert verdict(invited(title, notes, below)) is Verdict.NO


def test_a_platform_that_writes_for_the_own_employer_is_no_evidence() -> None:
    title = "Interview: Sofia Reyes - Engineer"
    named = invited(title, "", "Brasval <no-reply@us.greenhouse-mail.io>")
    assert verdict(named) is Verdict.NO
    panel = invited(title, "", "Recruiting <no-reply@us.greenhouse-mail.io>")
    colleagues = (*panel.attendees, Person("tom@brasval.example", "Tom"))
    assert verdict(replace(panel, attendees=colleagues)) is Verdict.NO


def test_who_invites_others_from_work_is_not_the_candidate() -> None:
    mine = Person(OWNER.emails[0], OWNER.name)
    guest = (Person("ezechiel_m@gmail.com", "Ezéchiel M."),)
    event = typed("Entretien final – contrôleur", organizer=mine, attendees=guest)
    assert verdict(event) is Verdict.NO
    assert verdict(replace(event, attendees=())) is Verdict.YES


def test_the_candidate_named_tells_whose_interview_it_is() -> None:
    other = invited("Entretien comptable", "Candidate : Ouarda Ziani", RECRUITER)
    mine = invited("Entretien comptable", "Candidate : Léa Kerdoncuff", RECRUITER)
    assert verdict(other) is Verdict.NO
    assert verdict(mine) is Verdict.YES


def test_interviewers_papers_tell_the_other_side_of_the_table() -> None:
    notes = "You're interviewing Sofia. Interview kit attached, submit your scorecard."
    assert verdict(invited("Interview", notes, RECRUITER)) is Verdict.NO


def test_a_platform_or_a_recruiters_words_make_up_for_a_bare_title() -> None:
    assert verdict(invited("Opaline", "", "Opaline <no-reply@hire.lever.co>")) is not Verdict.NO
    notes = "Suite à votre candidature, je vous appelle pour parler du poste."
    assert verdict(invited("Appel", notes, RECRUITER)) is Verdict.YES
    assert verdict(invited("Appel", "", RECRUITER)) is Verdict.NO


def test_an_occurrence_of_a_rule_is_none_but_an_override_may_be() -> None:
    event = typed("Entretien Cartélys", from_rule=True)
    assert verdict(event) is not Verdict.YES
    assert verdict(replace(event, from_rule=False, recurrence_id="20260512T090000Z")) is Verdict.YES


def test_a_whole_day_may_be_one_but_not_a_fortnight() -> None:
    day = date(2026, 5, 12)
    event = typed("Assessment center Cartélys", start=day, end=day + timedelta(days=1))
    assert verdict(event) is Verdict.YES
    assert verdict(replace(event, end=day + timedelta(days=14))) is not Verdict.YES


def test_what_could_be_either_is_asked() -> None:
    assert verdict(typed("Échange avec le cabinet Hélios")) is Verdict.ASK
    assert verdict(typed("Entretien Luméo ?")) is not Verdict.NO


def test_a_meeting_tools_block_says_nothing() -> None:
    block = (
        "________________________________________________________________________________\n"
        "Microsoft Teams meeting\nJoin the meeting now <https://teams.example/interview/job>\n"
        "Meeting ID: 281 555 010\nPasscode: recruiter\n"
        "________________________________________________________________________________\n"
    )
    bare = recognise(invited("Point projet", "", RECRUITER), OWNER)
    assert recognise(invited("Point projet", block, RECRUITER), OWNER) == bare


def test_a_mark_of_the_person_settles_it() -> None:
    assert verdict(typed("Dentiste"), override=True) is Verdict.YES
    assert verdict(typed("Entretien Cartélys"), override=False) is Verdict.NO
    recognition = recognise(typed("Dentiste"), OWNER, override=True)
    assert codes(recognition) == {Code.MARKED}


def test_our_own_events_are_never_interviews() -> None:
    ours = typed("Relancer Cartélys", our_mark=OurMark("0123456789ab-follow-up-1"))
    assert verdict(ours, override=True) is Verdict.NO


def test_accents_case_and_odd_spaces_change_nothing() -> None:
    plain = recognise(typed("2e entretien téléphonique"), OWNER)
    for title in (
        "2E ENTRETIEN TÉLÉPHONIQUE",
        "2e  entretien\ttelephonique",
        "2e entretien téléphonique",
    ):
        assert recognise(typed(title), OWNER).verdict is plain.verdict is Verdict.YES


def test_an_owner_without_employer_may_invite_a_companion() -> None:
    owner = Owner(("lea@courriel.example",), "Léa Kerdoncuff")
    mine, guest = Person("lea@courriel.example", "Léa"), Person("tom_k@gmail.com", "Tom")
    event = typed("Entretien d'embauche Cartélys", organizer=mine, attendees=(guest,))
    assert recognise(event, owner).verdict is Verdict.YES


def test_reasons_name_known_codes_and_the_score_is_their_sum() -> None:
    recognition = recognise(invited("Entretien RH Cartélys", "Votre candidature", RECRUITER), OWNER)
    assert codes(recognition) <= set(Code)
    assert recognition.score == pytest.approx(sum(r.weight for r in recognition.reasons), abs=0.05)
    assert any("Entretien" in reason.detail for reason in recognition.reasons)


@pytest.mark.parametrize(
    "title",
    [
        "Entretien de mi-parcours avec mon tuteur",
        "Entretien à mi-parcours",
        "Entretien avec ma tutrice d'alternance",
        "Bilan de milieu de contrat",
        "Mid-placement interview",
        "Interview with my line manager",
        "Zwischengespräch mit meinem Ausbilder",
        "Entrevista con mi tutora",
        "Colloquio con il mio tutor",
        "Gesprek met mijn stagebegeleider",
    ],
)
def test_a_talk_halfway_or_with_ones_own_tutor_is_a_review(title: str) -> None:
    recognition = recognise(typed(title), OWNER)
    assert recognition.verdict is Verdict.NO
    assert Code.REVIEW in codes(recognition)


@pytest.mark.parametrize(
    ("title", "notes"),
    [
        ("Entretien avec mon futur tuteur – Opaline", ""),
        ("Entretien avec le tuteur – Opaline", ""),
        ("Interview with my future line manager, Brightmoor", ""),
        ("Interview Brightmoor", "You will also talk with my line manager."),
        ("Entretien Opaline", "Vous verrez ensuite mon supérieur."),
    ],
)
def test_a_tutor_or_manager_to_come_leaves_it_an_interview(title: str, notes: str) -> None:
    assert verdict(invited(title, notes, RECRUITER)) is Verdict.YES
