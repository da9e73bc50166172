"""The machine in which everything goes wrong that can, at a fake provider.

What a provider adds is told here: what differs from a calendar in memory, and what only a wire can
do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from gone_wrong import GoneWrong

if TYPE_CHECKING:
    from provider_world import ProviderShelf, ProviderWorld

TREMBLES = ("refused", "limited", "dropped", "answered in vain", "closed", "garbled", "cut")


class GoneWrongAtProvider(GoneWrong):
    """Life in any order at a provider, with all that goes wrong."""

    ops: ClassVar[tuple[str, ...]]
    limit: ClassVar[tuple[int, str]]  # how a provider says that it wants fewer requests
    world: ProviderWorld

    def _forget(self) -> None:
        """Forget nothing: the provider remembers what was deleted.

        The spec has one exception to "deleted stays deleted": the journal lost *and* a calendar
        that does not show deletions. This one shows them, so the exception never holds; "with the
        journal lost, an event found deleted counts as the person's".
        """

    @rule(
        op=st.integers(0, 20),
        how=st.sampled_from(TREMBLES),
        times=st.integers(1, 2),
        skip=st.integers(0, 2),
    )
    def the_wire_will_tremble(self, op: int, how: str, times: int, skip: int) -> None:
        """Fail a moment: the client rides it out, or the next pass does."""

        def trouble() -> None:
            self.tremble(self.ops[op % len(self.ops)], how, times, skip)
            self.world.run()
            self.world.wire.troubles.clear()

        self.troubles.append(trouble)

    def tremble(self, op: str, how: str, times: int, skip: int) -> None:
        """Script a trouble that is over soon."""
        troubles = self.world.wire.troubles
        if how == "refused":
            troubles.refuse(op, 503, times=times, skip=skip)
        elif how == "limited":
            troubles.refuse(op, *self.limit, times=times, skip=skip)
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


def keeps_every_promise(
    machine: type[GoneWrongAtProvider], shelf: ProviderShelf, part: int, examples: int, steps: int
) -> None:
    """Live some lives in any order; `part` chooses which."""
    here = type("GoneWrongHere", (machine,), {"shelf": shelf})
    seed(part)(here)
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
