"""Interviews, the person, the clock and every kind of trouble, in any order, and ten promises."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from gone_wrong import GoneWrong
from world import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK_PARTS, QUICK_EXAMPLES = 4, 6
SLOW_PARTS, SLOW_EXAMPLES = 20, 100
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Return journals in memory where the system has a disk there: a pass writes many times."""
    if MEMORY.is_dir():
        with (
            tempfile.TemporaryDirectory(dir=MEMORY) as folder,
            closing(Shelf(Path(folder))) as made,
        ):
            yield made
    else:
        with closing(Shelf(tmp_path_factory.mktemp("journals"))) as made:
            yield made


def keeps_every_promise(shelf: Shelf, part: int, examples: int) -> None:
    machine = type("GoneWrongHere", (GoneWrong,), {"shelf": shelf})
    seed(part)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("part", range(QUICK_PARTS))
def test_whatever_happens_in_any_order_every_promise_is_kept(shelf: Shelf, part: int) -> None:
    keeps_every_promise(shelf, part, QUICK_EXAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1000, 1000 + SLOW_PARTS))
def test_every_promise_is_kept_two_thousand_times(shelf: Shelf, part: int) -> None:
    keeps_every_promise(shelf, part, SLOW_EXAMPLES)
