"""A fake Microsoft, and whoever is at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graph_wire import Wire
from graph_wire_client import Graph, at_graph
from outlook_hand import Desk, at_a_desk
from outlook_person import Signer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_a_desk() as opened:
        yield opened


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as one:
        yield one


@pytest.fixture
def signer(wire: Wire) -> Signer:
    return Signer(wire)


@pytest.fixture
def graph(wire: Wire) -> Iterator[Graph]:
    with at_graph(wire) as made:
        yield made
