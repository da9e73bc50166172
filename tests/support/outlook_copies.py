"""Copies of all that a person has at the fake Outlook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph_wire_mailbox import Mailbox

if TYPE_CHECKING:
    from graph_wire_shelf import Shelf


def copied(box: Mailbox) -> Mailbox:
    """Return a mailbox that holds the same, and goes its own way."""
    with box.lock:
        made = Mailbox(box.email, box.zone, box.clock, box.habits)
        made.count.seq = box.count.seq
        made.shelves = {ref: _copied(one, made) for ref, one in box.shelves.items()}
        made.default, made.transactions = box.default, dict(box.transactions)
        made.categories = list(box.categories)
        return made


def _copied(shelf: Shelf, box: Mailbox) -> Shelf:
    records = {name: replace(record) for name, record in shelf.records.items()}
    return replace(shelf, count=box.count, records=records)
