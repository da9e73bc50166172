"""The words of the spec, as frozen values.

Every datetime is aware. A day of an all-day event is a plain date. `zone` is an IANA name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo


class Status(StrEnum):
    """Say whether an event takes place (RFC 5545 section 3.8.1.11)."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class ShowsAs(StrEnum):
    """Say how an event's time counts for its owner."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT_OF_OFFICE = "out-of-office"


class Response(StrEnum):
    """Say what an invited person answered (RFC 5545 section 3.2.12)."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Verdict(StrEnum):
    """Say whether an event is an interview; only yes is acted on."""

    YES = "yes"
    ASK = "ask"
    NO = "no"


class Channel(StrEnum):
    """Say by what a step is made."""

    PHONE = "phone"
    EMAIL = "email"
    MARKER = "marker"


class Step(StrEnum):
    """Name one entry of a sequence, or one that an outcome calls for."""

    THANK_YOU = "thank-you"
    FOLLOW_UP = "follow-up"
    ABANDON = "abandon"
    UNREACHABLE = "unreachable"
    STAY_AVAILABLE = "stay-available"
    CONTRACT = "contract"


class State(StrEnum):
    """Say where a follow-up stands."""

    PENDING = "pending"  # in the calendar, still to come
    PASSED = "passed"  # its time is over
    SKIPPED = "skipped"  # the person deleted it, or no slot was found in time
    UNPLACED = "unplaced"  # due, and no slot satisfies every rule
    FORECAST = "forecast"  # would come next; never written
    WITHDRAWN = "withdrawn"  # taken back by relance


@dataclass(frozen=True, slots=True)
class Reason:
    """Tell one thing that led to a decision; `code` is stable, `detail` is for people."""

    code: str
    detail: str = ""
    weight: float = 0.0

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, aware, from start until before end."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError(f"naive time in a span: {self.start} to {self.end}")
        if self.end < self.start:
            raise ValueError(f"a span ends before it starts: {self.start} to {self.end}")

    def overlaps(self, other: Self) -> bool:
        """Say whether both share an instant."""
        return self.start < other.end and other.start < self.end

    def widened(self, by: timedelta) -> Span:
        """Return this span with a buffer on both sides."""
        return Span(self.start - by, self.end + by)

    @property
    def length(self) -> timedelta:
        """Return the time between start and end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named by an event."""

    email: str = ""
    name: str = ""
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The candidate whose calendar it is; `own_domains` are the present employer's."""

    emails: tuple[str, ...] = ()
    name: str = ""
    own_domains: tuple[str, ...] = ()

    def is_me(self, email: str) -> bool:
        """Say whether an address is the owner's."""
        return email.casefold() in (mine.casefold() for mine in self.emails)


