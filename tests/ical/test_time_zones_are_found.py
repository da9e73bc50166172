"""TZID → zone: IANA, Windows, display names, zones that the file defines, unknown ones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from ics_text import PARIS, calendar, one, read, told, vevent
from relance.ical.zones import by_name, windows_zones


def zone_block(tzid: str, standard: str, daylight: str | None = None, *, extra: str = "") -> str:
    """Return a VTIMEZONE with the European Union's clock changes."""
    summer = daylight or standard
    return "\r\n".join(
        filter(
            None,
            (
                "BEGIN:VTIMEZONE", f"TZID:{tzid}", extra,
                "BEGIN:STANDARD", "DTSTART:16010101T030000",
                f"TZOFFSETFROM:{summer}", f"TZOFFSETTO:{standard}",
                "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
                "BEGIN:DAYLIGHT", "DTSTART:16010101T020000",
                f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{summer}",
                "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
                "END:VTIMEZONE",
            ),
        )
    )  # fmt: skip


def at(tzid: str, *blocks: str, day: str = "20260710") -> tuple[datetime, str, str]:
    """Return start (UTC), zone and warnings of an event at ten o'clock in a zone."""
    lines = (f'DTSTART;TZID="{tzid}":{day}T100000', "DURATION:PT1H")
    found = read(calendar(*blocks, vevent(*lines)))
    (event,) = found.events
    assert isinstance(event.start, datetime)
    return event.start.astimezone(UTC), event.zone, told(found)


@pytest.mark.parametrize(
    ("tzid", "zone", "hour"),
    [
        ("Europe/Paris", "Europe/Paris", 8),
        ("europe/paris", "Europe/Paris", 8),
        ("Romance Standard Time", "Europe/Paris", 8),
        ("W. Europe Standard Time", "Europe/Berlin", 8),
        ("GMT Standard Time", "Europe/London", 9),
        ("Eastern Standard Time", "America/New_York", 14),
        ("India Standard Time", "Asia/Calcutta", 4),
        ("/mozilla.org/20070129_1/Europe/Paris", "Europe/Paris", 8),
        ("/freeassociation.sourceforge.net/America/Argentina/Salta",
         "America/Argentina/Salta", 13),
        ("UTC", "UTC", 10),
        ("Etc/UTC", "UTC", 10),
        ("UTC+02:00", "UTC", 8),
        ("GMT-0500", "UTC", 15),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_its_name(tzid: str, zone: str, hour: int) -> None:
    start, name, warnings = at(tzid)
    assert (name, start.hour, warnings) == (zone, hour, "")


def test_every_windows_name_leads_to_a_zone_that_exists() -> None:
    known = available_timezones()
    assert len(windows_zones()) > 100
    assert {windows_zones()[name] for name in windows_zones()} <= known
    assert windows_zones()["romance standard time"] == "Europe/Paris"


def test_a_display_name_is_the_owner_s_zone_when_that_fits() -> None:
    name = "(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris"
    assert at(name, zone_block(name, "+0100", "+0200")) == (
        datetime(2026, 7, 10, 8, tzinfo=UTC), "Europe/Paris", ""
    )  # fmt: skip


def test_a_display_name_is_a_zone_of_its_cities_when_that_fits() -> None:
    name = "(UTC+02:00) Helsinki, Kyiv, Riga"
    start, zone, warnings = at(name, zone_block(name, "+0200", "+0300"))
    assert (start.hour, warnings) == (7, "")
    assert zone in ("Europe/Helsinki", "Europe/Kyiv", "Europe/Riga")


def test_a_zone_hint_in_the_file_is_taken() -> None:
    block = zone_block("Home", "+0100", "+0200", extra="X-LIC-LOCATION:Europe/Brussels")
    assert at("Home", block)[1] == "Europe/Brussels"


def test_a_zone_that_fits_none_keeps_the_file_s_offsets() -> None:
    block = zone_block("Odd", "+0117", "+0217")
    assert at("Odd", block) == (datetime(2026, 7, 10, 7, 43, tzinfo=UTC), "UTC", "")
    assert at("Odd", block, day="20260110")[0] == datetime(2026, 1, 10, 8, 43, tzinfo=UTC)


def test_the_hour_of_the_change_follows_the_file_s_rule() -> None:
    block = zone_block("Odd", "+0117", "+0217")
    assert at("Odd", block, day="20260328")[0].minute == 43
    assert at("Odd", block, day="20260328")[0].hour == 8
    assert at("Odd", block, day="20260330")[0].hour == 7
    assert at("Odd", block, day="20261024")[0].hour == 7
    assert at("Odd", block, day="20261026")[0].hour == 8


def test_a_zone_name_wins_over_its_definition_in_the_file() -> None:
    block = zone_block("Europe/Paris", "+0500")
    assert at("Europe/Paris", block)[0].hour == 8


def test_an_unknown_zone_is_the_owner_s_and_told_once() -> None:
    start, zone, warnings = at("Nowhere/Never")
    assert (start.hour, zone) == (8, "Europe/Paris")
    assert warnings.count("Nowhere/Never") == 1
    many = calendar(
        *(vevent("DTSTART;TZID=Nowhere:20260310T100000", uid=f"{n}@x.example") for n in range(50))
    )
    assert len(read(many).warnings) == 1


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "oops"])
def test_a_hostile_definition_costs_nothing(rule: str) -> None:
    block = zone_block("Odd", "+0117").replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", rule)
    assert at("Odd", block)[0].minute == 43


def test_a_floating_time_is_read_in_the_owner_s_zone() -> None:
    event = one("DTSTART:20260710T100000", "DTEND:20260710T110000")
    assert event.start == datetime(2026, 7, 10, 10, tzinfo=PARIS)
    assert event.zone == "Europe/Paris"


def test_start_and_end_may_lie_in_two_zones() -> None:
    event = one("DTSTART;TZID=Europe/Paris:20260710T100000",
                "DTEND;TZID=America/New_York:20260710T120000")  # fmt: skip
    assert event.end == datetime(2026, 7, 10, 12, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize("tzid", ["Europe", "../../etc/passwd", "/", "x" * 5000, "\x1b[31m", ";:"])
def test_strange_names_are_only_unknown(tzid: str) -> None:
    assert by_name(tzid) is None
