"""One written value → what it means, or a ValueError that says what would be right."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from relance.planning.windows import DAY_NAMES, Weekly, weekly

if TYPE_CHECKING:
    from urllib.parse import SplitResult

AUTO = "auto"
_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")
_WORKING_DAYS = re.compile(r"(\d{1,3}) ?wd")
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)*")
_DOMAIN = re.compile(r"[^\s@/:.]+(?:\.[^\s@/:.]+)*")
_PHONE = re.compile(r"\+[0-9 ().\u00a0\u202f-]{6,40}")

# Countries whose holidays are known, so that most people wait for no list; a test holds this
# to the library.
_COMMON = (
    "AT AU BE BR CA CH CZ DE DK ES FI FR GB GR IE IN IT JP LU MA NL NO NZ PL PT RO SE TN US ZA"
)


def duration(value: Any) -> timedelta:
    """Read "5m", "1h30", "90s"."""
    plain = value.replace(" ", "").casefold() if isinstance(value, str) and len(value) < 30 else ""
    # "1h30" is "1h30m"; a number alone stays without meaning
    found = _DURATION.fullmatch(f"{plain}m" if "h" in plain and plain[-1:].isdigit() else plain)
    if not plain or found is None:
        raise ValueError('write a length of time like "5m", "1h30" or "90s"')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def length_between(value: Any, least: timedelta, most: timedelta) -> timedelta:
    """Read a length of time within bounds."""
    found = duration(value)
    if not least <= found <= most:
        raise ValueError(f"it must be from {told(least)} to {told(most)}")
    return found


def told(length: timedelta) -> str:
    """Return a length of time as it is written in the settings."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def weekly_time(value: Any) -> Weekly:
    """Read "mon-fri 09:00-12:00"."""
    if not isinstance(value, str):
        raise ValueError("write days and times like 'mon-fri 09:00-12:00'")  # noqa: TRY004 - for pydantic
    try:
        return weekly(value)
    except ValueError as error:
        _, _, remedy = str(error).partition("is no weekly time: ")
        raise ValueError(remedy or str(error)) from error


def clock_times(value: Any) -> tuple[int, int]:
    """Read "10:00-12:00" as minutes of the day."""
    try:
        found = weekly_time(value)
    except ValueError:
        found = None
    if found is None or len(found.days) < len(DAY_NAMES):
        raise ValueError('write times of the day like "10:00-12:00"')
    return found.start, found.end


def working_days(value: Any) -> int:
    """Read "5wd"."""
    found = _WORKING_DAYS.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[1]) <= 260:
        raise ValueError('write working days like "5wd", from 1wd to 260wd')
    return int(found[1])


def after(value: Any) -> int | None:
    """Read "5wd", or "next morning" as None."""
    if isinstance(value, str) and " ".join(value.casefold().split()) == "next morning":
        return None
    try:
        return working_days(value)
    except ValueError as error:
        raise ValueError('write working days like "5wd", or "next morning"') from error


def zone(value: Any) -> str:
    """Read the IANA name of a time zone."""
    if isinstance(value, str) and 0 < len(value) < 80:
        try:
            return ZoneInfo(value).key
        except (OSError, ValueError, LookupError):
            pass
    near = _nearest_zone(value) if isinstance(value, str) else None
    hint = f'did you mean "{near}"?' if near else 'write a name like "Europe/Paris"'
    raise ValueError(f"there is no such time zone; {hint}")


def zone_or_auto(value: Any) -> str:
    """Read a time zone, or "auto" for the computer's."""
    return AUTO if value == AUTO else zone(value)


def country(value: Any) -> str:
    """Read a country by its two letters; empty for none."""
    if value == "":
        return ""
    code = value.upper() if isinstance(value, str) and len(value) == 2 else "?"
    if not has_holidays(code):
        raise ValueError(
            'no holidays are known for it; write two letters (ISO 3166-1) like "FR", or "" for none'
        )
    return code


def country_or_auto(value: Any) -> str:
    """Read a country, or "auto" for the one that the time zone lies in."""
    return AUTO if value == AUTO else country(value)


