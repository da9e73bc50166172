"""A candidate in Paris, recruiters on other clocks: what is written suits both."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

import brute
from builders import FRANCE, PARIS, at
from candidate import Candidate, invitation, written
from relance.model import Channel, Event, Key, Recruiter, Step
from relance.reading.memory import Memory
from relance.reading.recruiters import Known
from sequence_rules import rules_of

if TYPE_CHECKING:
    from pathlib import Path

CITIES = {
    "New York": (Recruiter("America/New_York", "US"), "+1 212 555 0147", "America/New_York"),
    "Montréal": (Recruiter("America/Toronto", "CA"), "+1 514 555 0147", "America/Toronto"),
    "Sydney": (Recruiter("Australia/Sydney", "AU"), "+61 2 5550 4321", "Australia/Sydney"),
}
RULES = rules_of(FRANCE)


def known_by(camille: Candidate, how: str, city: str) -> str:
    """Return what the invitation says of the recruiter's place, or tell the settings."""
    place, phone, zone = CITIES[city]
    if how == "a mark":
        return f"Candidature.\n#zone: {zone}"
    if how == "the settings":
        camille.known["Lumigrade"] = Known(zone=place.zone)
        return "Candidature."
    return f"Candidature. Tél. {phone}"


def life(camille: Candidate, start: str, until: str) -> list[Event]:
    """Let the days pass, from one follow-up to the next; return every one that stood."""
    now = at(start)
    while now < at(until):
        camille.run(now)
        ends = [e.span(PARIS).end for e in camille.follow_ups()]
        now = min((end for end in ends if end > now), default=now + timedelta(days=2))
    return camille.follow_ups()


def by(event: Event) -> Channel:
    assert event.our_mark is not None
    return Memory.loads(event.our_mark.memory).by


def step(event: Event) -> Step:
    assert event.our_mark is not None
    return Key.parse(event.our_mark.key).step


def suits_both(event: Event, place: Recruiter) -> None:
    """Check a slot against windows, exclusions, hours and holidays, on both clocks."""
    start, end = (event.span(PARIS).start, event.span(PARIS).end)
    there, until = (m.astimezone(ZoneInfo(place.zone)) for m in (start, end))
    windows = (
        [(time(9), time(12)), (time(14), time(18))]
        if by(event) is Channel.PHONE
        else [(time(8, 30), time(18, 30))]
    )
    assert any(a <= there.time() and until.time() <= b for a, b in windows)
    assert there.weekday() < 5
    assert (there.weekday(), there.time() < time(12)) != (0, True)
    assert (there.weekday(), until.time() > time(16)) != (4, True)
    assert not brute.holiday(there.date(), place)
    own, till = start.astimezone(PARIS), end.astimezone(PARIS)
    assert time(8) <= own.time()
    assert till.time() <= time(20)
    assert not brute.holiday(own.date(), FRANCE)


@pytest.mark.parametrize("how", ["a mark", "the settings", "the number"])
@pytest.mark.parametrize("city", ["New York", "Montréal"])
def test_calls_across_the_ocean_are_made_while_both_are_at_work(
    city: str, how: str, tmp_path: Path
) -> None:
    camille = Candidate(tmp_path)
    notes = known_by(camille, how, city)
    camille.life.put(invitation("Lumigrade", "2026-10-20 16:00", notes=notes))
    events = life(camille, "2026-10-19 09:00", "2026-12-20 09:00")

    assert [step(e) for e in events] == [
        Step.THANK_YOU, Step.FOLLOW_UP, Step.FOLLOW_UP, Step.FOLLOW_UP, Step.ABANDON,
    ]  # fmt: skip
    calls = [e for e in events if by(e) is Channel.PHONE]
    assert len(calls) == 2
    for event in events[:-1]:
        suits_both(event, CITIES[city][0])


@pytest.mark.parametrize("how", ["a mark", "the settings", "the number"])
def test_where_no_hour_suits_both_a_call_becomes_an_email(how: str, tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    notes = known_by(camille, how, "Sydney")
    camille.life.put(invitation("Lumigrade", "2026-11-10 09:00", notes=notes))
    events = life(camille, "2026-11-09 09:00", "2027-01-15 09:00")

    assert [step(e) for e in events].count(Step.FOLLOW_UP) == 3
    assert {by(e) for e in events[:-1]} == {Channel.EMAIL}
    for event in events[:-1]:
        suits_both(event, CITIES["Sydney"][0])


def test_a_zone_that_is_marked_later_moves_what_is_to_come(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-10 15:00", uid="one"))
    camille.run("2026-11-09 09:00")
    camille.run("2026-11-11 19:00")
    call = camille.follow_ups()[-1]
    camille.hand(call, description=f"{call.description}\n#fuseau: America/New_York")
    camille.run("2026-11-11 19:05")

    suits_both(camille.follow_ups()[-1], CITIES["New York"][0])
    assert written(camille.run("2026-11-11 19:05")) == (0, 0, 0)


def test_the_recruiters_holiday_is_no_day_to_call(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    notes = known_by(camille, "the number", "New York")
    camille.life.put(invitation("Lumigrade", "2026-11-19 16:00", notes=notes))
    events = life(camille, "2026-11-18 09:00", "2026-12-03 09:00")

    thanksgiving = datetime(2026, 11, 26, tzinfo=PARIS).date()
    days = [e.span(PARIS).start.astimezone(ZoneInfo("America/New_York")).date() for e in events]
    assert thanksgiving not in days
    assert step(events[1]) is Step.FOLLOW_UP
    assert days[1] > thanksgiving  # five working days after the 19th, the holiday left out


def test_a_zone_that_counts_for_the_company_survives_the_journal(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")
    event = camille.only()
    camille.hand(event, description=f"{event.description}\n#zone: America/New_York")
    camille.run("2026-11-20 09:10")
    camille.life.put(invitation("Lumigrade", "2026-11-25 10:00", uid="two"))
    camille.life.remove("one")
    camille.run("2026-11-20 09:20")
    before = camille.follow_ups()
    camille.lose_journal()
    assert written(camille.run("2026-11-20 09:20")) == (0, 0, 0)
    assert camille.follow_ups() == before
