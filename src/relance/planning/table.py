"""The table at which slots are given: the rules, and what is taken so far."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Candidacy,
    Channel,
    Fate,
    FollowUp,
    Reason,
    Span,
    Standing,
    State,
    Step,
    midnight,
)
from relance.planning.follow_ups import all_day, day_of, kept, placed, standings_of, unplaced
from relance.planning.slots import Agenda, Wish, broken_rule, find_day, find_slot, judge, why_none
from relance.planning.stood import is_pinned, made, made_nothing
from relance.planning.thread import steps_in

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from datetime import date, datetime, timedelta

    from relance.planning.sequence import Due, Ending
    from relance.planning.thread import Thread
    from relance.planning.windows import Rules


@dataclass(frozen=True, slots=True)
class Table:
    """The rules, and what is taken so far."""

    rules: Rules
    agenda: Agenda
    now: datetime
    left: frozenset[str]

    def remember(self, thread: Thread) -> None:
        """Take the times of what was done, and of what the person placed."""
        candidacy = thread.candidacy
        zone = ZoneInfo(candidacy.recruiter.zone)
        for follow_up in thread.by_hand:
            self._take(follow_up.span, candidacy, follow_up.key.step)
        for occasion, standing in standings_of(candidacy):
            over = standing.passed(self.now, zone) or made(occasion, standing)
            if standing.fate is not Fate.STANDS:
                continue
            if standing.span is not None and str(standing.key) in self.left:
                self.agenda.take(  # its time, and no step's day
                    standing.span, candidacy.id, candidacy.recruiter, extra_contact=True
                )
            elif over and not made_nothing(occasion, standing):
                self._take(standing.span, candidacy, standing.key.step)

    def keep(self, thread: Thread, steps: Generator[Due, date | None, Ending], ahead: int) -> None:
        """Hold the slots of what stands already and breaks no hard rule, so that nobody takes them.

        What comes newly before it is placed, or left out, in its turn.
        """
        due = next(steps, None)
        while due is not None and steps_in(thread.held.values()) < ahead:
            stays = self._kept(thread.candidacy, due)
            if stays is not None:
                thread.held[due.key] = stays
            elif not due.optional and not due.extra_contact:
                thread.moving = due if due.standing is not None else None
                return
            day = day_of(stays.start, thread.candidacy.recruiter) if stays and stays.start else None
            try:
                due = steps.send(day)
            except StopIteration:
                return

    def leave(self, thread: Thread) -> None:
        """Take the slot of what has begun and is wanted no more: it stays until it is over."""
        known = {*thread.held, *(follow_up.key for follow_up in thread.by_hand)}
        for occasion, standing in standings_of(thread.candidacy):
            span, counted = standing.span, standing.key in known or made(occasion, standing)
            if standing.fate is not Fate.STANDS or span is None or counted:
                continue
            if span.start <= self.now < span.end:
                self._take(span, thread.candidacy, standing.key.step)

    def _is_left_out(self, thread: Thread, due: Due) -> bool:
        """Say whether a step was left out for want of a slot, and what follows stands.

        It does not come back when a slot gets free, nor when what follows must find another. It
        is due anew when its interview moved to another day.
        """
        last = thread.candidacy.occasions[-1]
        if not due.optional or due.standing is not None or due.occasion is not last:
            return False
        stands = [s for s in last.standings if s.fate is Fate.STANDS]
        days = {s.of for s in stands if s.of is not None}
        if any(s.key.step is due.key.step for s in stands) or (days and last.day not in days):
            return False
        starts = (f.start for f in thread.held.values() if f.start is not None)
        stays = any(day_of(start, thread.candidacy.recruiter) > last.day for start in starts)
        return stays or self._may_move(thread)

    def _may_move(self, thread: Thread) -> bool:
        """Say whether what stands next, and cannot stay, has another slot."""
        due = thread.moving
        if due is None or due.channel is Channel.MARKER:
            return False
        wishes = (self.wish(thread.candidacy, due, channel) for channel in _channels(due))
        return any(find_slot(wish, self.rules, self.agenda) is not None for wish in wishes)

    def place(self, threads: Sequence[Thread], steps_ahead: int, state: State) -> None:
        """Place what is due, the earliest due first."""
        queue = [(*t.turn, i) for i, t in enumerate(threads)]
        heapq.heapify(queue)
        while queue:
            *_, index = heapq.heappop(queue)
            thread = threads[index]
            if thread.due is not None and thread.ahead < steps_ahead:
                self._place_one(thread, thread.due, state, steps_ahead - thread.ahead - 1)
                heapq.heappush(queue, (*thread.turn, index))
            else:
                self._let_go(thread)

    def _let_go(self, thread: Thread, but: int = 0) -> list[FollowUp]:
        """Free the slots of what stands and is wanted no more, but for the first few of it."""
        gone = list(thread.held.values())[but:]
        for follow_up in gone:
            del thread.held[follow_up.key]
            self._count(follow_up, thread.candidacy, free=True)
        return gone

    def _hold(self, thread: Thread, follow_ups: Iterable[FollowUp]) -> None:
        """Take the slots of what stands after all."""
        for follow_up in follow_ups:
            thread.held[follow_up.key] = follow_up
            self._count(follow_up, thread.candidacy)

    def _count(self, follow_up: FollowUp, candidacy: Candidacy, *, free: bool = False) -> None:
        """Take or free a slot, but one that was taken for good: placed by the person, or begun."""
        span = follow_up.span
        if span is not None and not follow_up.pinned and span.start > self.now:
            change = self.agenda.free if free else self.agenda.take
            extra = follow_up.key.step is Step.UNREACHABLE
            change(span, candidacy.id, candidacy.recruiter, extra_contact=extra)

    def _place_one(self, thread: Thread, due: Due, state: State, room: int) -> None:
        """Keep, place or leave out a step; `room` is how many may stand after it."""
        candidacy, held = thread.candidacy, thread.held.get(due.key)
        if held is not None and held.due == due.due:
            del thread.held[due.key]
            thread.took(held)
        elif due.standing is not None and is_pinned(due.standing, due.occasion):
            thread.took(kept(candidacy, due, (Reason("pinned"),)))
        elif self._is_left_out(thread, due):
            thread.left_out()
        elif due.channel is Channel.MARKER:
            day = find_day(self.wish(candidacy, due), self.rules)
            thread.took(all_day(candidacy, due, day, state))
        else:
            # What would stand no more beside it is not in its way.
            yielding = [] if due.extra_contact else self._let_go(thread, but=room)
            if not self._found(thread, due, state):
                self._hold(thread, yielding)
                self._found_nothing(thread, due, state)

    def _found(self, thread: Thread, due: Due, state: State) -> bool:
        """Place a step in the best slot, and say whether there is one."""
        for channel in _channels(due):
            wish = self.wish(thread.candidacy, due, channel)
            slot = find_slot(wish, self.rules, self.agenda)
            if slot is not None:
                self._take(slot.span, thread.candidacy, due.key.step)
                thread.took(placed(thread.candidacy, due, channel, slot, state))
                return True
        return False

    def _found_nothing(self, thread: Thread, due: Due, state: State) -> None:
        if due.optional:
            thread.left_out()
            return
        reason = why_none(self.wish(thread.candidacy, due), self.rules, self.agenda)
        thread.took(unplaced(thread.candidacy, due, reason, state))

    def _kept(self, candidacy: Candidacy, due: Due) -> FollowUp | None:
        standing = due.standing
        if standing is None:
            return None
        if is_pinned(standing, due.occasion):
            return kept(candidacy, due, (Reason("pinned"),))
        if standing.channel not in _channels(due):
            return None
        span = standing.span
        if span is None:
            return self._kept_day(candidacy, due, standing)
        wish = self.wish(candidacy, due, standing.channel)
        if span.start > self.now and self._must_move(span, standing, due, wish):
            return None
        self._take(span, candidacy, due.key.step)
        slot = judge(span, wish, self.rules)
        return kept(candidacy, due, slot.reasons, slot.cost)

    def _must_move(self, span: Span, standing: Standing, due: Due, wish: Wish) -> bool:
        """Say whether what stands is still to come, and breaks a rule or was due at another time.

        It is due at another time when its interview moved, or another date was promised.
        """
        if standing.due not in {None, due.due.replace(microsecond=0)}:
            return True
        if due.last_day is not None and day_of(span.start, wish.recruiter) > due.last_day:
            return True
        return broken_rule(span, wish, self.rules, self.agenda) is not None

    def _kept_day(self, candidacy: Candidacy, due: Due, standing: Standing) -> FollowUp | None:
        zone = ZoneInfo(candidacy.recruiter.zone)
        begins = midnight(standing.day(zone), zone)
        if begins <= self.now:
            return kept(candidacy, due, ())
        if (
            begins < due.due
            or standing.due not in {None, due.due.replace(microsecond=0)}
            or find_day(replace(self.wish(candidacy, due), due=begins, now=begins), self.rules)
            != standing.start
        ):
            return None
        return kept(candidacy, due, ())

    def _take(self, span: Span | None, candidacy: Candidacy, step: Step) -> None:
        if span is not None:
            self.agenda.take(
                span,
                candidacy.id,
                candidacy.recruiter,
                extra_contact=step is Step.UNREACHABLE,
            )

    def wish(self, candidacy: Candidacy, due: Due, channel: Channel | None = None) -> Wish:
        """Return what the slot of a step must satisfy."""
        return wish_for(candidacy, due, self.rules, self.now, channel or due.channel)


def wish_for(candidacy: Candidacy, due: Due, rules: Rules, now: datetime, channel: Channel) -> Wish:
    """Return what the slot of a step must satisfy."""
    return Wish(
        key=str(due.key),
        company=candidacy.id,
        channel=channel,
        length=_length(due.key.step, channel, rules),
        recruiter=candidacy.recruiter,
        due=due.due,
        now=now,
        last_day=due.last_day,
        earliest=due.earliest,
        extra_contact=due.extra_contact,
    )


def _length(step: Step, channel: Channel, rules: Rules) -> timedelta:
    if step is Step.CONTRACT:
        return rules.contract_length
    return rules.phone_length if channel is Channel.PHONE else rules.email_length


def _channels(due: Due) -> tuple[Channel, ...]:
    """Return what a step may be made by: a call that finds no slot becomes an email."""
    if due.channel is Channel.PHONE:
        return (Channel.PHONE, Channel.EMAIL)
    return (due.channel,)
