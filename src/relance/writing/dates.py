"""Days and times as people write them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from typing import Literal, TypeAlias
    from zoneinfo import ZoneInfo

    from relance.model import Span

    Width: TypeAlias = Literal["wide", "abbreviated"]


def day(when: date, language: str) -> str:
    """Return « mardi 24 novembre », “Tuesday 24 November”."""
    return _written(when, language, "wide")


def short_day(when: date, language: str) -> str:
    """Return « mar. 24 nov. », “Tue 24 Nov”."""
    return _written(when, language, "abbreviated")


def short_date(when: date, language: str) -> str:
    """Return « 24 nov. », “24 Nov”."""
    _, months = _names("fr" if language == "fr" else "en", "abbreviated")
    return f"{_number(when, language)} {months[when.month]}"


def day_and_time(span: Span, zone: ZoneInfo, language: str) -> str:
    """Return the start of a span on the clock of a zone: « mar. 24 nov. 10:00 »."""
    start = span.start.astimezone(zone)
    return f"{short_day(start.date(), language)} {start:%H:%M}"


def weekday(when: date, language: str) -> str:
    """Return « mardi », “Tuesday”."""
    return _names("fr" if language == "fr" else "en", "wide")[0][when.weekday()]


@cache
def city(zone: str, language: str) -> str:
    """Return the city that a zone is named after: « Londres », “New York”."""
    from babel.core import get_global  # noqa: PLC0415 - quick start
    from babel.dates import get_timezone_location  # noqa: PLC0415 - the same

    if zone in get_global("zone_aliases"):  # the table would name another city of the same clock
        return zone.rpartition("/")[2].replace("_", " ")
    return get_timezone_location(zone, locale="fr" if language == "fr" else "en", return_city=True)


def hours(span: Span, zone: ZoneInfo) -> str:
    """Return the hours of a span on the clock of a zone: “10:00-10:15”."""
    return f"{span.start.astimezone(zone):%H:%M}-{span.end.astimezone(zone):%H:%M}"


def _written(when: date, language: str, width: Width) -> str:
    days, months = _names("fr" if language == "fr" else "en", width)
    return f"{days[when.weekday()]} {_number(when, language)} {months[when.month]}"


def _number(when: date, language: str) -> str:
    return "1er" if when.day == 1 and language == "fr" else str(when.day)


@cache
def _names(language: str, width: Width) -> tuple[dict[int, str], dict[int, str]]:
    from babel.dates import get_day_names, get_month_names  # noqa: PLC0415 - quick start

    days = get_day_names(width, locale=language)
    months = get_month_names(width, locale=language)
    return dict(days.items()), dict(months.items())
