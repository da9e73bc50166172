"""One request as it came over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Asked:
    """One request as it came; `status` is 0 while unanswered, and when nothing was sent."""

    op: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]  # names in lower case, without the token
    body: Any = None
    status: int = 0
    target: str = ""  # the path and the query as they came
    open: bool = True  # until the last of it has gone out

    def one(self, name: str, default: str = "") -> str:
        """Return the only value of a parameter of the query."""
        return self.query.get(name, [default])[-1]
