"""Journal → candidacies: what stands, what the person did to it, and what was said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Channel,
    Fate,
    Key,
    Said,
    Standing,
    Step,
    basic,
    midnight,
)
from relance.planning.stood import given_up, skipped_or_stood
from relance.reading.candidacies import Evidence, about_all, candidacies
from relance.reading.hand import by_key, key_of, moved
from relance.reading.memory import Memory
from relance.sync.met import marks_met

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from relance.journal import LedgerRow
    from relance.model import Candidacy, Event, Occasion
    from relance.sync.thread import House


WENT = "went:"  # begins the facts of later rounds that went, by interview


@dataclass(frozen=True, slots=True)
class History:
    """What is known when planning begins.

    `found` are our events in the calendar of follow-ups, by ref; `said` holds what was given by
    command, `seen` what stands in the calendar; `marked` are keys of events with a user's mark.
    """

    candidacies: tuple[Candidacy, ...]
    found: tuple[Event, ...]
    ledger: Mapping[str, LedgerRow]
    said: Mapping[str, tuple[Said, ...]]
    seen: Mapping[str, tuple[Said, ...]]
    marked: frozenset[str]
    went: Mapping[str, date]  # by interview: a later round that was there and went
    unknown: frozenset[str]  # keys of events whose interview nobody knows
    now: datetime

    @property
    def untouchable(self) -> frozenset[str]:
        """Return keys of events that nothing can be written into: somebody is invited to them."""
        return frozenset(key for key, event in by_key(self.found)[0].items() if event.invites)


def history(house: House, now: datetime) -> History:
    """Return what the journal holds, as candidacies."""
    journal = house.journal
    kept = journal.interviews()
    live = [k.interview for k in kept if k.gone_at is None]
    gone = [k.interview for k in kept if k.gone_at is not None]
    found = tuple(e for calendar, e in journal.own() if calendar == house.follow_ups.id)
    ledger = journal.ledger()
    told = [(e, Memory.loads(e.our_mark.memory)) for e in found if e.our_mark is not None]
    memories = [memory for _, memory in told]
    met = marks_met(house, live, found, memories, now)
    said = _said(house, memories)
    seen = _seen(met.seen, memories, {k.interview.identity for k in kept})
    both = {
        identity: tuple(
            sorted({*said.get(identity, ()), *seen.get(identity, ())}, key=lambda s: s.order)
        )
        for identity in said.keys() | seen.keys()
    }
    kept_went = {
        name.removeprefix(WENT): date.fromisoformat(day)
        for name, day in journal.facts(WENT).items()
    }
    went = {**_went(told), **kept_went}
    evidence = Evidence(
        live,
        gone,
        _standings(house, found, ledger, memories, now),
        both,
        house.rules.owner,
        house.known,
        _same(memories),
        went,
        {k.interview.identity: k.gone_at for k in kept if k.gone_at is not None},
    )
    made = candidacies(evidence)
    known = {i for candidacy in made for i in candidacy.identities}
    return History(
        made,
        found,
        ledger,
        said,
        seen,
        met.marked,
        went,
        frozenset(_unknown(found, known, ledger)),
        now,
    )


def _same(memories: Iterable[Memory]) -> dict[str, frozenset[str]]:
    """Return, for each interview of an occasion that had several, all of them."""
    same: dict[str, frozenset[str]] = {}
    for memory in memories:
        for identity in memory.same:
            same[identity] = same.get(identity, frozenset()) | frozenset(memory.same)
    return same


def _went(told: Iterable[tuple[Event, Memory]]) -> dict[str, date]:
    """Return the later rounds that went, by interview, as its newest event remembers."""
    newest: dict[str, date | None] = {}
    for event, memory in sorted(told, key=_by_what_can_be_written):
        if memory.day is not None:  # the others remember nothing of the occasion
            newest[Key.parse(key_of(event)).interview] = memory.went
    return {identity: day for identity, day in newest.items() if day is not None}


def _by_what_can_be_written(one: tuple[Event, Memory]) -> tuple[object, ...]:
    return not one[0].invites, basic(one[0].start), key_of(one[0])


def rounds_that_went(past: History) -> dict[str, date]:
    """Return the round that each last interview waits for a word after, though it went."""
    waiting: dict[str, date] = {}
    for candidacy in past.candidacies:
        days = [occasion.day for occasion in candidacy.past_occasions]
        days += [past.went[i] for i in candidacy.identities if i in past.went]
        if candidacy.round_cancelled and days:
            last = candidacy.occasions[-1]
            waiting |= {interview.identity: max(days) for interview in last.interviews}
    return waiting


def _unknown(
    found: Iterable[Event], known: Collection[str], ledger: Mapping[str, LedgerRow]
) -> Iterator[str]:
    """Yield keys of events that this journal did not write, for interviews that nobody knows.

    Only a journal that was lost comes here. The interview may be older than what is read, or
    stand in a calendar that cannot be read just now: it is not taken for cancelled.
    """
    for event in found:
        key = key_of(event)
        if key not in ledger and Key.parse(key).interview not in known:
            yield key


def _said(house: House, memories: Iterable[Memory]) -> dict[str, tuple[Said, ...]]:
    """Return what was given by command, by interview: from the journal and from our events."""
    said: dict[str, dict[Said, None]] = defaultdict(dict)
    for given in house.journal.marks():
        on = Key.parse(given.on) if given.on else None
        said[given.candidacy][Said(given.mark, _second(given.given_at), on)] = None
    for memory in memories:
        for identity, one in memory.said:
            said[identity][one] = None
    return {identity: tuple(sorted(s, key=lambda s: s.order)) for identity, s in said.items()}


def _seen(
    met: Mapping[str, tuple[Said, ...]], memories: Iterable[Memory], known: Collection[str]
) -> dict[str, tuple[Said, ...]]:
    """Return the marks that stand in the calendar, by interview.

    What stands on an event of an interview that nobody knows any more is about the interview
    whose event remembers it.
    """
    seen = dict(met)
    for memory in memories:
        for identity, one in memory.seen:
            of = one.on.interview if one.on is not None else identity
            if of not in {identity, *known} and one in met.get(of, ()):
                seen[identity] = tuple(dict.fromkeys((*seen.get(identity, ()), one)))
    return seen


def in_order(one: tuple[str, Said]) -> tuple[object, ...]:
    """Return what marks are sorted by where the interview stands beside each."""
    return one[0], *one[1].order


def _second(moment: datetime) -> datetime:
    """Return a moment as memories hold it."""
    return moment.replace(microsecond=0)


def _standings(
    house: House,
    found: Iterable[Event],
    ledger: Mapping[str, LedgerRow],
    memories: Iterable[Memory],
    now: datetime,
) -> list[Standing]:
    """Return every follow-up that stands, and what became of those that do not."""
    standings = {key: standing_of(event) for key, event in by_key(found)[0].items()}
    for key, row in ledger.items():
        if key in standings:
            continue
        fate = row.fate
        if fate is Fate.STANDS and row.calendar == house.follow_ups.id:
            fate = Fate.DELETED  # written by us, not taken back by us, not there
        elif fate is Fate.STANDS and not row.standing.passed(now, house.zone):
            continue  # follow-ups go to another calendar now
        standings[key] = replace(row.standing, fate=fate)
    for memory in memories:
        for skipped in memory.skipped:
            standings.setdefault(str(skipped.key), skipped)
    return [standing for _, standing in sorted(standings.items())]


def standing_of(event: Event) -> Standing:
    """Return one of our events in the words of planning."""
    assert event.our_mark is not None
    key = Key.parse(event.our_mark.key)
    memory = Memory.loads(event.our_mark.memory)
    channel = Channel.MARKER if key.step is Step.ABANDON else memory.by
    by_hand = moved(event) or event.invites
    return Standing(
        key, channel, event.start, event.end, Fate.STANDS, by_hand, memory.due, memory.day
    )


def memory_for(
    candidacy: Candidacy, occasion: Occasion, past: History, leaving: Collection[str]
) -> Memory:
    """Return what our newest event of an occasion must remember, beside its own step.

    `leaving` are keys of events that go with the marks that they carry: these count as given.
    """
    identities = sorted(occasion.identities)
    zone = ZoneInfo(candidacy.recruiter.zone)
    went = [o.day for o in candidacy.past_occasions if o.day > occasion.day]
    went += [past.went[i] for i in identities if i in past.went]
    seen = [(i, s) for i in identities for s in past.seen.get(i, ())]
    over = {i.identity for o in candidacy.past_occasions for i in o.gone} - set(identities)
    seen += [(identities[0], s) for i in over for s in past.seen.get(i, ()) if about_all(s)]
    seen = sorted(dict.fromkeys(seen), key=in_order)  # the same words from the same marks
    goes = [(i, s) for i, s in seen if str(s.on) in leaving]
    said = {*goes, *((i, s) for i in identities for s in past.said.get(i, ()))}
    for other in candidacy.identities - set(identities):
        left = (s for s in past.seen.get(other, ()) if str(s.on) in leaving)
        told = (*past.said.get(other, ()), *left)
        said |= {(identities[0], s) for s in told if about_all(s)}
    return Memory(
        said=tuple(sorted(said, key=in_order)),
        seen=tuple(one for one in seen if one not in goes),
        skipped=tuple(_skipped(occasion, candidacy, past.now, zone)),
        same=tuple(identities) if len(identities) > 1 else (),
        day=occasion.day,
        went=max(went, default=None) if candidacy.round_cancelled else None,
    )


def _skipped(
    occasion: Occasion, candidacy: Candidacy, now: datetime, zone: ZoneInfo
) -> Iterator[Standing]:
    """Yield what the person deleted, and what was given up for want of a slot."""
    for standing in occasion.standings:
        if standing.fate is Fate.DELETED:
            yield standing
        elif given_up(occasion, standing, candidacy.recruiter, now):
            at = midnight(skipped_or_stood(standing, candidacy.recruiter), zone)
            yield replace(standing, start=at, end=at, fate=Fate.DELETED)
