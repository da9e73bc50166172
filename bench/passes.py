"""A whole first pass over a large calendar, against reading that calendar alone.

Reading is what `relance interviews` does: pull, recognise, details. The pull alone is told too.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from relance.model import Window
    from relance_ics.calendar import IcsCalendar

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
CANDIDACIES = 200
_NOTES = r"DESCRIPTION:Bonjour Camille\, merci pour votre candidature.\nContact : Agathe Serre\, "
ROUNDS = 5
SETTINGS = """
timezone = "Europe/Paris"
country = "FR"
[owner]
name = "Camille Durand"
emails = ["camille@bench.example"]
[[accounts]]
name = "home"
kind = "ics"
read = ["calendar.ics"]
write = "relances"
[journal]
url = "journal.sqlite"
"""


def add_interviews(path: Path, number: int = CANDIDACIES) -> None:
    """Add interviews at as many companies, from two weeks ago to six weeks ahead."""
    text = path.read_bytes().decode()
    head, _, tail = text.rpartition("END:VCALENDAR")
    events = []
    for n in range(number):
        day = NOW + timedelta(days=-14 + (n * 56) // number)
        day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
        start = day.replace(hour=8 + n % 8, minute=15 * (n % 4))
        events += [
            "BEGIN:VEVENT",
            f"UID:interview-{n}@bench.example",
            "DTSTAMP:20261101T080000Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Entretien {_name(n)} - Chef de projet",
            _NOTES
            + f"agathe.serre@{_name(n).lower()}.example\\, 01 99 00 {n // 100:02} {n % 100:02}",
            f"ORGANIZER;CN=Agathe Serre:mailto:agathe.serre@{_name(n).lower()}.example",
            "END:VEVENT",
        ]
    path.write_bytes(
        "\r\n".join([head.rstrip(), *events, "END:VCALENDAR"]).encode() + tail.encode()
    )


def _name(n: int) -> str:
    """Return a company's name that no other begins like."""
    beginnings = [
        "Ba",
        "Co",
        "Du",
        "Fe",
        "Gi",
        "Ha",
        "Jo",
        "Ku",
        "Le",
        "Mi",
        "No",
        "Pa",
        "Ra",
        "Si",
        "To",
        "Vu",
        "Wa",
        "Ze",
    ]
    middles = ["bri", "dan", "fel", "gor", "lis", "mon", "nar", "pel", "rus", "tam", "vor"]
    return f"{beginnings[n % 18]}{middles[n // 18 % 11]}{middles[n % 11]}e"


def run() -> dict[str, float]:
    """Return the ratio of medians, each pass with a new journal and an empty folder."""
    import reading
    from relance.model import Window
    from relance.service import Service
    from relance.settings import load
    from relance_ics.calendar import IcsCalendar

    figures: dict[str, list[float]] = {
        "pull": [],
        "reading": [],
        "first": [],
        "second": [],
        "unchanged": [],
    }
    created = 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            reading.calendar_file(home / "calendar.ics")
            add_interviews(home / "calendar.ics")
            (home / "settings.toml").write_text(SETTINGS)
            calendar = IcsCalendar("alone", home / "calendar.ics")
            window = Window.around(NOW, PARIS)
            gc.collect()
            figures["pull"].append(_seconds(partial(_drain, calendar, window)))
            with Service.open(load(home / "settings.toml", {})) as service:
                figures["reading"].append(_seconds(partial(service.interviews, NOW)))
                gc.collect()
                for name in ("first", "second", "unchanged"):
                    began = time.perf_counter()
                    report = service.run(NOW)
                    figures[name].append(time.perf_counter() - began)
                    created = max(created, report.written)
    median = {name: statistics.median(taken) for name, taken in figures.items()}
    return {
        "first_against_reading": median["first"] / median["reading"],
        "first_against_pull_alone": median["first"] / median["pull"],
        "first_seconds": median["first"],
        "reading_seconds": median["reading"],
        "pull_seconds": median["pull"],
        "second_seconds": median["second"],
        "unchanged_seconds": median["unchanged"],
        "follow_ups_written": created,
    }


def _drain(calendar: IcsCalendar, window: Window) -> None:
    for _ in calendar.pull(None, window):
        pass


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    for name, value in run().items():
        print(f"{name:28} {value:.4g}")
