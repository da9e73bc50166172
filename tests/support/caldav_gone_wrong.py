"""The machine in which everything goes wrong that can, at a real CalDAV server."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from any_order import picks
from caldav_world import CaldavWorld
from gone_wrong import GoneWrong
from provider_gone_wrong import GoneWrongAtProvider
from watch import Watch

if TYPE_CHECKING:
    from wire_calls import Asked
    from world import World

READS = {"REPORT", "PROPFIND", "GET"}


class CaldavWatch(Watch):
    """Holds a world at a CalDAV server to its promises, and to what they may cost."""

    world: CaldavWorld

    def _second_pass(self) -> None:
        """Let a pass in which nothing changed cost one request for each calendar.

        The pass before it reads again what the last one wrote.
        """
        wire = self.world.wire
        wire.forget()
        super()._second_pass()
        assert {one.op for one in wire.requests} <= READS
        wire.forget()
        super()._second_pass()
        expected = [("REPORT", 207)] * len(self.world.at_provider)
        assert [(one.op, one.status) for one in wire.requests] == expected


class GoneWrongAtCaldav(GoneWrongAtProvider):
    """Life in any order at a CalDAV server, with all that goes wrong."""

    world_of: ClassVar[type[World]] = CaldavWorld
    watch_of: ClassVar[type[Watch]] = CaldavWatch
    world: CaldavWorld
    ops = ("REPORT", "PROPFIND", "PUT", "DELETE", "GET")
    limit = 429, ""

    def _forget(self) -> None:
        """Note what nobody remembers: a server that is read whole shows no deletions."""
        GoneWrong._forget(self)

    @rule(
        method=st.sampled_from(("PUT", "PUT", "DELETE", "GET")),
        deed=st.sampled_from(("edits", "moves", "deletes")),
        pick=picks,
        skip=st.integers(0, 2),
    )
    def the_person_acts_within_a_pass(self, method: str, deed: str, pick: int, skip: int) -> None:
        """Let the person's hand come between what a pass has read and what it writes."""

        def trouble() -> None:
            wire = self.world.wire
            wire.meanwhile(method, lambda asked: self._hand(deed, asked, pick), skip=skip)
            self.world.run()
            wire.calm()

        self.troubles.append(trouble)

    def _hand(self, deed: str, asked: Asked, pick: int) -> None:
        """Touch what is about to be written over.

        What is about to be created, another process has just created.
        """
        place, _, name = asked.path.rpartition("/")
        wire, new = self.world.wire, name not in self.world.wire.resources(f"{place}/")
        if new and asked.method != "PUT":
            return
        if new:
            wire.put(asked.path, asked.body.encode())
        found = self.acts.follow_ups()
        (event,) = [one for one in found if one.ref == name]
        at = len(found) - 1 - found.index(event)
        if event not in self.acts.coming():
            return
        if deed == "moves":
            self.acts.move(at, 1 + pick % 3, pick)
        elif deed == "deletes" and not new:
            self.acts.delete(at)
        else:
            self.acts.edit(at, in_title=bool(pick % 2))
