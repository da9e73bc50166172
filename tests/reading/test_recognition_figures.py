"""How well interviews are recognised, over the corpus, whole calendars and fresh texts."""

from __future__ import annotations

from collections import defaultdict

import pytest

from calendars import SCENARIOS, load_calendar, wanted_identity
from fresh import OWNER, SETS, fresh_events
from relance.model import Verdict
from relance.reading.interviews import recognise
from scorer import Prediction, by_language, evaluate, load_corpus


def test_the_corpus_is_recognised_with_few_errors() -> None:
    rows = load_corpus()
    found = {r.id: Prediction(recognise(r.event, r.owner).verdict is Verdict.YES) for r in rows}
    scores = evaluate(rows, found)
    assert scores.precision >= 0.97, scores.detection()
    assert scores.recall >= 0.97, scores.detection()


@pytest.mark.parametrize("language", ["fr", "en", "de", "es"])
def test_each_language_of_the_corpus_stands_by_itself(language: str) -> None:
    rows = by_language(load_corpus())[language]
    found = {r.id: Prediction(recognise(r.event, r.owner).verdict is Verdict.YES) for r in rows}
    scores = evaluate(rows, found)
    assert scores.precision >= 0.9, scores.detection()
    assert scores.recall >= 0.9, scores.detection()


@pytest.mark.parametrize("name", SETS)
def test_fresh_texts_are_recognised_too(name: str) -> None:
    counts: defaultdict[tuple[bool, bool], int] = defaultdict(int)
    for fresh in fresh_events(name):
        counts[recognise(fresh.event, OWNER).verdict is Verdict.YES, fresh.interview] += 1
    right, false, missed = counts[True, True], counts[True, False], counts[False, True]
    assert right / (right + false) >= 0.95, dict(counts)
    assert right / (right + missed) >= 0.93, dict(counts)


def test_the_fresh_texts_are_enough_to_measure_by() -> None:
    sizes = [len(fresh_events(name)) for name in SETS]
    assert sizes[0] >= 120
    assert sum(sizes) >= 350


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_whole_calendar_gives_exactly_its_interviews(name: str) -> None:
    calendar = load_calendar(name)
    found = {
        (event.uid, event.recurrence_id)
        for event in calendar.events
        if recognise(event, calendar.owner).verdict is Verdict.YES
    }
    assert found == {wanted_identity(item) for item in calendar.interviews}
    assert found.isdisjoint(wanted_identity(item) for item in calendar.must_not_find)
