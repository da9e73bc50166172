"""Whatever the person does: what rounds of changes add up to is what a full round tells."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from graph_wire_mailbox import timed
from graph_wire_series import recurrence
from wire_answers import Refusal

if TYPE_CHECKING:
    from graph_wire import Wire
    from graph_wire_client import Graph
    from graph_wire_mailbox import Mailbox

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)
RULES = ["FREQ=WEEKLY;COUNT=9", "FREQ=DAILY;COUNT=5", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=9"]


def act(mailbox: Mailbox, chance: Random) -> None:
    """Do one thing as the person might."""
    at = AT + timedelta(days=chance.randint(-60, 90), hours=chance.randint(0, 9))
    events = mailbox.events()
    what = chance.choice(["put", "series", "edit", "move", "delete", "part", "part gone", "rule"])
    if what in {"put", "series"} or not events:
        more: dict[str, Any] = {}
        if what == "series":
            more["recurrence"] = recurrence(chance.choice(RULES), at)
        mailbox.put("primary", timed("", at, **more))
        return
    event = chance.choice(events)
    if what == "edit":
        mailbox.edit(event["id"], subject=f"n° {chance.random()}")
    elif what == "move" and event["type"] == "singleInstance":
        mailbox.move(event["id"], at, at + timedelta(hours=1))
    elif what == "delete":
        mailbox.delete(event["id"])
    elif what == "rule" and event["type"] == "seriesMaster":
        start = datetime.fromisoformat(event["start"]["dateTime"])
        mailbox.edit(event["id"], recurrence=recurrence(chance.choice(RULES), start))
    elif event["type"] == "seriesMaster":
        part(mailbox, event, chance, gone=what == "part gone")


def part(mailbox: Mailbox, event: dict[str, Any], chance: Random, *, gone: bool) -> None:
    """Change or delete one occurrence, if there is one on the day that comes to mind."""
    start = datetime.fromisoformat(event["start"]["dateTime"]).replace(tzinfo=UTC)
    with suppress(ValueError, Refusal):
        one = mailbox.occurrence(event["id"], start + timedelta(days=chance.choice([0, 1, 7, 9])))
        if gone:
            mailbox.delete(one)
        else:
            mailbox.move(one, start + timedelta(days=2), start + timedelta(days=2, hours=1))


def taken(known: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Take a round in, as a client of Graph has to."""
    known = dict(known)
    for one in items:
        if "@removed" in one:
            lost = {one["id"]} | {k for k, v in known.items() if v["series"] == one["id"]}
            known = {k: v for k, v in known.items() if k not in lost}
            continue
        if one["type"] == "seriesMaster":
            known = {k: v for k, v in known.items() if v["series"] != one["id"]}
        known[one["id"]] = {"series": one.get("seriesMasterId"), "at": one["start"]["dateTime"]}
    return known


@pytest.mark.parametrize("seed", range(24))
def test_rounds_of_changes_add_up(wire: Wire, graph: Graph, seed: int) -> None:
    chance = Random(seed)
    wire.habits.removed_outside = chance.random() < 0.5
    wire.habits.missing_removed = chance.random() < 0.5
    wire.habits.short_pages = chance.choice([0, 1, 3])
    wire.habits.repeats = chance.random() < 0.3 and not wire.habits.short_pages
    wire.habits.empty_pages = chance.random() < 0.3
    wire.habits.series_gone = chance.choice(["master", "both"])
    for _ in range(6):
        act(wire.mailbox, chance)
    items, link = graph.round()
    known = taken({}, items)
    for _ in range(6):
        for _ in range(chance.randint(0, 4)):
            act(wire.mailbox, chance)
        items, link = graph.round(link)
        known = taken(known, items)
        assert known == taken({}, graph.round()[0])
    assert graph.round(link)[0] == []
