"""Whatever a person does and whatever goes wrong: what stands in Outlook stands in memory too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_wire import Habits, Wire
from outlook_hand import at_a_desk
from provider_lives import FEW, MANY, actions, lived

OPS = (
    "events.create",
    "events.update",
    "events.delete",
    "events.list",
    "events.get",
    "properties.create",
    "view.delta",
    "view.list",
)
ACTIONS = actions(OPS)
HABITS = st.builds(
    Habits,
    bare_occurrences=st.booleans(),
    missing_removed=st.booleans(),
    removed_outside=st.booleans(),
    removed_reason=st.sampled_from(["deleted", "changed"]),
    short_pages=st.sampled_from([0, 1, 3]),
    empty_pages=st.booleans(),
    repeats=st.booleans(),
    keeps_deleted=st.booleans(),
    duplicate_status=st.sampled_from([400, 409]),
    existing_id=st.booleans(),
    properties_by_patch=st.booleans(),
    etag_on_delete=st.booleans(),
    spontaneous_412=st.sampled_from([0, 1]),
    code_case=st.sampled_from(["as-is", "lower", "upper"]),
)


@FEW
@given(HABITS, st.lists(ACTIONS, min_size=4, max_size=8))
def test_a_life_in_outlook_is_like_one_in_memory(
    habits: Habits, acts: list[tuple[Any, ...]]
) -> None:
    lived(at_a_desk(Wire(habits=habits)), acts)


@pytest.mark.slow
@MANY
@given(HABITS, st.lists(ACTIONS, min_size=4, max_size=14))
def test_many_lives_in_outlook_are_like_those_in_memory(
    habits: Habits, acts: list[tuple[Any, ...]]
) -> None:
    lived(at_a_desk(Wire(habits=habits)), acts)
