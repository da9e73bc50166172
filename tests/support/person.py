"""A person who does things in a calendar program, at random from a seed.

Marks are written in all the ways that the spec allows. What the spec does not fix is done too,
now and then: then the occasion is called `loose`, and only the promises are asked of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from mark_words import DECOYS, TYPOS
from relance.model import Step

if TYPE_CHECKING:
    from collections.abc import Callable


from person_life import Life
from person_looks import DAY, WILD, all_day
from person_marks import Marks


@dataclass
class Person(Marks, Life):
    """Somebody with a calendar program."""

    def __post_init__(self) -> None:
        self.deeds: list[tuple[Callable[[], bool], int]] = [
            (self.mark, 12),
            (self.take_away, 4),
            (self.move, 6),
            (self.resize, 1),
            (self.delete, 4),
            (self.delete_past, 1),
            (self.reword, 3),
            (self.mistype, 1),
            (self.decoy, 1),
            (self.take_time, 3),
            (self.move_interview, 3),
            (self.take_interview_out, 2),
            (self.put_interview_back, 2),
            (self.new_round, 3),
        ]

    def act(self, now: datetime) -> None:
        """Do a few things."""
        self.now, self.touched = now, set()
        if not self.world.known:
            return
        deeds, weights = zip(*self.deeds, strict=True)
        while self.random.random() < self.busy_hands / (1 + self.busy_hands):
            for deed in self.random.choices(deeds, weights, k=6):
                if deed():
                    break

    def move(self) -> bool:
        """Move a follow-up that is to come, now and then to a time that is forbidden."""
        found = self.ours(pending=True)
        if not found:
            return False
        entry, occasion = self.random.choice(found)
        span = entry.written.span(occasion.zone)
        if entry.written.key.step is Step.ABANDON:
            day = entry.written.day(occasion.zone) + self.random.randrange(1, 6) * DAY
            self.change(entry, lambda page: page.move_days(day, day + DAY))
            self.note("moved", occasion, f"{entry.key} to {day}")
            return True
        day = span.start.astimezone(self.world.zone).date()
        day += self.random.randrange(-1, 6) * DAY
        at = time(self.random.randrange(7, 21), self.random.choice((0, 10, 15, 30, 45)))
        start = datetime.combine(day, at, self.world.zone)
        end = start + (span.end - span.start)
        if start <= occasion.last.span.end and self.random.random() > WILD:
            return False
        if start <= self.now or start == span.start:
            return False
        zone = self.random.choice(("", self.world.zone.key))
        self.change(entry, lambda page: page.move(start, end, zone))
        self.note("moved", occasion, f"{entry.key} to {start}")
        return True

    def resize(self) -> bool:
        found = [(e, o) for e, o in self.ours(pending=True) if not all_day(e)]
        if not found:
            return False
        entry, occasion = self.random.choice(found)
        span = entry.written.span(occasion.zone)
        self.change(entry, lambda page: page.move(span.start, span.end + DAY / 48))
        self.note("resized", occasion, entry.key)
        return True

    def delete(self) -> bool:
        return self._delete(pending=True)

    def delete_past(self) -> bool:
        return self._delete(pending=False)

    def _delete(self, *, pending: bool) -> bool:
        marked_ones = {mark.key for mark in self.spoken}
        found = [(e, o) for e, o in self.ours(pending=pending) if e.key not in marked_ones]
        found = [(e, o) for e, o in found if pending or e.written.span(o.zone).end < self.now - DAY]
        if not found:
            return False
        entry, occasion = self.random.choice(found)
        (self.world.write / entry.file).unlink()
        self.words.pop(entry.key, None)
        self.note("deleted" if pending else "deleted when past", occasion, entry.key)
        return True

    def reword(self) -> bool:
        return self._type_into(
            "reworded", self.random.choice(("Penser à l'accueil", "Ask for Zoé"))
        )

    def decoy(self) -> bool:
        return self._type_into("decoys", self.random.choice(DECOYS))

    def mistype(self) -> bool:
        found = self.ours()
        typo = self.random.choice(TYPOS)
        if not found or not self._type_into("typos", f"#{typo}"):
            return False
        self.typos[self.last_key] = typo
        return True

    def _type_into(self, what: str, words: str) -> bool:
        found = self.ours()
        if not found:
            return False
        entry, occasion = self.random.choice(found)
        title, notes = entry.title, entry.notes
        if self.random.random() < 0.5:
            title = f"{title} {words}"
        else:
            notes = f"{notes}\n{words}"
        self._leave(entry, title, notes)
        self.last_key = entry.key
        self.note(what, occasion, entry.key)
        return True
