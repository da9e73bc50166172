"""Interviews, the person, the clock and every kind of trouble at Google, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from google_gone_wrong import GoneWrongAtGoogle
from google_world import google_shelf
from provider_gone_wrong import keeps_every_promise
from provider_world import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_world import ProviderShelf

QUICK_PARTS, QUICK_EXAMPLES = 2, 4
SLOW_PARTS, SLOW_EXAMPLES = 10, 20
STEPS = 30


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProviderShelf]:
    with opened(tmp_path_factory.mktemp("journals"), google_shelf) as made:
        yield made


@pytest.mark.parametrize("part", range(QUICK_PARTS))
def test_whatever_happens_at_google_in_any_order_every_promise_is_kept(
    shelf: ProviderShelf, part: int
) -> None:
    keeps_every_promise(GoneWrongAtGoogle, shelf, part, QUICK_EXAMPLES, STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1000, 1000 + SLOW_PARTS))
def test_every_promise_is_kept_two_hundred_times(shelf: ProviderShelf, part: int) -> None:
    keeps_every_promise(GoneWrongAtGoogle, shelf, part, SLOW_EXAMPLES, STEPS)
