"""What is taken: the busy times of all calendars, and the contacts already placed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.planning.clocks import date_at, instant, merged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relance.model import Recruiter, Span
    from relance.planning.clocks import Stretch
    from relance.planning.windows import Rules

_NEVER = 1 << 62  # after every instant: no search runs past the end of the list


class Taken:
    """Stretches that are taken: disjoint, in order, quick to ask and to add to."""

    __slots__ = ("ends", "starts")

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        whole = merged(stretches)
        self.starts = [*(start for start, _ in whole), _NEVER]
        self.ends = [*(end for _, end in whole), _NEVER]

    def add(self, start: int, end: int) -> None:
        """Take a stretch too."""
        first, after = bisect_left(self.ends, start), bisect_right(self.starts, end)
        if first < after:
            start, end = min(start, self.starts[first]), max(end, self.ends[after - 1])
        self.starts[first:after] = [start]
        self.ends[first:after] = [end]

    def over(self, start: int, end: int) -> bool:
        """Say whether a stretch meets a taken one."""
        return self.starts[bisect_right(self.ends, start)] < end


class Agenda:
    """Busy times and the contacts already placed; the order in which they come is no matter.

    A busy time is widened by the buffer on both sides, a contact is not. A contact counts on
    the date that the owner's clock shows at its start, and for its company on the date that the
    recruiter's clock shows. A busy time without length is none.
    """

    __slots__ = (
        "_busy",
        "_companies",
        "_contacts",
        "_owner_zone",
        "_placed",
        "_stretches",
        "_widened",
        "blocked",
    )

    def __init__(self, busy: Iterable[Span], rules: Rules) -> None:
        buffer = rules.buffer // timedelta(microseconds=1)
        self._widened = [
            (instant(span.start) - buffer, instant(span.end) + buffer)
            for span in busy
            if span.start < span.end
        ]
        self._busy, self._placed = Taken(self._widened), Taken(())
        self.blocked = Taken(self._widened)  # both together
        self._stretches: Counter[Stretch] = Counter()
        self._owner_zone = rules.owner.zone
        self._contacts: Counter[int] = Counter()
        self._companies: set[tuple[str, int]] = set()

    def take(
        self, span: Span, company: str, recruiter: Recruiter, *, extra_contact: bool = False
    ) -> None:
        """Count a contact: its time, its day, and unless it is extra its company's day."""
        start, end = instant(span.start), instant(span.end)
        if start < end:
            self._stretches[start, end] += 1
            self._placed.add(start, end)
            self.blocked.add(start, end)
        self._contacts[date_at(start, self._owner_zone).toordinal()] += 1
        if not extra_contact:
            self._companies.add((company, date_at(start, recruiter.zone).toordinal()))

    def free(
        self, span: Span, company: str, recruiter: Recruiter, *, extra_contact: bool = False
    ) -> None:
        """Take back a contact that was counted, the only one of its company on that day."""
        start, end = instant(span.start), instant(span.end)
        self._stretches[start, end] -= 1
        left = list(self._stretches.elements())
        self._placed, self.blocked = Taken(left), Taken([*self._widened, *left])
        self._contacts[date_at(start, self._owner_zone).toordinal()] -= 1
        if not extra_contact:
            self._companies.discard((company, date_at(start, recruiter.zone).toordinal()))

    def is_busy(self, start: int, end: int) -> bool:
        """Say whether a slot lies over something busy or its buffer."""
        return self._busy.over(start, end)

    def is_placed(self, start: int, end: int) -> bool:
        """Say whether a slot lies over another follow-up."""
        return self._placed.over(start, end)

    def contacts(self, day: int) -> int:
        """Return how many contacts there are on a day of the owner, by its ordinal."""
        return self._contacts[day]

    def has_contact(self, company: str, day: int) -> bool:
        """Say whether a company has a contact on a day of its recruiter, by its ordinal."""
        return (company, day) in self._companies
