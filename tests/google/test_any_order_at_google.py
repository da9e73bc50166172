"""Interviews, the person, the clock and every kind of trouble at Google, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from google_gone_wrong import GoneWrongAtGoogle
from google_world import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_world import GoogleShelf

QUICK_PARTS, QUICK_EXAMPLES = 2, 4
SLOW_PARTS, SLOW_EXAMPLES = 10, 20
STEPS = 30


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleShelf]:
    with opened(tmp_path_factory.mktemp("journals")) as made:
        yield made


def keeps_every_promise(shelf: GoogleShelf, part: int, examples: int) -> None:
    machine = type("GoneWrongHere", (GoneWrongAtGoogle,), {"shelf": shelf})
    seed(part)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("part", range(QUICK_PARTS))
def test_whatever_happens_at_google_in_any_order_every_promise_is_kept(
    shelf: GoogleShelf, part: int
) -> None:
    keeps_every_promise(shelf, part, QUICK_EXAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1000, 1000 + SLOW_PARTS))
def test_every_promise_is_kept_two_hundred_times(shelf: GoogleShelf, part: int) -> None:
    keeps_every_promise(shelf, part, SLOW_EXAMPLES)
