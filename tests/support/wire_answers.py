"""What a fake provider answers over HTTP: JSON, nothing, or a page for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer over HTTP, not yet sent."""

    status: int
    body: bytes = b""
    kind: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()


def said(value: Json, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Answer with JSON."""
    return Answer(status, json.dumps(value).encode(), headers=headers)


def page(text: str, status: int) -> Answer:
    """Answer with a page for people."""
    return Answer(status, text.encode(), "text/html; charset=UTF-8")


NOTHING = Answer(204)


class Refusal(Exception):
    """What was asked is refused, with an answer that says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode())
        self.answer = answer
