"""Whatever a person does and whatever goes wrong: what stands at Google stands in memory too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from google_hand import at_a_desk
from google_wire import Habits, Wire
from provider_lives import FEW, MANY, actions, lived

OPS = ("events.insert", "events.patch", "events.delete", "events.list", "events.get")
ACTIONS = actions(OPS)
HABITS = st.builds(
    Habits,
    short_pages=st.sampled_from([0, 1, 3]),
    empty_pages=st.booleans(),
    repeats=st.booleans(),
    full_stubs=st.booleans(),
    remembers_window=st.booleans(),
)


@FEW
@given(HABITS, st.lists(ACTIONS, min_size=4, max_size=8))
def test_a_life_at_google_is_like_one_in_memory(
    habits: Habits, acts: list[tuple[Any, ...]]
) -> None:
    lived(at_a_desk(Wire(habits=habits)), acts)


@pytest.mark.slow
@MANY
@given(HABITS, st.lists(ACTIONS, min_size=4, max_size=14))
def test_many_lives_at_google_are_like_those_in_memory(
    habits: Habits, acts: list[tuple[Any, ...]]
) -> None:
    lived(at_a_desk(Wire(habits=habits)), acts)
