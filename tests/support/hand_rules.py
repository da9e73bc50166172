"""The sequence restated with the person's hand in it: which step must stand, and where.

It is written from the spec alone. A `HandLedger` is told pass by pass the interviews, what
stands in the calendar of follow-ups, and the marks that the person gave; what the person moved
or deleted it sees by itself. It answers with what must stand afterwards.

What the spec leaves open is named `loose`: of such an occasion any step may stand, as long as it
keeps the hard rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import brute
from hand_history import History
from hand_values import (
    CALLED_FOR,
    STEPS,
    Place,
    Right,
    Spoken,
    Stand,
    Target,
    Task,
    contacts,
    is_it,
    moved,
    wish_of,
)
from relance.model import Channel, MarkKind, Span, Step
from sequence_rules import ATTEMPTS, DAY, SEARCHED, Known, Occasion, midnight, near, nth, occasions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plain_calendar import Written
    from relance.planning.windows import Rules


@dataclass(slots=True)
class HandLedger:
    """The restatement's own memory from pass to pass."""

    rules: Rules
    last: dict[str, Written] = field(default_factory=dict)  # as the last pass left them
    deleted: dict[str, Written] = field(default_factory=dict)  # by the person, as they stood
    pinned: set[str] = field(default_factory=set)
    dues: dict[str, datetime] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)  # of its interview, as it was then
    channels: dict[str, Channel] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)  # interviews, since when
    met: dict[int, datetime] = field(default_factory=dict)  # marks, when a pass met them
    targets: dict[int, Target] = field(default_factory=dict)  # what a wait moves
    searches: dict[tuple[str, Step, int, datetime], date] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)  # interviews of occasions that are left open

    def expect(
        self,
        known: Sequence[Known],
        found: Sequence[Written],
        left: Sequence[Written],
        spoken: Sequence[Spoken],
        busy: Sequence[Span],
        now: datetime,
    ) -> Right:
        """Say what must stand after a pass, given what stood before.

        Of what was `left` by the pass only the contacts of what is left open are taken as given.
        """
        self._look(known, found, spoken, now)
        turn = HandPass(self, known, found, spoken, now, busy)
        open_ones = contacts([w for w in left if self.left_open(w.key.interview)], self.places)
        turn.taken.extend(c for c in open_ones if c.span.end > now)
        return turn.run()

    def left_open(self, identity: str) -> bool:
        """Say whether a day of the interview's company is left open: then all of them are."""
        companies = {self.places[one].candidacy for one in self.loose & set(self.places)}
        return identity in self.loose or self.places[identity].candidacy in companies

    def _look(
        self,
        known: Sequence[Known],
        found: Sequence[Written],
        spoken: Sequence[Spoken],
        now: datetime,
    ) -> None:
        by_key = {str(w.key): w for w in found}
        for key, stood in self.last.items():
            if key not in by_key:
                self.deleted[key] = stood
            elif moved(by_key[key], stood):
                self.pinned.add(key)
        self.last = by_key
        self._place(known, spoken, now)
        for mark in spoken:
            self.met.setdefault(mark.order, now)

    def _place(self, known: Sequence[Known], spoken: Sequence[Spoken], now: datetime) -> None:
        """Note whose interview each is, on which day, and which have gone."""
        here = {k.identity for k in known}
        named = {m.interview for m in spoken if m.kind is MarkKind.COMPANY and m.key}
        for one in known:
            self.gone.pop(one.identity, None)
        for identity in set(self.places) - here:
            self.gone.setdefault(identity, now)
        for occs in occasions(known).values():
            for occasion in occs:
                for one in occasion.interviews:
                    place = Place(one.candidacy, one.recruiter, occasion.day)
                    if one.identity in named:
                        self._follow(one.identity, place, here)
                    self.places[one.identity] = place

    def _follow(self, identity: str, place: Place, here: set[str]) -> None:
        """Let interviews that went follow their company to the name that a follow-up gave it."""
        old = self.places.get(identity, place).candidacy
        if old == place.candidacy:
            return
        for one in set(self.places) - here:
            if self.places[one].candidacy == old:
                self.places[one] = replace(self.places[one], candidacy=place.candidacy)

    def settle(self, right: Right, after: Sequence[Written]) -> None:
        """Remember what this pass left."""
        for stand in right.pending:
            for one in after:
                if is_it(one, stand.task):
                    self.days[str(one.key)] = stand.task.occasion.day
                if is_it(one, stand.task) and not stand.task.pinned:
                    self.channels[str(one.key)] = stand.channel
                    self.dues[str(one.key)] = stand.task.due
        for stand in right.placed:
            self.searches.pop(stand.task.search, None)
        for task in right.unplaced:
            self.searches[task.search] = task.given_up
        left = {str(w.key): w for w in after}
        self.pinned -= {
            k for k in self.pinned & set(left) & set(self.last) if moved(left[k], self.last[k])
        }
        self.last = left


