"""What is read moves on Mondays, at an hour of each reader's own: they never come all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.model import Window

PARIS = ZoneInfo("Europe/Paris")
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=PARIS)
MINUTE = timedelta(minutes=1)


def moves(by: str) -> datetime:
    """Return the first minute at which another window is read."""
    before = Window.around(SUNDAY, PARIS, by)
    each = (SUNDAY + MINUTE * n for n in range(2 * 24 * 60))
    return next(now for now in each if Window.around(now, PARIS, by) != before)


def test_readers_are_spread_over_monday() -> None:
    moments = [moves(f"reader {n}") for n in range(24)]
    assert all(
        datetime(2026, 11, 23, 1, tzinfo=PARIS) <= at < datetime(2026, 11, 23, 23, tzinfo=PARIS)
        for at in moments
    )
    assert len(set(moments)) > 20
    assert len({at.hour for at in moments}) > 8
    assert moments == [moves(f"reader {n}") for n in range(24)]


@pytest.mark.parametrize("zone", ["Europe/Paris", "Pacific/Auckland", "America/Montreal"])
@given(st.integers(0, 2 * 365 * 24 * 60), st.text(max_size=9))
def test_a_window_reaches_far_enough_whenever_it_moves(zone: str, minute: int, by: str) -> None:
    now = SUNDAY.astimezone(UTC) + MINUTE * minute
    span = Window.around(now, ZoneInfo(zone), by).span
    assert timedelta(days=119) < now - span.start < timedelta(days=129)
    assert timedelta(days=178) < span.end - now < timedelta(days=188)
