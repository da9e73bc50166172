"""The machine in which everything goes wrong that can, at the fake Google.

What Google adds is told here: what differs from a calendar in memory, and what only a wire can do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from gone_wrong import GoneWrong
from google_world import GoogleWorld
from watch import Watch

if TYPE_CHECKING:
    from world import World

TREMBLES = ("refused", "limited", "dropped", "answered in vain", "closed", "garbled", "cut")
OPS = ("events.list", "events.insert", "events.patch", "events.delete", "events.get")


class GoogleWatch(Watch):
    """Holds a world at Google to its promises, and to what they may cost."""

    world: GoogleWorld

    def _second_pass(self) -> None:
        """Let a pass in which nothing changed cost one request for each calendar."""
        wire = self.world.wire
        assert not wire.faults, wire.faults[0]
        wire.forget()
        super()._second_pass()
        pages = 2 if wire.mailbox.habits.empty_pages else 1
        expected = [("events.list", 200)] * pages * len(self.world.at_google)
        assert [(one.op, one.status) for one in wire.requests] == expected


class GoneWrongAtGoogle(GoneWrong):
    """Life in any order at Google, with all that goes wrong."""

    world_of: ClassVar[type[World]] = GoogleWorld
    watch_of: ClassVar[type[Watch]] = GoogleWatch
    world: GoogleWorld

    def _forget(self) -> None:
        """Forget nothing: Google keeps the ids of what was deleted.

        The spec has one exception to "deleted stays deleted": the journal lost *and* a calendar
        that does not show deletions. This one shows them, so the exception never holds; "with the
        journal lost, an event found deleted counts as the person's".
        """

    # What only a wire can do

    @rule(
        op=st.sampled_from(OPS),
        how=st.sampled_from(TREMBLES),
        times=st.integers(1, 2),
        skip=st.integers(0, 2),
    )
    def the_wire_will_tremble(self, op: str, how: str, times: int, skip: int) -> None:
        """Fail a moment: the client rides it out, or the next pass does."""

        def trouble() -> None:
            tremble(self.world, op, how, times, skip)
            self.world.run()
            self.world.wire.troubles.clear()

        self.troubles.append(trouble)

    @rule()
    def the_permission_is_to_be_renewed(self) -> None:
        self.world.wire.oauth.expire_access()
        self.passes()

    @rule()
    def deleted_events_vanish(self) -> None:
        """Let Google tell nothing any more of what was deleted; the ids stay taken."""
        for calendar in self.world.at_google:
            for record in self.world.wire.mailbox.shelf(calendar.place).records.values():
                record.vanished = record.vanished or record.cancelled
        self.passes()

    @rule(
        short_pages=st.sampled_from((0, 0, 2)),
        empty_pages=st.booleans(),
        repeats=st.booleans(),
        full_stubs=st.booleans(),
        remembers_window=st.booleans(),
        series_gone=st.sampled_from(("instances", "series", "both")),
    )
    def google_behaves_otherwise(self, **habits: object) -> None:
        """Change how Google behaves where it says nothing of how it does."""
        for name, value in habits.items():
            setattr(self.world.wire.mailbox.habits, name, value)
        self.passes()


def tremble(world: GoogleWorld, op: str, how: str, times: int, skip: int) -> None:
    """Script a trouble that is over soon."""
    troubles = world.wire.troubles
    if how == "refused":
        troubles.refuse(op, 503, times=times, skip=skip)
    elif how == "limited":
        troubles.refuse(op, 403, "rateLimitExceeded", times=times, skip=skip)
    elif how == "dropped":
        troubles.drop(op, after=False, times=times, skip=skip)
    elif how == "answered in vain":
        troubles.drop(op, after=True, times=times, skip=skip)
    elif how == "closed":
        troubles.drop(op, after=True, reset=False, times=times, skip=skip)
    elif how == "garbled":
        troubles.garbage(op, times=times)
    else:
        troubles.cut(op, times=times, skip=skip)
