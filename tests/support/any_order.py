"""A machine that lets life happen in any order, and watches what relance makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from acts import Acts
from builders import at
from relance.errors import NeedsPerson
from relance.model import MarkKind, Step, UserMark
from relance.reading.recruiters import Known
from watch import Look, Watch
from world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import Shelf

STARTS = ("2026-10-12 09:00", "2026-03-16 09:00", "2026-12-14 18:30", "2026-05-04 12:00")
ON_FOLLOW_UPS = (
    "#done", "#fait", "✅", "#missed", "#manqué", "#message", "#unreachable", "#injoignable",
    "#small", "#petite", "#answered", "#répondu", "#refused", "#refus", "#offer", "#offre", "#stop",
    "#wait", "#attendre", "#zone: Australia/Sydney", "#fuseau: America/New_York",
)  # fmt: skip
ON_INTERVIEWS = (
    "", "#answered", "#répondu", "#refused", "#REFUS", "#offer", "#offre", "#stop", "#wait",
    "#attendre", "#interview", "#entretien", "#not-interview", "#pas-entretien", "#petite",
    "#zone: America/New_York",
)  # fmt: skip
BY_COMMAND = (
    MarkKind.DONE, MarkKind.MISSED, MarkKind.MESSAGE, MarkKind.UNREACHABLE, MarkKind.SMALL,
    MarkKind.ANSWERED, MarkKind.REFUSED, MarkKind.OFFER, MarkKind.STOP, MarkKind.WAIT,
)  # fmt: skip
ABOUT_AN_ATTEMPT = BY_COMMAND[:4]

picks = st.integers(0, 7)
days = st.integers(-4, 12)
quarters = st.integers(30, 74)  # of an hour: 07:30 to 18:30


class AnyOrder(RuleBasedStateMachine):
    """Interviews, the person, the clock, and all that goes wrong, in any order."""

    shelf: ClassVar[Shelf]
    world_of: ClassVar[type[World]] = World
    watch_of: ClassVar[type[Watch]] = Watch
    always = False  # look at everything after every step

    @initialize(
        start=st.sampled_from(STARTS),
        steps_ahead=st.sampled_from((1, 1, 1, 2)),
        shared=st.sampled_from((False, False, False, True)),
        abroad=st.booleans(),
    )
    def begin(self, start: str, steps_ahead: int, *, shared: bool, abroad: bool) -> None:
        known = {"Brumair": Known(zone="America/Montreal", small=True)} if abroad else {}
        self.world = self.world_of(self.shelf, at(start), steps_ahead, shared, known)
        self.acts = Acts(self.world)
        self.watch = self.watch_of(self.world, self.acts)
        self.troubles: list[Callable[[], object]] = []
        self.waiting = 0  # things that happen before the next pass
        self.steps = 0

    # Passes

    def passes(self) -> None:
        """Run passes in all the trouble that was drawn, then come to rest."""
        if self.waiting:
            self.waiting -= 1
            return
        troubles, self.troubles = self.troubles, []
        for trouble in troubles:
            with self.watch.around():
                trouble()
            for calendar in self.world.calendars:
                calendar.faults.clear()
        self.rest()

    def rest(self) -> None:
        with self.watch.around():
            report = self.world.run()
        errors = [c.error for c in report.calendars if c.error is not None]
        if errors:
            assert all(isinstance(error, NeedsPerson) for error in errors), errors
            with self.watch.around():
                self.world.run(accept_loss=True)
        self.steps += 1
        looks = Look if self.always else (tuple(Look)[self.steps % len(Look)],)
        self.watch.at_rest(frozenset(looks))

    # Interviews

    @rule(
        company=st.integers(0, 3),
        days=days,
        quarter=quarters,
        length=st.sampled_from((30, 60, 90)),
        zone=st.sampled_from((0, 0, 0, 0, 1, 2, 3, 4)),
        calendar=st.sampled_from((0, 0, 1)),
    )
    def an_interview_appears(
        self, company: int, days: int, quarter: int, length: int, zone: int, calendar: int
    ) -> None:
        if len(self.acts.invitations()) < 8:
            self.acts.interview(company, days, quarter, length, zone, calendar)
            self.passes()

    @rule(company=st.integers(0, 3), days=st.integers(0, 5), quarter=quarters)
    def a_series_appears(self, company: int, days: int, quarter: int) -> None:
        if not self.acts.rules:
            self.acts.series(company, days, quarter)
            self.passes()

    def _met(self) -> bool:
        return bool(self.acts.invitations())

    @precondition(_met)
    @rule(pick=picks, by_hand=st.booleans())
    def an_interview_stands_twice(self, pick: int, *, by_hand: bool) -> None:
        if len(self.acts.invitations()) < 8:
            self.acts.copy(pick, by_hand=by_hand)
            self.passes()

    @precondition(_met)
    @rule(pick=picks, days=st.integers(-7, 9), quarter=st.integers(-8, 8))
    def an_interview_moves(self, pick: int, days: int, quarter: int) -> None:
        self.acts.move_interview(pick, days, quarter)
        self.passes()

    @precondition(_met)
    @rule(pick=picks, removed=st.booleans())
    def an_interview_is_cancelled(self, pick: int, *, removed: bool) -> None:
        if removed:
            self.acts.remove_interview(pick)
        else:
            self.acts.cancel_interview(pick)
        self.passes()

    @precondition(lambda self: self.acts.went)
    @rule(pick=picks)
    def an_interview_comes_back(self, pick: int) -> None:
        self.acts.bring_back(pick)
        self.passes()

    @precondition(_met)
    @rule(
        pick=picks, word=st.sampled_from(ON_INTERVIEWS), title=st.booleans(), days=st.integers(1, 9)
    )
    def an_interview_is_marked(self, pick: int, word: str, days: int, *, title: bool) -> None:
        self.acts.mark_interview(pick, self._dated(word, days), in_title=title)
        self.passes()

    # Appointments

    @rule(
        days=st.integers(0, 9),
        quarter=quarters,
        length=st.sampled_from((1, 4, 16, 40)),
        calendar=st.integers(0, 2),
    )
    def an_appointment_appears(self, days: int, quarter: int, length: int, calendar: int) -> None:
        self.acts.appointment(days, quarter, length, calendar)
        self.passes()

    @rule(days=st.integers(0, 9), length=st.sampled_from((1, 2, 5, 30)))
    def days_away_appear(self, days: int, length: int) -> None:
        self.acts.away(days, length)
        self.passes()

    @precondition(lambda self: self.acts.coming())
    @rule(pick=picks)
    def something_comes_in_the_way(self, pick: int) -> None:
        self.acts.in_the_way(pick)
        self.passes()

    @precondition(lambda self: self.acts.appointments())
    @rule(pick=picks)
    def an_appointment_goes(self, pick: int) -> None:
        self.acts.appointment_goes(pick)
        self.passes()

    # The person

    def _written(self) -> bool:
        return bool(self.acts.follow_ups())

    @precondition(_written)
    @rule(
        pick=picks, days=st.integers(-6, 8), quarter=st.integers(-20, 20), longer=st.integers(0, 4)
    )
    def the_person_moves(self, pick: int, days: int, quarter: int, longer: int) -> None:
        self.acts.move(pick, days, quarter, longer=longer)
        self.passes()

    @precondition(_written)
    @rule(pick=picks)
    def the_person_makes_it_all_day_or_not(self, pick: int) -> None:
        self.acts.all_day_or_not(pick)
        self.passes()

    @precondition(_written)
    @rule(pick=picks)
    def the_person_deletes(self, pick: int) -> None:
        self.acts.delete(pick)
        self.passes()

    @precondition(_written)
    @rule(pick=picks, title=st.booleans())
    def the_person_edits(self, pick: int, *, title: bool) -> None:
        self.acts.edit(pick, in_title=title)
        self.passes()

    @precondition(_written)
    @rule(
        pick=picks, word=st.sampled_from(ON_FOLLOW_UPS), title=st.booleans(), days=st.integers(1, 9)
    )
    def the_person_marks(self, pick: int, word: str, days: int, *, title: bool) -> None:
        self.acts.mark(pick, self._dated(word, days), in_title=title)
        self.passes()

    @precondition(lambda self: self.acts.marked())
    @rule(pick=picks)
    def the_person_takes_a_mark_away(self, pick: int) -> None:
        self.acts.take_mark_away(pick)
        self.passes()

    @precondition(_met)
    @rule(pick=picks, kind=st.sampled_from(BY_COMMAND), days=st.integers(1, 9))
    def the_person_tells_by_command(self, pick: int, kind: MarkKind, days: int) -> None:
        told = [c for c in self.world.past().candidacies if c.occasions]
        if not told:
            return
        candidacy = told[pick % len(told)]
        begun = [o for o in candidacy.occasions if o.start <= self.world.now]
        occasion = (begun or candidacy.occasions)[-1]
        on = max(
            (
                (s.span.start, str(s.key))
                for s in occasion.standings
                if s.fate == "stands"
                and s.span is not None
                and s.span.start <= self.world.now
                and s.key.step is not Step.ABANDON
            ),
            default=None,
        )
        value = f"{self.world.now.date() + timedelta(days):%Y-%m-%d}" if kind == "wait" else ""
        if kind in ABOUT_AN_ATTEMPT and on is None:
            return
        about = on[1] if on is not None and kind in ABOUT_AN_ATTEMPT else ""
        identity = occasion.interviews[-1].identity
        self.acts.command(identity, candidacy.company, UserMark(kind, value), about)
        self.passes()

    def _dated(self, word: str, days: int) -> str:
        day = self.world.now.date() + timedelta(days)
        if word == "#wait":
            return f"{word} {day:%Y-%m-%d}"
        return f"{word} {day:%d/%m}" if word == "#attendre" else word

    # The clock

    @rule(amount=st.sampled_from((1, 7, 30, 120, 720, 1440, 2880, 7200, 10080, 20160, 40320)))
    def time_passes(self, amount: int) -> None:
        self.world.now += timedelta(minutes=amount)
        self.passes()

    @precondition(lambda self: self.acts.coming())
    @rule(late=st.sampled_from((-1, 0, 5, 14, 15, 16, 60)))
    def the_next_follow_up_comes(self, late: int) -> None:
        event = min(self.acts.coming(), key=lambda e: e.span(self.world.house().zone).start)
        start = event.span(self.world.house().zone).start
        self.world.now = max(self.world.now, start + timedelta(minutes=late))
        self.passes()

    @rule(amount=st.sampled_from((1, 60, 1440, 4320)))
    def the_clock_jumps_back(self, amount: int) -> None:
        self.world.now -= timedelta(minutes=amount)
        self.passes()
