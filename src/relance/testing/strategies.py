"""Hypothesis strategies for events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from relance.model import Event, Key, OurMark, ShowsAs, Status, Step

if TYPE_CHECKING:
    from collections.abc import Callable

ZONES = ("Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC")

# What a calendar can keep: no control characters, no lone surrogates, nothing that turns text.
_CHARACTERS = st.characters(exclude_categories=("C", "Zl", "Zp"))


def lines(longest: int = 80) -> st.SearchStrategy[str]:
    """Return one-line texts with single spaces."""
    return st.text(_CHARACTERS, max_size=longest).map(lambda text: " ".join(text.split()))


def notes() -> st.SearchStrategy[str]:
    """Return texts of several lines."""
    return st.lists(lines(), max_size=6).map(lambda found: "\n".join(found).strip())


def moments() -> st.SearchStrategy[datetime]:
    """Return instants of some years around now, whole minutes, in UTC."""
    minutes = st.integers(0, 60 * 24 * 365 * 4)
    return minutes.map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def marks() -> st.SearchStrategy[OurMark]:
    """Return marks of ours."""
    keys = st.builds(
        Key,
        st.integers(0, 16**12 - 1).map("{:012x}".format),
        st.sampled_from(Step),
        st.integers(1, 9),
        st.integers(0, 9),
    )
    return st.builds(OurMark, keys.map(str), lines(20), lines())


@st.composite
def events(draw: Callable[..., object], *, ours: bool | None = None) -> Event:
    """Return events, timed or all-day; `ours` says whether they carry our mark."""
    start = draw(moments())
    assert isinstance(start, datetime)
    minutes = draw(st.integers(1, 600))
    assert isinstance(minutes, int)
    begin: datetime | date = start
    end: datetime | date = start + timedelta(minutes=minutes)
    if draw(st.booleans()):
        begin, end = start.date(), start.date() + timedelta(days=1 + minutes % 5)
    marked = draw(st.booleans()) if ours is None else ours
    made = st.builds(
        Event,
        uid=st.uuids().map(lambda uid: f"{uid}@events.example"),
        start=st.just(begin),
        end=st.just(end),
        zone=st.sampled_from(ZONES),
        summary=lines(),
        description=notes(),
        location=lines(),
        status=st.sampled_from(Status),
        shows_as=st.sampled_from(ShowsAs),
        sequence=st.integers(0, 99),
        alarms=st.lists(
            st.integers(0, 5000).map(lambda n: timedelta(minutes=n)), max_size=3, unique=True
        ).map(tuple),
        our_mark=marks() if marked else st.none(),
    )
    event = draw(made)
    assert isinstance(event, Event)
    return event