@dataclass(frozen=True, slots=True)
class OurMark:
    """What tells that relance wrote an event, carried by the event itself.

    `fingerprint` is `Event.fingerprint()` as last written by us, so that the person's hand is
    seen with the journal lost. `memory` is compact JSON that calendars carry and never read.
    """

    key: str
    fingerprint: str = ""
    memory: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Anything in a calendar: one appointment, or one occurrence of a series.

    `start` and `end` are both aware datetimes, or both dates for an all-day event, whose end
    is exclusive (RFC 5545 section 3.6.1). `recurrence_id` is the occurrence's original start in
    basic form (`20261015T103000Z`, or `20261015` for all-day), None outside a series.
    `ref` names the item that holds the event in its calendar, `version` its etag or hash.
    """

    uid: str
    start: datetime | date
    end: datetime | date
    zone: str = "UTC"
    recurrence_id: str | None = None
    from_rule: bool = False  # an occurrence as the rule made it, not an override of its own
    summary: str = ""
    description: str = ""
    location: str = ""
    url: str = ""  # conference or source link
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()
    status: Status = Status.CONFIRMED
    shows_as: ShowsAs = ShowsAs.BUSY
    categories: tuple[str, ...] = ()
    sequence: int = 0
    alarms: tuple[timedelta, ...] = ()  # before the start
    our_mark: OurMark | None = None
    ref: str = ""
    version: str = ""

    def __post_init__(self) -> None:
        timed = isinstance(self.start, datetime), isinstance(self.end, datetime)
        if timed[0] is not timed[1]:
            raise ValueError("an event is all-day at both ends or at none")
        for moment in (self.start, self.end):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError(f"naive time in an event: {moment}")

    @property
    def all_day(self) -> bool:
        """Say whether the event covers whole days."""
        return not isinstance(self.start, datetime)

    @property
    def invites(self) -> bool:
        """Say whether somebody beside its organizer is invited, who may get mail of any change."""
        host = self.organizer.email.casefold() if self.organizer is not None else None
        return any(guest.email.casefold() != host for guest in self.attendees)

    def span(self, zone: ZoneInfo) -> Span:
        """Return the time covered; days are those of `zone`."""
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            return Span(self.start.astimezone(UTC), self.end.astimezone(UTC))
        return Span(midnight(self.start, zone), midnight(self.end, zone))

    def answer_of(self, owner: Owner) -> Response | None:
        """Return what the owner answered to the invitation, if invited."""
        return next((a.response for a in self.attendees if owner.is_me(a.email)), None)

    def fingerprint(self) -> str:
        """Return short hashes of the times and of the texts: `TIMES.TEXTS`.

        White space is folded, since providers fold it too.
        """
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            times = f"{basic(self.start)}/{basic(self.end)}"
        else:
            times = f"{self.start:%Y%m%d}/{self.end:%Y%m%d}"
        texts = " ".join(self.summary.split()) + "\n" + " ".join(self.description.split())
        return f"{_digest(times, 8)}.{_digest(texts, 8)}"


@dataclass(frozen=True, slots=True)
class Details:
    """What was read of an interview beside its times; None where nothing is said."""

    company: str | None = None
    agency: str | None = None  # who sits between the owner and the company
    contact_name: str | None = None
    contact_email: str | None = None
    phone: str | None = None  # E.164
    role: str | None = None
    round: str | None = None
    language: str | None = None  # ISO 639-1
    reply_promised_on: date | None = None
    contact_civility: str | None = None  # mr, mrs, ms, mx, dr, prof or me; the name is without it


@dataclass(frozen=True, slots=True)
class Recognition:
    """Say whether an event is an interview of the owner, and why."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """An event that is a job interview with the owner as the candidate.

    `first_seen` is when relance first met it, which decides about starting late.
    """

    event: Event
    recognition: Recognition
    details: Details
    first_seen: datetime
    calendar: str = ""

    @property
    def identity(self) -> str:
        """Return the short hash of UID and recurrence id that keys derive from."""
        return identity(self.event.uid, self.event.recurrence_id)


@dataclass(frozen=True, slots=True)
class Recruiter:
    """Where the other side works: their clock and their holidays."""

    zone: str
    country: str = ""
    subdivision: str = ""


_KEY = re.compile(r"(?P<id>[0-9a-f]{12})-(?P<step>[a-z-]+?)(?:-(?P<n>\d+))?(?:\.(?P<gen>\d+))?")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Name one follow-up: interview identity, step, attempt, generation. Never guessed data."""

    interview: str
    step: Step
    attempt: int = 1
    generation: int = 0

    def __str__(self) -> str:
        attempt = f"-{self.attempt}" if self.attempt > 1 or self.step is Step.FOLLOW_UP else ""
        generation = f".{self.generation}" if self.generation else ""
        return f"{self.interview}-{self.step}{attempt}{generation}"

    @property
    def uid(self) -> str:
        """Return the iCalendar UID of the event that carries this key."""
        return f"{self}@relance"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a key back; raise ValueError for anything else."""
        found = _KEY.fullmatch(text)
        if found is None:
            raise ValueError(f"not a key of relance: {text!r}")
        return cls(found["id"], Step(found["step"]), int(found["n"] or 1), int(found["gen"] or 0))

    def renewed(self) -> Key:
        """Return the same step and attempt in its next generation."""
        return replace(self, generation=self.generation + 1)


class MarkKind(StrEnum):
    """Name what a user's mark says."""

    DONE = "done"
    MISSED = "missed"
    MESSAGE = "message"
    UNREACHABLE = "unreachable"
    SMALL = "small"
    ANSWERED = "answered"
    REFUSED = "refused"
    OFFER = "offer"
    STOP = "stop"
    WAIT = "wait"
    INTERVIEW = "interview"
    NOT_INTERVIEW = "not-interview"
    COMPANY = "company"
    PHONE = "phone"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class UserMark:
    """What the person wrote to tell an outcome; `value` is an ISO date, or words as given."""

    kind: MarkKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A user's mark with its place: when it was given, and the follow-up it was put on."""

    mark: UserMark
    at: datetime
    on: Key | None = None

    @property
    def order(self) -> tuple[datetime, str, str, str]:
        """Return what marks are put in order by, also those of one second."""
        return self.at, str(self.on or ""), self.mark.kind, self.mark.value


class Fate(StrEnum):
    """Say what became of a follow-up that relance decided."""

    STANDS = "stands"  # its event is in the calendar
    DELETED = "deleted"  # the person deleted it
    WITHDRAWN = "withdrawn"  # relance took it back
    UNPLACED = "unplaced"  # no slot so far; `start` is when the search began


