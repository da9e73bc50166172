"""One request after the other gets no answer, before its effect or after it: nothing is doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from candidate import invitation, written
from promises import one_event_a_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider_world import ProviderWorld
    from relance.model import Event

GIVEN_UP = 3  # tries, after which a client gives a request up
MOST = 200
ALL = range(MOST)


def prepare(world: ProviderWorld) -> ProviderWorld:
    """Return a world where a pass has something to create, to update and to delete."""
    for company, day in {"Alba": 18, "Brumair": 26, "Cendrel": 13, "Dorsal": 25}.items():
        uid = f"{company}@mail.example"
        world.life.put(invitation(company, f"2026-11-{day} 10:00", uid=uid))
    world.run()
    world.now = world.now.replace(day=23)
    world.run()
    moved = invitation("Brumair", "2026-11-30 10:00", uid="Brumair@mail.example")
    world.life.put(moved)
    world.life.remove("Dorsal@mail.example")
    for company, day in {"Hesper": 27, "Cendrel": 24}.items():
        world.life.put(invitation(company, f"2026-11-{day} 16:00"))
    return world


def standing(world: ProviderWorld) -> dict[str, tuple[object, ...]]:
    """Return our events by key, with what they say and remember."""
    ours = world.ours().values()
    one_event_a_key(ours)
    return {e.our_mark.key: _told(e) for e in ours if e.our_mark is not None}


def _told(event: Event) -> tuple[object, ...]:
    return event.start, event.end, event.summary, event.description, event.our_mark


def finished_by_the_next(
    make: Callable[[], ProviderWorld], requests: range, times: int, *, after: bool, journal: str
) -> None:
    """Lose the answer to each of these requests of a pass; the next pass finishes what it began."""
    world = prepare(make())
    assert min(written(world.run())) > 0
    wanted, foreign = standing(world), world.foreign()
    for number in requests:
        world = prepare(make())
        cancelled = {key for key, told in standing(world).items() if "Dorsal" in str(told)}
        lost = world.wire.troubles.drop("*", after=after, times=times, skip=number)
        world.run()
        world.wire.troubles.clear()
        if not lost.met:
            assert number > requests.step, "nothing was asked at all"
            return
        standing(world)
        if journal == "lost":
            world.lose_journal()
        world.run()
        found = standing(world)
        if journal == "lost":  # nobody remembers an interview that is in no calendar
            found = {key: told for key, told in found.items() if key not in cancelled}
        assert found == wanted, lost.met
        assert written(world.run()) == (0, 0, 0), lost.met
        assert [len(one) for one in world.foreign()] == [len(one) for one in foreign]
    pytest.fail("it goes on for ever")
