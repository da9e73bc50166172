"""Calendar files as a person's calendar program leaves them: one event changed, all else kept.

Lines are changed as text, so that whatever else a file holds stays byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Change: TypeAlias = Callable[["Page"], None]

_BLOCK = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n", re.DOTALL)
_NAME = re.compile(r"([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^:\";])*)*):(.*)", re.DOTALL)


@dataclass(slots=True)
class Page:
    """The lines of one VEVENT; what lies inside it, such as an alarm, is left alone."""

    lines: list[str]

    @classmethod
    def of(cls, block: bytes) -> Page:
        text = re.sub(rb"\r?\n[ \t]", b"", block).decode("utf-8")
        return cls(text.replace("\r\n", "\n").rstrip("\n").split("\n"))

    def data(self) -> bytes:
        return b"".join(_folded(line) + b"\r\n" for line in self.lines)

    def own(self) -> list[str]:
        """Return the lines of the event itself, without those of its alarms."""
        text = "\n".join(self.lines)
        return re.sub(r"\nBEGIN:VALARM\n.*?\nEND:VALARM", "", text, flags=re.DOTALL).split("\n")

    def get(self, name: str) -> str:
        """Return the value as it is written; empty when there is none."""
        found = self._find(name)
        match = _NAME.fullmatch(self.lines[found]) if found is not None else None
        return match[3] if match is not None else ""

    def text(self, name: str) -> str:
        """Return a text without its escapes."""
        return re.sub(
            r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], self.get(name), flags=re.DOTALL
        )

    def put(self, name: str, value: str, params: str = "") -> None:
        line, found = f"{name}{params}:{value}", self._find(name)
        if found is None:
            self.lines.insert(1, line)
        else:
            self.lines[found] = line

    def write(self, name: str, text: str) -> None:
        """Set a text."""
        escaped = re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")
        self.put(name, escaped)

    def move(self, start: datetime, end: datetime, zone: str = "") -> None:
        """Set the times, as UTC or on the clock of a zone."""
        self._drop("DURATION")
        for name, at in (("DTSTART", start), ("DTEND", end)):
            if zone:
                self.put(name, f"{at:%Y%m%dT%H%M%S}", f";TZID={zone}")
            else:
                self.put(name, f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")

    def move_days(self, start: date, end: date) -> None:
        self.put("DTSTART", f"{start:%Y%m%d}", ";VALUE=DATE")
        self.put("DTEND", f"{end:%Y%m%d}", ";VALUE=DATE")

    def bump(self) -> None:
        """Raise the revision, as programs do."""
        self.put("SEQUENCE", str(int(self.get("SEQUENCE") or 0) + 1))

    def _drop(self, name: str) -> None:
        found = self._find(name)
        if found is not None:
            del self.lines[found]

    def _find(self, name: str) -> int | None:
        depth = 0
        for at, line in enumerate(self.lines):
            depth += line.startswith("BEGIN:")
            if depth == 1 and re.match(rf"{re.escape(name)}[;:]", line):
                return at
            depth -= line.startswith("END:")
        return None


def _folded(line: str) -> bytes:
    """Fold a line at 75 octets, never inside a character."""
    parts, part = [], b""
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > 74:
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part])


def pages(data: bytes) -> list[Page]:
    """Return every event of a calendar file."""
    return [Page.of(block) for block in _BLOCK.findall(data)]


def changed(data: bytes, uid: str, change: Change) -> bytes:
    """Return a calendar in which one event is changed."""

    def anew(block: re.Match[bytes]) -> bytes:
        page = Page.of(block[0])
        if page.get("UID") != uid:
            return block[0]
        change(page)
        return page.data()

    return _BLOCK.sub(anew, data)


def added(data: bytes, page: Page) -> bytes:
    """Return a calendar with one event more."""
    at = data.rindex(b"END:VCALENDAR")
    return data[:at] + page.data() + data[at:]


def removed(data: bytes, uid: str) -> bytes:
    """Return a calendar without an event."""
    return _BLOCK.sub(lambda b: b"" if Page.of(b[0]).get("UID") == uid else b[0], data)


def event(uid: str, start: datetime, end: datetime, title: str, **more: str) -> Page:
    """Return a new event."""
    page = Page(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", "END:VEVENT"])
    page.lines[3:3] = ["DTSTART:", "DTEND:", "SUMMARY:", "STATUS:CONFIRMED", "TRANSP:OPAQUE"]
    page.move(start, end)
    page.write("SUMMARY", title)
    for name, value in more.items():
        page.write(name.upper(), value) if name == "description" else page.put(name.upper(), value)
    return page
