"""Writing follow-ups into a folder: one file each, whole or not at all.

Only a file whose single event carries our mark is ever changed or deleted. A created event is
on the disk when `create` returns: the file and its folder are synced each time.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import (
    AlreadyThere,
    BadInput,
    Conflict,
    Gone,
    NeedsPerson,
    RelanceError,
    Temporary,
)
from relance.ical import plain_error, read_bytes, read_events, scan
from relance.ical.rewrite import rewritten
from relance_ics.calendar import IcsCalendar
from relance_ics.rounds import version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.model import Event

PATIENCE = 10.0
"""Seconds to wait for the lock of a folder."""

WRITERS = 8
"""Files that are written at a time."""

_LOCK, _HOLDER = ".relance.lock", ".relance.holder"
_TEMPORARY = ".relance-"
_MARKED = re.compile(rb"^X-RELANCE-KEY", re.IGNORECASE | re.MULTILINE)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file with an event of ours; `alone` when it holds nothing else."""

    path: Path
    event: Event
    alone: bool


class IcsFolder(IcsCalendar):
    """A folder that follow-ups are written into; made with the first of them."""

    by_file = True

    def __init__(self, account: str, path: Path) -> None:
        super().__init__(account, path)
        self._known_files: dict[Path, tuple[tuple[int, ...], tuple[_Entry, ...]]] = {}

    def create(self, event: Event) -> Event:
        """Write a new file; it is on the disk when this returns."""
        if event.our_mark is None:
            raise Conflict("an event without our mark is never written.", where=self.id)
        with self._locked():
            answer = self._create_one(event, self._entry_of(event.our_mark.key))
        if isinstance(answer, RelanceError):
            raise answer
        return answer

    def create_all(self, events: Sequence[Event]) -> Sequence[Event | RelanceError]:
        """Write new files, several at a time: most of the work is waiting for the disk."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - quick start

        try:
            with self._locked(), ThreadPoolExecutor(WRITERS) as pool:
                taken = {_key(entry.event): entry for entry in self._entries()}
                pending = []
                for event in events:
                    there = taken.get(_key(event))
                    pending.append(pool.submit(self._create_one, event, there))
                    taken.setdefault(_key(event), _Entry(self._path, event, alone=True))
                return [one.result() for one in pending]
        except RelanceError as error:
            return [error] * len(events)

    def _create_one(self, event: Event, there: _Entry | None) -> Event | RelanceError:
        if event.our_mark is None:
            return Conflict("an event without our mark is never written.", where=self.id)
        if there is not None:
            return AlreadyThere(there.event, where=str(there.path))
        try:
            return self._write(self._free_name(event.our_mark.key), event, None)
        except RelanceError as error:
            return error

    def update(self, event: Event) -> Event:
        """Write over our file, keeping what other programs added to the event."""
        with self._locked():
            entry, data = self._checked(event)
            return self._write(
                entry.path,
                replace(event, sequence=max(event.sequence, entry.event.sequence + 1)),
                data,
            )

    def delete(self, event: Event) -> None:
        """Delete our file."""
        with self._locked():
            entry, _ = self._checked(event)
            try:
                entry.path.unlink()
                _sync_folder(entry.path.parent)
            except OSError as error:
                raise plain_error(error, entry.path) from error

    def find(self, key: str) -> Event | None:
        """Return our event with this key, whatever its file is called."""
        entry = self._entry_of(key)
        return None if entry is None else entry.event

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark."""
        for entry in list(self._entries()):
            yield entry.event

    def _missing(self, *, was_there: bool = False) -> None:
        """Let a folder be missing that has not been made yet; ask about one that was there."""
        if was_there:
            raise NeedsPerson(
                "the folder of follow-ups is gone.",
                where=str(self._path),
                remedy="Put it back, or run `relance sync --accept-loss` to begin a new one.",
            )

    # finding

    def _entry_of(self, key: str) -> _Entry | None:
        return next((one for one in self._entries() if _key(one.event) == key), None)

    def _entries(self) -> Iterator[_Entry]:
        paths = self._paths()
        for path in paths:
            try:
                yield from self._entries_in(path)
            except (BadInput, NeedsPerson):
                continue  # pull tells it
        for lost in self._known_files.keys() - set(paths):
            del self._known_files[lost]

    def _entries_in(self, path: Path) -> tuple[_Entry, ...]:
        """Return our events in a file, read again only when the file has changed."""
        try:
            now = path.stat()
        except OSError as error:
            raise plain_error(error, path) from error
        signature = (now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino)
        known = self._known_files.get(path)
        if known is None or known[0] != signature:
            known = signature, self._entries_of(path, read_bytes(path))
            self._known_files[path] = known
        return known[1]

    def _entries_of(self, path: Path, data: bytes) -> tuple[_Entry, ...]:
        if _MARKED.search(data) is None:
            return ()
        first: dict[str, Event] = {}
        for one in read_events(data, where=path.name, zone=_UTC).events:
            if one.our_mark is not None:
                first.setdefault(one.uid, one)
        alone = len(first) == 1 and len(scan(data, path.name).blocks) == 1
        version = version_of(data)
        return tuple(
            _Entry(path, replace(one, ref=self.ref(one.uid), version=version), alone)
            for one in first.values()
        )

    def _checked(self, event: Event) -> tuple[_Entry, bytes]:
        """Return the file to change with its bytes, as they are at this moment."""
        entry = next((one for one in self._entries() if one.event.ref == event.ref), None)
        if entry is None:
            raise self._unmarked(event)
        data = read_bytes(entry.path)
        where = str(entry.path)
        if version_of(data) != event.version:
            raise Conflict("the file has changed since it was read.", where=where)
        if not entry.alone or _key(event) != _key(entry.event):
            raise Conflict(
                "the file holds other events too, so it is left alone.",
                where=where,
                remedy="Move them into a file of their own.",
            )
        return entry, data

    def _unmarked(self, event: Event) -> Conflict:
        """Return why there is no event of ours under a ref."""
        for path in self._paths():
            with contextlib.suppress(RelanceError):
                blocks = scan(read_bytes(path), path.name).blocks
                if any(self.ref(block.uid) == event.ref for block in blocks):
                    return Conflict("this event does not carry our mark.", where=str(path))
        return Gone("this follow-up is not in its folder any more.", where=self.id)

    # writing

    def _free_name(self, key: str) -> Path:
        stem = f"relance-{_UNSAFE.sub('_', key)[:120]}"
        path = self._path / f"{stem}.ics"
        number = 2
        while path.exists():  # somebody else's file under our name
            path = self._path / f"{stem}-{number}.ics"
            number += 1
        return path

    def _write(self, path: Path, event: Event, old: bytes | None) -> Event:
        try:
            data = self._replace(path, event, old)
        except OSError as error:
            raise plain_error(error, path) from error
        version = version_of(data)
        if old is None:  # nothing stands in the file but what was written
            bare = replace(event, organizer=None, attendees=())
            return replace(bare, ref=self.ref(event.uid), version=version)
        (entry,) = self._entries_of(path, data)
        return entry.event

    def _replace(self, path: Path, event: Event, old: bytes | None) -> bytes:
        """Write a temporary file beside it, sync it, put it in place, sync the folder."""
        handle, name = tempfile.mkstemp(".tmp", _TEMPORARY, path.parent)  # mode 0600
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                # The clock of the file system: nothing here reads another.
                stamp = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                data = rewritten(event, stamp, old)
                file.write(data)
                file.flush()
                if old is not None:
                    os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return data

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder's lock; a crash frees it."""
        import filelock  # noqa: PLC0415 - quick start

        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = filelock.FileLock(self._path / _LOCK, timeout=PATIENCE, mode=0o600)
            lock.acquire()
        except filelock.Timeout as held:
            raise self._held() from held
        except OSError as error:
            raise plain_error(error, self._path) from error
        holder = self._path / _HOLDER
        try:
            with contextlib.suppress(OSError):
                holder.write_text(str(os.getpid()))
                self._sweep()
            yield
        finally:
            with contextlib.suppress(OSError):
                holder.unlink()
            lock.release()

    def _held(self) -> Temporary:
        who = ""
        with contextlib.suppress(OSError, ValueError):
            who = f" (process {int((self._path / _HOLDER).read_text()[:20])})"
        return Temporary(
            f"another program{who} has been writing here for more than {PATIENCE:.0f} seconds.",
            where=str(self._path),
            remedy="Look for another relance that runs.",
        )

    def _sweep(self) -> None:
        """Remove what a crash left; whoever wrote it held the lock that is ours now."""
        for left in self._path.glob(f"{_TEMPORARY}*.tmp"):
            left.unlink(missing_ok=True)


def _key(event: Event) -> str | None:
    return None if event.our_mark is None else event.our_mark.key


def _sync_folder(folder: Path) -> None:
    """Put a folder's list of names on the disk, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
