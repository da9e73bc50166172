"""Random situations of the planner: rules, calendars, wishes, in zones that change their clocks.

Each takes a `random.Random`, a seeded one or one that Hypothesis draws and shrinks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from relance.model import Channel, Recruiter, Span
from relance.planning.slots import Wish
from relance.planning.windows import Costs, Rules, Weekly, weekly

if TYPE_CHECKING:
    from random import Random

PARIS = Recruiter("Europe/Paris", "FR")
NEW_YORK = Recruiter("America/New_York", "US", "NY")
SYDNEY = Recruiter("Australia/Sydney", "AU", "NSW")
KOLKATA = Recruiter("Asia/Kolkata", "IN", "MH")
PLACES = (PARIS, NEW_YORK, SYDNEY, KOLKATA)
OTHERS = (
    Recruiter("Europe/Paris", "FR", "57"),
    Recruiter("America/Montreal", "CA", "QC"),
    Recruiter("Asia/Tokyo", "JP"),
    Recruiter("Asia/Kathmandu", "NP"),
    Recruiter("UTC"),
)

# Around clock changes, ends of years, and quiet weeks.
MOMENTS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30"),
        *("2026-12-18", "2026-12-30", "2027-01-04", "2027-04-28", "2027-05-12", "2027-07-01"),
        *("2027-08-16", "2027-11-08", "2027-12-23", "2028-02-25"),
    )
)

MINUTE = timedelta(minutes=1)


def _weekly(random: Random, step: int = 15) -> Weekly:
    days = frozenset(random.sample(range(7), random.randint(1, 7)))
    start = random.randrange(0, 1440, step)
    end = min(1440, start + step * random.randint(1, 12 * 60 // step))
    return Weekly(days, start, end)


def rules(random: Random, *, strange: bool = True) -> Rules:
    """Return rules: near the defaults, or with `strange` any at all."""
    owner = random.choice(PLACES)
    usual = Rules(owner=owner)
    if not strange:
        return _likely(random, usual)
    some = random.random() < 0.5
    return Rules(
        phone=tuple(_weekly(random) for _ in range(random.randint(1, 3))) if some else usual.phone,
        email=tuple(_weekly(random, 5) for _ in range(random.randint(1, 3))),
        exclude=tuple(_weekly(random, 5) for _ in range(random.randint(0, 2))),
        owner_hours=tuple(_weekly(random, 5) for _ in range(random.randint(1, 3)))
        if random.random() < 0.5
        else (Weekly(frozenset(range(7)), 0, 720), Weekly(frozenset(range(7)), 720, 1440)),
        owner=random.choice((*PLACES, *OTHERS)),
        buffer=random.choice((timedelta(), MINUTE, 5 * MINUTE, timedelta(seconds=90))),
        per_day=random.randint(1, 4),
        search_days=random.randint(1, 15),
        choice_days=random.randint(1, 4),
        costs=_costs(random),
    )


def _likely(random: Random, usual: Rules) -> Rules:
    late_and_early = weekly("00:00-09:30"), weekly("18:00-24:00")
    return replace(
        usual,
        phone=random.choice((usual.phone, usual.phone, (weekly("mon-sat 07:30-20:00"),))),
        email=random.choice((usual.email, usual.email, (weekly("00:00-24:00"),), late_and_early)),
        exclude=random.choice((usual.exclude, usual.exclude, (), (weekly("12:00-14:00"),))),
        owner_hours=random.choice((usual.owner_hours, (weekly("00:00-24:00"),))),
        buffer=random.choice((0, 5, 5, 10)) * MINUTE,
        per_day=random.randint(3, 6),
        costs=random.choice((usual.costs, usual.costs, _costs(random))),
    )


def _costs(random: Random) -> Costs:
    price = (0, 0.1, 0.25, 1, 2, 3.7, 8)
    hours = [sorted(random.sample(range(0, 1441, 30), 2)) for _ in range(random.randint(0, 3))]
    return Costs(
        tuple(random.choice(price) for _ in range(7)),
        tuple((start, end, random.choice(price)) for start, end in hours),
        random.choice(price),
        random.choice(price),
    )


def recruiter(random: Random, *, strange: bool = True) -> Recruiter:
    return random.choice((*PLACES, *OTHERS) if strange else PLACES)


def first_day(random: Random) -> date:
    return random.choice(MOMENTS) + timedelta(days=random.randint(-6, 6))


def moment(random: Random, day: date, at: Recruiter, days: int) -> datetime:
    """Return midnight of a day near another, or an odd time."""
    day += timedelta(days=random.randint(0, days))
    if random.random() < 0.4:
        return datetime.combine(day, time(), ZoneInfo(at.zone))
    second = random.choice((0, 0, 0, 1, 30, 59))
    at_time = time(random.randint(0, 23), random.randint(0, 59), second, second * 7)
    return datetime.combine(day, at_time, ZoneInfo(at.zone)).astimezone(UTC)


def busy(random: Random, day: date, days: int, many: int) -> list[Span]:
    """Return busy times from a day on: meetings, whole days, empty ones."""
    start = datetime.combine(day, time(), UTC)
    found = []
    for _ in range(many):
        begins = start + random.randint(-1440, days * 1440) * MINUTE
        kind = random.random()
        if kind < 0.05:
            length = random.randint(1, 3) * timedelta(days=1)
        elif kind < 0.1:
            length = timedelta()
        else:
            length = random.randint(1, 24) * 10 * MINUTE
        found.append(Span(begins, begins + length))
    return found


def wish(random: Random, day: date, days: int, *, strange: bool = True) -> Wish:
    """Return a wish whose due and now lie in some days from a day on."""
    at = recruiter(random, strange=strange)
    due = moment(random, day, at, days)
    now = moment(random, day, at, 3) if strange else min(due, moment(random, day, at, 0))
    limit = random.random() < (0.25 if strange else 0.02)
    lengths = (5, 15, 15, 20, 30, 45, 60, 90) if strange else (15, 15, 30)
    return Wish(
        key=str(random.randint(0, 9999)),
        company=f"company {random.randint(0, 5 if strange else 40)}",
        channel=random.choice((Channel.PHONE, Channel.EMAIL)),
        length=random.choice(lengths) * MINUTE,
        recruiter=at,
        due=due,
        now=now,
        last_day=max(due, now).astimezone(ZoneInfo(at.zone)).date()
        + timedelta(days=random.randint(-1, 4))
        if limit
        else None,
        earliest=random.random() < 0.2,
        extra_contact=random.random() < 0.1,
    )


def at(text: str, place: Recruiter = PARIS) -> datetime:
    """Return a time as the clock of a place shows it, such as "2026-11-03 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(place.zone)).astimezone(UTC)


def span(text: str, minutes: int = 15, place: Recruiter = PARIS) -> Span:
    return Span(at(text, place), at(text, place) + minutes * MINUTE)


def call(due: str, **changes: Any) -> Wish:
    """Return the wish for a call of a quarter of an hour, due at a time in its zone."""
    place = changes.get("recruiter", PARIS)
    usual: dict[str, Any] = {
        "key": "key",
        "company": "acme",
        "channel": Channel.PHONE,
        "length": 15 * MINUTE,
        "recruiter": place,
        "due": at(due, place),
        "now": at(due, place) - timedelta(days=3),
    }
    return Wish(**{**usual, **changes})
