from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.model import Details, Event, Owner
from relance.reading.marks import read_marks
from relance.writing.about import About
from relance.writing.clean import plain, typeset
from relance.writing.compose import compose
from relance.writing.legend import MEANINGS, word
from relance.writing.render import Templates
from writing_samples import CASES, FULL, OWNER, composed

DAY = date(2026, 11, 24)

HOSTILE = [
    "&num;stop",
    "&#35;stop",
    "&amp;num;stop",
    "&NUM;stop &#x23;stop",
    "#\u200bstop \u200b#stop",
    "#stop",
    "＃stop",
    "﹟stop",
    "#refusé",
    "Acme\n#refused",
    "Acme\r\n\r\n#offer",
    "✅ Acme",
    "C#",
    "#",
    "# stop",
    "\u202e#stop\u202c",
    "\x00\x1b[31m#stop",
    "{{ owner }} {% raw %}",
    "---",
    "---\n---",
    "<script>alert(1)</script>",
    "%0A#stop",
    "x" * 100_000,
    "É" * 5_000 + "#stop",
    "\ud800",
]

texts = st.text(max_size=60) | st.sampled_from(HOSTILE) | st.from_regex(r"(?s)[#＃✅ \n-]*\w*")


def assert_marks_nothing(event: Event) -> None:
    for language in ("fr", "en", None):
        read = read_marks(event, ours=True, language=language, day=DAY)
        assert (read.marks, read.unknown) == ((), ())
    for text in (event.summary, event.description):
        seen = unicodedata.normalize("NFKC", text)
        assert "#" not in seen
        controls = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"}} - {"\n"}
        assert not controls
    assert not event.summary.startswith("✅")
    assert "\n" not in event.summary
    assert len(event.summary) < 200
    assert len(event.description) < 8_000


@settings(deadline=None, derandomize=True, max_examples=150)
@given(
    case=st.sampled_from(sorted(CASES)),
    language=st.sampled_from(["fr", "en"]),
    company=texts,
    name=texts,
    details=st.builds(
        Details,
        *(st.none() | texts for _ in range(8)),
        st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        st.none() | st.sampled_from(["mr", "ms", "dr"]) | texts,
    ),
)
def test_whatever_the_interview_says_marks_nothing(
    case: str, language: str, company: str, name: str, details: Details
) -> None:
    wanted, _ = CASES[case]
    about = About(company, details, date(2026, 11, 10), "Europe/Paris")
    assert_marks_nothing(compose(wanted, about, owner=Owner(name=name), language=language))


@pytest.mark.parametrize("case", sorted(CASES))
def test_hostile_values_stay_on_their_line(case: str) -> None:
    wanted, about = CASES[case]
    lines = composed(case, "fr").description.count("\n")
    for value in HOSTILE:
        details = replace(about.details, company=value, role=value if about.details.role else None)
        event = compose(
            wanted, replace(about, company=value, details=details), owner=OWNER, language="fr"
        )
        assert_marks_nothing(event)
        assert event.description.count("\n") == lines


def test_a_template_of_the_persons_own_marks_nothing_either() -> None:
    templates = Templates({"en/follow-up.phone.txt": "✅ Ring them #done\n#stop\nor ＃refused"})
    wanted, about = CASES["follow-up-1-phone"]
    event = compose(wanted, about, owner=OWNER, language="en", templates=templates)
    assert not templates.faults
    assert event.summary == "Ring them ♯done"
    assert_marks_nothing(event)


def test_a_language_named_after_a_sharp_keeps_it() -> None:
    details = replace(FULL.details, role="Développeur C#")
    wanted, _ = CASES["thank-you-email"]
    event = compose(wanted, replace(FULL, details=details), owner=OWNER, language="fr")
    assert "Développeur C♯" in event.description


def words(case: str, language: str) -> list[str]:
    legend = composed(case, language).description.partition("————\n")[2]
    return re.findall(r"^– (.+?) = ", legend, re.MULTILINE)


