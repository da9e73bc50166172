"""Every step, by every channel, in both languages, byte for byte.

After a wanted change: `RELANCE_GOLDEN=write python -m pytest tests/writing` and read the diff.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from relance.model import Channel, ShowsAs, State, Status, Step
from relance.writing.compose import compose
from relance.writing.render import NAMES, template_name
from writing_samples import BARE, CASES, FULL, OWNER, composed, follow_up

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_a_step_is_written_as_in_its_golden_file(name: str, language: str) -> None:
    event = composed(name, language)
    text = f"{event.summary}\n\n{event.description}\n"
    file = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("RELANCE_GOLDEN") == "write":
        file.write_bytes(text.encode())
    assert text.encode() == file.read_bytes()


def test_no_golden_file_is_left_over() -> None:
    expected = {f"{name}.{language}.txt" for name in CASES for language in ("fr", "en")}
    assert {file.name for file in GOLDEN.iterdir()} == expected


def test_the_cases_reach_every_shipped_template() -> None:
    used = {
        template_name(s.key.step, s.channel.value, last=s.key.attempt >= s.of)
        for s, _ in CASES.values()
    }
    assert {f"{name}.txt" for name in used} == set(NAMES)


def test_a_step_without_a_template_for_its_channel_uses_the_other_one() -> None:
    assert template_name(Step.STAY_AVAILABLE, Channel.PHONE, last=False) == "stay-available.email"
    event = compose(follow_up(Step.STAY_AVAILABLE, Channel.PHONE), FULL, owner=OWNER, language="en")
    assert "Stay in touch" in event.summary
    assert "mailto:" in event.description


def test_a_call_reminds_ten_minutes_before_an_email_at_its_start_the_marker_never() -> None:
    assert composed("follow-up-1-phone", "fr").alarms == (timedelta(minutes=10),)
    assert composed("follow-up-2-email", "fr").alarms == (timedelta(),)
    assert composed("abandon-marker", "fr").alarms == ()


def test_calls_and_emails_show_as_busy_and_the_marker_as_free_all_day() -> None:
    for name in CASES:
        event = composed(name, "en")
        marker = name.startswith("abandon")
        assert event.shows_as is (ShowsAs.FREE if marker else ShowsAs.BUSY)
        assert event.all_day is marker


def test_our_mark_carries_the_key_the_memory_and_the_fingerprint_of_what_is_written() -> None:
    wanted = follow_up(Step.FOLLOW_UP, Channel.PHONE, attempt=2)
    event = compose(wanted, FULL, owner=OWNER, language="fr", memory='{"by":"phone"}')
    assert event.our_mark is not None
    assert event.our_mark.key == str(wanted.key)
    assert event.uid == wanted.key.uid
    assert event.our_mark.fingerprint == event.fingerprint()
    assert event.our_mark.memory == '{"by":"phone"}'
    assert (event.zone, event.start, event.end) == (wanted.zone, wanted.start, wanted.end)
    assert event.attendees == ()
    assert event.organizer is None


def test_a_forecast_is_tentative_and_anything_else_confirmed() -> None:
    def status(state: State) -> Status:
        wanted = follow_up(Step.FOLLOW_UP, Channel.PHONE, state=state)
        return compose(wanted, FULL, owner=OWNER, language="fr").status

    assert status(State.FORECAST) is Status.TENTATIVE
    assert status(State.PENDING) is Status.CONFIRMED


def test_a_step_without_a_time_is_refused() -> None:
    wanted = follow_up(Step.FOLLOW_UP, Channel.PHONE, placed=False)
    with pytest.raises(ValueError, match="no time"):
        compose(wanted, FULL, owner=OWNER, language="fr")


@pytest.mark.parametrize(
    ("spoken", "title"),
    [("fr", "Relance 1/3"), ("fr-CA", "Relance 1/3"), ("FR_fr", "Relance 1/3")]
    + [(other, "Follow-up 1/3") for other in ("en", "en-GB", "de", "fro", "", "frisian")],
)
def test_texts_are_french_or_else_english(spoken: str, title: str) -> None:
    wanted = follow_up(Step.FOLLOW_UP, Channel.PHONE)
    assert title in compose(wanted, FULL, owner=OWNER, language=spoken).summary


def test_the_same_input_gives_the_same_event() -> None:
    assert composed("thank-you-email", "fr") == composed("thank-you-email", "fr")


def test_the_abandon_marker_has_no_link_and_no_draft() -> None:
    for language in ("fr", "en"):
        notes = composed("abandon-marker", language).description
        assert "mailto:" not in notes
        assert "tel:" not in notes


def test_the_facts_of_an_occasion_are_named_once_they_are_known() -> None:
    wanted = follow_up(Step.FOLLOW_UP, Channel.EMAIL)
    known = compose(wanted, FULL, owner=OWNER, language="en").description
    unknown = compose(wanted, BARE, owner=OWNER, language="en").description
    for fact in ("Claire Martin", "Acme", "Data engineer", "technical"):
        assert fact in known
        assert fact not in unknown
    assert "Hello,\n" in unknown
    assert "None" not in unknown


def test_nothing_heavy_is_loaded_before_the_first_text() -> None:
    code = (
        "import sys, relance.writing.compose, relance.writing.wording\n"
        "heavy = {'jinja2', 'babel', 'phonenumbers'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
