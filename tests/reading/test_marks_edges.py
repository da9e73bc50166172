"""Where a mark begins and ends, whose numbers are read how, and the words of each refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from relance.errors import BadInput
from relance.model import Event, MarkKind, UserMark
from relance.reading.marks import MarksRead, parse_mark, read_marks

DAY = date(2026, 11, 20)


def read(
    title: str,
    notes: str = "",
    *,
    ours: bool = True,
    language: str | None = "fr",
    zone: str = "Europe/Paris",
) -> MarksRead:
    start, end = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)
    event = Event("a@b.example", start, end, zone, summary=title, description=notes)
    return read_marks(event, ours=ours, language=language, day=DAY)


def kinds(found: MarksRead) -> list[MarkKind]:
    return [mark.kind for mark in found.marks]


def command(text: str, language: str | None = "fr") -> UserMark:
    return parse_mark(text, language=language, day=DAY)


def refused(text: str, language: str | None = "fr") -> str:
    with pytest.raises(BadInput) as caught:
        command(text, language)
    return str(caught.value)


def test_a_number_without_its_country_is_read_as_the_events_zone_writes_numbers() -> None:
    berlin = read("x", "#tel: 030 901820", zone="Europe/Berlin")
    assert berlin.marks == (UserMark(MarkKind.PHONE, "+4930901820"),)
    assert read("x", "#tel: 0 199 001 234", zone="UTC").marks == (
        UserMark(MarkKind.PHONE, "+33199001234"),
    )


def test_the_command_reads_a_number_without_its_country_in_french_alone() -> None:
    assert command("tel 0 199 001 234").value == "+33199001234"
    for language in ("en", None):
        assert "takes a number with its country" in refused("tel 0 199 001 234", language)


def test_the_command_reads_dates_as_its_language_writes_them() -> None:
    assert command("wait 05/12", "en").value == "2027-05-12"
    assert command("wait 05/12", "fr").value == "2026-12-05"


def test_only_the_first_line_of_a_title_is_read() -> None:
    assert read("Appeler\n#stop").marks == ()
    assert kinds(read("Appeler #fait\n#stop")) == [MarkKind.DONE]


def test_of_very_long_texts_only_the_beginning_is_read() -> None:
    assert read("a " * 300 + "#stop").marks == ()
    assert read("x", "a\n" * 20_000 + "#stop").marks == ()
    assert read("x", ("a" * 449 + "\n") * 50 + "#stop").marks == ()
    assert read("x", "a" * 520 + " #stop").marks == ()
    assert kinds(read("x", "a\n" * 300 + "#stop")) == [MarkKind.STOP]
    assert read("x", "a\n" * 450 + "#stop").marks == ()


def test_on_others_events_a_word_close_to_a_mark_is_their_business() -> None:
    assert read("#anwsered Entretien", "#refuse", ours=False).unknown == ()


@pytest.mark.parametrize(
    "line", ["x #offre", "X #offre", "#vacances #offre", "#refuse #offre", "#offre x", "o #offre"]
)
def test_on_others_events_a_mark_beside_other_words_is_none(line: str) -> None:
    assert read("Entretien", line, ours=False).marks == ()


def test_a_company_is_named_after_a_colon() -> None:
    assert read("x", "#company Opaline").marks == ()
    assert read("x", "#company Opaline").unknown == ()
    assert read("x", "#company:").unknown == ("#company",)
    assert read("x", "#entreprise\uff1aOpaline").marks == (UserMark(MarkKind.COMPANY, "Opaline"),)
    assert read("x", "#entreprise \u00a0: Opaline").marks == (
        UserMark(MarkKind.COMPANY, "Opaline"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("#anwsered- oui", "#anwsered"), ("#refuseX", "#refuseX"), ("#attendre", "#attendre")],
)
def test_what_is_nearly_a_mark_is_told_as_written(text: str, told: str) -> None:
    assert read("x", text).unknown == (told,)


def test_what_is_told_of_a_long_line_stays_short() -> None:
    (told,) = read("x", "#zone: " + "Mars " * 60).unknown
    assert told == ("#zone: " + "Mars " * 8).strip()


def test_signs_that_nobody_sees_hide_no_mark() -> None:
    assert kinds(read("x", "#re\u200bfus")) == [MarkKind.REFUSED]
    assert kinds(read("x", "\uff03stop")) == [MarkKind.STOP]


def test_signs_that_nobody_sees_count_where_a_text_is_cut() -> None:
    unseen = "\u200b" * 500
    assert read(unseen + "#stop").marks == ()
    assert refused(unseen + "stop").startswith("nothing is not a mark.")


def test_a_text_may_be_empty_or_made_of_blank_lines() -> None:
    assert read("", "\n \n") == MarksRead()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("# done", UserMark(MarkKind.DONE)),
        ("✅\ufe0f", UserMark(MarkKind.DONE)),
        ("done !", UserMark(MarkKind.DONE)),
        ("done.", UserMark(MarkKind.DONE)),
        ("wait\n2026-12-05", UserMark(MarkKind.WAIT, "2026-12-05")),
        ("wait 2026-12-05)", UserMark(MarkKind.WAIT, "2026-12-05")),
        ("company: Xenia", UserMark(MarkKind.COMPANY, "Xenia")),
        ("company\uff1a Xenia", UserMark(MarkKind.COMPANY, "Xenia")),
    ],
)
def test_the_command_is_lenient_about_signs_around_a_mark(text: str, mark: UserMark) -> None:
    assert command(text) == mark


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("anwsered", "anwsered is not a mark. Did you mean answered?"),
        (
            "banana",
            f"banana is not a mark. Marks are: {', '.join(kind.value for kind in MarkKind)}.",
        ),
        ("done deal", "done stands alone, without 'deal'. Write done."),
        ("done X", "done stands alone, without 'X'. Write done."),
        ("wait 2026-12-05 X", "wait takes a date, not '2026-12-05 X': write wait 2026-12-05."),
    ],
)
def test_the_command_refuses_in_these_words(text: str, told: str) -> None:
    assert refused(text) == told


@pytest.mark.parametrize("text", ["", "  ", "#", "!"])
def test_the_command_refuses_what_holds_no_word(text: str) -> None:
    assert refused(text).startswith(f"{text.strip(' #') or 'nothing'} is not a mark. Marks are:")


def test_a_tick_with_something_else_is_no_mark_for_the_command() -> None:
    assert refused("✅X").startswith("✅X is not a mark.")
