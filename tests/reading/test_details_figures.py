"""How well details are read over the labelled corpus and the whole calendars, and what it costs."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import SCENARIOS, load_calendar, wanted_identity
from details_events import OWNER, details, event
from relance.model import Event, Owner, Person
from relance.reading.details import read_details
from scorer import Prediction, evaluate, load_corpus

FLOORS = {
    "company": 1.0,
    "contact_name": 1.0,
    "contact_email": 1.0,
    "phone_e164": 1.0,
    "role": 0.97,
    "round": 1.0,
    "language": 1.0,
    "reply_promised_on": 1.0,
}


def test_every_field_of_the_corpus_keeps_its_figure() -> None:
    rows = [row for row in load_corpus() if row.label["interview"]]
    found = {r.id: Prediction(interview=True, details=read_details(r.event, r.owner)) for r in rows}
    scores = evaluate(rows, found)
    for name, floor in FLOORS.items():
        wrong = [(row.id, value) for row, field, value in scores.wrong if field == name]
        assert scores.fields[name].right_of_all >= floor, (name, wrong)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_interview_of_a_whole_calendar_has_its_company(name: str) -> None:
    whole = load_calendar(name)
    events = {(e.uid, e.recurrence_id): e for e in whole.events}
    wrong = {}
    for wanted in whole.interviews:
        read = read_details(events[wanted_identity(wanted)], whole.owner)
        if read.company != wanted["company"]:
            wrong[wanted["summary"]] = read.company
    assert not wrong


@pytest.mark.parametrize("name", SCENARIOS)
def test_contacts_and_promises_of_a_whole_calendar_are_right(name: str) -> None:
    whole = load_calendar(name)
    events = {(e.uid, e.recurrence_id): e for e in whole.events}
    for wanted in whole.interviews:
        read = read_details(events[wanted_identity(wanted)], whole.owner)
        promised = read.reply_promised_on
        assert (
            read.contact_name,
            read.contact_email,
            read.phone,
            None if promised is None else promised.isoformat(),
        ) == (
            wanted.get("contact_name"),
            wanted.get("contact_email"),
            wanted.get("phone_e164"),
            wanted.get("reply_promised_on"),
        ), wanted["summary"]


def test_reading_costs_a_few_milliseconds() -> None:
    rows = [row for row in load_corpus() if row.label["interview"]]
    read_details(rows[0].event, rows[0].owner)
    started = time.process_time()
    for row in rows:
        read_details(row.event, row.owner)
    assert (time.process_time() - started) / len(rows) < 0.015  # about 2 ms on a quiet machine


HOSTILE = (
    "A", " ", "<", "<p ", "a: ", "Anne ", "1", "0 1 2 3 ", "+33 ", "a@", "a.b@c.", "a@b.", "M. ",
    "12/12 ", "notre client ", "pour le poste ", "avec Anne ", "dans une semaine ", "1-1 ", "Jo, ",
    "(", "- ", "\n", "\x00\x1b[31m\u202e", "réponse d'ici ", "&#35;", "Mme ", "le 12 ", "https://",
    "x@x.example, ", "é", "\U0001f600", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_costs_little(piece: str) -> None:
    text = piece * 50_000
    started = time.process_time()
    read_details(event(text, text, location=text, organizer=Person(text, text)), OWNER)
    assert time.process_time() - started < 4


@given(st.text(max_size=300), st.text(max_size=600), st.text(max_size=60), st.text(max_size=60))
@settings(deadline=None, derandomize=True, max_examples=150)
def test_values_are_one_printable_line_of_bounded_length(
    title: str, notes: str, name: str, email: str
) -> None:
    read = details(title, notes, organizer=Person(email, name), location=title)
    for text in (read.company, read.agency, read.contact_name, read.contact_email, read.role):
        if text is not None:
            assert text.strip()
            assert text.isprintable()
            assert len(text) <= 200


def test_control_characters_are_dropped_from_values() -> None:
    read = details("Entretien O\x00pa\u202eline\x1b", "Poste : Comp\x07table")
    assert (read.company, read.role) == ("Opaline", "Comptable")


def test_an_empty_event_says_nothing() -> None:
    start = datetime(2026, 3, 3, tzinfo=UTC)
    read = read_details(Event("a@b.example", start, start), Owner())
    assert all(getattr(read, name) is None for name in read.__slots__)


def test_number_and_domain_libraries_wait_until_needed() -> None:
    import subprocess

    code = (
        "import sys; import relance.reading.details, relance.reading.marks;"
        "print([m for m in ('phonenumbers', 'tldextract', 'dateparser') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
