"""The calendar that follow-ups are written into.

A transaction id derives from the key, so a request to write can be repeated until it is answered:
the event is there once. Before an event is changed or deleted it is read, and left alone unless it
carries our mark; the write then says which version was read.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.accounts.follow_ups import mailed
from relance.accounts.throttling import Course
from relance.errors import AlreadyThere, Conflict, NeedsPerson, RelanceError, Temporary
from relance_outlook import marks
from relance_outlook.client import TOGETHER, address
from relance_outlook.finding import Finding
from relance_outlook.listing import events_path
from relance_outlook.refusals import NotThere, Taken, Unsupported
from relance_outlook.translate import carried_by, changes, from_graph, mark_of, to_graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relance.model import Event
    from relance_outlook.series import Json

_UTC = ZoneInfo("UTC")


class OutlookFollowUps(Finding):
    """The calendar that follow-ups are written into."""

    at_home = True

    def create(self, event: Event) -> Event:
        """Write a new event; raise Gone for one whose key was deleted here.

        Graph never forgets a transaction id, so it shows that somebody deleted this follow-up.
        """
        return self._create(event, Course())

    def create_all(self, events: Sequence[Event]) -> Sequence[Event | RelanceError]:
        """Write new events, many in one request; what does not go well there is written alone."""
        firsts = {self._key(event): at for at, event in reversed([*enumerate(events)])}
        ahead = sorted(at for key, at in firsts.items() if key)
        answers: dict[int, Event | RelanceError] = {}
        unsure: set[int] = set()
        for some in (ahead[at : at + TOGETHER] for at in range(0, len(ahead), TOGETHER)):
            if len(some) > 1:
                answers |= self._created_together({at: events[at] for at in some}, unsure)
        return [
            answers[at] if at in answers else self._created(event, unsure=at in unsure)
            for at, event in enumerate(events)
        ]

    def _created_together(
        self, events: Mapping[int, Event], unsure: set[int]
    ) -> dict[int, Event | RelanceError]:
        """Write up to twenty new events; return those that went well, note which others may have.

        Where nobody answers, or somebody must act, asking for each alone would be no better.
        """
        course = Course()
        path = address(*events_path(self._ref))
        asked = [("POST", path, to_graph(one, self._ref)) for one in events.values()]
        try:
            answers = self._client.ask_together(asked, where=self._name, course=course)
        except (Temporary, NeedsPerson) as error:
            return dict.fromkeys(events, error)
        except RelanceError:
            unsure.update(events if course.unsure else ())
            return {}
        stored: dict[int, Event | RelanceError] = {}
        for (at, one), part in zip(events.items(), answers, strict=True):
            if part.unsure or course.unsure:
                unsure.add(at)
            with suppress(Temporary):
                if part.body is not None:
                    stored[at] = self._stored(part.body, carried_by(one))
        return stored

    def _created(self, event: Event, *, unsure: bool) -> Event | RelanceError:
        """Return what `create` returns or raises; `unsure` when an earlier try may have made it."""
        try:
            return self._create(event, Course(unsure=unsure))
        except RelanceError as error:
            return error

    def _create(self, event: Event, course: Course) -> Event:
        if event.our_mark is None:
            raise Conflict("an event without our mark is never written.", where=self.id)
        body, path = to_graph(event, self._ref), address(*events_path(self._ref))
        try:
            made = self._client.ask("POST", path, json=body, where=self._name, course=course)
        except NotThere as error:
            raise self._missing() from error
        except Taken as taken:
            there = self._made_before(taken, event, course)
            if course.unsure and there.fingerprint() == event.fingerprint():
                return there  # written by an earlier try, whose answer was lost
            raise AlreadyThere(there, where=self._name) from taken
        return self._stored(made, carried_by(event))

    def update(self, event: Event) -> Event:
        """Change what is to be changed of our event, and leave what the person added to it."""
        there = self._to_change(event)
        if mark_of(event) == mark_of(there):
            return self._changed(there, event, changes(there, event))
        if not self._client.marks_with_events:
            try:
                return self._changed_in_steps(there, event)
            except Unsupported:  # nothing was changed yet
                self._client.marks_with_events = True
        body = {**changes(there, event), marks.PROPERTIES: [mark_of(event)]}
        return self._changed(there, event, body)

    def _changed_in_steps(self, there: Event, event: Event) -> Event:
        """Change an event and its mark, where that takes a request each."""
        assert there.our_mark is not None
        body = changes(there, event)
        if body:
            self._mark(event, mark_of(event, there.our_mark.fingerprint))
            there = self._changed(self._unchanged(there), event, body)
        self._mark(event, mark_of(event))
        return self._unchanged(there, written=True)

    def delete(self, event: Event) -> None:
        """Delete our event."""
        there, course = self._to_change(event), Course()
        try:
            self._write("DELETE", there, None, course)
        except NotThere as error:
            if not course.unsure:  # else it was deleted by an earlier try
                raise self._not_found(there) from error
        except Conflict:
            if not course.unsure or self._here(event.ref) is not None:
                raise

    def _made_before(self, taken: Taken, event: Event, course: Course) -> Event:
        """Return the event that was made for a key before.

        Raises Gone when it was deleted, and Temporary when it may be too new to be found.
        """
        there = self._made(taken.existing, event)
        if there is not None:
            return there
        if course.unsure:
            raise Temporary("what was just written cannot be found yet.", where=self._name)
        raise self._gone() from taken

    def _to_change(self, event: Event) -> Event:
        """Return our event as it stands, when it is the one that was read before."""
        if event.our_mark is None:
            raise Conflict("an event without our mark is never changed.", where=self._name)
        there = self._standing(event)
        if self._key(there) != event.our_mark.key:
            raise Conflict("this event does not carry our mark.", where=self._name)
        if there.invites:  # Graph mails guests of itself, and cannot be asked not to
            raise mailed(self._name)
        if there.version != event.version:
            raise Conflict("it has changed since it was read.", where=self._name)
        return there

    def _unchanged(self, before: Event, *, written: bool = False) -> Event:
        """Return our event in its new version, when nobody but us has changed it."""
        there = self._standing(before, written=written)
        if changes(before, there):
            raise Conflict("it has changed since it was read.", where=self._name)
        return there

    def _changed(self, there: Event, wanted: Event, body: Json) -> Event:
        """Return our event after a change, which may be none."""
        if not body:
            return there
        course = Course()
        try:
            found = self._write("PATCH", there, body, course)
        except NotThere as error:
            raise self._not_found(there) from error
        except Conflict:
            now = self._standing(there, written=True) if course.unsure else None
            if now is None or self._is_left(body, now, wanted):
                raise
            return now  # written by an earlier try, whose answer was lost
        return self._stored(found, carried_by(wanted))

    @staticmethod
    def _is_left(body: Json, now: Event, wanted: Event) -> bool:
        """Say whether something of a change is left to make."""
        marked = marks.PROPERTIES in body and mark_of(now) != mark_of(wanted)
        return marked or bool(changes(now, wanted))

    def _write(self, method: str, there: Event, body: Json | None, course: Course) -> Json:
        """Change an event if it still has the version that was read.

        Exchange says now and then that it has another though it has not: it is read, and asked
        for once more.
        """
        path, version = address("me", "events", there.ref), {"If-Match": there.version}
        where = self._name

        def once() -> Json:
            return self._client.ask(
                method, path, json=body, headers=version, where=where, course=course
            )

        try:
            return once()
        except Conflict:
            if course.unsure or self._standing(there).version != there.version:
                raise
            return once()

    def _mark(self, event: Event, mark: Json) -> None:
        """Write what of our mark changes; it has no version to compare."""
        path = address("me", "events", event.ref, marks.PROPERTIES)
        try:
            self._client.ask("POST", path, json=mark, where=self._name)
        except NotThere as error:
            raise self._not_found(event) from error

    def _stored(self, resource: Json, carried: marks.Carried | None) -> Event:
        """Return what was written, as Graph keeps it."""
        try:
            event = from_graph(resource, _UTC, carried=carried)
        except (ValueError, OverflowError):
            event = None
        if event is None or not event.ref or not event.version or event.our_mark is None:
            raise Temporary("Outlook's answer is not the event written.", where=self._name)
        return event
