"""Huge and hostile files end in time and memory, and are told in plain words."""

import subprocess
import sys

import pytest

LIMIT_MB = 512
_READ = """
import resource, sys, time
from pathlib import Path
from zoneinfo import ZoneInfo
from relance.errors import RelanceError
from relance.ical import read_events
data = eval(sys.argv[1])
began = time.monotonic()
try:
    found = read_events(data, where="x.ics", zone=ZoneInfo("Europe/Paris"))
    said = [len(found.events), *map(str, found.warnings)]
except RelanceError as refused:
    said = ["refused", str(refused)]
assert time.monotonic() - began < 60, "too slow"
assert all(str(one).isprintable() for one in said)
try:
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
except (OSError, IndexError):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(peak, *said, sep="|")
"""

_START = r"b'BEGIN:VCALENDAR\r\n'"
_EVENT = (
    r"b'BEGIN:VEVENT\r\nUID:%d@x\r\nDTSTART:20260310T100000Z\r\n"
    r"DESCRIPTION:%s\r\nEND:VEVENT\r\n' % (n, b'x' * 950)"
)
_HEAD = r"b'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260310T100000Z\n'"
_TAIL = r"b'\nEND:VEVENT\nEND:VCALENDAR'"
_BAD = r"b'BEGIN:VEVENT\nUID:\x1b]0;evil\nEND:VEVENT\n'"
_PERSON = r"""b'ATTENDEE;CN=a;X="b":mailto:a@b.example\n'"""
_QUOTES = r"""b'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;' + b'x="' * 10_000_000"""
CASES = {
    "100 MB of events": (f"{_START} + b''.join({_EVENT} for n in range(100_000))", "100000"),
    "only beginnings": (r"b'BEGIN:VCALENDAR\n' + b'BEGIN:VEVENT\n' * 1_000_000", "999900 more"),
    "deeply nested": (r"b'BEGIN:VCALENDAR\n' + b'BEGIN:A\n' * 12_000_000", "too many"),
    "one long line": (f"{_HEAD} + b'DESCRIPTION:' + b'x' * 50_000_000 + {_TAIL}", "50000000 bytes"),
    "only quotes": (f"{_QUOTES} + {_TAIL}", "no DTSTART"),
    "a million lines": (rf"{_HEAD} + b'X-A:b\n' * 1_000_000 + {_TAIL}", "1"),
    "many people": (f"{_HEAD} + {_PERSON} * 300_000 + {_TAIL}", "1"),
    "many bad events": (rf"b'BEGIN:VCALENDAR\n' + {_BAD} * 100_000", "no DTSTART"),
    "140 MB": ("b'x' * (140 * 1024 * 1024)", "larger than"),
    "blank": (r"b'\n' * 100_000_000", "empty"),
}


@pytest.mark.parametrize(("made", "said"), CASES.values(), ids=CASES.keys())
def test_a_file_that_means_harm_ends_in_time_and_memory(made: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ, made], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    peak, *words = done.stdout.strip().split("|")
    assert int(peak) < LIMIT_MB
    assert said in "|".join(words)
    assert len(words) <= 103
