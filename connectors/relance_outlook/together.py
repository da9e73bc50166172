"""Several requests in one: Graph answers each for itself, in any order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance_outlook.refusals import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one request among several; `body` is the answer of one that went well.

    `unsure` says that it may have taken effect, whatever was answered.
    """

    body: dict[str, Any] | None = None
    unsure: bool = True


def listed(requests: Sequence[tuple[str, str, object]], prefer: str) -> list[dict[str, Any]]:
    """Return requests as one holds them: each a method, a path and a body."""
    headers = {"Content-Type": "application/json", "Prefer": prefer}
    return [
        {"id": str(at), "method": method, "url": f"/{path}", "headers": headers, "body": body}
        for at, (method, path, body) in enumerate(requests)
    ]


def parts(answers: object, number: int) -> list[Part]:
    """Return what became of each request, by the answers that came."""
    told = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    found = {str(one.get("id")): _part(one.get("status"), one.get("body")) for one in told}
    return [found.get(str(at), Part()) for at in range(number)]


def _part(status: object, body: object) -> Part:
    if not isinstance(status, int):
        return Part()
    if 200 <= status < 300:
        return Part(body if isinstance(body, dict) else None)
    return Part(unsure=Answer.of(status, {}, json.dumps(body).encode()).unsure)
