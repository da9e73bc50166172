"""Small calendar files, written by hand."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from relance.ical import Reading, read_events
from relance.model import Event, Span, Window

PARIS = ZoneInfo("Europe/Paris")
YEAR = Window(Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)), PARIS)

START = "DTSTART;TZID=Europe/Paris:20260310T100000"
END = "DTEND;TZID=Europe/Paris:20260310T110000"


def vevent(*lines: str, uid: str = "one@files.example") -> str:
    """Return one VEVENT; without a DTSTART it gets one hour on a Tuesday."""
    times = () if any(line.startswith("DTSTART") for line in lines) else (START, END)
    return "\r\n".join(
        ("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *times, *lines, "END:VEVENT")
    )


def calendar(*parts: str) -> bytes:
    """Return a VCALENDAR of events, zones and properties."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN")
    return "\r\n".join((*head, *parts, "END:VCALENDAR", "")).encode()


def read(data: bytes, window: Window | None = YEAR) -> Reading:
    """Read a file of the owner in Paris."""
    return read_events(data, where="home.ics", zone=PARIS, window=window)


def one(*lines: str) -> Event:
    """Return the one event that these lines make; nothing may be odd about it."""
    found = read(calendar(vevent(*lines)))
    assert not found.warnings, found.warnings
    (event,) = found.events
    return event


def starts(*lines: str, window: Window = YEAR) -> list[str]:
    """Return the wall-clock starts in Paris of what these lines make."""
    found = read(calendar(vevent(*lines)), window)
    return sorted(
        f"{e.start.astimezone(PARIS):%m-%d %H:%M}"
        if isinstance(e.start, datetime)
        else f"{e.start:%m-%d}"
        for e in found.events
    )


def told(reading: Reading) -> str:
    """Return all warnings as one text."""
    return "\n".join(map(str, reading.warnings))
