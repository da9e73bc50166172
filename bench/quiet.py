"""A pass in which nothing changed, behind 10 past candidacies and behind 1,000.

Each candidacy is closed, with five follow-ups behind it, inside the window that is read: the worst
case. The calendars are written directly, then read by real passes until all is quiet; the passes
over both sizes are measured in turn. `cursors` are calendars that say at once that nothing
changed, as servers with sync tokens do. `files` is one .ics file of interviews, and a folder with
a file for each follow-up: to know that none was edited, each must be looked at, 5,000 of them.
`command` is the same as `relance sync` in a process of its own.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from relance.model import Window
    from relance.ports import Page
    from relance.sync import PassReport

    Pass: TypeAlias = Callable[[], object]

FEW, MANY = 10, 1_000
ROUNDS, COMMANDS = 60, 9
SETTLED = 3.0  # seconds after which files that were just written count as old
SETTINGS = """
timezone = "Europe/Paris"
country = "FR"
[owner]
name = "Camille Durand"
emails = ["{owner}"]
[[accounts]]
name = "home"
kind = "ics"
read = ["calendar.ics"]
write = "relances"
[journal]
url = "journal.sqlite"
"""


def with_cursors(number: int, folder: Path, stack: ExitStack) -> Callable[[], PassReport]:
    """Return a pass over calendars in memory that answer at once when nothing changed."""
    import behind
    from relance.journal import Journal
    from relance.model import Owner, Recruiter
    from relance.planning.sequence import DEFAULT_SEQUENCE
    from relance.planning.windows import Rules
    from relance.ports import Page
    from relance.reading.recruiters import Known
    from relance.sync import House, run_pass
    from relance.testing.memory import MemoryCalendar

    class Cursored(MemoryCalendar):
        last: tuple[str | None, int] = (None, -1)

        def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
            if cursor is not None and (cursor, self._clock) == self.last:
                yield Page(cursor=cursor)
                return
            for page in super().pull(cursor, window):
                self.last = page.cursor, self._clock
                yield page

    life, relances = Cursored("life"), Cursored("relances")
    for calendar, events in zip((life, relances), behind.past_candidacies(number), strict=True):
        for event in events:
            calendar.put(event)
    house = House(
        stack.enter_context(Journal.open(str(folder / f"cursors-{number}.sqlite"))),
        (life,),
        relances,
        Owner((behind.OWNER,), "Camille Durand"),
        Rules(owner=Recruiter("Europe/Paris", "FR")),
        DEFAULT_SEQUENCE,
        lambda _: Known(),
        digest="bench",
    )
    return lambda: run_pass(house, behind.NOW)


def with_files(number: int, home: Path, stack: ExitStack) -> Callable[[], PassReport]:
    """Return a pass over calendar files, as the daemon runs it."""
    import behind
    from relance.ical import calendar_bytes
    from relance.service import Service
    from relance.settings import load

    (home / "relances").mkdir(parents=True)
    interviews, follow_ups = behind.past_candidacies(number)
    (home / "calendar.ics").write_bytes(calendar_bytes(interviews, stamp=behind.NOW))
    for event in follow_ups:
        path = home / "relances" / f"relance-{event.uid.partition('@')[0]}.ics"
        path.write_bytes(calendar_bytes([event], stamp=behind.NOW))
    (home / "settings.toml").write_text(SETTINGS.format(owner=behind.OWNER))
    service = stack.enter_context(Service.open(load(home / "settings.toml", {})))
    return lambda: service.run(behind.NOW)


def command(home: Path) -> Pass:
    """Return the same pass as a process of its own."""
    import behind

    line = [sys.executable, "-m", "relance", "sync", "--now", behind.NOW.isoformat()]
    environment = {**os.environ, "RELANCE_CONFIG": str(home / "settings.toml")}
    return lambda: subprocess.run(
        line, env=environment, cwd=home, check=True, stdout=subprocess.DEVNULL
    )


def settled(act: Callable[[], PassReport], number: int) -> None:
    """Run passes until all is quiet; every candidacy must be known, and behind."""
    for _ in range(3):
        act()
    time.sleep(SETTLED)
    act()
    report = act()
    assert (report.planned, report.written, report.wake) == (False, 0, None), report
    assert (report.candidacies, report.interviews) == (number, number), report


def compared(name: str, passes: Mapping[int, Pass], rounds: int) -> dict[str, float]:
    """Return the medians in milliseconds of passes run in turn, and their ratio."""
    taken: dict[int, list[float]] = {number: [] for number in passes}
    gc.collect()
    for _ in range(rounds):
        for number, act in passes.items():
            began = time.perf_counter()
            act()
            taken[number].append(1000 * (time.perf_counter() - began))
    medians = {number: statistics.median(taken[number]) for number in passes}
    told = {f"{name}_{number}_ms": median for number, median in medians.items()}
    return {f"{name}_ratio": medians[MANY] / medians[FEW], **told}


def run() -> dict[str, float]:
    """Return the figures."""
    sys.path.append(str(Path(__file__).parent.parent / "tests" / "support"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        homes = {number: folder / str(number) for number in (FEW, MANY)}
        cursors = {n: with_cursors(n, folder, stack) for n in homes}
        files = {n: with_files(n, home, stack) for n, home in homes.items()}
        for number in homes:
            settled(cursors[number], number)
            settled(files[number], number)
        return {
            **compared("cursors", cursors, ROUNDS),
            **compared("files", files, ROUNDS),
            **compared("command", {n: command(home) for n, home in homes.items()}, COMMANDS),
        }


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:28} {value:.4g}")
