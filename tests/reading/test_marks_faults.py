"""Words that are nearly marks, the command's answers, and texts meant to harm."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.errors import BadInput
from relance.model import Event, MarkKind, UserMark
from relance.reading.marks import MARKS, MarksRead, parse_mark, read_marks

DAY = date(2026, 11, 20)


def read(title: str, notes: str = "", *, ours: bool = True) -> MarksRead:
    start, end = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)
    event = Event("a@b.example", start, end, summary=title, description=notes)
    return read_marks(event, ours=ours, language="fr", day=DAY)


@pytest.mark.parametrize(
    "word",
    ["anwsered", "answerd", "repondus", "refuse", "ofre", "intervew", "injoignabel", "messages",
     "manquee", "atendre", "pas-entretient"],
)  # fmt: skip
def test_a_word_close_to_a_mark_is_reported_on_our_own_events(word: str) -> None:
    found = read("Appeler", f"#{word}")
    assert found == MarksRead(unknown=(f"#{word}",))
    assert read("Appeler", f"#{word}", ours=False).unknown == ()


@pytest.mark.parametrize("word", ["vacances", "urgent", "paris", "todo", "perso", "job", "2026"])
def test_other_hashtags_are_the_persons_own_business(word: str) -> None:
    assert read(f"#{word} Appeler", f"#{word}") == MarksRead()


def test_an_unknown_zone_or_number_is_reported_as_written() -> None:
    found = read("x", "#zone: Mars/Olympus\n#tel: plus tard")
    assert found.marks == ()
    assert found.unknown == ("#zone: Mars/Olympus", "#tel: plus tard")


def test_each_word_is_reported_once() -> None:
    assert read("#anwsered", "#anwsered\n#anwsered").unknown == ("#anwsered",)


@pytest.mark.parametrize("kind", [k for k in MarkKind if not MARKS[k].takes])
def test_the_command_takes_a_word_with_or_without_its_hash(kind: MarkKind) -> None:
    for word in MARKS[kind].words:
        for text in (word, f"#{word}", f" {word.upper()} "):
            assert parse_mark(text, language=None, day=DAY) == UserMark(kind)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("phone: +33 1 99 00 12 34", UserMark(MarkKind.PHONE, "+33199001234")),
        ("#tel 01 99 00 12 34", UserMark(MarkKind.PHONE, "+33199001234")),
        ("zone America/New_York", UserMark(MarkKind.ZONE, "America/New_York")),
        ("zone: america/new york", UserMark(MarkKind.ZONE, "America/New_York")),
        ("company: Opaline", UserMark(MarkKind.COMPANY, "Opaline")),
        ("entreprise Opaline & Fils", UserMark(MarkKind.COMPANY, "Opaline & Fils")),
        ("✅", UserMark(MarkKind.DONE)),
    ],
)
def test_the_command_takes_values(text: str, mark: UserMark) -> None:
    assert parse_mark(text, language="fr", day=DAY) == mark


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("anwsered", "answered"),
        ("banana", "Marks are: done"),
        ("", "Marks are: done"),
        ("wait", "wait 2026-12-05"),
        ("attendre bientôt", "attendre 2026-12-05"),
        ("zone Europe/Pari", "Europe/Paris"),
        ("zone", "America/Montreal"),
        ("tel 12", "+33 1 99 00 12 34"),
        ("company:", "company: Acme"),
        ("done deal", "Write done."),
    ],
)
def test_the_command_tells_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_mark(text, language="fr", day=DAY)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_carry_no_control_characters_and_stay_short() -> None:
    found = read("x", "#company: O\x00pa\x1b[31mline\u202e\u200b" + "x" * 5000)
    (mark,) = found.marks
    assert mark.value.isprintable()
    assert len(mark.value) <= 200


@pytest.mark.parametrize(
    "piece",
    ["#", "#wait ", "#wait 1/1 ", "# ", "✅", "<p", "&#35;", "#a-", "#tel 0 ", "\n#stop", "-"],
)
def test_a_hostile_text_costs_little(piece: str) -> None:
    text = piece * 100_000
    started = time.perf_counter()
    found = read(text, text)
    assert time.perf_counter() - started < 2
    assert len(found.marks) <= 50
    assert len(found.unknown) <= 50


@given(st.text(max_size=400), st.text(max_size=400), st.booleans())
@settings(deadline=None, derandomize=True, max_examples=200)
def test_any_text_is_read(title: str, notes: str, ours: bool) -> None:
    found = read(title, notes, ours=ours)
    assert all(mark.value.isprintable() for mark in found.marks)
    assert ours or not found.unknown


@given(st.text(max_size=80))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_the_command_understands_or_tells(text: str) -> None:
    told = ""
    try:
        parse_mark(text, language=None, day=DAY)
    except BadInput as fault:
        told = str(fault)
    assert told.isprintable()
