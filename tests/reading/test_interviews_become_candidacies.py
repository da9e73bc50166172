"""Interviews of one company are one candidacy; those of one day are one occasion."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from builders import FRANCE, PARIS, at, interview, said, stood
from relance.model import Candidacy, Channel, Details, Interview, MarkKind, Said, Standing, Step
from relance.planning.windows import public_holidays
from relance.reading.candidacies import Evidence, candidacies, grouped, last_day
from relance.reading.recruiters import Known

if TYPE_CHECKING:
    from collections.abc import Mapping


def made(
    *interviews: Interview,
    gone: tuple[Interview, ...] = (),
    standings: tuple[Standing, ...] = (),
    marks: Mapping[str, tuple[Said, ...]] | None = None,
    known: Known | None = None,
) -> tuple[Candidacy, ...]:
    evidence = Evidence(
        interviews, gone, standings, marks or {}, FRANCE, lambda _: known or Known()
    )
    return candidacies(evidence)


def with_details(of: Interview, **details: object) -> Interview:
    return replace(of, details=replace(of.details, **details))  # type: ignore[arg-type]  # its fields


def test_rounds_with_one_company_are_one_candidacy() -> None:
    (one,) = made(
        interview("2026-11-10 10:00", company="Lumigrade"),
        interview("2026-11-24 10:00", company="Lumigrade SAS"),
    )

    assert [o.day for o in one.occasions] == [date(2026, 11, 10), date(2026, 11, 24)]


def test_interviews_of_one_day_are_one_occasion() -> None:
    (one,) = made(interview("2026-11-24 10:00"), interview("2026-11-24 15:00", uid="later"))
    (occasion,) = one.occasions

    assert (occasion.start, occasion.end) == (at("2026-11-24 10:00"), at("2026-11-24 16:00"))


def test_the_same_appointment_found_twice_is_one_occasion() -> None:
    invited = interview("2026-11-24 10:00")
    typed = interview("2026-11-24 10:00", company=None, uid="typed by hand")
    (one,) = made(invited, typed)

    assert len(one.occasions) == 1
    assert one.company == "Lumigrade"


@pytest.mark.parametrize(("start", "minutes"), [("2026-11-24 10:00", 30), ("2026-11-24 10:15", 60)])
def test_a_copy_typed_by_hand_need_not_be_exact(start: str, minutes: int) -> None:
    typed = interview(start, minutes=minutes, company=None, uid="typed by hand")
    (one,) = made(interview("2026-11-24 10:00"), typed)

    assert len(one.occasions) == 1


def test_a_copy_that_could_be_of_two_appointments_is_of_none() -> None:
    found = made(
        interview("2026-11-24 10:00", company="Lumigrade"),
        interview("2026-11-24 10:30", company="Brumair"),
        interview("2026-11-24 10:40", company=None, uid="typed by hand"),
    )

    assert len(found) == 3


def test_appointments_one_after_the_other_are_no_copies() -> None:
    later = interview("2026-11-24 11:00", company=None, uid="typed by hand")

    assert len(made(interview("2026-11-24 10:00"), later)) == 2


def test_a_company_named_on_a_follow_up_counts_for_all_its_interviews() -> None:
    first, second = interview("2026-11-10 10:00"), interview("2026-11-24 10:00")
    thanks = stood(first, Step.THANK_YOU, "2026-11-11 09:00")
    named = said(MarkKind.COMPANY, "2026-11-11 12:00", value="Brumair", on=thanks.key)
    (one,) = made(first, second, standings=(thanks,), marks={first.identity: (named,)})

    assert (one.company, len(one.occasions)) == ("Brumair", 2)


def test_a_company_named_on_an_interview_later_counts_for_that_one() -> None:
    first, second = interview("2026-11-10 10:00"), interview("2026-11-24 10:00")
    thanks = stood(first, Step.THANK_YOU, "2026-11-11 09:00")
    named = said(MarkKind.COMPANY, "2026-11-11 12:00", value="Brumair", on=thanks.key)
    own = said(MarkKind.COMPANY, "2026-11-12 12:00", value="Orbelane")
    marks = {first.identity: (named,), second.identity: (own,)}

    assert {c.company for c in made(first, second, standings=(thanks,), marks=marks)} == {
        "Brumair",
        "Orbelane",
    }


def test_without_a_company_each_interview_stands_alone() -> None:
    assert (
        len(
            made(
                interview("2026-11-24 10:00", company=None),
                interview("2026-11-25 10:00", company=None),
            )
        )
        == 2
    )


def test_roles_of_one_agency_are_candidacies_of_their_own() -> None:
    sales = with_details(
        interview("2026-11-24 10:00", company="Lisière"), agency="Lisière", role="Sales"
    )
    buyer = with_details(
        interview("2026-11-25 10:00", company="Lisière"), agency="Lisière", role="Buyer"
    )

    assert len(made(sales, buyer)) == 2


def test_clients_of_one_agency_are_candidacies_of_their_own() -> None:
    first = with_details(interview("2026-11-24 10:00", company="Orféo"), agency="Lisière")
    second = with_details(interview("2026-11-25 10:00", company="Tavernor"), agency="Lisière")

    assert {c.company for c in made(first, second)} == {"Orféo", "Tavernor"}


def test_the_order_of_what_is_known_changes_nothing() -> None:
    many = [
        interview(f"2026-11-{day:02} 10:00", company=company)
        for day, company in enumerate(["Ambre", "Ambre SA", "Boréal", "Groupe Boréal", None] * 4, 2)
    ]
    expected = made(*many)
    for seed in range(10):
        assert made(*random.Random(seed).sample(many, len(many))) == expected


def test_the_last_word_of_the_interviews_counts() -> None:
    first = with_details(
        interview("2026-11-10 10:00"), contact_name="Agathe Serre", phone="+33199004455"
    )
    second = with_details(interview("2026-11-24 10:00"), contact_name="Hugo Lemarchand")
    (one,) = made(second, first)

    assert (one.details.contact_name, one.details.phone) == ("Hugo Lemarchand", "+33199004455")


def test_a_corrected_company_joins_its_others() -> None:
    wrong = interview("2026-11-10 10:00", company="Lumi")
    right = interview("2026-11-24 10:00", company="Brumair")
    fixed = {wrong.identity: (said(MarkKind.COMPANY, "2026-11-25 10:00", value="Brumair"),)}

    assert [c.company for c in made(wrong, right, marks=fixed)] == ["Brumair"]


def test_what_stands_belongs_to_the_occasion_of_its_interview() -> None:
    one, two = interview("2026-11-10 10:00"), interview("2026-11-24 10:00")
    thanks = stood(one, Step.THANK_YOU, "2026-11-11 09:00", channel=Channel.EMAIL)
    (both,) = made(one, two, standings=(thanks,))

    assert [o.standings for o in both.occasions] == [(thanks,), ()]


def test_what_stands_for_an_interview_that_went_stays_with_its_day() -> None:
    here, went = interview("2026-11-24 10:00"), interview("2026-11-24 15:00", uid="went")
    thanks = stood(went, Step.THANK_YOU, "2026-11-25 09:00", channel=Channel.EMAIL)
    (one,) = made(here, gone=(went,), standings=(thanks,))

    assert one.occasions[0].standings == (thanks,)


def test_a_later_round_that_went_is_told() -> None:
    first = interview("2026-11-10 10:00", first_seen="2026-11-01 09:00")
    later = interview("2026-11-24 10:00", first_seen="2026-11-12 09:00")
    (one,) = made(first, gone=(later,))

    assert one.round_cancelled


def test_a_rescheduled_interview_is_no_cancelled_round() -> None:
    # The first appointment was on the 24th; the new one, seen later, is on the 10th.
    left = interview("2026-11-24 10:00", first_seen="2026-11-01 09:00")
    new = interview("2026-11-10 10:00", first_seen="2026-11-03 09:00")
    (one,) = made(new, gone=(left,))

    assert not one.round_cancelled


@pytest.mark.parametrize(
    ("phone", "zone", "country"),
    [
        ("+12125550123", "America/New_York", "US"),
        ("+33199004455", "Europe/Paris", "FR"),
        ("+442079460321", "Europe/London", "GB"),
        ("+18005550123", "Europe/Paris", "FR"),  # toll-free: it may ring anywhere
        (None, "Europe/Paris", "FR"),
    ],
)
def test_a_phone_number_tells_where_the_recruiter_is(
    phone: str | None, zone: str, country: str
) -> None:
    (one,) = made(with_details(interview("2026-11-24 10:00"), phone=phone))

    assert (one.recruiter.zone, one.recruiter.country) == (zone, country)


def test_the_settings_know_better_than_the_number_and_a_mark_better_than_both() -> None:
    called = with_details(interview("2026-11-24 10:00"), phone="+12125550123")
    (by_settings,) = made(called, known=Known(zone="America/Montreal"))
    marked = {called.identity: (said(MarkKind.ZONE, "2026-11-24 09:00", value="Asia/Kolkata"),)}
    (by_mark,) = made(called, known=Known(zone="America/Montreal"), marks=marked)

    assert (by_settings.recruiter.zone, by_settings.recruiter.country) == ("America/Montreal", "CA")
    assert (by_mark.recruiter.zone, by_mark.recruiter.country) == ("Asia/Kolkata", "IN")


def test_of_two_zones_noted_in_one_second_the_same_counts_whatever_interview_holds_them() -> None:
    sooner = interview("2026-11-10 10:00", company="Lumigrade")
    later = interview("2026-11-24 10:00", company="Lumigrade")
    marks = [
        said(MarkKind.ZONE, "2026-11-09 09:00", value="America/New_York"),
        said(MarkKind.ZONE, "2026-11-09 09:00", value="Australia/Sydney"),
    ]
    zones = {
        made(sooner, later, marks={sooner.identity: (one,), later.identity: (two,)})[0].recruiter
        for one, two in (marks, marks[::-1])
    }
    assert len(zones) == 1


@pytest.mark.parametrize("zone", ["Antarctica/Troll", "UTC", "Etc/GMT+3", "Africa/El_Aaiun"])
def test_a_zone_without_known_holidays_is_a_clock_alone(zone: str) -> None:
    met = interview("2026-11-24 10:00")
    (one,) = made(met, marks={met.identity: (said(MarkKind.ZONE, "2026-11-24 09:00", value=zone),)})

    assert one.recruiter.zone == zone
    assert isinstance(public_holidays(one.recruiter.country, "", 2026), frozenset)


def test_an_interview_that_ends_at_midnight_belongs_to_its_day() -> None:
    assert last_day(interview("2026-11-24 23:00"), PARIS) == date(2026, 11, 24)
    assert last_day(interview("2026-11-24 23:30"), PARIS) == date(2026, 11, 25)


def test_six_hundred_companies_stay_apart() -> None:
    many = [
        Interview(
            replace(interview("2026-11-24 10:00").event, uid=f"u{n}"),
            interview("2026-11-24 10:00").recognition,
            Details(company=f"Société {chr(97 + n % 26)}{n:04}bris"),
            at("2026-11-01 09:00"),
        )
        for n in range(600)
    ]

    assert len(grouped(many)) == 600


def test_a_civility_never_passes_on_to_another_contact() -> None:
    first = with_details(
        interview("2026-03-02 10:00"), contact_name="Lefort", contact_civility="ms"
    )
    second = with_details(interview("2026-03-09 10:00"), contact_name="Dupont")
    silent = interview("2026-03-09 10:00")
    (one,) = made(first, second)
    assert (one.details.contact_name, one.details.contact_civility) == ("Dupont", None)
    (other,) = made(first, silent)
    assert (other.details.contact_name, other.details.contact_civility) == ("Lefort", "ms")