def test_the_legend_names_each_mark_that_makes_sense_without_its_sign() -> None:
    assert words("follow-up-2-phone-no-number", "fr") == [
        "fait", "message", "injoignable", "manqué", "répondu", "refus", "offre",
        "attendre 15/12", "stop", "petite", "tel:",
    ]  # fmt: skip
    assert words("follow-up-1-phone", "en") == [
        "done", "message", "unreachable", "missed", "answered", "refused", "offer",
        "wait 2026-12-15", "stop", "small",
    ]  # fmt: skip
    assert words("thank-you-email", "en") == [
        "done", "missed", "answered", "refused", "offer", "wait 2026-12-15", "stop",
    ]  # fmt: skip
    assert words("abandon-marker", "fr") == ["répondu", "refus", "offre", "attendre 15/12"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_word_of_the_legend_is_that_mark_once_the_sign_is_in_front(language: str) -> None:
    for case in CASES:
        event = composed(case, language)
        for named in words(case, language):
            follows = " 01 99 00 12 34" if named.endswith(":") else ""
            edited = replace(event, description=f"{event.description}\n#{named}{follows}")
            read = read_marks(edited, ours=True, language=language, day=DAY)
            assert [m.kind for m in read.marks] == [kinds[named]]
            assert read.unknown == ()


kinds = {word(kind, language, DAY): kind for kind in MEANINGS for language in ("fr", "en")}


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 12, 28), date(2027, 2, 26)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_example_of_a_date_lies_after_the_event(day: date, language: str) -> None:
    wanted, about = CASES["follow-up-1-phone"]
    start = datetime.combine(day, time(9), UTC)
    moved = replace(wanted, due=start, start=start, end=start + timedelta(minutes=15))
    event = compose(moved, about, owner=OWNER, language=language)
    [named] = re.findall(r"– ((?:wait|attendre) .+?) = ", event.description)
    edited = replace(event, summary=f"{event.summary} #{named}")
    [mark] = read_marks(edited, ours=True, language=language, day=day).marks
    later = date.fromisoformat(mark.value) - day
    assert timedelta(days=7) <= later <= timedelta(days=25)


def test_the_example_follows_the_day_on_the_recruiters_clock() -> None:
    wanted, about = CASES["follow-up-1-phone"]
    start = datetime(2026, 12, 8, 22, 0, tzinfo=UTC)
    end = start + timedelta(minutes=15)
    late = replace(wanted, due=start, start=start, end=end, zone="Asia/Tokyo")
    assert "wait 2026-12-28" in compose(late, about, owner=OWNER, language="en").description
    there = replace(late, zone="Europe/Paris")
    assert "wait 2026-12-15" in compose(there, about, owner=OWNER, language="en").description


def test_a_move_changes_no_word_of_a_call() -> None:
    wanted, about = CASES["follow-up-1-phone"]
    start = datetime(2027, 2, 26, 9, tzinfo=UTC)
    moved = replace(wanted, start=start, end=start + timedelta(minutes=15))
    written, again = (compose(f, about, owner=OWNER, language="en") for f in (wanted, moved))
    assert (written.summary, written.description) == (again.summary, again.description)


def test_values_are_cut_at_a_length_and_kept_on_one_line() -> None:
    assert plain("a\tb\n c") == "a b c"
    assert plain(None) == ""
    assert len(plain("x" * 10_000_000)) == 80
    assert plain("x" * 81).endswith("…")


def test_french_is_set_with_its_spaces_and_apostrophes() -> None:
    assert typeset("« L'été : 50 % ; oui ! »", "fr") == (
        "«\u00a0L\u2019été\u00a0: 50\u00a0%\u202f; oui\u202f!\u00a0»"
    )
    assert typeset("it's: 10:00", "en") == "it\u2019s: 10:00"
    for case in CASES:
        event = composed(case, "fr")
        for text in (event.summary, event.description):
            assert not re.search(r"\S [:;!?»]|« |\w'\w", text)