class HandPass(History):
    """One pass of the restatement."""

    def __init__(
        self,
        ledger: HandLedger,
        known: Sequence[Known],
        found: Sequence[Written],
        spoken: Sequence[Spoken],
        now: datetime,
        busy: Sequence[Span],
    ) -> None:
        super().__init__(ledger, known, found, spoken, now)
        self.rules, self.busy = ledger.rules, near(busy, now)
        self.taken: list[brute.Contact] = []
        self.kept: dict[str, Stand] = {}
        self.right: tuple[list[Stand], list[Stand], list[Task]] = [], [], []

    def run(self) -> Right:
        self._take_what_has_passed()
        lanes = [lane for occs in self.by_candidacy.values() for lane in self._lanes(occs) if lane]
        self._keep([lane[0] for lane in lanes if lane[0].kept is not None])
        while lanes:
            lane = min(lanes, key=lambda lane: (lane[0].due, lane[0].key))
            if self._settled(lane[0]) or len(lane) == 1:
                lanes.remove(lane)
            else:
                del lane[0]
                self._keep([lane[0]] if lane[0].kept is not None else [])
        standing, placed, unplaced = self.right
        return Right(tuple(standing), tuple(placed), tuple(unplaced))

    def _keep(self, tasks: list[Task]) -> None:
        """Find what stands and may stay: nobody else takes its slot."""
        in_order = sorted(tasks, key=lambda task: (not task.pinned, task.due, task.key))
        for task in in_order:
            stand = self._as_it_stands(task)
            if self._stays(stand):
                self.kept[str(task.kept and task.kept.key)] = stand

    def _settled(self, task: Task) -> bool:
        stand = self.kept.get(str(task.kept.key)) if task.kept is not None else None
        if stand is not None:
            self.right[0].append(stand)
            return True
        place = self._search(task)
        if place is not None:
            self.right[1].append(place)
            self.taken.extend(place.contact)
        elif task.step is not Step.THANK_YOU:
            self.right[2].append(task)
        return place is not None or task.step is not Step.THANK_YOU

    def _lanes(self, occs: Sequence[Occasion]) -> Iterator[list[Task]]:
        """Yield the next step of a company, and what may stand beside it."""
        last = occs[-1]
        main: list[Task] = []
        others: list[list[Task]] = []
        for occasion in occs:
            if self.is_loose(occasion) or self._late(occasion):
                continue
            end = self.ending(occasion)
            if end is None:
                main.extend(self._thank_you(occasion))
            if occasion is not last:
                continue
            if end is not None:
                others.extend(self._after(occasion, end))
            elif not self.waits_for_a_word(occasion):
                main.extend(self._attempts(occasion))
                others.extend(self._short_emails(occasion))
                known = [*main, *(task for lane in others for task in lane)]
                main.extend(self._pinned_ahead(occasion, known))
        steps = [task for lane in others for task in lane]
        stays = [*(task for task in main[1:] if task.pinned), *self._begun_or_alone(occs, steps)]
        stays = [t for n, t in enumerate(stays) if t.kept not in [x.kept for x in stays[:n]]]
        stays = [t for t in stays if not main or t.kept != main[0].kept]
        yield [
            task for task in main if task.kept is None or task.kept not in [t.kept for t in stays]
        ]
        yield from ([task] for task in stays)
        yield from others

    def _begun_or_alone(self, occs: Sequence[Occasion], others: Sequence[Task]) -> Iterator[Task]:
        """Yield what has begun, and what alone remembers the words that were written on it."""
        known = {task.kept.key for task in others if task.kept is not None}
        for occasion in (o for o in occs if not self.is_loose(o)):
            stands = [w for w in self.stood(occasion) if not self._is_deleted(w)]
            alone = len(stands) == 1 and not any(task.occasion == occasion for task in others)
            for one in stands:
                if self.passed(one, occasion.zone) or one.key in known:
                    continue
                written_on = any(mark.key == str(one.key) for mark in self.spoken)
                if self._is_before_its_interview(one, occasion) and not (alone and written_on):
                    continue
                begun = one.span(occasion.zone).start <= self.now
                if begun or (alone and written_on):
                    task = self._kept(occasion, one, self.now, Channel.EMAIL)
                    yield replace(task, pinned=True, left=not begun)

    def _thank_you(self, occasion: Occasion) -> Iterator[Task]:
        at, zone = occasion.recruiter, occasion.zone
        second = nth(occasion.day, 2, at)
        due = self._thank_you_due(occasion)
        stood = self.latest(occasion, Step.THANK_YOU, 1)
        if stood is not None and not self._is_before_its_interview(stood, occasion):
            if self._is_deleted(stood):
                return
            if not self.passed(stood, zone):
                yield self._kept(occasion, stood, due, Channel.EMAIL, second)
                return
            if self.word(stood) is not MarkKind.MISSED:
                return
        again = stood is not None and self.word(stood) is MarkKind.MISSED
        if self.now < midnight(second + DAY, zone) and (again or not self._begun(occasion)):
            yield Task(occasion, Step.THANK_YOU, 1, Channel.EMAIL, due, second, second)

    def _thank_you_due(self, occasion: Occasion) -> datetime:
        soonest = occasion.last.span.end + timedelta(hours=1)
        if occasion.day.weekday() == 4:
            return soonest
        return max(midnight(nth(occasion.day, 1, occasion.recruiter), occasion.zone), soonest)

    def _begun(self, occasion: Occasion) -> bool:
        """Say whether what follows the thank-you has begun already, for an interview on that day.

        An interview that moves to another day has its thank-you to come.
        """
        begun = [
            w
            for w in self.stood(occasion)
            if w.key.step in {Step.FOLLOW_UP, Step.ABANDON} and not self._is_deleted(w)
        ]
        days = self.ledger.days
        return any(days.get(str(w.key), occasion.day) == occasion.day for w in begun)

    def _attempts(self, occasion: Occasion) -> Iterator[Task]:
        """Yield the next of the follow-ups, or the abandon marker."""
        at, zone = occasion.recruiter, occasion.zone
        day, due_day = occasion.day, nth(occasion.day, 5, at)
        if occasion.promised is not None and occasion.promised > due_day:
            due_day = nth(occasion.promised, 1, at)
        for step, attempt, channel in STEPS:
            stood = self.latest(occasion, step, attempt)
            if step is Step.ABANDON and stood is not None and stood.day(zone) < day:
                # An attempt was made since: it comes again, but for one that was deleted.
                stood = stood if self._is_deleted(stood) else None
            pending = stood is not None and self._is_pending(stood, zone)
            waited = self._waited(occasion, step, attempt, pending=pending)
            if waited is not None:
                due_day = nth(waited, 1, at)
            due = midnight(due_day, zone)
            if stood is not None and pending:
                yield self._kept(occasion, stood, due, channel)
                return
            if stood is not None and waited is None and not self._missed(occasion, stood):
                gap = 10 if self.word(stood) is MarkKind.MESSAGE else 5
                day = max(stood.day(zone), occasion.day)
                waited_for = list(self._not_before(occasion, day))
                skipped = self._is_deleted(stood)  # the date is then for what comes instead
                due_day = max(
                    waited_for if skipped and waited_for else [nth(day, gap, at), *waited_for]
                )
                continue
            task = self._task(occasion, step, attempt, channel, due)
            if self.now < midnight(task.given_up + DAY, zone):
                yield task
                return
            day, due_day = task.given_up, nth(task.given_up, 5, at)

    def _not_before(self, occasion: Occasion, made: date) -> Iterator[date]:
        """Yield the day after a date that was promised, when an attempt was made before it."""
        waits = [m for m in self._said(occasion) if m.kind is MarkKind.WAIT]
        if waits and date.fromisoformat(waits[-1].value) >= made:
            yield nth(date.fromisoformat(waits[-1].value), 1, occasion.recruiter)

    def _pinned_ahead(self, occasion: Occasion, tasks: Sequence[Task]) -> Iterator[Task]:
        """Yield what the person placed, and is not next."""
        known = {task.kept.key for task in tasks if task.kept is not None}
        for one in self.stood(occasion):
            early = self._is_before_its_interview(one, occasion)
            pinned = str(one.key) in self.ledger.pinned and not early and one.key not in known
            if pinned and self._is_pending(one, occasion.zone):
                yield self._kept(occasion, one, self.now, Channel.EMAIL)

    def _short_emails(self, occasion: Occasion) -> Iterator[list[Task]]:
        """Yield the emails that tell of calls that reached nobody."""
        small = [m for m in self.said_of(occasion.candidacy) if m.kind is MarkKind.SMALL]
        for attempt in ATTEMPTS:
            call = self.latest(occasion, Step.FOLLOW_UP, attempt)
            if call is None or self._is_deleted(call) or not self.passed(call, occasion.zone):
                continue
            if self._is_behind(occasion, attempt):
                continue  # what comes of the later call counts
            by_phone = self.ledger.channels.get(str(call.key)) is Channel.PHONE
            word = self.word(call)
            if not by_phone:
                continue  # with an email nobody is tried to be reached
            asked = word is MarkKind.UNREACHABLE
            if not asked and not (small and word in {None, MarkKind.DONE}):
                continue
            due = call.span(occasion.zone).end
            stood = self.latest(occasion, Step.UNREACHABLE, attempt)
            if stood is None:
                task = self._task(occasion, Step.UNREACHABLE, attempt, Channel.EMAIL, due)
                if self.now < midnight(task.given_up + DAY, occasion.zone):
                    yield [task]
            elif not self._is_deleted(stood) and not self.passed(stood, occasion.zone):
                yield [self._kept(occasion, stood, due, Channel.EMAIL)]

    def _after(self, occasion: Occasion, end: Spoken) -> Iterator[list[Task]]:
        """Yield what an outcome calls for."""
        at, zone = occasion.recruiter, occasion.zone
        step = CALLED_FOR.get(end.kind)
        if step is None:
            return
        day = self.ledger.met[end.order].astimezone(zone).date()
        first = day + DAY if step is Step.STAY_AVAILABLE else nth(day, 1, at)
        due = midnight(first, zone)
        stood = self.latest(occasion, step, 1)
        if stood is None:
            task = self._task(occasion, step, 1, Channel.EMAIL, due)
            if self.now < midnight(task.given_up + DAY, zone):
                yield [task]
        elif not self._is_deleted(stood) and not self.passed(stood, zone):
            yield [self._kept(occasion, stood, due, Channel.EMAIL)]

    def _kept(
        self,
        occasion: Occasion,
        stood: Written,
        due: datetime,
        channel: Channel,
        last: date | None = None,
    ) -> Task:
        key = stood.key
        task = self._task(occasion, key.step, key.attempt, channel, due)
        last_day = last or task.last_day
        pinned = str(key) in self.ledger.pinned
        return Task(
            occasion, key.step, key.attempt, channel, due, last_day, task.given_up, stood, pinned
        )

    def _task(
        self, occasion: Occasion, step: Step, attempt: int, channel: Channel, due: datetime
    ) -> Task:
        first = max(due, self.now).astimezone(occasion.zone).date()
        last = nth(first - DAY, SEARCHED, occasion.recruiter)
        task = Task(occasion, step, attempt, channel, due, last, last)
        given_up = self.ledger.searches.get(task.search, last)
        return Task(occasion, step, attempt, channel, due, last, given_up)

    def _as_it_stands(self, task: Task) -> Stand:
        assert task.kept is not None
        key = str(task.kept.key)
        by = self.ledger.channels.get(key, task.channel)
        return Stand(task, by, task.kept.at(task.occasion.zone))

    def _stays(self, stand: Stand) -> bool:
        """Say whether what stands may stay: pinned, begun, or still due and within the rules."""
        task = stand.task
        span = stand.at if isinstance(stand.at, Span) else None
        if task.pinned or (span is not None and span.start <= self.now):
            self.taken.extend(stand.contact)
            return True
        if self.ledger.dues.get(str(task.kept and task.kept.key), task.due) != task.due:
            return False
        if span is None:
            assert isinstance(stand.at, date)
            own = brute.holiday(stand.at, self.rules.owner)
            fits = brute.working(stand.at, task.occasion.recruiter) and not own
            return fits and midnight(stand.at, task.occasion.zone) >= task.due
        wish = wish_of(task, stand.channel, self.now)
        if brute.violations(span, wish, self.rules, self.busy, self.taken):
            return False
        self.taken.extend(stand.contact)
        return True

    def _take_what_has_passed(self) -> None:
        places = self.ledger.places
        for w in self.found:
            place = places.get(w.key.interview)
            if place is None or w.key.step is Step.ABANDON or self.word(w) is MarkKind.MISSED:
                continue  # what was not made is no contact
            span = w.span(ZoneInfo(place.recruiter.zone))
            if span.end <= self.now:
                extra = w.key.step is Step.UNREACHABLE
                contact = brute.Contact(span, place.candidacy, place.recruiter, extra)
                self.taken.append(contact)

    def _search(self, task: Task) -> Stand | None:
        """Return the best place; a call without any becomes an email."""
        if task.channel is Channel.MARKER:
            day = brute.marker_day(wish_of(task, task.channel, self.now), self.rules)
            return None if day is None else Stand(task, task.channel, day)
        for channel in dict.fromkeys((task.channel, Channel.EMAIL)):
            wish = wish_of(task, channel, self.now)
            found = brute.best(wish, self.rules, self.busy, self.taken)
            if found is not None:
                return Stand(task, channel, found[0])
        return None
