"""Proving that a calendar can be written: an event that is put there and taken away again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING

from relance.ical import calendar_bytes
from relance.model import Event, ShowsAs
from relance_caldav.addresses import joined
from relance_caldav.profiles import profile
from relance_caldav.refusals import Changed, NotThere, Taken

if TYPE_CHECKING:
    from relance_caldav.client import Client

_NAME = "relance-probe"
_THEN = datetime(2001, 1, 1, 9, tzinfo=UTC)


def prove(client: Client, calendar: str, name: str) -> None:
    """Write an event of long ago and remove it; raise what stood in the way.

    What a crash left of an earlier one is removed with it, but where servers have a bin: there no
    name is good for a second time.
    """
    try:
        _prove(client, calendar, name, _fresh() if profile(client.server).bin else _NAME)
    except Taken:
        _prove(client, calendar, name, _fresh())


def _fresh() -> str:
    return f"{_NAME}-{token_hex(4)}"


def _prove(client: Client, calendar: str, name: str, probe: str) -> None:
    address, uid = joined(calendar, f"{probe}.ics"), f"{probe}@relance"
    event = Event(
        uid, _THEN, _THEN + timedelta(minutes=15), summary="relance", shows_as=ShowsAs.FREE
    )
    data = calendar_bytes([event], stamp=_THEN)
    try:
        client.ask("PUT", address, data, where=name, headers={"If-None-Match": "*"})
    except Changed:  # left by a crash, or written by a try whose answer was lost
        try:
            there = client.ask("GET", address, where=name)
        except NotThere:
            return  # another process's, which removed it
        if uid.encode() not in there.body:
            return
    try:
        client.ask("DELETE", address, where=name)
    except NotThere:
        return  # removed by a try whose answer was lost
