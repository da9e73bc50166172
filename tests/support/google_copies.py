"""Copies of all that a person has at the fake Google."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from google_wire_mailbox import Mailbox

if TYPE_CHECKING:
    from google_wire_shelf import Shelf


def copied(box: Mailbox) -> Mailbox:
    """Return a mailbox that holds the same, and goes its own way."""
    with box.lock:
        made = Mailbox(box.email, box.zone, box.clock, box.habits)
        made.count.seq = box.count.seq
        made.shelves = {ref: _copied(one, made) for ref, one in box.shelves.items()}
        return made


def _copied(shelf: Shelf, box: Mailbox) -> Shelf:
    return replace(
        shelf,
        count=box.count,
        records={name: replace(record) for name, record in shelf.records.items()},
        lost=dict(shelf.lost),
        exceptions={name: set(known) for name, known in shelf.exceptions.items()},
    )
