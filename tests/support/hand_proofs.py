"""What must be true after every pass, whatever the person did."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import brute
from hand_values import contacts
from rehearsal import contents, state_of
from relance.model import Channel, MarkKind, Span, State, Step
from relance.planning.slots import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from by_hand import Day, Entry, HandRehearsal
    from hand_values import Place, Stand

LONG_AGO = timedelta(days=400)


def prove(day: Day, world: HandRehearsal, *, journal_too: bool = True) -> None:
    """Prove the promises, and that what stands is what should."""
    assert not day.report.failed, day.report
    what_has_passed_stays(day, world)
    the_hand_wins(day, world)
    what_stands_is_right(day, world)
    what_is_unplaced_is_told(day, world)
    no_hard_rule_is_broken(day, world)
    typos_are_told(day, world)
    a_second_pass_writes_nothing(day, world)
    if journal_too and not _named_by_what_went(world):
        lost = world.lost(day.now, forgotten(day, world))
        assert not lost, "with the journal lost: " + "\n".join(lost)


def _named_by_what_went(world: HandRehearsal) -> bool:
    """Say whether a company was named on the follow-up of a round that is gone.

    Which companies the name joined and parted is forgotten with the journal then.
    """
    given = world.person.spoken
    return any(m.kind is MarkKind.COMPANY and m.interview in world.ledger.gone for m in given)


def forgotten(day: Day, world: HandRehearsal) -> set[str]:
    """Return the interviews of companies with a deletion that no event is left to remember.

    It is the one thing that may be forgotten with the journal: the folder shows no deletions.
    """
    places = world.ledger.places
    left = {_day(places[e.written.key.interview]) for e in day.after.values()}
    gone = [places[w.key.interview] for w in day.deleted.values()]
    companies = {p.candidacy for p in gone if _day(p) not in left}
    for identity in world.ledger.gone:  # a round that went is remembered by what is left
        whose = places[identity].candidacy
        last = max(
            (p for p in map(places.get, _living(day)) if p and p.candidacy == whose),
            default=None,
            key=lambda p: p.day,
        )
        if last is not None and _day(last) not in left:
            companies.add(whose)
    return {one for one, place in places.items() if place.candidacy in companies}


def _living(day: Day) -> list[str]:
    return [one.identity for one in day.known]


def _day(place: Place) -> tuple[str, date]:
    return place.candidacy, place.day


def what_has_passed_stays(day: Day, world: HandRehearsal) -> None:
    early = set(_pinned_too_early(day, world))
    for key, entry in day.before.items():
        if _span(entry, world).end <= day.now and key not in early:
            assert key in day.after, f"{key} has passed and is gone"
            new = set(day.after[key].lines) ^ set(entry.lines)
            assert not new, f"{key} has passed and was changed: {new}"
            assert _span(entry, world) == _span(day.after[key], world), f"{key} has moved"


def _pinned_too_early(day: Day, world: HandRehearsal) -> Iterator[str]:
    """Yield what lies before the end of its own interview: the one kind of pin that may go."""
    ends = {k.identity: k.span.end for k in day.known}
    for key in day.pinned & set(day.before):
        entry = day.before[key]
        own = ends.get(entry.written.key.interview)
        if own is not None and _span(entry, world).start < own:
            yield key


def the_hand_wins(day: Day, world: HandRehearsal) -> None:
    before = {e.written.name for e in day.before.values()}
    for key, stood in day.deleted.items():
        assert key not in day.after, f"{key} was deleted and came back"
        if stood.name not in before:
            new = [e.key for e in day.after.values() if e.written.name == stood.name]
            assert not new, f"{key} was deleted and came back as {new}"
    for key in day.pinned & set(day.after) - set(_pinned_too_early(day, world)):
        was, stands = day.before[key].written, day.after[key].written
        assert (was.start, was.end) == (stands.start, stands.end), f"{key} was moved"
    for key, words in world.person.words.items():
        if key in day.after:
            entry = day.after[key]
            assert (entry.title, entry.notes) == words, f"{key}: words were lost"


def what_stands_is_right(day: Day, world: HandRehearsal) -> None:
    pending = [e for e in day.after.values() if _span(e, world).end > day.now]
    look = world.glance(day.now)
    missed = {e.key for e in pending if look.word(e.written) is MarkKind.MISSED}
    over = {e.key for e in pending if e.key in missed and _span(e, world).start <= day.now}
    names = [e.written.name for e in pending if e.key not in over]
    assert len(set(names)) == len(names), f"one step stands twice: {names}"
    settled = [e for e in pending if not world.ledger.left_open(e.written.key.interview)]
    found = sorted(_told(e, world) for e in settled)
    right = sorted(_said(stand) for stand in day.right.pending)
    stood = sorted(_told(e, world) for e in day.before.values() if _span(e, world).end > day.now)
    told = "\n".join(("before", *stood, "there stands", *found, "and should", *right))
    assert found == right, told


def _told(entry: Entry, world: HandRehearsal) -> str:
    place = world.ledger.places[entry.written.key.interview]
    at = entry.written.at(ZoneInfo(place.recruiter.zone))
    return f"{place.candidacy} {entry.written.key.step} {entry.written.key.attempt} {_moment(at)}"


def _said(stand: Stand) -> str:
    task = stand.task
    return f"{task.occasion.candidacy} {task.step} {task.attempt} {_moment(stand.at)}"


def _moment(at: object) -> str:
    return f"{at.start:%F %H:%M%z}–{at.end:%H:%M}" if isinstance(at, Span) else str(at)


def _span(entry: Entry, world: HandRehearsal) -> Span:
    place = world.ledger.places[entry.written.key.interview]
    return entry.written.span(ZoneInfo(place.recruiter.zone))


def what_is_unplaced_is_told(day: Day, world: HandRehearsal) -> None:
    told = {
        (f.candidacy, str(f.key.step), f.key.attempt)
        for f in day.planned
        if f.state is State.UNPLACED and not world.ledger.left_open(f.key.interview)
    }
    right = {(t.occasion.candidacy, str(t.step), t.attempt) for t in day.right.unplaced}
    assert told == right


def no_hard_rule_is_broken(day: Day, world: HandRehearsal) -> None:
    look = world.glance(day.now)
    made = [e.written for e in day.after.values() if look.word(e.written) is not MarkKind.MISSED]
    stays = {s.task.kept.key for s in day.right.standing if s.task.kept and s.task.pinned}
    left = {s.task.kept.key for s in day.right.standing if s.task.kept and s.task.left}
    for entry in day.after.values():
        one = entry.written
        place = world.ledger.places[one.key.interview]
        at = one.at(ZoneInfo(place.recruiter.zone))
        if entry.key in day.pinned or one.key in stays or _span(entry, world).start < day.now:
            continue
        if not isinstance(at, Span):
            assert brute.working(at, place.recruiter)
            assert not brute.holiday(at, world.ledger.rules.owner)
            continue
        others = contacts(made, world.ledger.places, but=one, left=left)
        broken = _broken(at, entry, day, world, others)
        assert not broken, f"{entry.key} at {_moment(at)} breaks {broken}"


def _broken(
    at: Span, entry: Entry, day: Day, world: HandRehearsal, others: Sequence[brute.Contact]
) -> list[str]:
    """Name what a slot breaks, by the channel that suits it best."""
    step, rules = entry.written.key.step, world.ledger.rules
    place = world.ledger.places[entry.written.key.interview]
    length = rules.contract_length if step is Step.CONTRACT else rules.email_length
    both = (Channel.PHONE, Channel.EMAIL) if step is Step.FOLLOW_UP else (Channel.EMAIL,)
    found = []
    for channel in both:
        wish = Wish(
            key=entry.key,
            company=place.candidacy,
            channel=channel,
            length=length,
            recruiter=place.recruiter,
            due=day.now - LONG_AGO,
            now=day.now,
            extra_contact=step is Step.UNREACHABLE,
        )
        found.append(brute.violations(at, wish, rules, day.busy, others))
    return min(found, key=len)


def typos_are_told(day: Day, world: HandRehearsal) -> None:
    """Prove that a word that is close to a mark is never ignored silently."""
    new = {k: t for k, t in world.person.typos.items() if k in day.after}
    if new:
        told = " ".join(str(w) for w in world.service.status(day.now).warnings)
        missing = [typo for typo in new.values() if typo not in told]
        assert not missing, f"{missing} is not told in {told!r}"
        world.person.typos.clear()


def a_second_pass_writes_nothing(day: Day, world: HandRehearsal) -> None:
    before = state_of(world.write)
    assert world.service.run(day.now).written == 0
    assert state_of(world.write) == before
    assert contents(before)["own.ics"] == world.own
