"""What the person does in a calendar between two passes, and remembers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from builders import PARIS
from others import DAY, MINUTE, Others
from relance.journal import GivenMark
from relance.model import Key, Step
from relance.reading.hand import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from relance.model import Event, UserMark

    Times: TypeAlias = tuple[datetime | date, datetime | date]


@dataclass(frozen=True, slots=True)
class Deletion:
    """A follow-up that the person deleted; `seen` once a pass has met that."""

    key: Key
    seen: bool = False


@dataclass(slots=True)
class Acts(Others):
    """Does things to a world, and keeps what promises are about."""

    pinned: dict[str, Times] = field(default_factory=dict)  # by UID of our event
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    unmarked: dict[str, tuple[tuple[str, str], bool]] = field(default_factory=dict)  # before a mark
    deleted: dict[Key, Deletion] = field(default_factory=dict)
    all_new: bool = False  # the journal is lost and no pass has met since what stands

    # The person's hand on follow-ups

    def move(self, pick: int, days: int, quarter: int, *, longer: int = 0) -> None:
        """Move or resize a follow-up."""
        event = self._follow_up(pick)
        by = days * DAY
        if isinstance(event.start, datetime):
            by += quarter * 15 * MINUTE
        start, end = event.start + by, event.end + by
        if isinstance(end, datetime):
            end += longer * 15 * MINUTE
        self._touch(event, start=start, end=end)

    def all_day_or_not(self, pick: int) -> None:
        """Make a follow-up all-day, or give it a time."""
        event = self._follow_up(pick)
        if isinstance(event.start, datetime):
            day = event.start.astimezone(PARIS).date()
            self._touch(event, start=day, end=day + DAY)
        else:
            start = datetime(event.start.year, event.start.month, event.start.day, 15, tzinfo=UTC)
            self._touch(event, start=start, end=start + 30 * MINUTE)

    def delete(self, pick: int) -> None:
        """Delete a follow-up, past or to come."""
        event = self._follow_up(pick)
        self.world.relances.remove(event.uid)
        self.forget_events([event.uid])
        if not self.all_new:
            key = Key.parse(key_of(event))
            self.deleted[key] = Deletion(key)

    def edit(self, pick: int, *, in_title: bool) -> None:
        """Write something of one's own into a follow-up."""
        event = self._follow_up(pick)
        if in_title:
            self._touch(event, summary=f"{event.summary} (Camille)")
        else:
            self._touch(event, description=f"{event.description}\nRappeler Agathe.")

    def mark(self, pick: int, word: str, *, in_title: bool) -> None:
        """Write a mark into a follow-up."""
        event = self._follow_up(pick)
        self.unmarked.setdefault(
            event.uid, ((event.summary, event.description), event.uid in self.words)
        )
        self.asked(word)
        if word == "✅":
            self._touch(event, summary=f"{word} {event.summary}")
        elif in_title:
            self._touch(event, summary=f"{event.summary} {word}")
        else:
            self._touch(event, description=f"{event.description}\n{word}")

    def take_mark_away(self, pick: int) -> None:
        """Take away what was marked on a follow-up."""
        uid = sorted(self.marked())[pick % len(self.marked())]
        words, own = self.unmarked.pop(uid)
        self._touch(self.world.ours()[uid], summary=words[0], description=words[1])
        if not own:
            del self.words[uid]  # they are as relance wrote them

    def command(self, identity_: str, company: str, mark: UserMark, on: str) -> None:
        """Tell a mark by command."""
        journal = self.world.shelf.main
        with journal.writing():
            journal.add_mark(GivenMark(identity_, company, mark, self.world.now, on))
            journal.set_fact("wake", self.world.now.isoformat())
        self.asked(f"#{mark.kind}")

    def asked(self, word: str) -> None:
        """Note that a mark may bring back what was deleted: the last attempt, and the marker."""
        if word.split(" ", maxsplit=1)[0] in {"#wait", "#attendre", "#missed", "#manqué"}:
            for key in [k for k in self.deleted if k.step in {Step.FOLLOW_UP, Step.ABANDON}]:
                del self.deleted[key]

    def mark_interview(self, pick: int, word: str, *, in_title: bool) -> None:
        """Write a mark into an interview, and take away the one that is there."""
        calendar, event = self._interview(pick)
        title = event.summary.split("| ")[-1]
        lines = event.description.splitlines()
        plain = [line for line in lines if not line.startswith("#") or "zone" in line]
        if word and in_title:
            title = f"{word} | {title}"
        elif word:
            plain.append(word)
        changed = replace(event, summary=title, description="\n".join(plain))
        calendar.put(changed, self.rules.get(event.uid, ""))
        self.asked(word)

    def marked(self) -> set[str]:
        return self.unmarked.keys() & self.world.ours().keys()

    def forget_events(self, uids: Iterable[str]) -> None:
        """Forget what was done to events that are no more."""
        for uid in uids:
            for kept in (self.pinned, self.words, self.unmarked):
                kept.pop(uid, None)

    # Inside

    def _follow_up(self, pick: int) -> Event:
        found = self.follow_ups()
        return found[-1 - pick % len(found)]  # the newest are what matters most

    def _touch(self, event: Event, **changes: object) -> None:
        changed = replace(event, **changes)  # type: ignore[arg-type]  # fields of Event
        self.world.relances.put(changed)
        written = event.our_mark.fingerprint if event.our_mark else ""
        if "start" in changes and changed.fingerprint()[:8] == written[:8]:
            self.pinned.pop(event.uid, None)  # where relance put it: nobody moved it
        elif "start" in changes:
            self.pinned[event.uid] = (changed.start, changed.end)
        else:
            self.words[event.uid] = (changed.summary, changed.description)
