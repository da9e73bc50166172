from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import islice

import pytest

from relance.model import Recruiter
from relance.planning.windows import (
    LAST_DAY,
    is_holiday,
    is_working_day,
    public_holidays,
    working_day_after,
    working_days_from,
)

PARIS = Recruiter("Europe/Paris", "FR")
STRASBOURG = Recruiter("Europe/Paris", "FR", "57")
NEW_YORK = Recruiter("America/New_York", "US", "NY")


def test_a_bank_holiday_is_one_only_where_it_is_kept() -> None:
    bastille, good_friday = date(2026, 7, 14), date(2026, 4, 3)
    assert is_holiday(bastille, PARIS)
    assert not is_holiday(bastille, NEW_YORK)
    assert not is_holiday(good_friday, PARIS)
    assert is_holiday(good_friday, STRASBOURG)


def test_a_place_without_a_country_has_no_holidays() -> None:
    assert public_holidays("", "57", 2026) == frozenset()
    assert is_working_day(date(2026, 12, 25), Recruiter("UTC"))


@pytest.mark.parametrize("subdivision", ["IDF", "FR-IDF", "nonsense", "\x00", "x" * 10_000])
def test_an_unknown_subdivision_has_the_holidays_of_its_country(subdivision: str) -> None:
    assert public_holidays("FR", subdivision, 2026) == public_holidays("FR", "", 2026)


@pytest.mark.parametrize("subdivision", ["NY", "ny", "US-NY"])
def test_a_subdivision_is_known_in_any_of_its_spellings(subdivision: str) -> None:
    assert public_holidays("us", subdivision, 2026) == public_holidays("US", "NY", 2026)
    assert public_holidays("US", "NY", 2026) > public_holidays("US", "", 2026)


@pytest.mark.parametrize("country", ["XX", "France", "__init__", "HolidayBase", "F", "F" * 9999])
def test_an_unknown_country_is_refused_with_what_would_be_right(country: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166-1") as refused:
        public_holidays(country, "", 2026)
    assert str(refused.value) == (
        f"{country[:60]!r} is no country whose holidays are known: "
        "write its two letters (ISO 3166-1), like 'FR', or '' for none"
    )


def test_years_that_a_country_has_no_list_for_have_no_holidays_and_no_warning() -> None:
    for year in (1, 1900, 2035, 2099, 9999):
        assert all(day.year == year for day in public_holidays("CN", "", year))


def test_working_days_leave_out_weekends_and_holidays() -> None:
    days = list(islice(working_days_from(date(2026, 12, 24), PARIS), 6))
    assert [day.isoformat()[5:] for day in days] == [
        *("12-24", "12-28", "12-29", "12-30", "12-31", "01-04"),
    ]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 2), 1, date(2026, 11, 3)),  # Monday
        (date(2026, 11, 2), 5, date(2026, 11, 9)),
        (date(2026, 11, 6), 1, date(2026, 11, 9)),  # Friday
        (date(2026, 11, 7), 1, date(2026, 11, 9)),  # Saturday
        (date(2026, 11, 8), 5, date(2026, 11, 16)),  # past Armistice Day
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 11, 7), 0, date(2026, 11, 7)),
    ],
)
def test_the_nth_working_day_is_counted_from_the_day_after(
    day: date, n: int, expected: date
) -> None:
    assert working_day_after(day, n, PARIS) == expected


def test_counting_stops_at_the_end_of_all_days() -> None:
    assert working_day_after(date(9999, 11, 30), 500, PARIS) == LAST_DAY
    assert working_day_after(date.max, 1, PARIS) == date.max
    assert list(working_days_from(date.max, PARIS)) == []
    assert list(working_days_from(LAST_DAY, PARIS)) == [LAST_DAY]


def test_holidays_are_loaded_only_when_asked_for() -> None:
    code = "import sys, relance.planning.slots; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
