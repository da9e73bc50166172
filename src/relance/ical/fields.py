"""The properties of a VEVENT beside its times: texts, people, status, alarms, our mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.ical import lines
from relance.ical.moments import parse_duration
from relance.ical.text import clean, is_html, one_line, plain, unescaped
from relance.model import Key, OurMark, Person, Response, ShowsAs, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

KEY, FINGERPRINT, MEMORY = "X-RELANCE-KEY", "X-RELANCE-FINGERPRINT", "X-RELANCE-MEMORY"
MOST_ALARMS = 40

_LINKS = (
    "X-GOOGLE-CONFERENCE",
    "CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "URL",
)
WANTED = frozenset(
    (
        "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
        "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "X-ALT-DESC",
        "LOCATION", "ORGANIZER", "ATTENDEE", "STATUS", "TRANSP", "CATEGORIES",
        "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT",
        KEY, FINGERPRINT, MEMORY, *_LINKS,
    )
)  # fmt: skip
_RESPONSES = {
    "ACCEPTED": Response.ACCEPTED,
    "TENTATIVE": Response.TENTATIVE,
    "DECLINED": Response.DECLINED,
}
_SHOWS_AS = {
    "FREE": ShowsAs.FREE,
    "WORKINGELSEWHERE": ShowsAs.FREE,
    "TENTATIVE": ShowsAs.TENTATIVE,
    "OOF": ShowsAs.OUT_OF_OFFICE,
}
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")
_MAIL = re.compile(r"(?:mailto:)?\s*([^\s<>\"',;:]{1,200}@[^\s<>\"',;:@]{1,200})", re.IGNORECASE)
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:[^\s<>\"]{1,2000}")
_MOST_PEOPLE, _MOST_CATEGORIES = 300, 30
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Fields:
    """Give the properties of one VEVENT as an event has them."""

    found: Mapping[str, Sequence[lines.Line]]
    blocks: Sequence[Sequence[lines.Line]]  # the components inside it: alarms
    words: Callable[[bytes], str]

    def _text(self, name: str) -> str:
        found = self.found.get(name)
        return self.words(found[0].value) if found else ""

    def _line(self, name: str) -> str:
        return one_line(unescaped(self._text(name)))[:_LONGEST_LINE]

    def summary(self) -> str:
        """Return the title on one line."""
        return self._line("SUMMARY")

    def location(self) -> str:
        """Return the place on one line."""
        return self._line("LOCATION")

    def description(self) -> str:
        """Return the notes as plain text."""
        text = unescaped(self._text("DESCRIPTION")) or unescaped(self._text("X-ALT-DESC"))
        return clean(plain(text) if is_html(text) else text).strip("\n")

    def url(self) -> str:
        """Return the link to a conference, else to the event's source."""
        for name in _LINKS:
            found = _LINK.match(clean(unescaped(self._text(name))).strip())
            if found is not None:
                return found[0]
        return ""

    def organizer(self) -> Person | None:
        """Return who sent the invitation."""
        found = self.found.get("ORGANIZER")
        person = self._person(found[0]) if found else None
        return Person(person.email, person.name) if person else None

    def attendees(self) -> tuple[Person, ...]:
        """Return who is invited."""
        people = map(self._person, self.found.get("ATTENDEE", ())[:_MOST_PEOPLE])
        return tuple(person for person in people if person is not None)

    def _person(self, line: lines.Line) -> Person | None:
        known = lines.parameters(line.parameters)
        mail = _MAIL.match(known.get("EMAIL", "")) or _MAIL.match(one_line(self.words(line.value)))
        name = one_line(known.get("CN", ""))[:200]
        if mail is None and not name:
            return None
        answer = _RESPONSES.get(known.get("PARTSTAT", "").upper(), Response.NEEDS_ACTION)
        return Person(mail[1] if mail else "", name, answer)

    def status(self) -> Status:
        """Return whether the event takes place."""
        try:
            return Status(self._text("STATUS").strip().casefold())
        except ValueError:
            return Status.CONFIRMED

    def shows_as(self) -> ShowsAs:
        """Return how the time counts; Outlook's own word is finer than TRANSP."""
        if self._text("TRANSP").strip().upper() == "TRANSPARENT":
            return ShowsAs.FREE
        written = self._text("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper()
        return _SHOWS_AS.get(written, ShowsAs.BUSY)

    def categories(self) -> tuple[str, ...]:
        """Return the labels."""
        texts = (self.words(line.value) for line in self.found.get("CATEGORIES", ()))
        names = (one_line(unescaped(part)) for text in texts for part in _commas(text))
        return tuple(dict.fromkeys(filter(None, names)))[:_MOST_CATEGORIES]

    def sequence(self) -> int:
        """Return the revision number."""
        text = self._text("SEQUENCE").strip()[:9]
        return int(text) if text.isascii() and text.isdigit() else 0

    def alarms(self) -> tuple[timedelta, ...]:
        """Return how long before the start something is shown."""
        return tuple(dict.fromkeys(before for lines_ in self.blocks for before in _alarm(lines_)))

    def our_mark(self) -> OurMark | None:
        """Return what tells that relance wrote this; a key that is none of ours tells nothing."""
        key = self._line(KEY)
        try:
            Key.parse(key)
        except ValueError:
            return None
        return OurMark(key, self._line(FINGERPRINT), clean(unescaped(self._text(MEMORY))))


def _commas(text: str) -> Iterator[str]:
    yield from _UNESCAPED_COMMA.split(text[:_LONGEST_LINE])


def _alarm(found: Sequence[lines.Line]) -> Iterator[timedelta]:
    known = {line.name: line for line in reversed(found)}
    trigger, action = known.get("TRIGGER"), known.get("ACTION")
    if trigger is None or action is None or action.value.strip().upper() != b"DISPLAY":
        return
    if lines.parameters(trigger.parameters).get("RELATED", "").upper() == "END":
        return
    try:
        sign, length = parse_duration(trigger.value[:60].decode("ascii", "replace"))
    except ValueError:
        return
    before = length.exact + timedelta(days=length.days)
    if sign < 0 or not before:
        yield before
