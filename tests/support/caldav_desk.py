"""A desk whose person has an account of a CalDAV server."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from caldav_server import PASSWORD, USER

if TYPE_CHECKING:
    from collections.abc import Iterator

AGENDA = "agenda"


@contextmanager
def answering(address: str) -> Iterator[None]:
    """Be asked for the server, the user and the password, and answer."""
    said = io.StringIO(f"{address}\n{USER}\n{PASSWORD}\n")
    with patch.object(sys, "stdin", said):
        yield
