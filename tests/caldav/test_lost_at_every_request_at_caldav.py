"""One request after the other gets no answer, before its effect or after it: nothing is doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import at
from caldav_world import CaldavWorld, radicale_shelf, xandikos_shelf
from provider_lost import ALL, GIVEN_UP, finished_by_the_next
from provider_world import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_world import ProviderShelf

SHELVES = {"radicale": radicale_shelf, "xandikos": xandikos_shelf}


@pytest.fixture(scope="module", params=sorted(SHELVES))
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ProviderShelf]:
    with opened(tmp_path_factory.mktemp("journals"), SHELVES[request.param]) as made:
        yield made


@pytest.mark.parametrize(
    "requests", [ALL[::9], pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"]
)
@pytest.mark.parametrize("journal", ["kept", "lost"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "times",
    [pytest.param(1, marks=pytest.mark.slow, id="once"), pytest.param(GIVEN_UP, id="given up")],
)
def test_a_pass_that_got_no_answer_is_finished_by_the_next(
    shelf: ProviderShelf, times: int, *, after: bool, journal: str, requests: range
) -> None:
    def make() -> CaldavWorld:
        return CaldavWorld(shelf, at("2026-11-18 12:00"))

    finished_by_the_next(make, requests, times, after=after, journal=journal)
