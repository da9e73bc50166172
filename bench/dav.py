"""Reading 10,000 events from a real Radicale, beside vdirsyncer and the caldav library.

Each reading is a process of its own, so that all pay for their start. They take turns, and what
counts is the ratio of medians. The server has read its files before, as any that runs has.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parent.parent / "tests" / "support"))

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from caldav_server import Server

EVENTS, ROUNDS = 10_000, 3
_OURS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from relance.model import Window
from relance_caldav.calendar import CaldavCalendar
from relance_caldav.client import Client
from relance_caldav.kept import Kept
address, user, password, place = sys.argv[1:]
window = Window.around(datetime(2026, 11, 16, 9, tzinfo=UTC), ZoneInfo("Europe/Paris"))
calendar = CaldavCalendar(Client("bench", Kept(address, user, password)), address, "bench")
cursor = Path(place).read_text() if Path(place).exists() else None
for page in calendar.pull(cursor, window):
    last = page
Path(place).write_text(last.cursor)
"""
_LIBRARY = """
import sys
from caldav import DAVClient
address, user, password, _ = sys.argv[1:]
client = DAVClient(address, username=user, password=password, timeout=600)
events = client.calendar(url=address).search(event=True)
assert len(events) > 9_000
"""
_SYNCER = """
[general]
status_path = "{folder}/status/"
[pair both]
a = "here"
b = "there"
collections = [["one", "one", "many"]]
[storage here]
type = "filesystem"
path = "{folder}/files/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{address}"
username = "{user}"
password = "{password}"
"""


@dataclass(slots=True)
class Taken:
    """What several runs took, in seconds: by the clock, and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, command: Sequence[str]) -> None:
        """Run a process and note what it took."""
        before, began = _used(), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        self.wall.append(time.perf_counter() - began)
        self.cpu.append(_used() - before)


def _used() -> float:
    """Return what children took of the processor; the server is one that has not ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def calendar_files(events: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of ten years, 5 % of them recurring; always the same."""
    dice = random.Random(20261116)
    for number in range(events):
        start = datetime(2021, 11, 16, 8, tzinfo=UTC) + timedelta(
            minutes=15 * dice.randrange(350_000)
        )
        end = start + timedelta(minutes=dice.choice((15, 30, 60, 90)))
        text = " ".join(dice.choices(("point", "équipe", "revue", "budget", "appel"), k=20))
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//relance//EN", "BEGIN:VEVENT",
            f"UID:{dice.getrandbits(128):032x}@bench.example", "DTSTAMP:20261101T080000Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Réunion {number}", f"DESCRIPTION:{text[:60]}", "LOCATION:Salle 4",
            "ORGANIZER;CN=Ines Sorel:mailto:ines.sorel@bench.example",
            *(["RRULE:FREQ=WEEKLY;COUNT=40"] if number % 20 == 0 else []),
            "END:VEVENT", "END:VCALENDAR", "",
        ]  # fmt: skip
        yield f"{number}.ics", "\r\n".join(lines).encode()


def _filled(server: Server, folder: Path) -> str:
    path = server.make("many")
    place = folder / "store" / "collection-root" / path.strip("/")
    for name, data in calendar_files(EVENTS):
        (place / name).write_bytes(data)
    subprocess.run(_command(_OURS, server, path, folder / "unmeasured"), check=True)
    return path


def _command(code: str, server: Server, path: str, place: Path) -> list[str]:
    given = (server.url(path), server.user, server.password, str(place))
    return [sys.executable, "-c", code, *given]


def _syncer(server: Server, folder: Path) -> tuple[list[str], Callable[[], None]]:
    """Return what synchronises by vdirsyncer, and what makes it forget all."""
    settings = folder / "syncer"
    settings.write_text(
        _SYNCER.format(
            folder=folder,
            address=server.url(server.home),
            user=server.user,
            password=server.password,
        )
    )
    command = [str(Path(sys.executable).parent / "vdirsyncer"), "-c", str(settings)]

    def forget() -> None:
        for name in ("status", "files"):
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / "files" / "one").mkdir(parents=True)
        subprocess.run([*command, "discover"], check=True, capture_output=True, input=b"y\n" * 9)

    return [*command, "sync"], forget


def run() -> dict[str, float]:
    """Return the figures."""
    from caldav_server import radicale

    taken = {name: Taken() for name in ("first", "same", "syncer", "syncer_same", "library")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with radicale(folder) as server:
            path = _filled(server, folder)
            syncer, forget = _syncer(server, folder)
            ours = _command(_OURS, server, path, folder / "cursor")
            for _ in range(ROUNDS):
                (folder / "cursor").unlink(missing_ok=True)
                forget()
                taken["first"].run(ours)
                taken["syncer"].run(syncer)
                taken["same"].run(ours)
                taken["syncer_same"].run(syncer)
            taken["library"].run(_command(_LIBRARY, server, path, folder / "none"))
    wall = {name: statistics.median(one.wall) for name, one in taken.items()}
    cpu = {name: statistics.median(one.cpu) for name, one in taken.items()}
    return {
        "first_wall_against_vdirsyncer": wall["first"] / wall["syncer"],
        "first_cpu_against_vdirsyncer": cpu["first"] / cpu["syncer"],
        "unchanged_wall_against_vdirsyncer": wall["same"] / wall["syncer_same"],
        "first_wall_against_caldav": wall["first"] / wall["library"],
        "first_cpu_against_caldav": cpu["first"] / cpu["library"],
        "first_seconds": wall["first"],
        "unchanged_seconds": wall["same"],
    }


if __name__ == "__main__":
    print(json.dumps({name: round(value, 4) for name, value in run().items()}, indent=2))
