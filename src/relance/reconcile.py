"""Wanted × found → what to create, update and delete.

The person's hand wins: moved times and edited words stay, and an event to which somebody was
invited stays as it is, since any change may send them mail. What carries no mark of ours never
comes in here, and so never comes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from relance.model import Event, OurMark
from relance.reading.hand import by_key, edited, key_of, moved, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Create:
    """Write a new event."""

    key: str
    event: Event


@dataclass(frozen=True, slots=True)
class Update:
    """Write over an event of ours, which still has the version that was read."""

    key: str
    event: Event


@dataclass(frozen=True, slots=True)
class Delete:
    """Take an event of ours back, which still has the version that was read."""

    key: str
    event: Event


Action: TypeAlias = Create | Update | Delete


def reconcile(
    wanted: Mapping[str, Event],
    found: Iterable[Event],
    *,
    settled: Collection[str],
    memories: Mapping[str, str],
) -> tuple[Action, ...]:
    """Return what makes the calendar hold what is wanted, and nothing more.

    `wanted` and `memories` are by key. `settled` are keys of events that stay as they are: in
    the past, or carrying a mark of the person; only their memory may be brought up to date.
    The order is that of the keys, deletions last.
    """
    standing, surplus = by_key(found)
    actions: list[Action] = []
    for key, event in sorted(wanted.items()):
        there = standing.get(key)
        if there is None:
            actions.append(Create(key, event))
        elif (update := _update(there, event)) is not None:
            actions.append(update)
    for key, there in sorted(standing.items()):
        if key in wanted:
            continue
        if key not in settled:
            surplus.append(there)
        elif key in memories and _memory(there) != memories[key]:
            actions.append(Update(key, _remembering(there, memories[key])))
    actions += [Delete(key_of(event), event) for event in surplus if key_of(event) not in settled]
    return tuple(a for a in actions if isinstance(a, Create) or not a.event.invites)


def _update(there: Event, wanted: Event) -> Update | None:
    """Return the change that is left to make, with the person's words and times kept."""
    keep_words, keep_times = edited(there), moved(there) and _same_times(there, wanted)
    merged = replace(
        wanted,
        uid=there.uid,
        summary=there.summary if keep_words else wanted.summary,
        description=there.description if keep_words else wanted.description,
        alarms=there.alarms,
        shows_as=there.shows_as,
        categories=there.categories,
        location=there.location,
        url=there.url,
        organizer=there.organizer,
        attendees=there.attendees,
        ref=there.ref,
        version=there.version,
        sequence=there.sequence + 1,
    )
    times, words = merged.fingerprint().split(".")
    fingerprint = ".".join(
        (written(there, 0) if keep_times else times, written(there, 1) if keep_words else words)
    )
    mark = OurMark(key_of(there), fingerprint, _memory(wanted))
    merged = replace(merged, our_mark=mark)
    return None if _essence(merged) == _essence(there) else Update(key_of(there), merged)


def _remembering(there: Event, memory: str) -> Event:
    assert there.our_mark is not None
    mark = replace(there.our_mark, memory=memory)
    return replace(there, our_mark=mark, sequence=there.sequence + 1)


def _essence(event: Event) -> tuple[object, ...]:
    """Return what we answer for: times and words, folded, and our mark. The rest is theirs."""
    return (event.fingerprint(), event.our_mark)


def _same_times(one: Event, other: Event) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _memory(event: Event) -> str:
    return event.our_mark.memory if event.our_mark is not None else ""
