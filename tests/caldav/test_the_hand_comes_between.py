"""The person's hand comes between what a pass has read and what it writes: the hand wins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import at
from caldav_seen import edited, event_of
from caldav_world import CaldavWorld, radicale_shelf, xandikos_shelf
from candidate import written
from provider_lost import ALL, prepare, standing
from provider_world import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provider_world import ProviderShelf
    from wire_calls import Asked

SHELVES = {"radicale": radicale_shelf, "xandikos": xandikos_shelf}


@pytest.fixture(scope="module", params=sorted(SHELVES))
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ProviderShelf]:
    with opened(tmp_path_factory.mktemp("journals"), SHELVES[request.param]) as made:
        yield made


class Hand:
    """Writes something of its own into whatever is about to be written over.

    What is about to be created, another process has just created.
    """

    def __init__(self, world: CaldavWorld) -> None:
        self._wire = world.wire
        self.name = ""
        self.met: Asked | None = None

    def __call__(self, asked: Asked) -> None:
        place, _, self.name = asked.path.rpartition("/")
        if self.name not in self._wire.resources(f"{place}/"):
            if asked.method != "PUT":
                return
            self._wire.put(asked.path, asked.body.encode())
        lies = self._wire.resources(f"{place}/")[self.name]
        event = event_of(self.name, lies)
        mine = edited(lies, event, replace(event, summary=f"{event.summary} (Camille)"))
        self._wire.put(asked.path, mine)
        self.met = asked


@pytest.mark.parametrize(
    "requests", [ALL[::4], pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"]
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_words_written_right_before_each_request_of_a_pass_are_not_written_over(
    shelf: ProviderShelf, method: str, requests: range
) -> None:
    for number in requests:
        world = CaldavWorld(shelf, at("2026-11-18 12:00"))
        prepare(world)
        wire, hand = world.wire, Hand(world)
        wire.forget()
        meanwhile = wire.meanwhile(method, hand, skip=number)
        world.run()
        if not meanwhile.happened:
            assert number > 0, "nothing was asked at all"
            return
        wire.calm()
        assert hand.met is None or hand.met.status == (200 if method == "GET" else 412)
        world.run()
        titles = {event.ref: event.summary for event in world.ours().values()}
        assert method != "PUT" or hand.name in titles  # else it was to go, and may
        assert titles.get(hand.name, "(Camille)").endswith("(Camille)")
        standing(world)
        assert written(world.run()) == (0, 0, 0)
    pytest.fail("it goes on for ever")
