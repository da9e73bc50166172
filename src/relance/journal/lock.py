"""One pass or daemon per journal, and who holds it."""

from __future__ import annotations

import json
import os
import platform
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from glob import escape
from typing import TYPE_CHECKING

from relance.errors import Busy, Refused
from relance.files import write_private
from relance.journal.location import REMEDY, make_folder, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works with a journal."""

    pid: int
    host: str
    since: datetime
    what: str = ""

    def __str__(self) -> str:
        name = f"{self.what}, " if self.what else ""
        return f"{name}process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M}"


@contextmanager
def hold(url: str, *, now: datetime, what: str = "", wait: float = 0.0) -> Iterator[None]:
    """Keep the journal for this process; raise Busy, telling who has it, after `wait` seconds.

    Since when they have it is told in the zone of `now`.
    """
    path = path_of(url)
    if path is None:
        yield
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 - quick start

    make_folder(path.parent)
    lock = FileLock(_beside(path, ".lock"), timeout=wait, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(path, now) from error
    except OSError as error:
        raise Refused(
            f"the journal cannot be locked: {error.strerror}.",
            where=str(path),
            remedy=REMEDY,
        ) from error
    try:
        _sign(path, Holder(os.getpid(), platform.node(), now, what))
        yield
    finally:
        with suppress(OSError):
            _beside(path, ".holder").unlink()
        lock.release()


def holder(url: str) -> Holder | None:
    """Return who signed for the journal; it may have died since."""
    path = path_of(url)
    try:
        told = json.loads(_beside(path, ".holder").read_text()) if path is not None else None
        return told and Holder(
            int(told["pid"]),
            str(told["host"]),
            datetime.fromisoformat(told["since"]),
            str(told["what"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _busy(path: Path, now: datetime) -> Busy:
    who = holder(str(path))
    told = f" ({replace(who, since=who.since.astimezone(now.tzinfo))})" if who else ""
    return Busy(
        f"another relance works with this journal{told}.",
        where=str(path),
        remedy="Wait until it is done, or end it.",
    )


def _sign(path: Path, who: Holder) -> None:
    """Write who holds the journal beside it; the lock holds without it too."""
    told = {"pid": who.pid, "host": who.host, "since": who.since.isoformat(), "what": who.what}
    signed = _beside(path, ".holder")
    with suppress(OSError):
        for left in path.parent.glob(f".{escape(signed.name[:40])}.????????"):
            left.unlink()  # by a process that died with the lock that is ours now
        write_private(signed, json.dumps(told).encode(), lasting=False)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