def has_holidays(code: str) -> bool:
    """Say whether public holidays of a country are known."""
    return code in _COMMON.split() or code in _countries()


def subdivision_fault(code: str, part: str) -> str | None:
    """Return what would be right if a country has no such subdivision."""
    if not part:
        return None
    if not code:
        return "a subdivision needs its country"
    known = _countries()[code]
    if part.upper().removeprefix(f"{code}-") in {one.upper() for one in known}:
        return None
    listed = ", ".join(known[:60])
    return f"of {code} these are known: {listed}" if known else f"{code} has none; leave it out"


def email(value: Any) -> str:
    """Read an email address."""
    if not isinstance(value, str) or len(value) > 254 or not _EMAIL.fullmatch(value.strip()):
        raise ValueError('write an email address like "camille@mail.example"')
    return value.strip()


def domain(value: Any) -> str:
    """Read a domain."""
    if not isinstance(value, str) or len(value) > 253 or not _DOMAIN.fullmatch(value.strip()):
        raise ValueError('write a domain like "employer.example"')
    return value.strip().casefold()


def phone(value: Any) -> str:
    """Read a phone number with its country code, as E.164."""
    digits = "".join(c for c in value if c.isdigit()) if isinstance(value, str) else ""
    if not isinstance(value, str) or not _PHONE.fullmatch(value.strip()) or len(digits) > 15:
        raise ValueError('write it with its country code, like "+33 1 99 00 12 34"')
    return f"+{digits}"


def journal(value: Any) -> str:
    """Read where the journal lies; empty for the platform's own place."""
    if isinstance(value, str) and len(value) < 4096 and "\0" not in value:
        scheme, sign, _ = value.partition("://")
        if not sign or (scheme == "sqlite" and value.startswith("sqlite:///")):
            return value
    raise ValueError("write a path, or sqlite:///PATH")


def public_address(value: Any) -> str:
    """Read a public https address; empty for none."""
    if value == "":
        return ""
    parts = _split(value) if isinstance(value, str) and len(value) <= 1000 else None
    if parts is None or parts.scheme != "https" or not parts.hostname:
        raise ValueError('write a public address like "https://relance.example/push"')
    if "@" in parts.netloc:
        raise ValueError("leave name and password out of it")
    if parts.query or parts.fragment or value.endswith(("?", "#")):
        raise ValueError("leave out what begins with ? or #")
    if not _is_public(parts.hostname):
        raise ValueError("it must be reachable from anywhere, so by a public name")
    return str(value)


def listening(value: Any) -> str:
    """Read where to listen on this computer."""
    parts = _split(f"//{value}") if isinstance(value, str) and len(value) < 60 else None
    with suppress(ValueError):
        if parts is not None and parts.netloc == value and "@" not in value and parts.port:
            ip_address(parts.hostname or "")
            return str(value)
    raise ValueError('write an IP address of this computer and a port, like "127.0.0.1:8455"')


def _split(address: str) -> SplitResult | None:
    """Take an address apart; None for one that has odd characters or an odd port."""
    with suppress(ValueError):
        parts = urlsplit(address)
        if address.isascii() and address.isprintable() and " " not in address and parts.port != 0:
            return parts
    return None


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".local", ".localhost", ".internal"))


def cost(value: Any) -> float:
    """Read a cost in working hours."""
    number = _number(value)
    if number is None or not 0 <= number <= 1000:
        raise ValueError("write working hours as a number from 0 to 1000")
    return number


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


@cache
def _countries() -> dict[str, list[str]]:
    import holidays  # noqa: PLC0415 - quick start

    known = holidays.list_supported_countries(include_aliases=False)
    return {code: parts for code, parts in known.items() if len(code) == 2}


def _nearest_zone(value: str) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a fault

    wanted = value[:80].replace(" ", "_").casefold()
    names = {name.casefold(): name for name in sorted(available_timezones())}
    cities = {name.rpartition("/")[2].casefold(): name for name in sorted(names.values())}
    for known in (names, cities):
        found = get_close_matches(wanted, known, 1, 0.8)
        if found:
            return known[found[0]]
    return None
