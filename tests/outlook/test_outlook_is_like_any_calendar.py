"""Whatever a person does and whatever goes wrong: what stands in Outlook stands in memory too.

The same life is lived twice, with calendars in memory and with calendars of Outlook's. After every
pass in peace both hold the same follow-ups, each once.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from builders import at
from candidate import Candidate, invitation, written
from graph_wire import Habits, Wire
from outlook_hand import OutlookHand, at_a_desk
from relance.model import Event, basic

if TYPE_CHECKING:
    from outlook_hand import Desk
    from relance.testing.memory import MemoryCalendar

COMPANIES = ("Lumigrade", "Solvéria", "Boréal")
MARKS = ("#fait", "#répondu", "#manqué", "#stop", "#attendre 2026-12-10")
BEGIN = at("2026-11-16 09:00")
OPS = (
    "events.create",
    "events.update",
    "events.delete",
    "events.list",
    "events.get",
    "properties.create",
    "view.delta",
)

company = st.sampled_from(COMPANIES)
ACTIONS = st.one_of(
    st.tuples(st.just("interview"), company, st.integers(0, 40)),
    st.tuples(st.just("interview"), company, st.integers(0, 40)),
    st.tuples(st.just("cancel"), company),
    st.tuples(st.just("move"), st.integers(0, 5), st.integers(1, 72)),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.tuples(st.just("mark"), st.integers(0, 5), st.sampled_from(MARKS)),
    st.tuples(st.just("edit"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(1, 200)),
    st.tuples(st.just("trouble"), st.sampled_from(OPS), st.booleans(), st.integers(1, 12)),
    st.tuples(st.just("expire")),
)


class Twice:
    """One life in memory and in Outlook."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.desk, self.now = desk, BEGIN
        self.memory, self.outlook = Candidate(folder / "memory"), Candidate(folder / "outlook")
        for one in (self.memory, self.outlook):
            one.folder.mkdir()
        desk.wire.mailbox.add_calendar("Relances")
        self.outlook.life = cast("MemoryCalendar", desk.reading())
        self.outlook.relances = cast("MemoryCalendar", desk.follow_ups(self.ref))
        self.hand, self.our_hand = desk.hand(), OutlookHand(desk.wire, self.ref)

    @property
    def ref(self) -> str:
        return self.desk.wire.mailbox.shelf("Relances").id

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
            self.outlook.run(self.now)
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
        report = self.outlook.run(self.now)
        assert not any(c.error for c in report.calendars)
        self.outlook.run(self.now)  # what trouble left is finished by now
        assert self.shown(self.outlook) == self.shown(self.memory)
        assert written(self.outlook.run(self.now)) == (0, 0, 0)


def lived(habits: Habits, actions: list[tuple[Any, ...]]) -> None:
    """Live through some actions, each followed by a pass."""
    with tempfile.TemporaryDirectory() as folder, at_a_desk(Wire(habits=habits)) as desk:
        twice = Twice(Path(folder), desk)
        for what, *more in [("interview", COMPANIES[0], 10), *actions]:
            twice.act(what, *more)
            twice.pass_in_peace()
        theirs = {one["id"] for one in desk.wire.mailbox.events()}
        writes = [one for one in desk.wire.requests if one.method != "GET"]
        assert writes
        assert theirs.isdisjoint(one.path.rpartition("/")[2] for one in writes)
        assert not any("attendees" in (one.body or {}) for one in writes)


HABITS = st.builds(
    Habits,
    bare_occurrences=st.booleans(),
    missing_removed=st.booleans(),
    removed_outside=st.booleans(),
    removed_reason=st.sampled_from(["deleted", "changed"]),
    short_pages=st.sampled_from([0, 1, 3]),
    empty_pages=st.booleans(),
    repeats=st.booleans(),
    duplicate_status=st.sampled_from([400, 409]),
    existing_id=st.booleans(),
    properties_by_patch=st.booleans(),
    etag_on_delete=st.booleans(),
    spontaneous_412=st.sampled_from([0, 1]),
    code_case=st.sampled_from(["as-is", "lower", "upper"]),
)
# Without making a failure smaller: each life takes seconds.
FEW = settings(max_examples=4, deadline=None, phases=[Phase.generate], derandomize=True)
MANY = settings(FEW, max_examples=120, derandomize=False)


@FEW
@given(HABITS, st.lists(ACTIONS, min_size=4, max_size=8))
def test_a_life_in_outlook_is_like_one_in_memory(
    habits: Habits, actions: list[tuple[Any, ...]]
) -> None:
    lived(habits, actions)


@pytest.mark.slow
@MANY
@given(HABITS, st.lists(ACTIONS, min_size=4, max_size=14))
def test_many_lives_in_outlook_are_like_those_in_memory(
    habits: Habits, actions: list[tuple[Any, ...]]
) -> None:
    lived(habits, actions)
