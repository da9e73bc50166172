"""Ten thousand events: in few requests, and in little memory."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from caldav_between import MANY, Told, between
from caldav_hand import client
from caldav_server import Server, radicale
from relance.testing.contract import WINDOW, Round
from relance_caldav.calendar import CaldavCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = (
    b'<multistatus xmlns="DAV:"><response><href>/c/one/</href><propstat><prop><sync-token>urn:t'
    b"</sync-token></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
)
EVENTS = 10_000
INSIDE = 3_000
_EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//person//own//EN\r\nBEGIN:VEVENT\r\n"
    "UID:{number}@many.example\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
    "DTEND:{end:%Y%m%dT%H%M%SZ}\r\nSUMMARY:n° {number}\r\nDESCRIPTION:{text}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
_ALONE = """
import sys
from pathlib import Path
from relance.testing.contract import WINDOW
from relance_caldav.calendar import CaldavCalendar
from caldav_hand import client
from caldav_server import Server
server = Server("any", int(sys.argv[1]), "/c/")
calendar = CaldavCalendar(client(server), server.url("/c/one/"), "Mien")
sys.stdout.write(str(sum(len(page.items) for page in calendar.pull(None, WINDOW))))
status = Path("/proc/self/status").read_text()
sys.stdout.write(" " + str(int(status.split("VmHWM:")[1].split()[0]) // 1024))
"""


def events() -> Iterator[tuple[str, str]]:
    """Yield names and data; most lie outside of the window."""
    for number in range(EVENTS):
        year = WINDOW.span.start if number < INSIDE else datetime(2019, 1, 1, tzinfo=UTC)
        start = year + timedelta(days=3, hours=number % 6_000)
        end = start + timedelta(hours=1)
        yield f"{number}.ics", _EVENT.format(number=number, start=start, end=end, text="x" * 400)


def everything() -> bytes:
    answers = "".join(
        f'<response><href>/c/one/{name}</href><propstat><prop><getetag>"{name}"</getetag>'
        f"<C:calendar-data>{data}</C:calendar-data></prop><status>HTTP/1.1 200 OK</status>"
        "</propstat></response>"
        for name, data in events()
    )
    space = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    return (f"<multistatus {space}>{answers}<sync-token>urn:t</sync-token></multistatus>").encode()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells the peak of memory")
def test_ten_thousand_events_take_two_requests_and_little_memory() -> None:
    with between() as wire:
        wire.answer("REPORT", Told(207, {"Content-Type": "text/xml"}, everything()), times=MANY)
        wire.answer("PROPFIND", Told(207, {"Content-Type": "text/xml"}, TOKEN), times=MANY)
        support = str(Path(__file__).parent.parent / "support")
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, str(wire.port)],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": support},
        )
        assert wire.count() == 2
    found, megabytes = map(int, done.stdout.split())
    assert found == INSIDE
    assert megabytes < 150


def test_ten_thousand_events_come_from_a_real_server(tmp_path: Path) -> None:
    with radicale(tmp_path) as server:
        path = filled(server, tmp_path)
        server.ask("PROPFIND", path, headers={"Depth": "1"})  # it reads them all, once
        with between(server) as wire:
            there = Server("radicale", wire.port, server.home)
            calendar = CaldavCalendar(client(there), there.url(path), "Mien")
            first = Round(calendar, None)
            assert len(first.items) == INSIDE
            assert not Round(calendar, first.cursor).items
            assert wire.count() == 3


def filled(server: Server, folder: Path) -> str:
    """Make a calendar with all events as files, which is quicker than asking for each."""
    path = server.make("many")
    place = folder / "store" / "collection-root" / path.strip("/")
    for name, data in events():
        (place / name).write_bytes(data.encode())
    return path
