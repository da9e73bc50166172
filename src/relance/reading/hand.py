"""The person's hand on our own events: what they moved, and what they wrote anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relance.model import Event

TIMES, TEXTS = 0, 1


def key_of(event: Event) -> str:
    """Return the key that our mark on an event holds."""
    return event.our_mark.key if event.our_mark is not None else ""


def by_key(events: Iterable[Event]) -> tuple[dict[str, Event], list[Event]]:
    """Return one event for each key, and the surplus; what the person touched is kept."""
    chosen: dict[str, Event] = {}
    surplus: list[Event] = []
    for event in sorted(events, key=lambda e: (not touched(e), e.ref)):
        if key_of(event) in chosen:
            surplus.append(event)
        else:
            chosen[key_of(event)] = event
    return chosen, surplus


def moved(event: Event) -> bool:
    """Say whether the person moved or resized one of our events."""
    return event.our_mark is not None and _now(event, TIMES) != written(event, TIMES)


def edited(event: Event) -> bool:
    """Say whether the person changed the words of one of our events."""
    return event.our_mark is not None and _now(event, TEXTS) != written(event, TEXTS)


def touched(event: Event) -> bool:
    """Say whether the person changed one of our events, or invited somebody to it."""
    return moved(event) or edited(event) or event.invites


def written(event: Event, half: int) -> str:
    """Return the hash of the times or of the texts as relance last wrote them."""
    halves = event.our_mark.fingerprint.split(".") if event.our_mark is not None else []
    return halves[half] if len(halves) == 2 else ""


def _now(event: Event, half: int) -> str:
    return event.fingerprint().split(".")[half]
