"""One request after the other gets no answer, before its effect or after it: nothing is doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import at
from candidate import invitation, written
from google_world import GoogleWorld, opened
from promises import one_event_a_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_world import GoogleShelf
    from relance.model import Event

GIVEN_UP = 3  # tries, after which a client gives a request up
MOST = 200
ALL = range(MOST)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleShelf]:
    with opened(tmp_path_factory.mktemp("journals")) as made:
        yield made


def prepared(shelf: GoogleShelf) -> GoogleWorld:
    """Return a world where a pass has something to create, to update and to delete."""
    world = GoogleWorld(shelf, at("2026-11-18 12:00"))
    for company, day in {"Alba": 18, "Brumair": 26, "Cendrel": 13, "Dorsal": 25}.items():
        uid = f"{company}@mail.example"
        world.life.put(invitation(company, f"2026-11-{day} 10:00", uid=uid))
    world.run()
    world.now = at("2026-11-23 12:00")
    world.run()
    moved = invitation("Brumair", "2026-11-30 10:00", uid="Brumair@mail.example")
    world.life.put(moved)
    world.life.remove("Dorsal@mail.example")
    for company, day in {"Hesper": 27, "Cendrel": 24}.items():
        world.life.put(invitation(company, f"2026-11-{day} 16:00"))
    return world


def standing(world: GoogleWorld) -> dict[str, tuple[object, ...]]:
    """Return our events by id, with what they say and remember."""
    ours = world.ours()
    one_event_a_key(ours.values())
    return {name: _told(event) for name, event in ours.items()}


def _told(event: Event) -> tuple[object, ...]:
    return event.start, event.end, event.summary, event.description, event.our_mark


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
    shelf: GoogleShelf, times: int, *, after: bool, journal: str, requests: range
) -> None:
    world = prepared(shelf)
    assert min(written(world.run())) > 0
    wanted, foreign = standing(world), world.foreign()
    for number in requests:
        world = prepared(shelf)
        cancelled = {name for name, event in world.ours().items() if "Dorsal" in event.description}
        lost = world.wire.troubles.drop("events.*", after=after, times=times, skip=number)
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
            found = {name: told for name, told in found.items() if name not in cancelled}
        assert found == wanted, lost.met
        assert written(world.run()) == (0, 0, 0), lost.met
        assert [len(one) for one in world.foreign()] == [len(one) for one in foreign]
    pytest.fail("it goes on for ever")
