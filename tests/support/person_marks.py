"""Marks, given and taken away again, in every way that the spec allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hand_values import ENDS, Spoken
from mark_words import marked
from relance.model import MarkKind, Step, identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from by_hand import Entry
    from hand_history import History
    from relance.service import JournalRow
    from sequence_rules import Occasion

from person_looks import DAY, WILD, Looks, Trace

WEIGHTS = {
    MarkKind.DONE: 2,
    MarkKind.MISSED: 4,
    MarkKind.MESSAGE: 4,
    MarkKind.UNREACHABLE: 4,
    MarkKind.SMALL: 2,
    MarkKind.ANSWERED: 2,
    MarkKind.REFUSED: 2,
    MarkKind.OFFER: 2,
    MarkKind.STOP: 2,
    MarkKind.WAIT: 5,
    MarkKind.INTERVIEW: 2,
    MarkKind.NOT_INTERVIEW: 1,
    MarkKind.COMPANY: 1,
    MarkKind.PHONE: 1,
    MarkKind.ZONE: 1,
}
ON_ATTEMPTS = frozenset({MarkKind.DONE, MarkKind.MISSED, MarkKind.MESSAGE, MarkKind.UNREACHABLE})
NAMED = frozenset({MarkKind.COMPANY, MarkKind.PHONE, MarkKind.ZONE})
ONLY_ON_INTERVIEWS = frozenset({MarkKind.INTERVIEW, MarkKind.NOT_INTERVIEW})
NAMES = ("Belvoisin", "Cormeraie", "Dunmarrow", "Estrevel", "Falconbrook", "Gramenoux")
NUMBERS = ("+33 1 99 00 71 22", "+44 20 7946 0182", "+1 212 555 0143")
ZONES = ("Europe/London", "America/New_York", "Europe/Paris")


class Marks(Looks):
    """Somebody who tells what happened."""

    def mark(self) -> bool:
        kind = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind in ONLY_ON_INTERVIEWS or (kind not in ON_ATTEMPTS and self.random.random() < 0.3):
            return self._mark_interview(kind)
        return self._mark_ours(kind)

    def _mark_ours(self, kind: MarkKind) -> bool:
        found = self.ours(
            pending=False if kind in ON_ATTEMPTS and self.random.random() > WILD else None
        )
        if not found:
            return False
        entry, occasion = self.random.choice(found)
        if self._is_said(kind, entry.key) or not self._may(kind, occasion, entry):
            return False
        day = entry.written.day(self.world.zone)
        text, value = marked(self.random, kind, self.language(occasion), day, self._value(kind))
        title, notes = entry.title, entry.notes
        if kind is MarkKind.DONE and self.random.random() < 0.4:
            title = f"✅ {title}"
        elif kind not in NAMED and self.random.random() < 0.5:
            title = f"{title} {text}"
        else:
            before = self.random.choice(("", "Eu Zita ce matin, ", "Rang Zoe. "))
            notes = f"{notes}\n{before}{text}"
        self._say(kind, occasion, entry.written.key.interview, entry.key, value)
        uid = f"{entry.key}@relance"
        trace = Trace(self.orders, uid, (entry.title, title), (entry.notes, notes), ours=True)
        self.traces.append(trace)
        self._leave(entry, title, notes)
        return True

    def _mark_interview(self, kind: MarkKind) -> bool:
        found = self.interviews()
        if not found:
            return False
        uid, page, occasion = self.random.choice(found)
        if self._is_said(kind, identity(uid, None)) or not self._may(kind, occasion, None):
            return False
        day = occasion.last.span.start.astimezone(self.world.zone).date()
        text, value = marked(self.random, kind, self.language(occasion), day, self._value(kind))
        title, notes = old = page.text("SUMMARY"), page.text("DESCRIPTION")
        in_title = self.random.random() < 0.5 and kind not in NAMED
        if in_title and not title.startswith("#"):  # only the first word of a title counts
            title = f"{text} {title}"
        else:
            notes = f"{notes}\n{text}" if self.random.random() < 0.5 else f"{text}\n{notes}"
        self._say(kind, occasion, identity(uid, None), "", value)
        trace = Trace(self.orders, uid, (old[0], title), (old[1], notes), ours=False)
        self.traces.append(trace)
        self._write_life(uid, title, notes)
        return True

    def _say(
        self, kind: MarkKind, occasion: Occasion, interview: str, key: str, value: str
    ) -> None:
        self.orders += 1
        self.spoken.append(Spoken(self.orders, kind, interview, key, value))
        if kind in NAMED:
            self.names.append((interview, kind, value))
        self.note(f"#{kind.value}", occasion, f"{key or interview} {value}")

    def _is_said(self, kind: MarkKind, on: str) -> bool:
        """Say whether a mark stands there already: nobody can tell a second one from the first."""
        return any((m.kind, m.key or m.interview) == (kind, on) for m in self.spoken)

    def _value(self, kind: MarkKind) -> str:
        if kind is MarkKind.WAIT:
            days = self.random.randrange(2, 25)
            return (self.now.astimezone(self.world.zone).date() + days * DAY).isoformat()
        values = {MarkKind.COMPANY: NAMES, MarkKind.PHONE: NUMBERS, MarkKind.ZONE: ZONES}
        said = {mark.value for mark in self.spoken if kind is MarkKind.COMPANY}
        free = [value for value in values.get(kind, ()) if value not in said]
        return self.random.choice(free) if free else ""

    def _is_spent(self, kind: MarkKind) -> bool:
        """Say whether every name was given to a company already."""
        return kind is MarkKind.COMPANY and set(NAMES) <= {mark.value for mark in self.spoken}

    def _may(self, kind: MarkKind, occasion: Occasion, entry: Entry | None) -> bool:
        """Say whether to give a mark; leave the occasion open when the spec does."""
        look = self.glance()
        if self._is_spent(kind):
            return False
        if look.is_loose(occasion) or self._is_fixed(kind, occasion, entry, look):
            return True
        if self.random.random() > WILD:
            return False
        self.loosen(occasion, f"#{kind.value}")
        return True

    def _is_fixed(
        self, kind: MarkKind, occasion: Occasion, entry: Entry | None, look: History
    ) -> bool:
        """Say whether the spec says what a mark does here."""
        if kind in ON_ATTEMPTS:
            return entry is not None and _is_fixed_of_attempts(kind, occasion, entry, look)
        over = look.is_over(occasion)
        ended = look.ending(occasion) is not None
        alone = len(look.by_candidacy[occasion.candidacy]) == len(occasion.interviews) == 1
        if kind in ENDS:
            return look.is_the_only_one_open(occasion)
        if kind is MarkKind.WAIT:  # a date before the interview moves nothing sensibly
            met = occasion.last.span.end <= self.now
            return met and not (over and look.was_deleted(occasion, look.next_attempt(occasion)))
        return {
            MarkKind.INTERVIEW: ended or not over,
            MarkKind.NOT_INTERVIEW: alone,
            MarkKind.COMPANY: entry is not None or alone,
            MarkKind.SMALL: not ended and look.next_attempt(occasion) == 1,
        }.get(kind, True)

    def take_away(self) -> bool:
        """Take a mark away again, as it was typed."""
        if not self.traces:
            return False
        trace = self.random.choice(self.traces)
        (mark,) = (m for m in self.spoken if m.order == trace.order)
        occasion = self.occasion_of(mark.interview)
        if occasion is None or occasion.candidacy in self.touched:
            return False
        if trace.ours:
            entry = self.world.entries().get(mark.key)
            if entry is None or (entry.title, entry.notes) != (trace.title[1], trace.notes[1]):
                return False
            self._leave(entry, trace.title[0], trace.notes[0])
        else:
            alive = {uid: page for uid, page, _ in self.interviews()}
            page = alive.get(trace.uid)
            if page is None or page.text("SUMMARY") != trace.title[1]:
                return False
            if page.text("DESCRIPTION") != trace.notes[1]:
                return False
            self._write_life(trace.uid, trace.title[0], trace.notes[0])
        self.traces.remove(trace)
        self.spoken.remove(mark)
        self.note("taken away", occasion, f"#{mark.kind.value}")
        return True

    def listen(self, rows: Sequence[JournalRow]) -> None:
        """Prove that what was just said of names and places is what is known now."""
        for interview, kind, value in self.names:
            row = next((r for r in rows if interview in _identities(r)), None)
            assert row is not None, f"{kind} on {interview}: its interview is not known any more"
            whose = row.candidacy
            known = {
                MarkKind.COMPANY: whose.company,
                MarkKind.ZONE: whose.recruiter.zone,
                MarkKind.PHONE: whose.details.phone,
            }[kind]
            right = value.replace(" ", "") if kind is MarkKind.PHONE else value
            assert known == right, f"{kind} {value} on {interview}: {known} is known"
        self.names.clear()


def _identities(row: JournalRow) -> set[str]:
    return {i for occasion in row.candidacy.occasions for i in occasion.identities}


def _is_fixed_of_attempts(kind: MarkKind, occasion: Occasion, entry: Entry, look: History) -> bool:
    """Say whether the spec says what a mark about an attempt does here."""
    key = entry.written.key
    open_still = look.ending(occasion) is None and not look.waits_for_a_word(occasion)
    if not open_still or not look.passed(entry.written, occasion.zone):
        return False
    if kind is MarkKind.UNREACHABLE:
        made = 0 if look.is_over(occasion) else 1
        return key.step is Step.FOLLOW_UP and key.attempt + made == look.next_attempt(occasion)
    if kind is MarkKind.MESSAGE:
        return key.step is Step.FOLLOW_UP
    if kind is MarkKind.MISSED and look.is_pinned_ahead(occasion):
        return False
    return key.step in {Step.THANK_YOU, Step.FOLLOW_UP}
