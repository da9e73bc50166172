"""The corpus of damaged files: what is whole is read, what is odd is told in one line."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ics_text import PARIS
from relance.errors import BadInput
from relance.ical import read_path
from relance.model import Status

FOLDER = Path(__file__).parent.parent / "data" / "bad_input"
CASES = [json.loads(line) for line in (FOLDER / "manifest.jsonl").read_text("utf-8").splitlines()]


def test_the_manifest_names_every_file() -> None:
    assert sorted(case["file"] for case in CASES) == sorted(p.name for p in FOLDER.glob("*.ics"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["file"]))
def test_each_damaged_file_is_read_as_its_manifest_says(case: dict[str, Any]) -> None:
    path = FOLDER / case["file"]
    began = time.monotonic()
    if case["action"] == "reject_file":
        with pytest.raises(BadInput) as refused:
            read_path(path, zone=PARIS)
        assert str(refused.value).startswith(case["file"])
        assert refused.value.remedy
        return
    found = read_path(path, zone=PARIS)
    assert time.monotonic() - began < case["limits"]["seconds"]
    uids = {event.uid for event in found.events}
    assert {wanted["uid"] for wanted in case["must_find"]} <= uids
    assert bool(found.warnings) is (case["action"] != "accept")
    for warning in found.warnings:
        assert case["file"] in str(warning)
        assert str(warning).isprintable()


def test_a_truncated_file_keeps_what_is_whole() -> None:
    found = read_path(FOLDER / "d01_truncated_mid_event.ics", zone=PARIS)
    assert [event.uid for event in found.events] == ["good-01@badset.example"]
    assert not found.whole
    assert "cut-01@badset.example" in str(found.warnings[0])


def test_latin_letters_are_no_mojibake() -> None:
    (event,) = read_path(FOLDER / "d02_latin1_no_charset.ics", zone=PARIS).events
    assert event.summary == "Entretien Ombrage - chargé d'études à Besançon"


def test_an_event_without_a_date_is_left_out_alone() -> None:
    found = read_path(FOLDER / "d04_missing_dtstart.ics", zone=PARIS)
    assert [event.uid for event in found.events] == ["good-04@badset.example"]
    assert found.whole


def test_an_end_before_the_start_becomes_one_hour() -> None:
    (event,) = read_path(FOLDER / "d05_dtend_before_dtstart.ics", zone=PARIS).events
    assert event.start == datetime(2026, 3, 12, 14, tzinfo=UTC)
    assert event.end == datetime(2026, 3, 12, 15, tzinfo=UTC)


def test_a_zone_of_the_file_s_own_is_understood() -> None:
    (event,) = read_path(FOLDER / "d06_custom_tzid_defined.ics", zone=PARIS).events
    assert event.start == datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert event.zone == "Europe/Paris"


def test_a_recurrence_by_the_second_is_bounded() -> None:
    found = read_path(FOLDER / "d07_rrule_secondly_endless.ics", zone=PARIS)
    ticks = [event for event in found.events if event.uid == "sec-07@badset.example"]
    assert 0 < len(ticks) < 5_000
    assert "sec-07@badset.example" in str(found.warnings[0])
    assert all(isinstance(tick.start, datetime) for tick in ticks)


def test_a_cancelling_file_cancels() -> None:
    (event,) = read_path(FOLDER / "d10_method_cancel.ics", zone=PARIS).events
    assert event.status is Status.CANCELLED


def test_method_cancel_cancels_what_says_confirmed(tmp_path: Path) -> None:
    text = (FOLDER / "d10_method_cancel.ics").read_bytes()
    path = tmp_path / "off.ics"
    path.write_bytes(text.replace(b"STATUS:CANCELLED", b"STATUS:CONFIRMED"))
    (event,) = read_path(path, zone=PARIS).events
    assert event.status is Status.CANCELLED
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    assert event.end - event.start == timedelta(hours=1)
