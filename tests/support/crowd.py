"""A calendar with many companies at once, in three zones, while the clocks change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rehearsal import Scenario

if TYPE_CHECKING:
    from random import Random

DAY = timedelta(days=1)
ZONE = "Europe/Paris"
OWNER = {"name": "Camille Durand", "email": "camille@mail.example", "own_domains": []}
COMPANIES = (
    *("Nimbelys", "Orvalac", "Tressange", "Valdoré", "Kermadic", "Brévalon", "Solmira"),
    *("Quintavelle", "Farandol", "Ostrevent", "Mirandelle", "Hautecombe", "Zéphyrine", "Calvados"),
    *("Pontarel", "Lysandre", "Grimaudin", "Everlode"),
)
PLACES = (
    ("+33 1 99 00 {:02} {:02}", ZONE, "FR"),
    ("+44 20 7946 0{:01}{:02}", "Europe/London", "GB"),
    ("+1 212 555 01{:02}", "America/New_York", "US"),
)


def crowd(random: Random, first: date) -> Scenario:
    """Return a scenario in which all companies meet the owner within eight working days."""
    days = [first + n * DAY for n in range(12) if (first + n * DAY).weekday() < 5]
    told: list[dict[str, Any]] = []
    blocks = []
    for n, company in enumerate(COMPANIES):
        day, place = random.choice(days[:8]), random.choice(PLACES)
        phone = place[0].format(n % 10, n + 10) if "+1" not in place[0] else place[0].format(n + 10)
        at = time(random.randint(9, 16), random.choice((0, 15, 30, 45)))
        start = datetime.combine(day, at, ZoneInfo(ZONE))
        promised = day + random.choice((7, 14)) * DAY if random.random() < 0.4 else None
        uid = f"crowd-{n}@calendar.example"
        told.append(
            {
                "uid": uid,
                "process": company,
                "reply_promised_on": promised.isoformat() if promised else None,
                "recruiter": {"zone": place[1], "country": place[2]},
            }
        )
        blocks.append(_event(uid, company, start, phone, promised))
    data = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rehearsal//EN\r\n" + "".join(blocks)
    facts = {
        "owner": OWNER,
        "window": {"from": first.isoformat()},
        "reference_now": (first + 10 * DAY).isoformat(),
        "timezone": ZONE,
        "expected": {"interviews": told},
    }
    return Scenario("crowd", facts, (data + "END:VCALENDAR\r\n").encode())


def _event(uid: str, company: str, start: datetime, phone: str, promised: date | None) -> str:
    end = start + timedelta(minutes=45)
    notes = f"Contact : Alex Martin\\, {phone}"
    if promised is not None:
        notes += f"\\nRéponse avant le {promised:%d/%m/%Y}."
    domain = company.casefold().replace("é", "e")
    lines = (
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART;TZID={ZONE}:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={ZONE}:{end:%Y%m%dT%H%M%S}",
        f"SUMMARY:Entretien d'embauche – {company}",
        f"DESCRIPTION:{notes}",
        f"ORGANIZER;CN=Alex Martin:mailto:alex.martin@{domain}.example",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER['email']}",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "",
    )
    return "\r\n".join(lines)
