from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from relance.model import Channel, Reason, Span, State, Step, Verdict
from relance.planning.slots import BROKEN
from relance.reading.lexicon import Code
from relance.writing import dates
from relance.writing.catalogue import language_of, msg
from relance.writing.wording import (
    channel_name,
    heading,
    round_name,
    say,
    state_name,
    step_name,
    verdict_name,
)

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

WRITING = files("relance.writing")
NBSP = "\u00a0"


def catalogue(language: str) -> Catalog:
    text = (WRITING / "locale" / language / "LC_MESSAGES" / "relance.po").read_bytes()
    return read_po(io.BytesIO(text), locale=language)


def ids(found: Catalog) -> set[str]:
    return {str(m.id) for m in found if m.id}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    folder = WRITING / "locale" / language / "LC_MESSAGES"
    assert compiled.getvalue() == (folder / "relance.mo").read_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    package = str(files("relance"))
    said = {m[2] for m in extract_from_dir(package, keywords={"msg": None})}
    assert len(said) > 100
    assert ids(catalogue(language)) == said


def test_every_message_is_translated_with_the_same_fields() -> None:
    for message in catalogue("fr"):
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy
            assert fields(str(message.string)) == fields(str(message.id))


def test_french_has_one_word_for_a_calendar() -> None:
    said = [str(message.string) for message in catalogue("fr") if message.id]
    assert [text for text in said if "calendrier" in text.casefold()] == []


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_steps_have_their_names() -> None:
    assert step_name(Step.FOLLOW_UP, 2, 3, "fr") == "relance 2/3"
    assert step_name(Step.FOLLOW_UP, 3, 3, "fr") == "dernière relance (3/3)"
    assert step_name(Step.FOLLOW_UP, 4, 3, "en") == "last follow-up (4/4)"
    assert step_name(Step.THANK_YOU, 1, 1, "fr") == "remerciement"
    assert step_name(Step.ABANDON, 1, 1, "en") == "abandon"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_that_has_a_name_gets_one_of_its_own(language: str) -> None:
    steps = {step_name(step, 1, 3, language) for step in Step}
    states = {state_name(state, language) for state in State}
    channels = {channel_name(channel, language) for channel in Channel}
    verdicts = {verdict_name(verdict, language) for verdict in Verdict}
    assert [len(steps), len(states), len(channels), len(verdicts)] == [6, 6, 3, 3]


def test_rounds_headings_and_unknown_ones() -> None:
    assert round_name("technical", "fr") == "technique"
    assert round_name("round_1", "fr") == "1er échange"
    assert round_name("round_3", "fr") == "3e échange"
    assert (round_name("round_1", "en"), round_name("round_2", "en")) == ("first round", "round 2")
    assert round_name("round_x", "en") == "round_x"
    assert round_name(None, "en") == ""
    assert heading("reason", "fr") == "Pourquoi"
    assert heading("when", "en") == "When"
    assert heading("nonsense", "fr") == "Nonsense"


def test_a_round_never_reads_as_somebodys_title() -> None:
    assert round_name("manager", "fr") == "avec le manager"
    assert round_name("manager", "en") == "with the manager"
    assert round_name("team", "fr") == "avec l\u2019équipe"
    assert round_name("panel", "fr") == "devant un jury"


def test_the_language_wanted_wins_then_the_one_spoken_then_the_other() -> None:
    assert language_of("en", "fr") == "fr"
    assert language_of("fr") == "fr"
    assert language_of(None, otherwise="fr") == "fr"
    assert language_of("de", otherwise="fr") == "en"
    assert language_of(None) == "en"


def test_days_and_times_are_written_as_people_do() -> None:
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    span = Span(start, start + timedelta(minutes=15))
    paris, kolkata = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Kolkata")
    assert dates.day_and_time(span, paris, "fr") == "mar. 24 nov. 10:00"
    assert dates.day_and_time(span, kolkata, "en") == "Tue 24 Nov 14:30"
    assert dates.day(date(2026, 12, 1), "fr") == "mardi 1er décembre"
    assert dates.day(date(2026, 12, 1), "en") == "Tuesday 1 December"
    assert dates.hours(span, paris) == "10:00-10:15"


@pytest.mark.parametrize(
    ("reason", "french", "english"),
    [
        (
            Reason("working-days", "5 2026-11-10"),
            "5 jours ouvrés après le mardi 10 novembre",
            "5 working days after Tuesday 10 November",
        ),
        (
            Reason("working-days", "1 2026-11-10"),
            "1 jour ouvré après le mardi 10 novembre",
            "1 working day after Tuesday 10 November",
        ),
        (
            Reason("promised", "2026-11-20"),
            "une réponse était promise pour le vendredi 20 novembre",
            "a reply was promised for Friday 20 November",
        ),
        (Reason("waited", "", 0.0), "dès l\u2019échéance", "as soon as it is due"),
        (
            Reason("waited", "", 2.5),
            "2,5 heures ouvrées après l\u2019échéance",
            "2.5 working hours after it was due",
        ),
        (Reason("day", "mon", 8), "un jour moins bon (+8)", "a less good day (+8)"),
        (Reason("day", "wed", 0), "un bon jour", "a good day"),
        (
            Reason("exclusion", "in an exclusion: 12 of 40", 12),
            "dans une plage exclue (12/40)",
            "in an exclusion (12/40)",
        ),
        (
            Reason("became-email"),
            f"pas de créneau pour un appel{NBSP}: un courriel à la place",
            "no slot for a call: an email instead",
        ),
        (Reason("some-new-code", "x\n#stop"), "some-new-code: x ♯stop", "some-new-code: x ♯stop"),
        (Reason("promised", "soon"), "promised: soon", "promised: soon"),
        (Reason("promised", "2026-99-99"), "promised: 2026-99-99", "promised: 2026-99-99"),
    ],
)
def test_reasons_are_told_in_plain_words(reason: Reason, french: str, english: str) -> None:
    assert say(reason, "fr") == french
    assert say(reason, "en") == english


def test_every_rule_that_stands_in_the_way_has_its_words() -> None:
    for code in BROKEN:
        reason = Reason(code, BROKEN[code])
        assert say(reason, "fr") != str(reason)
        assert say(reason, "fr") != say(reason, "en")


def test_everything_that_speaks_for_or_against_an_interview_has_its_words() -> None:
    for code in Code:
        if code is Code.NEUTRAL:
            continue  # never told
        french = say(Reason(code, "visio", 2.0), "fr")
        assert french.endswith(f"{NBSP}: visio")
        assert french != say(Reason(code, "visio", 2.0), "en")
        assert f"{code}: " not in french
    assert say(Reason(Code.SHAPE, "very long"), "fr") == f"sa forme{NBSP}: très long"


def test_a_message_is_given_back_as_it_is_by_its_marker() -> None:
    assert msg("x") == "x"
