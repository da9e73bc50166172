"""The person's own tool, working on calendar files beside relance."""

from dataclasses import replace
from pathlib import Path

from relance.ical import calendar_bytes
from relance.model import Event
from relance.testing.series import STAMP, series_bytes


class IcsHand:
    """Put and remove events in a folder (one file each) or in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._events: dict[str, tuple[Event, str, dict[str, Event]]] = {}

    def put(self, event: Event, rule: str = "") -> None:
        known = self._events.get(event.uid)
        if event.recurrence_id is not None and known is not None:
            known[2][event.recurrence_id] = event
        else:
            self._events[event.uid] = (event, rule, {})
        self._save(event.uid)

    def remove(self, uid: str) -> None:
        self._events.pop(uid, None)
        self._save(uid)

    def _save(self, uid: str) -> None:
        if self._path.suffix == ".ics":
            self._path.write_bytes(b"".join(map(self._bytes, self._events)) or EMPTY)
            return
        file = self._file(uid)
        if uid in self._events:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(self._bytes(uid))
        else:
            file.unlink()

    def _bytes(self, uid: str) -> bytes:
        event, rule, overrides = self._events[uid]
        return series_bytes(replace(event, recurrence_id=None), rule, list(overrides.values()))

    def _file(self, uid: str) -> Path:
        for path in self._path.glob("*.ics"):
            if f"UID:{uid}".encode() in path.read_bytes():
                return path
        return self._path / f"{uid}.ics"


EMPTY = calendar_bytes([], stamp=STAMP)
