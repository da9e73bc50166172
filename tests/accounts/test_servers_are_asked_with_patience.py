"""A server is asked so often and no more, and again after a wait that it may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from relance.accounts.throttling import LONGEST_WAIT, Budget, Pause, asked_to_wait, backoff


@dataclass
class Watch:
    """A clock that a test sets."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_waits_double_with_jitter_and_stay_short() -> None:
    assert [backoff(n, 1.0) for n in (1, 2, 3, 4)] == [1.0, 2.0, 4.0, 8.0]
    assert [backoff(n, 0.0) for n in (1, 2, 3, 4)] == [0.5, 1.0, 2.0, 4.0]
    assert backoff(50, 1.0) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "-7"}, None),
        ({"retry-after": "7.5"}, None),
        ({"retry-after": "९"}, None),
        ({"retry-after": "9" * 60}, 86_400.0),
        ({"retry-after": "soon"}, None),
        (
            {
                "retry-after": "Tue, 24 Nov 2026 10:00:30 GMT",
                "date": "Tue, 24 Nov 2026 10:00:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Tue, 24 Nov 2026 10:00:30 GMT"}, None),
        (
            {
                "retry-after": "Tue, 24 Nov 2026 09:00:00 GMT",
                "date": "Tue, 24 Nov 2026 10:00:00 GMT",
            },
            0.0,
        ),
        ({"retry-after": "Tue, 99 Foo 2026", "date": "x"}, None),
    ],
)
def test_retry_after_is_read_as_a_number_or_as_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert asked_to_wait(headers) == seconds


def test_no_minute_has_more_requests_than_are_allowed() -> None:
    watch = Watch()
    budget = Budget(watch, 600, 100)
    given: list[float] = []
    for _ in range(2_000):
        watch.now += budget.take()
        given.append(watch.now)
    for start in given[::50]:
        assert sum(start <= one < start + 60 for one in given) <= 600
    assert given[100 - 1] == given[0]
    assert given[-1] - given[0] < 2_000 / 600 * 60 * 1.3


def test_what_costs_more_takes_more() -> None:
    watch = Watch()
    budget = Budget(watch, per_minute=70, burst=10)
    for _ in range(3):
        assert budget.take(3) == 0
    assert budget.take(3) == pytest.approx(2.0)
    budget.give_back(3)
    assert budget.take(1) == 0


def test_a_pause_ends_by_itself_and_is_never_endless() -> None:
    watch = Watch()
    pause = Pause(watch)
    assert pause.left is None
    pause.begin(10.0)
    pause.begin(5.0)
    assert pause.left == timedelta(seconds=10)
    watch.now += 10
    assert pause.left is None
    pause.begin(1e12)
    assert pause.left == timedelta(days=1)
