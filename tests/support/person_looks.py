"""What a person sees in their calendars, and how a program changes an event."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ics_pages import Page, changed, pages
from relance.model import identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from by_hand import Entry, HandRehearsal
    from hand_history import History
    from hand_values import Spoken
    from relance.model import MarkKind
    from sequence_rules import Occasion

DAY = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WILD = 0.1  # of what the spec leaves open


@dataclass(slots=True)
class Trace:
    """What was typed where, so that it can be taken away again."""

    order: int
    uid: str
    title: tuple[str, str]  # before, after
    notes: tuple[str, str]
    ours: bool


@dataclass
class Looks:
    """Somebody with a calendar program and a memory of what was done."""

    random: Random
    world: HandRehearsal
    busy_hands: float = 1.2  # deeds a day
    spoken: list[Spoken] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)  # by key, as last left
    originals: dict[str, tuple[str, str]] = field(default_factory=dict)  # by key, as we wrote them
    hidden: dict[str, Page] = field(default_factory=dict)  # interviews taken out, by UID
    typos: dict[str, str] = field(default_factory=dict)  # by key
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)  # what was done, for a failure's message
    orders: int = 0
    names: list[tuple[str, MarkKind, str]] = field(default_factory=list)  # said today
    now: datetime = LONG_AGO
    touched: set[str] = field(default_factory=set)  # companies, today

    def glance(self) -> History:
        return self.world.glance(self.now)

    def occasion_of(self, interview: str) -> Occasion | None:
        """Return the last occasion of a company when the interview belongs to it."""
        look = self.glance()
        for occs in look.by_candidacy.values():
            if interview in look.identities(occs[-1]):
                return occs[-1]
        return None

    def ours(self, *, pending: bool | None = None) -> list[tuple[Entry, Occasion]]:
        """Return events of last occasions that nobody has touched yet today."""
        look = self.glance()
        found = []
        for occs in look.by_candidacy.values():
            mine = look.identities(occs[-1])
            for entry in self.world.entries().values():
                to_come = not look.passed(entry.written, occs[-1].zone)
                if entry.written.key.interview in mine and pending in {None, to_come}:
                    found.append((entry, occs[-1]))
        return [(e, o) for e, o in found if o.candidacy not in self.touched]

    def interviews(self) -> list[tuple[str, Page, Occasion]]:
        """Return UID, page and occasion of interviews that stand alone, in last occasions."""
        by_uid: dict[str, list[Page]] = {}
        for page in pages(self.world.life):
            by_uid.setdefault(page.get("UID"), []).append(page)
        look, found = self.glance(), []
        for uid, (page, *others) in by_uid.items():
            occasion = self.occasion_of(identity(uid, None))
            if others or page.get("RRULE") or occasion is None:
                continue
            alive = identity(uid, None) in {i.identity for i in occasion.interviews}
            if alive and occasion.candidacy not in self.touched:
                found.append((uid, page, occasion))
        del look
        return found

    def loosen(self, occasion: Occasion, why: str) -> None:
        look = self.glance()
        for one in look.by_candidacy[occasion.candidacy]:
            self.world.ledger.loose |= look.identities(one)
        self.counts["left open"] += 1
        self.told.append(f"  left open: {why}")

    def note(self, what: str, occasion: Occasion | None, detail: str = "") -> None:
        self.counts[what] += 1
        whose = occasion.candidacy if occasion is not None else ""
        self.told.append(f"{self.now:%m-%d %H:%M} {whose}: {what} {detail}")
        if occasion is not None:
            self.touched.add(occasion.candidacy)

    def change(self, entry: Entry, page_change: Callable[[Page], None]) -> None:
        file = self.world.write / entry.file

        def with_revision(page: Page) -> None:
            page_change(page)
            if self.random.random() < 0.5:
                page.bump()

        data = file.read_bytes()
        uid = f"{entry.key}@relance"
        new = changed(data, uid, with_revision)
        assert new != data
        file.write_bytes(new)

    def _leave(self, entry: Entry, title: str, notes: str) -> None:
        def texts(page: Page) -> None:
            page.write("SUMMARY", title)
            page.write("DESCRIPTION", notes)

        self.change(entry, texts)
        ours = self.originals.setdefault(entry.key, (entry.title, entry.notes))
        self.words[entry.key] = title, notes
        if (title, notes) == ours:  # as we wrote it: nothing of the person's is left
            del self.words[entry.key], self.originals[entry.key]

    def _write_life(self, uid: str, title: str, notes: str) -> None:
        def texts(page: Page) -> None:
            page.write("SUMMARY", title)
            page.write("DESCRIPTION", notes)
            page.bump()

        self.world.life = changed(self.world.life, uid, texts)

    def language(self, occasion: Occasion) -> str | None:
        for row in self.world.rows:
            if row.candidacy.id == occasion.candidacy:
                return row.candidacy.details.language
        return None


def all_day(entry: Entry) -> bool:
    return not isinstance(entry.written.start, datetime)
