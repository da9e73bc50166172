"""Interviews, the person, the clock and every kind of trouble at real servers, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caldav_gone_wrong import GoneWrongAtCaldav
from caldav_world import radicale_shelf, xandikos_shelf
from provider_gone_wrong import keeps_every_promise
from provider_world import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_world import ProviderShelf

QUICK_PARTS, QUICK_EXAMPLES = 2, 2
SLOW_PARTS, SLOW_EXAMPLES = 10, 20
STEPS = 30


@pytest.fixture(scope="module")
def at_radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProviderShelf]:
    with opened(tmp_path_factory.mktemp("radicale"), radicale_shelf) as made:
        yield made


@pytest.fixture(scope="module")
def at_xandikos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProviderShelf]:
    with opened(tmp_path_factory.mktemp("xandikos"), xandikos_shelf) as made:
        yield made


@pytest.mark.parametrize("part", range(QUICK_PARTS))
def test_whatever_happens_at_radicale_in_any_order_every_promise_is_kept(
    at_radicale: ProviderShelf, part: int
) -> None:
    keeps_every_promise(GoneWrongAtCaldav, at_radicale, part, QUICK_EXAMPLES, STEPS)


def test_whatever_happens_at_xandikos_in_any_order_every_promise_is_kept(
    at_xandikos: ProviderShelf,
) -> None:
    keeps_every_promise(GoneWrongAtCaldav, at_xandikos, QUICK_PARTS, 1, STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1000, 1000 + SLOW_PARTS))
def test_every_promise_is_kept_two_hundred_times(at_radicale: ProviderShelf, part: int) -> None:
    keeps_every_promise(GoneWrongAtCaldav, at_radicale, part, SLOW_EXAMPLES, STEPS)
