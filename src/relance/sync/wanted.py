"""Plan → the events that should stand, with their words and what they remember."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relance.model import Fate, Key, basic
from relance.reading.hand import key_of
from relance.reading.memory import Memory
from relance.sync.history import in_order, memory_for
from relance.writing.about import About
from relance.writing.compose import compose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from relance.model import Candidacy, Event, FollowUp, Occasion
    from relance.planning.plan import Plan
    from relance.sync.history import History
    from relance.sync.thread import House


def wanted_events(
    house: House, past: History, planned: Plan, settled: Collection[str]
) -> tuple[dict[str, Event], dict[str, str]]:
    """Return the events that should stand, and what events that stay as they are remember.

    Both by key. The newest event of an occasion remembers for all of it; the others keep what
    they hold.
    """
    held = {key_of(e): Memory.loads(e.our_mark.memory) for e in past.found if e.our_mark}
    stays = {*settled, *past.untouchable, *(str(f.key) for f in planned.wanted)}
    leaving = past.marked - stays
    wanted: dict[str, Event] = {}
    memories: dict[str, str] = {}
    for candidacy, occasion, follow_ups in _by_occasion(past, planned):
        newest = _newest(occasion, follow_ups, settled, past.untouchable)
        lasting = memory_for(candidacy, occasion, past, leaving)
        if newest is not None and newest.start is None:
            own = held[newest.key]
            memories[newest.key] = replace(lasting, by=own.by, due=own.due).dumps()
        about = About.of(candidacy, occasion)
        for follow_up in follow_ups:
            key = str(follow_up.key)
            memory = (
                lasting if newest is not None and key == newest.key else held.get(key, Memory())
            )
            wanted[key] = compose(
                follow_up,
                about,
                owner=house.owner,
                language=language_of(house, candidacy),
                memory=replace(memory, by=follow_up.channel, due=follow_up.due).dumps(),
                templates=house.templates,
            )
    memories.update(_of_denied(past, held, leaving))
    return wanted, memories


def _of_denied(
    past: History, held: Mapping[str, Memory], leaving: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is left of an interview that is none remembers: the mark that says so."""
    known = {i for candidacy in past.candidacies for i in candidacy.identities}
    mute = past.untouchable | set(leaving)
    for identity in sorted({Key.parse(key).interview for key in leaving} - known):
        left = [
            key_of(event)
            for event in sorted(past.found, key=lambda e: (basic(e.start), key_of(e)))
            if Key.parse(key_of(event)).interview == identity and key_of(event) not in mute
        ]
        if left:
            memory = held[left[-1]]
            goes = (s for s in past.seen.get(identity, ()) if str(s.on) in leaving)
            said = {*memory.said, *((identity, s) for s in goes)}
            yield left[-1], replace(memory, said=tuple(sorted(said, key=in_order))).dumps()


def language_of(house: House, candidacy: Candidacy) -> str:
    """Return the language of a candidacy's texts."""
    if house.language != "auto":
        return house.language
    return candidacy.details.language or house.fallback_language


def _by_occasion(
    past: History, planned: Plan
) -> Iterator[tuple[Candidacy, Occasion, list[FollowUp]]]:
    pending: dict[str, list[FollowUp]] = {}
    for follow_up in planned.wanted:
        pending.setdefault(follow_up.key.interview, []).append(follow_up)
    for candidacy in past.candidacies:
        for occasion in candidacy.every_occasion:
            found = [f for i in sorted(occasion.identities) for f in pending.get(i, ())]
            yield candidacy, occasion, found


@dataclass(frozen=True, slots=True)
class _Newest:
    """The last event of an occasion, once all is written; `start` where it is wanted."""

    key: str
    start: datetime | date | None = None


def _newest(
    occasion: Occasion,
    follow_ups: list[FollowUp],
    settled: Collection[str],
    untouchable: Collection[str],
) -> _Newest | None:
    """Return the event that remembers for its occasion: the last that can be written into."""
    coming = {str(f.key): f.start for f in follow_ups if f.start is not None}
    staying = {
        str(s.key): s.start
        for s in occasion.standings
        if s.fate is Fate.STANDS and str(s.key) in settled
    }
    both = {k: at for k, at in {**staying, **coming}.items() if k not in untouchable}
    if not both:
        return None
    last = max(both, key=lambda key: (basic(both[key]), key))
    return _Newest(last, coming.get(last))
