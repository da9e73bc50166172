"""A calendar that is read by its address.

The same bytes as in a calendar file, from a server that may leave things out for a moment: what is
missing counts as deleted only after two whole readings without it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from relance.errors import BadInput, CursorExpired, Temporary
from relance.ical import scan
from relance.ports import Item, Page
from relance_ics.cursor import Cursor, Head
from relance_ics.rounds import Files, Round, content_of
from relance_ics.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.ical import Bundle, Scan
    from relance.model import Window
    from relance_ics.fetch import Fetcher

MOST_EVENTS = 50_000

# What many servers write anew each time that they are asked. No event means anything else by it.
_RESTAMPED = re.compile(
    rb"(?:(?<=[\r\n])|\A)(?:DTSTAMP|LAST-MODIFIED|CREATED)[;:][^\r\n]*+[\r\n]*+", re.IGNORECASE
)
_EVENT = re.compile(rb"BEGIN:VEVENT", re.IGNORECASE)
_END = re.compile(rb"\nEND:VCALENDAR\b", re.IGNORECASE)
_TAIL = 65_536
_ABSENT = frozenset(("",))  # the files that hold an item: none any more


class AddressCalendar:
    """A calendar at an address; it can be read, and nothing else."""

    by_file = False

    def __init__(self, account: str, fetcher: Fetcher, mark: str) -> None:
        self._account, self._fetcher, self._mark = account, fetcher, mark
        self._remembered: Cursor | None = None

    @property
    def id(self) -> str:
        """Return a name that says nothing of the address."""
        return f"{self._account}:address"

    @property
    def name(self) -> str:
        """Return the name of the account."""
        return self._account

    def ref(self, uid: str) -> str:
        """Return the name of an item: a hash, since the UID is nobody else's business."""
        return sha256(f"{self.id}\n{uid}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything in `window` without one."""
        known = None if cursor is None else self._known(cursor, window)
        sure = known is not None and known.content is not None
        seen = Seen.read(known.stamp, self._mark) if known is not None and sure else Seen()
        answer = self._fetcher.fetch(seen)
        if answer.body is None:
            yield Page(cursor=cursor)
            return
        content = steady_hash(answer.body)
        stamp = answer.seen.text(self._mark)
        same = known is not None and known.content == content_of({self._account: content})
        if cursor is not None and known is not None and same:
            yield Page(cursor=replace(known, stamp=stamp).before(cursor))
            return
        files = Files(scans=[self._scanned(answer.body)], versions={self._account: content})
        del answer  # two copies of it are enough
        before = None if cursor is None else self._remembered
        yield from _FeedRound(self, files, stamp, before, window, self._remembered).pages()

    def _known(self, cursor: str, window: Window) -> Head:
        """Return the beginning of a cursor.

        The rest is remembered for when everything is read anew in a moment.
        """
        self._remembered = Cursor.read(cursor)
        known = self._remembered.head
        if known.window != window.name:
            raise CursorExpired("this cursor was given for another window.", where=self.id)
        return known

    def _scanned(self, data: bytes) -> Scan:
        """Find the events; raise when the calendar is not whole: nothing follows from it."""
        where = f"account {self._account}"
        if sum(1 for _ in _EVENT.finditer(data)) > MOST_EVENTS:
            raise BadInput(
                f"the calendar holds more than {MOST_EVENTS} events.",
                where=where,
                remedy="Use the address of a smaller calendar, or connect the account itself.",
            )
        try:
            found = scan(data, self._account)
        except BadInput as wrong:
            raise BadInput(wrong.what, where=where, remedy=self._fetcher.again) from wrong
        if not found.whole or _END.search(found.data, max(0, len(found.data) - _TAIL)) is None:
            raise Temporary(
                "the calendar ends before its END:VCALENDAR, so nothing was taken from it.",
                where=where,
            )
        return found


def steady_hash(data: bytes) -> str:
    """Return a hash of a calendar that stays when nothing but the time of asking changed."""
    made, at = blake2b(digest_size=16), 0
    whole = memoryview(data)
    for found in _RESTAMPED.finditer(data):
        made.update(whole[at : found.start()])
        at = found.end()
    made.update(whole[at:])
    return made.hexdigest()


class _FeedRound(Round):
    """One round of reading an address."""

    def __init__(
        self,
        calendar: AddressCalendar,
        files: Files,
        stamp: str,
        known: Cursor | None,
        window: Window,
        remembered: Cursor | None,
    ) -> None:
        super().__init__(calendar, files, stamp, known, window)
        self._remembered = remembered

    def _version(self, bundle: Bundle) -> str:
        """Return a hash of its blocks without the times at which it was asked for."""
        made = blake2b(digest_size=8)
        for file, block in bundle.parts:
            made.update(file.contexts[block.calendar].digest)
            made.update(_RESTAMPED.sub(b"", file.raw(block)))
        return made.hexdigest() * 2

    def _no_longer_inside(self) -> tuple[list[Item], list[str]]:
        """Return what left the window, and what is missing for the second time."""
        left: list[Item] = []
        gone: list[str] = []
        there = set(map(self._calendar.ref, self._uids))
        before = {} if self._remembered is None else self._remembered.items
        for ref, (digest, names) in before.items():
            if ref in self._seen:
                continue
            if ref in there:
                left.append(Item(ref, ()))
            elif names == _ABSENT:
                gone.append(ref)
            else:
                self._kept.append(ref)
                self._seen[ref] = (digest, _ABSENT)
        return (left, gone) if self._known is not None else ([], [])
