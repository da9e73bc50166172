"""`$batch`: several requests in one, each carried out and answered for itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from graph_wire_answers import refusal
from wire_answers import Answer, Json, said
from wire_calls import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    Inner = Callable[[Asked], Answer]


def batch(asked: Asked, limit: int, inner: Inner, route: Callable[[str, str], Any]) -> Answer:
    """Carry out what a batch holds; the answers come in another order than the questions."""
    listed = asked.body.get("requests") if isinstance(asked.body, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= limit:
        raise refusal("BadRequest", f"A batch holds 1 to {limit} requests.")
    ids = [str(one.get("id") or "") for one in listed]
    if len(set(ids)) != len(ids) or "" in ids:
        raise refusal("BadRequest", "Every request of a batch has an id of its own.")
    answers: dict[str, Json] = {}
    for one in listed:
        needed = [str(name) for name in one.get("dependsOn") or []]
        if any(answers.get(name, {"status": 999})["status"] >= 400 for name in needed):
            answers[one["id"]] = _told(one["id"], refusal("FailedDependency", status=424).answer)
            continue
        answers[one["id"]] = _told(one["id"], inner(_asked(one, route)))
    return said({"responses": list(reversed(answers.values()))})


def _asked(one: Json, route: Callable[[str, str], Any]) -> Asked:
    parts = urlsplit("/v1.0/" + str(one["url"]).lstrip("/"))
    headers = {str(name).lower(): str(value) for name, value in (one.get("headers") or {}).items()}
    if one.get("body") is not None and "application/json" not in headers.get("content-type", ""):
        raise refusal("BadRequest", "A JSON body needs its Content-Type.")
    method = str(one["method"])
    query = parse_qs(parts.query, keep_blank_values=True)
    op = route(method, parts.path)[0]
    return Asked(op, method, parts.path, query, headers, one.get("body"), open=False)


def _told(name: str, answer: Answer) -> Json:
    told: Json = {"id": name, "status": answer.status, "headers": dict(answer.headers)}
    if answer.body and answer.kind.startswith("application/json"):
        told["headers"]["Content-Type"] = "application/json"
        told["body"] = json.loads(answer.body)
    return told
