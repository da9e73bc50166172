"""The machine in which everything goes wrong that can, at the fake Google."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from google_world import GoogleWorld
from provider_gone_wrong import GoneWrongAtProvider
from provider_played import Played
from watch import Watch

if TYPE_CHECKING:
    from world import World


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
        expected = [("events.list", 200)] * pages * len(self.world.at_provider)
        assert [(one.op, one.status) for one in wire.requests] == expected


class GoneWrongAtGoogle(GoneWrongAtProvider):
    """Life in any order at Google, with all that goes wrong."""

    world_of: ClassVar[type[World]] = GoogleWorld
    watch_of: ClassVar[type[Watch]] = GoogleWatch
    ops = ("events.list", "events.insert", "events.patch", "events.delete", "events.get")
    limit = 403, "rateLimitExceeded"

    @rule()
    def the_permission_is_to_be_renewed(self) -> None:
        self.world.wire.oauth.expire_access()
        self.passes()

    @precondition(lambda self: self.acts.follow_ups())
    @rule(pick=st.integers(0, 7), minutes=st.integers(0, 60))
    def the_person_changes_a_reminder(self, pick: int, minutes: int) -> None:
        """Give an event another version, of which Google tells in no round of reading."""
        found, relances = self.acts.follow_ups(), self.world.relances
        assert isinstance(relances, Played)
        overrides = [{"method": "popup", "minutes": minutes}]
        reminders = {"useDefault": False, "overrides": overrides}
        event = found[-1 - pick % len(found)]
        self.world.wire.mailbox.edit(relances.place, event.ref, reminders=reminders)
        self.passes()

    @rule()
    def deleted_events_vanish(self) -> None:
        """Let Google tell nothing any more of what was deleted; the ids stay taken."""
        for calendar in self.world.at_provider:
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
