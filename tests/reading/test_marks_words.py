"""Every mark, in both languages, wherever it counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from relance.model import Event, MarkKind, UserMark
from relance.reading.marks import MARKS, MarksRead, read_marks

DAY = date(2026, 11, 20)
ARGUMENTS = {
    "": "",
    "date": " 2026-12-05",
    "text": ": Opaline & Fils",
    "phone": ": +33 1 99 00 12 34",
    "zone": ": America/Montreal",
}
VALUES = {
    "": "",
    "date": "2026-12-05",
    "text": "Opaline & Fils",
    "phone": "+33199001234",
    "zone": "America/Montreal",
}
WORDS = [(kind, word, MARKS[kind].takes) for kind in MarkKind for word in MARKS[kind].words]


def read(
    title: str, notes: str = "", *, ours: bool = True, language: str | None = "fr"
) -> MarksRead:
    start, end = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)
    event = Event("a@b.example", start, end, "Europe/Paris", summary=title, description=notes)
    return read_marks(event, ours=ours, language=language, day=DAY)


def kinds(found: MarksRead) -> list[MarkKind]:
    return [mark.kind for mark in found.marks]


def test_the_table_has_every_mark_in_both_languages_with_its_meaning() -> None:
    assert set(MARKS) == set(MarkKind)
    assert all(mark.english and mark.french and mark.meaning for mark in MARKS.values())


@pytest.mark.parametrize(("kind", "word", "takes"), WORDS)
def test_a_word_counts_in_any_case_and_without_accents(
    kind: MarkKind, word: str, takes: str
) -> None:
    bare = word.replace("é", "e")
    for form in (word, word.upper(), word.capitalize(), bare, bare.upper()):
        expected = (UserMark(kind, VALUES[takes]),)
        assert read("Appeler", f"#{form}{ARGUMENTS[takes]}").marks == expected
        assert read(f"#{form}{ARGUMENTS[takes]}").marks == expected


@pytest.mark.parametrize("language", ["fr", "en", "de", None])
def test_both_languages_are_always_understood(language: str | None) -> None:
    found = read("Appeler Opaline #refus", "#answered", language=language)
    assert kinds(found) == [MarkKind.REFUSED, MarkKind.ANSWERED]


def test_the_title_is_read_before_the_notes_and_each_from_its_start() -> None:
    found = read("✅ Appeler #petite", "bla #message et\n#stop puis #offre")
    assert kinds(found) == [
        MarkKind.DONE, MarkKind.SMALL, MarkKind.MESSAGE, MarkKind.STOP, MarkKind.OFFER,
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["✅ Appeler Opaline", "  ✅ Appeler", "✅", "✅\ufe0f Appeler"])
def test_a_tick_alone_at_the_start_of_the_title_is_done(title: str) -> None:
    assert kinds(read(title)) == [MarkKind.DONE]
    assert kinds(read(title, ours=False)) == [MarkKind.DONE]


@pytest.mark.parametrize("title", ["Appeler ✅", "✅Appeler", "✅✅ Appeler"])
def test_a_tick_elsewhere_is_no_mark(title: str) -> None:
    assert read(title).marks == ()


def test_a_tick_in_the_notes_is_no_mark() -> None:
    assert read("Appeler", "✅ fait").marks == ()


def test_on_our_own_events_a_mark_counts_anywhere() -> None:
    assert kinds(read("Appeler Opaline (#répondu)")) == [MarkKind.ANSWERED]
    assert kinds(read("Appeler", "eu Zita, #message laissé.")) == [MarkKind.MESSAGE]
    assert kinds(read("Appeler #fait !")) == [MarkKind.DONE]


def test_on_others_events_a_mark_counts_as_the_first_word_of_the_title() -> None:
    assert kinds(read("#refus Entretien Opaline", ours=False)) == [MarkKind.REFUSED]
    assert kinds(read("#wait 05/12 Entretien Opaline", ours=False)) == [MarkKind.WAIT]
    assert read("Entretien Opaline #refus", ours=False).marks == ()


def test_on_others_events_a_mark_counts_alone_on_a_line_of_the_notes() -> None:
    assert kinds(read("x", "Bonjour,\n  #offre  \nà demain", ours=False)) == [MarkKind.OFFER]
    assert kinds(read("x", "#company: Opaline", ours=False)) == [MarkKind.COMPANY]
    assert kinds(read("x", "- #attendre le 5 décembre.", ours=False)) == [MarkKind.WAIT]
    assert kinds(read("x", "#petite #message", ours=False)) == [MarkKind.SMALL, MarkKind.MESSAGE]
    assert read("x", "our #offer to you", ours=False).marks == ()
    assert read("x", "#offer valid until Friday", ours=False).marks == ()


def test_marks_are_seen_in_notes_written_as_html() -> None:
    assert kinds(read("x", "<p>Bonjour</p><p><b>#offre</b></p>", ours=False)) == [MarkKind.OFFER]
    assert kinds(read("x", "eu Zita<br>#r&eacute;pondu<br/>", ours=False)) == [MarkKind.ANSWERED]


def test_a_value_runs_to_the_end_of_its_line() -> None:
    found = read("x", "#entreprise : Opaline, Fils & Co\n#fuseau: europe/london")
    assert found.marks == (
        UserMark(MarkKind.COMPANY, "Opaline, Fils & Co"),
        UserMark(MarkKind.ZONE, "Europe/London"),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#tel: 01 99 00 12 34", "+33199001234"),
        ("#tel 06.39.98.00.11 (portable)", "+33639980011"),
        ("#phone: +44 20 7946 0123", "+442079460123"),
        ("#phone: (628) 555-0142", "+16285550142"),
    ],
)
def test_a_phone_is_kept_in_international_form(text: str, value: str) -> None:
    assert read("x", text).marks == (UserMark(MarkKind.PHONE, value),)


@pytest.mark.parametrize(
    "text",
    [
        "https://opaline.example/#done", "voir opaline.example/#refus", "a#stop", "##stop",
        "done", "fait", "#donegal", "#done-ish", "#stopper", "&#35x", "C#", "#1", "#", "# done",
        "#stop_it", "&#100;one",
    ],
)  # fmt: skip
def test_false_friends_are_no_marks(text: str) -> None:
    assert read("Appeler Opaline", f"{text}\n").marks == ()


def test_what_a_mark_takes_ends_where_the_next_mark_begins() -> None:
    found = read("Relance · Opaline #company: Dunmarrow #refused").marks
    assert found == (UserMark(MarkKind.COMPANY, "Dunmarrow"), UserMark(MarkKind.REFUSED))
    numbered = read("#company: Lot #9 & Fils").marks
    assert numbered == (UserMark(MarkKind.COMPANY, "Lot #9 & Fils"),)
