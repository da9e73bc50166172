"""How long reading takes, as a share of what icalendar takes for the same file."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = 10_000
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
_WORDS = [
    "point",
    "équipe",
    "revue",
    "budget",
    "appel",
    "client",
    "dossier",
    "salle",
    "projet",
    "suivi",
    "atelier",
    "bilan",
]


def calendar_file(path: Path, events: int = EVENTS) -> None:
    """Write a calendar of ten years, 5 % of it recurring; always the same."""
    dice = random.Random(20261116)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//relance//EN"]
    for number in range(events):
        start = datetime(2021, 11, 16, 8, tzinfo=PARIS) + timedelta(
            minutes=15 * dice.randrange(350_000)
        )
        end = start + timedelta(minutes=dice.choice((15, 30, 60, 90)))
        text = " ".join(dice.choices(_WORDS, k=dice.randrange(6, 30)))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{dice.getrandbits(128):032x}@bench.example",
            "DTSTAMP:20261101T080000Z",
            "CREATED:20261101T080000Z",
            "LAST-MODIFIED:20261101T080000Z",
            f"DTSTART;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Europe/Paris:{end:%Y%m%dT%H%M%S}",
            f"SUMMARY:Réunion {number} {text[:40]}",
            *_folded(f"DESCRIPTION:{text}\\, {text}\\n{text}"),
            "LOCATION:Salle 4\\, 2e étage",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            "ORGANIZER;CN=Ines Sorel:mailto:ines.sorel@bench.example",
            "ATTENDEE;CN=Camille Durand;PARTSTAT=ACCEPTED:mailto:camille@bench.example",
        ]
        if number % 20 == 0:
            lines.append(dice.choice(("RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;COUNT=40")))
        lines.append("END:VEVENT")
    lines += ["END:VCALENDAR", ""]
    path.write_bytes("\r\n".join(lines).encode())


def _folded(line: str) -> list[str]:
    return [line[:60], *(" " + line[at : at + 60] for at in range(60, len(line), 60))]


def _seconds(act: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        before = time.perf_counter()
        act()
        found.append(time.perf_counter() - before)
    return median(found)


def _measure(path: Path) -> dict[str, float]:
    import icalendar

    from relance.model import Window
    from relance_ics.calendar import IcsCalendar

    window = Window.around(NOW, PARIS)
    calendar = IcsCalendar("bench", path)
    data = path.read_bytes()
    reference = _seconds(lambda: icalendar.Calendar.from_ical(data), 1)
    first = _seconds(lambda: list(calendar.pull(None, window)), 3)
    cursor = list(calendar.pull(None, window))[-1].cursor
    unchanged = _seconds(lambda: list(calendar.pull(cursor, window)), 5)
    at = data.rindex(b"SUMMARY:", 0, data.index(b"DTSTART;TZID=Europe/Paris:20261117") + 400)
    path.write_bytes(data[:at] + b"SUMMARY:Autre " + data[at + 8 :])
    pages = list(calendar.pull(cursor, window))
    assert sum(len(page.items) for page in pages) == 1, "one event changed, one comes again"
    changed = _seconds(lambda: list(calendar.pull(cursor, window)), 3)
    path.write_bytes(data)
    return {
        "from_ical_seconds": reference,
        "first_read_ratio": first / reference,
        "unchanged_ratio": unchanged / reference,
        "one_changed_ratio": changed / reference,
        "cursor_kb": len(cursor or "") / 1024,
    }


_ALONE = f"""
import resource, sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from relance.model import Window
from relance_ics.calendar import IcsCalendar
window = Window.around(datetime.fromisoformat({NOW.isoformat()!r}), ZoneInfo({PARIS.key!r}))
pages = list(IcsCalendar("bench", Path(sys.argv[1])).pull(None, window))
try:  # ru_maxrss would hold the peak of the process that started this one, too
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
except (OSError, IndexError):
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _peak_memory(path: Path) -> float:
    """Return the peak memory in MB of a process of its own that reads the file."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, str(path)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def run() -> dict[str, float]:
    """Return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ten-years.ics")
        calendar_file(path)
        figures = {"file_mb": path.stat().st_size / 1e6, **_measure(path)}
        figures["peak_memory_mb"] = _peak_memory(path)
    return figures


if __name__ == "__main__":
    print(json.dumps({name: round(value, 4) for name, value in run().items()}, indent=2))
