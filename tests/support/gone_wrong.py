"""A machine in which everything goes wrong that can, while life goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from any_order import AnyOrder
from candidate import written
from relance.errors import NeedsPerson
from relance.testing.memory import Fault

REQUESTS = ("create", "update", "delete", "pull", "find")
FAULTS = tuple(Fault)

if TYPE_CHECKING:
    from relance.model import Event
    from relance.testing.memory import MemoryCalendar


class GoneWrong(AnyOrder):
    """Life in any order, with faults, deaths, losses, and passes that meet."""

    @rule(more=st.integers(1, 2))
    def no_pass_for_a_while(self, more: int) -> None:
        self.waiting = more

    @rule()
    def the_journal_is_lost(self) -> None:
        self._forget()
        self.world.lose_journal()
        self.passes()

    def _forget(self) -> None:
        """Note what nobody remembers: what was deleted where no event of ours is left to know."""
        there = {e.our_mark.key[:12] for e in self.world.ours().values() if e.our_mark}
        rest = {e.our_mark.key[:12] for e in self.watch.rest.values() if e.our_mark}
        whole = self.watch.rest.keys() <= self.world.ours().keys()
        for key, deletion in list(self.acts.deleted.items()):
            if not deletion.seen or not whole or key.interview not in there & rest:
                del self.acts.deleted[key]
        self.acts.all_new = True

    @rule()
    def cursors_expire(self) -> None:
        for calendar in self.world.calendars:
            calendar.expire_cursors()
        self.passes()

    @rule(
        calendar=st.integers(0, 2),
        request=st.sampled_from(REQUESTS),
        faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3),
    )
    def a_request_will_fail(self, calendar: int, request: str, faults: list[Fault]) -> None:
        calendars = self.world.calendars
        where = calendars[calendar % len(calendars)] if request == "pull" else self.world.relances

        def trouble() -> None:
            where.faults[request] = list(faults)
            self.world.run()

        self.troubles.append(trouble)

    @rule(moment=st.integers(0, 40))
    def a_pass_will_die(self, moment: int) -> None:
        self.troubles.append(lambda: self.world.die(moment))

    @rule(
        handing=st.lists(st.booleans(), min_size=1, max_size=24),
        journal=st.sampled_from(("same", "copy", "none")),
    )
    def two_passes_will_run(self, handing: list[bool], journal: str) -> None:
        def trouble() -> None:
            if journal == "none":  # to that one all is new
                self._forget()
            self.world.run_two(handing, with_journal=journal)

        self.troubles.append(trouble)

    @rule(moment=st.integers(-20, 20), lost=st.booleans())
    def everything_is_purged(self, moment: int, *, lost: bool) -> None:
        """Purge, with the journal or without it; it may die on the way and is begun again."""
        foreign = self.world.foreign()
        if lost:
            self.world.lose_journal()
        if moment >= 0:
            self.world.die(moment, purging=True)
        self.world.purge()
        assert not self.world.ours(), "something of ours is left after a purge"
        assert self.world.foreign() == foreign
        self.acts.deleted.clear()
        self.acts.forget_events(self.watch.rest)
        self.passes()

    # Losses

    def _at_rest(self) -> bool:
        return not self.waiting and not self.troubles

    @precondition(_at_rest)
    @rule(calendar=st.integers(0, 2), comes_back=st.booleans(), failing=st.booleans())
    def a_whole_calendar_is_gone(self, calendar: int, *, comes_back: bool, failing: bool) -> None:
        """Lose more than half of what was known at once: that is asked about first."""
        where = self.world.calendars[calendar % len(self.world.calendars)]
        for day in range(12):
            self.acts.appointment(day, 76, 1, self.world.calendars.index(where))
        self.passes()
        held = [(e, self.acts.rules.get(e.uid, "")) for e in where.events()]
        standing = self._elsewhere(where)
        for event, _ in held:
            where.remove(event.uid)
        if failing:
            self.world.other.faults["pull"] = [Fault.AFTER]
        with self.watch.around():
            report = self.world.run()
        self.world.other.faults.clear()
        told = next(c for c in report.calendars if c.id == where.id)
        assert isinstance(told.error, NeedsPerson) or (failing and where is self.world.other)
        assert self._elsewhere(where) == standing, "a loss that nobody accepted removed something"
        if comes_back:
            for event, rule_ in held:
                where.put(event, rule_)
        else:
            self._accepted(where, [event for event, _ in held])
        for there, event in self.acts.appointments():
            there.remove(event.uid)
        with self.watch.around():
            self.world.run(accept_loss=True)
        self.rest()

    def _elsewhere(self, where: MemoryCalendar) -> dict[str, Event]:
        return {u: e for u, e in self.world.ours().items() if where is not self.world.relances}

    def _accepted(self, where: MemoryCalendar, held: list[Event]) -> None:
        """Note that what was in a calendar went with it, and was not deleted by the person."""
        with self.watch.around():
            self.world.run(accept_loss=True)
        if where is self.world.relances:
            self.acts.deleted.clear()
            self.acts.forget_events(event.uid for event in held)

    @precondition(lambda self: self._at_rest() and self.acts.invitations())
    @rule(pick=st.integers(0, 7), fault=st.sampled_from(tuple(Fault)), days=st.integers(-3, 9))
    def an_interview_goes_while_nothing_can_be_read(
        self, pick: int, fault: Fault, days: int
    ) -> None:
        """Let an interview go unseen: a failed reading removes nothing."""
        standing = self.world.ours()
        if days < 0:
            self.acts.remove_interview(pick)
        else:
            self.acts.move_interview(pick, days, 0)
        for calendar in self.world.calendars:
            calendar.faults["pull"] = [fault]
        with self.watch.around():
            self.world.run()
        for calendar in self.world.calendars:
            calendar.faults.clear()
        assert self.world.ours() == standing, "what could not be read changed something"
        self.passes()

    @precondition(_at_rest)
    @rule(fault=st.sampled_from(tuple(Fault)), days=st.integers(0, 5), company=st.integers(0, 3))
    def one_calendar_fails(self, fault: Fault, days: int, company: int) -> None:
        """Let one calendar fail: it stops nothing else."""
        with self.watch.around():
            self.world.run()  # what waited for a pass is not held up by the failure
        if len(self.acts.invitations()) < 8:
            self.acts.interview(company, days, 40, 60, 0, 0)
        self.world.other.faults["pull"] = [fault]
        with self.watch.around():
            report = self.world.run()
        failed = {c.id for c in report.calendars if c.error is not None}
        assert failed == {self.world.other.id}
        with self.watch.around():
            again = self.world.run()
        assert written(again) == (0, 0, 0), "a failing calendar held something else up"
        self.rest()
