"""What others do to a world between two passes: interviews and appointments come and go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from builders import PARIS
from candidate import invitation
from relance.model import Event, ShowsAs, Status

if TYPE_CHECKING:
    from relance.testing.memory import MemoryCalendar
    from world import World

COMPANIES = ("Lumigrade", "Brumair", "Orbelane", "Solvaria")
ZONES = ("", "America/New_York", "America/Montreal", "Australia/Sydney", "Asia/Tokyo")
SECRET = "qzjxwk"  # stands in everything that the journal must not keep
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(slots=True)
class Others:
    """Lets things happen in a world that the person has no hand in."""

    world: World
    went: list[tuple[MemoryCalendar, Event, str]] = field(default_factory=list)
    interviews: dict[str, str] = field(default_factory=dict)  # company by UID
    rules: dict[str, str] = field(default_factory=dict)
    numbers: int = 0

    # Interviews

    def interview(
        self, company: int, days: int, quarter: int, length: int, zone: int, calendar: int
    ) -> None:
        """Let an invitation to an interview appear."""
        name = COMPANIES[company % len(COMPANIES)]
        event = invitation(name, self._wall(days, quarter), minutes=length, uid=self._uid(name))
        self._put(self._read(calendar), in_zone(event, ZONES[zone % len(ZONES)]), name)

    def series(self, company: int, days: int, quarter: int) -> None:
        """Let a weekly series of interviews appear."""
        name = COMPANIES[company % len(COMPANIES)]
        event = invitation(name, self._wall(days, quarter), minutes=30, uid=self._uid(name))
        self.rules[event.uid] = "FREQ=WEEKLY;COUNT=3"
        self._put(self.world.life, event, name)

    def copy(self, pick: int, *, by_hand: bool) -> None:
        """Let an interview stand in a second calendar: the invitation, or typed by hand."""
        calendar, event = self._interview(pick)
        there = self.world.other if calendar is self.world.life else self.world.life
        name = self.interviews[event.uid]
        if by_hand:
            event = Event(
                self._uid(name), event.start, event.end, zone=event.zone, summary=event.summary
            )
        if event.uid not in self.rules:
            self._put(there, event, name)

    def move_interview(self, pick: int, days: int, quarter: int) -> None:
        """Move an interview, as its recruiter does."""
        calendar, event = self._interview(pick)
        assert isinstance(event.start, datetime)
        assert isinstance(event.end, datetime)
        by = days * DAY + quarter * 15 * MINUTE
        moved = replace(
            event, start=event.start + by, end=event.end + by, sequence=event.sequence + 1
        )
        calendar.put(moved, self.rules.get(event.uid, ""))

    def cancel_interview(self, pick: int) -> None:
        calendar, event = self._interview(pick)
        calendar.put(
            replace(event, status=Status.CANCELLED, sequence=event.sequence + 1),
            self.rules.get(event.uid, ""),
        )

    def remove_interview(self, pick: int) -> None:
        calendar, event = self._interview(pick)
        calendar.remove(event.uid)
        self.went.append((calendar, event, self.rules.get(event.uid, "")))

    def bring_back(self, pick: int) -> None:
        """Let an interview come back that was cancelled or removed."""
        calendar, event, rule = self.went.pop(pick % len(self.went))
        calendar.put(event, rule)

    # Appointments

    def appointment(self, days: int, quarter: int, length: int, calendar: int) -> None:
        """Let something else appear, of which only the times may be kept."""
        start = self._moment(days, quarter)
        self._appear(start, start + length * 15 * MINUTE, calendar)

    def away(self, days: int, length: int) -> None:
        """Let days away appear."""
        first = self.world.now.astimezone(PARIS).date() + days * DAY
        self._appear(first, first + length * DAY, 0, ShowsAs.OUT_OF_OFFICE)

    def in_the_way(self, pick: int) -> None:
        """Let something busy appear over a follow-up that is still to come."""
        event = self.coming()[pick % len(self.coming())]
        if isinstance(event.start, datetime):
            self._appear(event.start + 5 * MINUTE, event.start + 65 * MINUTE, pick)

    def appointment_goes(self, pick: int) -> None:
        """Let an appointment go again."""
        calendar, event = self.appointments()[pick % len(self.appointments())]
        calendar.remove(event.uid)

    # What is there

    def invitations(self) -> list[tuple[MemoryCalendar, Event]]:
        """Return every event that is an interview, with its calendar."""
        return [(c, e) for c in self._read_ones() for e in c.events() if e.uid in self.interviews]

    def appointments(self) -> list[tuple[MemoryCalendar, Event]]:
        return [(c, e) for c in self.world.calendars for e in c.events() if SECRET in e.uid]

    def follow_ups(self) -> list[Event]:
        return sorted(self.world.ours().values(), key=lambda e: (f"{e.start}", e.uid))

    def coming(self) -> list[Event]:
        return [e for e in self.follow_ups() if e.span(PARIS).start > self.world.now]

    # Inside

    def _read_ones(self) -> tuple[MemoryCalendar, MemoryCalendar]:
        return self.world.life, self.world.other

    def _read(self, pick: int) -> MemoryCalendar:
        return self._read_ones()[pick % 2]

    def _interview(self, pick: int) -> tuple[MemoryCalendar, Event]:
        found = self.invitations()
        return found[pick % len(found)]

    def _put(self, calendar: MemoryCalendar, event: Event, company: str) -> None:
        self.interviews[event.uid] = company
        calendar.put(event, self.rules.get(event.uid, ""))

    def _appear(
        self,
        start: datetime | date,
        end: datetime | date,
        calendar: int,
        shows_as: ShowsAs = ShowsAs.BUSY,
    ) -> None:
        self.numbers += 1
        title = f"Dentiste {SECRET}"
        event = Event(
            f"{SECRET}-{self.numbers}@life.example",
            start,
            end,
            summary=title,
            description=f"Chez {SECRET}, 3 rue {SECRET}",
            location=SECRET,
            shows_as=shows_as,
        )
        calendars = self.world.calendars
        calendars[calendar % len(calendars)].put(event)

    def _uid(self, name: str) -> str:
        self.numbers += 1
        return f"{name}-{self.numbers}@{name.lower()}.example"

    def _moment(self, days: int, quarter: int) -> datetime:
        day = self.world.now.astimezone(PARIS).date() + days * DAY
        midnight = datetime(day.year, day.month, day.day, tzinfo=PARIS)
        return (midnight.replace(hour=quarter // 4 % 24, minute=quarter % 4 * 15)).astimezone(UTC)

    def _wall(self, days: int, quarter: int) -> str:
        return f"{self._moment(days, quarter).astimezone(PARIS):%Y-%m-%d %H:%M}"


def in_zone(event: Event, zone: str) -> Event:
    """Return an invitation that says where the recruiter works."""
    return replace(event, description=f"{event.description}\n#zone: {zone}") if zone else event
