"""A fake Google, and whoever is at it: a library, a person who signs in, a client of relance's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from google_hand import Desk, at_a_desk
from google_person import Signer
from google_wire import Wire
from google_wire_client import service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_a_desk() as opened:
        yield opened


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as one:
        yield one


@pytest.fixture
def svc(wire: Wire) -> Iterator[Any]:
    with service(wire) as made:
        yield made


@pytest.fixture
def events(svc: Any) -> Any:
    return svc.events()


@pytest.fixture
def signer(wire: Wire, tmp_path: Path) -> Signer:
    return Signer(wire, tmp_path)
