"""What our newest event of an occasion remembers, so that a lost journal forgets nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from relance.model import Channel, Fate, Key, MarkKind, Said, Standing, UserMark, basic


@dataclass(frozen=True, slots=True)
class Memory:
    """By what a follow-up is made, and what was said and skipped in its occasion.

    `said` was given by command and stands nowhere else; `seen` stands in the calendar, and is
    remembered for when it was first met. Both come with the interview that they are about.
    """

    by: Channel = Channel.PHONE
    due: datetime | None = None
    said: tuple[tuple[str, Said], ...] = ()
    seen: tuple[tuple[str, Said], ...] = ()
    skipped: tuple[Standing, ...] = ()
    same: tuple[str, ...] = ()  # the interviews of the occasion, where there are several
    day: date | None = None  # of the occasion
    went: date | None = None  # a later round that was there and went

    def dumps(self) -> str:
        """Return compact JSON, the same for the same memory."""
        data: dict[str, Any] = {"by": self.by.value}
        days = {"due": self.due, "day": self.day, "went": self.went}
        data |= {name: basic(day) for name, day in days.items() if day is not None}
        if self.same:
            data["same"] = list(self.same)
        for name, marks in (("said", self.said), ("seen", self.seen)):
            if marks:
                data[name] = [
                    [identity, s.mark.kind.value, s.mark.value, basic(s.at), str(s.on or "")]
                    for identity, s in marks
                ]
        if self.skipped:
            data["skipped"] = [
                [str(s.key), s.channel.value, basic(s.start), basic(s.end)] for s in self.skipped
            ]
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Memory:
        """Read a memory back; what cannot be read counts as nothing remembered."""
        try:
            data = json.loads(text)
            return cls(
                Channel(data["by"]),
                _moment(data["due"]) if "due" in data else None,
                tuple(_said(row) for row in data.get("said", ())),
                tuple(_said(row) for row in data.get("seen", ())),
                tuple(_skipped(row) for row in data.get("skipped", ())),
                tuple(str(identity) for identity in data.get("same", ())),
                _day(data["day"]) if "day" in data else None,
                _day(data["went"]) if "went" in data else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()


def _said(row: list[str]) -> tuple[str, Said]:
    identity, kind, value, at, on = row
    mark = UserMark(MarkKind(kind), value)
    return identity, Said(mark, _moment(at), Key.parse(on) if on else None)


def _skipped(row: list[str]) -> Standing:
    key, channel, start, end = row
    return Standing(Key.parse(key), Channel(channel), _when(start), _when(end), Fate.DELETED)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()


def _when(text: str) -> datetime | date:
    return _moment(text) if "T" in text else _day(text)
