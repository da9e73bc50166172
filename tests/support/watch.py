"""Hold a world to its promises, around every pass and whenever it has come to rest."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import promises
from builders import PARIS
from candidate import OWNER, written
from others import SECRET
from relance.model import Key
from relance.reading.hand import key_of
from world import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts import Acts
    from relance.model import Candidacy, Event
    from relance.sync.history import History
    from world import World

    Words: TypeAlias = tuple[object, ...]


class Look(Enum):
    """Name what takes long, and so is looked at in turns."""

    THINK_AGAIN = 1
    LOSE_THE_JOURNAL = 2
    READ_THE_JOURNAL = 3


@dataclass(slots=True)
class Watch:
    """What is held against a world; `rest` are our events when it was last at rest."""

    world: World
    acts: Acts
    rest: dict[str, Event] = field(default_factory=dict)

    @contextmanager
    def around(self) -> Iterator[None]:
        """Hold every pass to what must never happen, whatever goes wrong."""
        world = self.world
        foreign, before = world.foreign(), world.ours()
        try:
            yield
        finally:
            after = world.ours()
            assert world.foreign() == foreign, "an event that is not ours was changed"
            for uid, event in before.items():
                if event.span(PARIS).end <= world.now:
                    assert uid in after, f"{key_of(event)} had passed and is gone"
                    assert said(after[uid]) == said(event), f"{key_of(event)} had passed"
            promises.one_event_a_key(after.values())
            self._the_hand(after)

    def _the_hand(self, after: dict[str, Event]) -> None:
        for uid, words in self.acts.words.items():
            if uid in after:
                now = after[uid].summary, after[uid].description
                assert now == words, f"words written into {key_of(after[uid])} are gone: {now}"
        for key in self.acts.deleted:
            self._never_again(key, after)

    def _pins(self, found: list[promises.Ours]) -> None:
        """Hold what the person moved to its place, unless its own interview ends after that."""
        for one in found:
            times = self.acts.pinned.get(one.event.uid)
            now = one.event.start, one.event.end
            if times is None or now == times:
                continue
            before = replace(one.event, start=times[0], end=times[1]).span(one.zone).start
            assert one.occasion.interviews, f"{one.key} was put at {times} and is at {now}"
            assert before < one.occasion.end, f"{one.key} was put at {times} and is at {now}"
            del self.acts.pinned[one.event.uid]

    def _never_again(self, key: Key, after: dict[str, Event]) -> None:
        for uid, event in after.items():
            again = Key.parse(key_of(event))
            assert again != key, f"{key} was deleted and is there again"
            if uid not in self.rest:
                same = again.interview, again.step, again.attempt
                assert same != (key.interview, key.step, key.attempt), f"{key} is back as {again}"

    def at_rest(self, looks: frozenset[Look]) -> None:
        """Hold a world that has come to rest to everything else, and look closer as told."""
        world = self.world
        self._second_pass()
        past = world.past()
        self._as_wanted(past)
        after = world.ours()
        found = promises.ours_of(after.values(), past.candidacies)
        self._pins(found)
        promises.one_event_a_step(after.values(), world.now)
        promises.one_event_an_occasion(found, world.now)
        events = [e for c in world.calendars for e in c.events()]
        busy = promises.busy_times(events, PARIS, world.now, OWNER.emails[0])
        moved = self.acts.pinned
        promises.hard_rules(found, busy, RULES, world.now, moved)
        promises.what_stands(found, past.candidacies, world.now, world.steps_ahead)
        promises.nothing_before_its_interview(
            [o for o in found if o.event.uid not in moved], world.now
        )
        if Look.THINK_AGAIN in looks:
            report = world.run(think=True)
            assert report.planned
            assert written(report) == (0, 0, 0), "thinking again changes something"
        if Look.LOSE_THE_JOURNAL in looks:
            self._without_journal(past)
        if Look.READ_THE_JOURNAL in looks:
            assert SECRET.encode() not in world.shelf.bytes_of_main()
        self.acts.forget_events((self.acts.pinned.keys() | self.acts.words.keys()) - after.keys())
        for key, deletion in self.acts.deleted.items():
            self.acts.deleted[key] = replace(deletion, seen=True)
        self.rest, self.acts.all_new = after, False

    def _second_pass(self) -> None:
        world = self.world
        for calendar in world.calendars:
            calendar.requests.clear()
        report = world.run()
        assert written(report) == (0, 0, 0), "a pass right after a pass writes"
        asked = {request for calendar in world.calendars for request in calendar.requests}
        assert asked == {"pull"}, asked
        assert not report.planned, "nothing changed, and it was planned"

    def _as_wanted(self, past: History) -> None:
        """Hold what stands against what is wanted."""
        world = self.world
        wanted = {f.key: (f.start, f.end) for f in world.planned(past).wanted}
        found = promises.ours_of(world.ours().values(), past.candidacies)
        there = {o.key: o for o in promises.pending(found, world.now)}
        for key, times in wanted.items():
            assert key in there, f"{key} is wanted and does not stand"
            event = there[key].event
            assert (event.start, event.end) == times, f"{key} stands at {event.start}: {times}"
        surplus = [o for key, o in there.items() if key not in wanted]
        surplus = [o for o in surplus if o.span.start > world.now]
        surplus = [o for o in surplus if not promises.is_left(o, found)]
        assert not surplus, f"nobody wants {promises.names(surplus)}"

    def _without_journal(self, past: History) -> None:
        """Hold a world that lost its journal, and runs, to the same calendar."""
        world = self.world
        twin, _ = world.without_journal()
        free = {i for c in past.candidacies if forgetful(c) for i in c.identities}
        mine, theirs = (
            {
                key_of(e): said(e)
                for e in w.ours().values()
                if Key.parse(key_of(e)).interview not in free
            }
            for w in (world, twin)
        )
        changed = {k: (mine.get(k), theirs.get(k)) for k in mine.keys() | theirs.keys()}
        told = {k: differences(*both) for k, both in changed.items() if both[0] != both[1]}
        assert not told, f"a lost journal changes something: {told}"


def said(event: Event) -> Words:
    """Return what an event says to a person."""
    return event.start, event.end, event.summary, event.description


def differences(mine: Words | None, theirs: Words | None) -> object:
    """Return where two events differ, in short."""
    if mine is None or theirs is None:
        return (mine or ())[:3], (theirs or ())[:3]
    both = zip(mine, theirs, strict=True)
    lines = ((f"{a}".splitlines(), f"{b}".splitlines()) for a, b in both)
    return [([x for x in a if x not in b], [x for x in b if x not in a]) for a, b in lines]


def forgetful(candidacy: Candidacy) -> bool:
    """Say whether an occasion has no event of ours that could remember for it."""
    return any(
        not any(s.fate == "stands" for s in occasion.standings) for occasion in candidacy.occasions
    )
