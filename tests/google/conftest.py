"""A client of relance's at a fake Google."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from google_hand import Desk, at_a_desk

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_a_desk() as opened:
        yield opened