@dataclass(frozen=True, slots=True)
class Standing:
    """A follow-up that was decided before: where it stands or stood, and what became of it."""

    key: Key
    channel: Channel
    start: datetime | date
    end: datetime | date
    fate: Fate = Fate.STANDS
    pinned: bool = False
    due: datetime | None = None  # as it was when the slot was looked for; None if unknown
    of: date | None = None  # the day of its interview, as it was then; None if unknown

    @property
    def span(self) -> Span | None:
        """Return the slot of a timed follow-up."""
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            return Span(self.start, self.end)
        return None

    @property
    def since(self) -> datetime:
        """Return when the search for a slot began."""
        if isinstance(self.start, datetime):
            return self.start
        return midnight(self.start, ZoneInfo("UTC"))

    def day(self, zone: ZoneInfo) -> date:
        """Return the day it stood on, in a zone."""
        return (
            self.start.astimezone(zone).date() if isinstance(self.start, datetime) else self.start
        )

    def passed(self, now: datetime, zone: ZoneInfo) -> bool:
        """Say whether its time is over."""
        if isinstance(self.end, datetime):
            return self.end <= now
        return midnight(self.end, zone) <= now


@dataclass(frozen=True, slots=True)
class Occasion:
    """The interviews of one company on one day: one thank-you, after the last of them."""

    interviews: tuple[Interview, ...]
    day: date  # on which the last of them ends, in the recruiter's zone
    start: datetime
    end: datetime
    said: tuple[Said, ...] = ()  # in the order in which they count: the last wins
    standings: tuple[Standing, ...] = ()
    gone: tuple[Interview, ...] = ()  # of the same day, cancelled or deleted

    @property
    def identities(self) -> frozenset[str]:
        """Return the identities that keys of this occasion may carry."""
        met = {i.identity for i in (*self.interviews, *self.gone)}
        return frozenset(met | {s.key.interview for s in self.standings})


@dataclass(frozen=True, slots=True)
class Candidacy:
    """All interviews with one company, with its outcome: one row of the journal."""

    id: str
    company: str
    recruiter: Recruiter
    occasions: tuple[Occasion, ...]  # by day; none left means that all were cancelled
    details: Details = field(default_factory=Details)
    by: Channel | None = None  # what the person prefers for this company
    small: bool = False
    round_cancelled: bool = False  # a later round was there and went
    past_occasions: tuple[Occasion, ...] = ()  # days whose interviews are all gone

    @property
    def every_occasion(self) -> tuple[Occasion, ...]:
        """Return all occasions, those whose interviews are gone first."""
        return (*self.past_occasions, *self.occasions)

    @property
    def identities(self) -> frozenset[str]:
        """Return the identities that keys of this candidacy may carry."""
        return frozenset(i for occasion in self.every_occasion for i in occasion.identities)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A step with its time slot; `start` is None while unplaced, a date for all-day."""

    key: Key
    candidacy: str
    company: str
    channel: Channel
    of: int  # how many attempts the sequence has
    due: datetime
    start: datetime | date | None
    end: datetime | date | None
    zone: str
    state: State
    pinned: bool = False
    score: float | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def all_day(self) -> bool:
        """Say whether the follow-up covers a whole day, as the abandon marker does."""
        return self.channel is Channel.MARKER

    @property
    def span(self) -> Span | None:
        """Return the slot of a timed and placed follow-up."""
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            return Span(self.start, self.end)
        return None


@dataclass(frozen=True, slots=True)
class Warned:
    """One plain line about something odd: where, what, and what to do."""

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return printable(f"{line} {self.remedy}".strip())


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that is read, and the owner's zone for floating times."""

    span: Span
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    @property
    def name(self) -> str:
        """Return what tells one window from another."""
        start, end = (f"{edge:%Y%m%dT%H%M%SZ}" for edge in (self.span.start, self.span.end))
        return f"{start}/{end}/{self.zone.key}"

    def shows(self, event: Event) -> bool:
        """Say whether an event lies in it, in part at least, or for no time at all."""
        span = event.span(self.zone)
        touches = span.end > self.span.start or span.start >= self.span.start
        return span.start < self.span.end and touches

    @classmethod
    def around(cls, now: datetime, zone: ZoneInfo, by: str = "") -> Window:
        """Return −120…+180 days, moving once a week so that cursors stay good in between.

        It moves on Mondays at 00:00, or at an hour that derives from `by`: who reads what, so that
        not everything in the world is read anew at one midnight.
        """
        late = 60 + int(_digest(by, 8), 16) % (22 * 60) if by else 0
        today = (now - timedelta(minutes=late)).astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        start, end = monday - timedelta(days=120), monday + timedelta(days=187)
        return cls(Span(midnight(start, zone), midnight(end, zone)), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the start of a day in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def beginning(at: datetime | date, zone: ZoneInfo) -> datetime:
    """Return a time itself, and of a day its start in a zone."""
    return at if isinstance(at, datetime) else midnight(at, zone)


def basic(moment: datetime | date) -> str:
    """Return the basic ISO form used in identities: UTC for times, plain for days."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%d}"


def identity(uid: str, recurrence_id: str | None) -> str:
    """Return twelve hex digits that name an interview in keys."""
    return _digest(f"{uid}\n{recurrence_id or ''}", 12)


def printable(text: str) -> str:
    """Return text as one line without control or direction-changing characters."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in text).split())


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
