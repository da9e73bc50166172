"""Where a recruiter works: their clock and their holidays.

In this order: a mark, the settings for the company, the phone number where it tells exactly one
zone, the owner's own place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from relance.model import Channel, Recruiter


@dataclass(frozen=True, slots=True)
class Known:
    """What the person told of a company in the settings."""

    by: Channel | None = None
    phone: str | None = None
    zone: str | None = None
    country: str | None = None
    subdivision: str = ""
    small: bool = False


def recruiter_of(
    *, phone: str | None, marked_zone: str | None, known: Known, owner: Recruiter
) -> Recruiter:
    """Return the recruiter's place."""
    if marked_zone:
        return _in_zone(marked_zone, owner)
    if known.zone or known.country:
        place = _in_zone(known.zone or owner.zone, owner)
        country = known.country or place.country
        own = country == owner.country and not known.subdivision
        return Recruiter(place.zone, country, owner.subdivision if own else known.subdivision)
    if phone and (told := zone_of_phone(phone)):
        return _in_zone(told, owner)
    return owner


@lru_cache(maxsize=1024)
def zone_of_phone(phone: str) -> str | None:
    """Return the zone of an E.164 number if it tells exactly one."""
    import phonenumbers  # noqa: PLC0415 - quick start
    from phonenumbers import timezone  # noqa: PLC0415 - quick start

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    zones = timezone.time_zones_for_number(number)
    return zones[0] if len(zones) == 1 and zones[0] != "Etc/Unknown" else None


@lru_cache(maxsize=1024)
def country_of(zone: str) -> str:
    """Return the country of a zone (CLDR), or nothing for one that spans several."""
    from babel.core import get_global  # noqa: PLC0415 - quick start

    canonical = get_global("zone_aliases").get(zone, zone)
    territory = str(get_global("zone_territories").get(canonical, ""))
    return str(territory) if len(territory) == 2 and territory != "ZZ" else ""


def _in_zone(zone: str, owner: Recruiter) -> Recruiter:
    """Return the place behind a zone: the owner's country where the zone is theirs."""
    if zone == owner.zone:
        return owner
    country = country_of(zone)
    if country == owner.country:
        return Recruiter(zone, country, owner.subdivision)
    return Recruiter(zone, country if country in _with_known_holidays() else "")


@cache
def _with_known_holidays() -> frozenset[str]:
    import holidays  # noqa: PLC0415 - quick start

    return frozenset(holidays.list_supported_countries())
