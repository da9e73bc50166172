"""The real client library, pointed at a fake Google."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_wire import Wire


@contextmanager
def service(wire: Wire, *scopes: str, fresh: bool = True) -> Iterator[Any]:
    """Yield a service that was permitted some scopes, everything by default."""
    from googleapiclient.discovery import build

    with build(
        "calendar",
        "v3",
        credentials=wire.credentials(scopes or ("calendar",), fresh=fresh),
        cache_discovery=False,
        client_options={"api_endpoint": wire.api},
    ) as made:
        yield made


def refused(request: Any) -> tuple[int, str]:
    """Carry a request out that must be refused; return the status and the first reason."""
    from googleapiclient.errors import HttpError

    with pytest.raises(HttpError) as caught:
        request.execute()
    return caught.value.status_code, reason(caught.value)


def reason(error: Any) -> str:
    """Return the first reason in the body of an HttpError."""
    told: dict[str, Any] = json.loads(error.content)["error"]
    return str(told["errors"][0]["reason"])


def timed(
    event_id: str = "", start: str = "2026-10-20T10:00:00", minutes: int = 60, **more: Any
) -> dict[str, Any]:
    """Return the body of a timed event in Paris."""
    from datetime import datetime, timedelta

    begin = datetime.fromisoformat(start)
    end = begin + timedelta(minutes=minutes)
    zone = "Europe/Paris"
    body: dict[str, Any] = {
        "summary": "Entretien",
        "start": {"dateTime": begin.isoformat(), "timeZone": zone},
        "end": {"dateTime": end.isoformat(), "timeZone": zone},
    }
    return body | ({"id": event_id} if event_id else {}) | more


def days(event_id: str, first: str, end: str, **more: Any) -> dict[str, Any]:
    """Return the body of an all-day event; the end is exclusive."""
    return {"id": event_id, "start": {"date": first}, "end": {"date": end}} | more


def every_page(svc: Any, calendar: str = "primary", **query: Any) -> list[dict[str, Any]]:
    """Return all answers of one round."""
    answers = []
    request = svc.events().list(calendarId=calendar, **query)
    while request is not None:
        answers.append(request.execute())
        request = svc.events().list_next(request, answers[-1])
    return answers


def told(answers: list[dict[str, Any]]) -> dict[str, str]:
    """Return the status of every event that a round told, by id; the last one wins."""
    return {item["id"]: item["status"] for answer in answers for item in answer["items"]}
