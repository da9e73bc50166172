"""The same life lived twice: with calendars in memory, and with those of a provider.

After every pass in peace both hold the same follow-ups, each once.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from hypothesis import Phase, settings
from hypothesis import strategies as st

from builders import at
from candidate import Candidate, invitation, written
from relance.model import Event, basic

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from relance.testing.memory import MemoryCalendar

COMPANIES = ("Lumigrade", "Solvéria", "Boréal")
MARKS = ("#fait", "#répondu", "#manqué", "#stop", "#attendre 2026-12-10")
BEGIN = at("2026-11-16 09:00")


def actions(ops: Sequence[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return what may happen; `ops` are the provider's requests that may get no answer."""
    company = st.sampled_from(COMPANIES)
    return st.one_of(
        st.tuples(st.just("interview"), company, st.integers(0, 40)),
        st.tuples(st.just("interview"), company, st.integers(0, 40)),
        st.tuples(st.just("cancel"), company),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(1, 72)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.just("mark"), st.integers(0, 5), st.sampled_from(MARKS)),
        st.tuples(st.just("edit"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(1, 200)),
        st.tuples(st.just("trouble"), st.sampled_from(ops), st.booleans(), st.integers(1, 12)),
        st.tuples(st.just("expire")),
    )


# Without making a failure smaller: each life takes seconds.
FEW = settings(max_examples=4, deadline=None, phases=[Phase.generate], derandomize=True)
MANY = settings(FEW, max_examples=120, derandomize=False)


class Twice:
    """One life in memory and at a provider."""

    def __init__(self, folder: Path, desk: Any) -> None:
        self.desk, self.now = desk, BEGIN
        self.memory, self.wired = Candidate(folder / "memory"), Candidate(folder / "wired")
        for one in (self.memory, self.wired):
            one.folder.mkdir()
        desk.wire.mailbox.add_calendar("Relances")
        self.wired.life = cast("MemoryCalendar", desk.reading())
        self.wired.relances = cast("MemoryCalendar", desk.follow_ups(self.ref))
        self.hand, self.our_hand = desk.hand(), desk.hand(self.ref)

    @property
    def ref(self) -> str:
        return str(self.desk.wire.mailbox.shelf("Relances").id)

    def act(self, what: str, *more: Any) -> None:
        """Do one thing in both lives."""
        if what == "interview":
            name, hours = more
            start = BEGIN + timedelta(hours=hours * 5)
            event = invitation(name, f"{start:%Y-%m-%d %H:%M}", uid=f"{name}@life.example")
            self.memory.life.put(event)
            self.hand.put(event)
        elif what == "cancel":
            uid = f"{more[0]}@life.example"
            if any(event.uid == uid for event in self.memory.life.events()):
                self.memory.life.remove(uid)
                self.hand.remove(uid)
        elif what == "wait":
            self.now += timedelta(hours=more[0])
        elif what == "expire":
            self.desk.wire.mailbox.expire_tokens()
        elif what == "trouble":
            op, after, times = more
            self.desk.wire.troubles.drop(op, after=after, times=times)
            self.wired.run(self.now)
            self.desk.wire.troubles.clear()
        else:
            self._touch(what, *more)

    def _touch(self, what: str, at_: int, *more: Any) -> None:
        """Play the person's hand on a follow-up that is to come, where both lives have it."""
        found = sorted(self.memory.follow_ups(), key=lambda e: (basic(e.start), e.uid))
        coming = [e for e in found if isinstance(e.start, datetime) and e.start > self.now]
        if not coming:
            return
        event = coming[at_ % len(coming)]
        if what == "delete":
            self.memory.relances.remove(event.uid)
            self.our_hand.remove(event.uid)
            return
        changed = self._changed(event, what, *more)
        self.memory.relances.put(changed)
        self.our_hand.put(changed)

    def _changed(self, event: Event, what: str, *more: Any) -> Event:
        if what == "mark":
            return replace(event, summary=f"{event.summary} {more[0]}")
        if what == "edit":
            return replace(event, description=f"{event.description}\nMes mots.")
        assert isinstance(event.start, datetime)
        assert isinstance(event.end, datetime)
        by = timedelta(hours=more[0])
        return replace(event, start=event.start + by, end=event.end + by)

    @staticmethod
    def shown(one: Candidate) -> list[tuple[Any, ...]]:
        """Return what a person sees of the follow-ups, and what they carry."""
        return [
            (e.our_mark, e.fingerprint(), basic(e.start), e.uid, e.alarms)
            for e in sorted(one.follow_ups(), key=lambda e: (basic(e.start), e.uid))
        ]

    def pass_in_peace(self) -> None:
        """Run a pass in both lives, and compare."""
        self.memory.run(self.now)
        report = self.wired.run(self.now)
        assert not any(c.error for c in report.calendars)
        self.wired.run(self.now)  # what trouble left is finished by now
        assert self.shown(self.wired) == self.shown(self.memory)
        assert written(self.wired.run(self.now)) == (0, 0, 0)


def lived(at_a_desk: AbstractContextManager[Any], actions: list[tuple[Any, ...]]) -> None:
    """Live through some actions at a desk, each followed by a pass."""
    with tempfile.TemporaryDirectory() as folder, at_a_desk as desk:
        twice = Twice(Path(folder), desk)
        for what, *more in [("interview", COMPANIES[0], 10), *actions]:
            twice.act(what, *more)
            twice.pass_in_peace()
        theirs = {one["id"] for one in desk.wire.mailbox.events()}
        writes = [one for one in desk.wire.requests if one.method != "GET"]
        assert writes
        assert theirs.isdisjoint(one.path.rpartition("/")[2] for one in writes)
        assert not any("attendees" in (one.body or {}) for one in writes)
