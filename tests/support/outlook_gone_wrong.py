"""The machine in which everything goes wrong that can, at the fake Outlook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from outlook_world import OutlookWorld
from provider_gone_wrong import GoneWrongAtProvider
from watch import Watch

if TYPE_CHECKING:
    from world import World

READS = {"view.delta", "events.get", "events.list"}


class OutlookWatch(Watch):
    """Holds a world at Outlook to its promises, and to what they may cost."""

    world: OutlookWorld

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
        assert not wire.faults, wire.faults[0]
        expected = [("view.delta", 200)] * len(self.world.at_provider)
        assert [(one.op, one.status) for one in wire.requests] == expected


class GoneWrongAtOutlook(GoneWrongAtProvider):
    """Life in any order at Outlook, with all that goes wrong."""

    world_of: ClassVar[type[World]] = OutlookWorld
    watch_of: ClassVar[type[Watch]] = OutlookWatch
    world: OutlookWorld
    ops = (
        "view.delta",
        "view.list",
        "events.create",
        "events.update",
        "events.delete",
        "events.get",
        "events.list",
        "properties.create",
        "batch",
    )
    limit = 429, "ApplicationThrottled"

    @rule()
    def the_permission_is_to_be_renewed(self) -> None:
        self.world.wire.login.expire_access()
        self.passes()

    @rule(op=st.sampled_from(("events.get", "events.update", "events.delete", "properties.create")))
    def an_event_will_not_be_found_for_a_moment(self, op: str) -> None:
        def trouble() -> None:
            self.world.wire.troubles.refuse(op, 404, "ErrorItemNotFound")
            self.world.run()
            self.world.wire.troubles.clear()

        self.troubles.append(trouble)

    @rule(
        bare_occurrences=st.booleans(),
        missing_removed=st.booleans(),
        series_gone=st.sampled_from(("master", "instances", "both")),
        removed_outside=st.booleans(),
        removed_reason=st.sampled_from(("deleted", "changed")),
        split_series=st.booleans(),
        short_pages=st.sampled_from((0, 0, 1, 2)),
        empty_pages=st.booleans(),
        repeats=st.booleans(),
        keeps_deleted=st.booleans(),
        duplicate_status=st.sampled_from((400, 409)),
        existing_id=st.booleans(),
        properties_by_patch=st.booleans(),
        etag_on_delete=st.booleans(),
        spontaneous_412=st.sampled_from((0, 0, 1)),
        code_case=st.sampled_from(("as-is", "lower", "upper")),
    )
    def outlook_behaves_otherwise(self, **habits: object) -> None:
        """Change how Outlook behaves where nobody says how it does."""
        for name, value in habits.items():
            setattr(self.world.wire.mailbox.habits, name, value)
        self.world.begin_anew()
        self.passes()
