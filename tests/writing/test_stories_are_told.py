"""The sentences of `why`, one by one, where a life at the desk seldom comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builders import PARIS, at, candidacy, interview, occasion
from relance.model import Channel, FollowUp, Key, Reason, State, Step
from relance.planning.sequence import Due
from relance.planning.why import Grounds
from relance.writing.story import Story
from relance.writing.teller import Teller

MET = interview("2026-11-05 10:00")
WHOSE = candidacy(occasion(MET))
NOW = at("2026-11-16 08:00")


def due(reason: Reason, start: str = "2026-11-20 00:00") -> Due:
    key = Key(MET.identity, Step.FOLLOW_UP, 1)
    return Due(key, Channel.PHONE, 3, at(start), WHOSE.occasions[0], reason=reason)


def follow_up(step: Step = Step.FOLLOW_UP, state: State = State.PASSED) -> FollowUp:
    start = at("2026-11-20 10:00")
    key = Key(MET.identity, step)
    return FollowUp(
        key, WHOSE.id, "Acme", Channel.PHONE, 3, start, start, start, "Europe/Paris", state
    )


def story(one: FollowUp, led: Grounds, language: str, **how: bool) -> str:
    told = Story(Teller(language, PARIS, NOW), one, WHOSE, led, **how)
    return " ".join(told.sentences()).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("reason", "english", "french"),
    [
        (
            Reason("promised", "2026-11-19"),
            "one working day after Thursday 19 November, for which a reply was promised.",
            "un jour ouvré après le jeudi 19 novembre, date promise pour la réponse.",
        ),
        (
            Reason("small", "2026-11-19"),
            "in a small company nobody takes messages, so a short email follows the call of",
            "dans une petite structure, personne ne prend de message ; un court courriel suit donc",
        ),
        (
            Reason("working-days", "1 2026-11-19"),
            "1 working day after Thursday 19 November.",
            "1 jour ouvré après le jeudi 19 novembre.",
        ),
        (
            Reason("working-days", "1 2026-11-05"),
            "1 working day after the interview of Thursday 5 November.",
            "1 jour ouvré après l’entretien du jeudi 5 novembre.",
        ),
        (
            Reason("due"),
            "Due from Friday 20 November.",
            "À faire à partir du vendredi 20 novembre.",
        ),
        (Reason("something-new", "x y"), "Due from Friday", "À faire à partir du vendredi"),
    ],
)
def test_what_set_the_day_is_told(reason: Reason, english: str, french: str) -> None:
    for language, sentence in (("en", english), ("fr", french)):
        assert sentence in story(follow_up(), Grounds(due=due(reason)), language)


def test_a_day_that_is_far_has_its_year() -> None:
    led = Grounds(due=due(Reason("wait", "2028-03-01"), "2028-03-02 00:00"))
    assert "Due from Thursday 2 March 2028: one working day after Wednesday 1 March 2028" in story(
        follow_up(), led, "en"
    )


def test_the_marker_and_its_end_are_told() -> None:
    day = date(2026, 11, 20)
    marker = replace(
        follow_up(Step.ABANDON, State.PENDING), channel=Channel.MARKER, start=day, end=day
    )
    said = story(marker, Grounds(due=due(Reason("due"))), "en")
    assert "It lies on the first working day from then on." in said
    over = replace(marker, state=State.PASSED)
    assert "Its day is over, and with it the sequence." in story(over, Grounds(), "en")
    assert "Son jour est passé, et la suite de relances avec lui." in story(over, Grounds(), "fr")


def test_the_persons_own_words_and_a_missing_event_are_told() -> None:
    pending = replace(follow_up(state=State.PENDING), pinned=True)
    assert "You wrote its words anew" in story(pending, Grounds(), "en", edited=True)
    assert "It is not in your calendar yet" in story(pending, Grounds(), "en", written=False)
    assert "not in your calendar" not in story(pending, Grounds(), "en")


@pytest.mark.parametrize(
    ("rule", "zone", "english"),
    [
        ("owner-hours", "Asia/Tokyo", "no hour suits both you and Tokyo: an email instead."),
        ("owner-hours", "Europe/Paris", "Most of all in the way: outside your own hours."),
        ("busy", "Asia/Tokyo", "Most of all in the way: over something in your calendars"),
        ("", "Asia/Tokyo", "no hour was left for one when it was placed: an email instead."),
    ],
)
def test_why_a_call_became_an_email_is_told(rule: str, zone: str, english: str) -> None:
    one = replace(follow_up(), zone=zone)
    assert english in story(one, Grounds(no_call=Reason(rule)), "en")


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Europe/London", "London", "Londres"),
        ("America/New_York", "New York", "New York"),
        ("America/Montreal", "Montreal", "Montreal"),
        ("Asia/Calcutta", "Calcutta", "Calcutta"),
    ],
)
def test_a_zone_is_told_by_its_own_city(zone: str, english: str, french: str) -> None:
    from relance.writing.dates import city

    assert (city(zone, "en"), city(zone, "fr")) == (english, french)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_sentence_ends_with_two_stops(language: str) -> None:
    then = replace(follow_up(state=State.PENDING), start=date(2026, 12, 3), end=date(2026, 12, 4))
    said = story(follow_up(state=State.FORECAST), Grounds(then=then), language)
    assert said.endswith(("3 Dec.", "3 déc."))
    assert ".." not in said
