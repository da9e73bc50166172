"""Drafts of one UID → its occurrences inside a window."""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from relance.ical.decode import Draft, ends_of, name_of
from relance.ical.moments import Length, Moment, When, Zone, parse_naive
from relance.ical.recur import MOST_OCCURRENCES, Budget, Rule, occurrences
from relance.ical.told import short
from relance.model import Event, midnight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.ical.told import Told
    from relance.model import Window

_SLACK = timedelta(days=2)
_FIRST, _LAST = datetime.combine(date.min, time.min), datetime.combine(date.max, time.max)
_CUT = "Check whether it should repeat so often."


@dataclass(frozen=True, slots=True)
class Series:
    """The newest revision of a UID's event, and of each of its overrides."""

    master: Draft | None
    overrides: tuple[Draft, ...]


def newest(drafts: Sequence[Draft]) -> Series:
    """Keep one revision of each: the highest SEQUENCE, then the newest stamp, then the later."""
    best: dict[str | None, Draft] = {}
    for draft in drafts:
        name = None if draft.replaces is None else name_of(draft.replaces)
        known = best.get(name)
        if known is None or draft.rank >= known.rank:
            best[name] = draft
    return Series(best.pop(None, None), tuple(best.values()))


@dataclass(slots=True)
class Expander:
    """Expand series inside one window, within one budget."""

    window: Window
    budget: Budget
    told: Told

    def events(self, series: Series) -> Iterator[Event]:
        """Yield the occurrences inside the window."""
        if series.master is not None and not series.master.recurs:
            yield from self._single(series.master, series)
        elif series.master is not None:
            yield from self._repeated(series.master, series.overrides)
        for override in series.overrides:
            if self._inside(override.event):
                yield override.event

    def _single(self, master: Draft, series: Series) -> Iterator[Event]:
        if name_of(master.start) in {
            name_of(one.replaces) for one in series.overrides if one.replaces is not None
        }:
            return  # an occurrence of a series whose rule is not in this file
        if self._inside(master.event):
            yield master.event

    def _inside(self, event: Event) -> bool:
        span = self.window.span
        if isinstance(event.start, datetime) and isinstance(event.end, datetime):
            start, end = event.start, event.end
        else:
            start, end = _midnights(event.start, event.end, self.window)
        return start < span.end and (end > span.start or start >= span.start)

    def _repeated(self, master: Draft, overrides: Sequence[Draft]) -> Iterator[Event]:
        replaced = {one.replaces for one in overrides if one.replaces is not None}
        names = {name_of(when) for when in replaced}
        days = {when for when in replaced if not isinstance(when, Moment)}
        later = sorted(
            (
                (name_of(one.replaces), one)
                for one in overrides
                if one.and_after and one.replaces is not None
            ),
            key=lambda pair: pair[0],
        )
        for start, length in self._starts(master):
            name = name_of(start)
            if name in names or _day(start) in days:
                continue
            shifted, template = _shifted(master, start, length, name, later)
            event = _occurrence(template, shifted, name, self.window)
            if event is not None and self._inside(event):
                yield event

    def _starts(self, master: Draft) -> list[tuple[When, Length]]:
        """Return the starts of a series near the window, without its exceptions."""
        found: dict[str, tuple[When, Length]] = {}
        first, last = self._bounds(master)
        if first <= _wall(master.start) <= last:
            found[name_of(master.start)] = (master.start, master.length)
        for start in self._ruled(master, first, last):
            found.setdefault(name_of(start), (start, master.length))
        for when, length in master.dates:
            start = _as(master.start, when)
            if first - _SLACK <= _wall(start) <= last + _SLACK:
                if len(found) > MOST_OCCURRENCES:
                    self._tell_cut(master)
                    break
                found[name_of(start)] = (start, length or master.length)
        names = {name_of(when) for when in master.not_on}
        days = {when for when in master.not_on if not isinstance(when, Moment)}
        kept = ((name, one) for name, one in found.items() if name not in names)
        return [
            one for _, one in sorted(kept, key=lambda pair: pair[0]) if _day(one[0]) not in days
        ]

    def _bounds(self, master: Draft) -> tuple[datetime, datetime]:
        """Return wall-clock bounds that surely hold the window, wherever the event is."""
        reach = timedelta(days=master.length.days) + master.length.exact + 2 * _SLACK
        for one in master.dates[:1_000]:
            if one[1] is not None:
                reach = max(reach, timedelta(days=one[1].days) + one[1].exact + _SLACK)
        span = self.window.span
        start, end = span.start.replace(tzinfo=None), span.end.replace(tzinfo=None)
        first = start - reach if start - _FIRST > reach else _FIRST
        last = end + _SLACK if _LAST - end > _SLACK else _LAST
        return first, last

    def _ruled(self, master: Draft, first: datetime, last: datetime) -> Iterator[When]:
        for rule in master.rules:
            self.budget.next_series()
            walls, cut = occurrences(
                rule, _wall(master.start), _until(rule, master.start), first, last, self.budget
            )
            if cut:
                self._tell_cut(master)
            for wall in walls:
                yield (
                    Moment(wall, master.start.zone)
                    if isinstance(master.start, Moment)
                    else wall.date()
                )

    def _tell_cut(self, master: Draft) -> None:
        self.told.tell(
            f"the event with UID {short(master.event.uid)} repeats without a sensible end; only "
            "a part of its occurrences is read.",
            _CUT,
        )


def _midnights(start: date, end: date, window: Window) -> tuple[datetime, datetime]:
    return midnight(start, window.zone), midnight(end, window.zone)


def _wall(when: When) -> datetime:
    return when.wall if isinstance(when, Moment) else datetime.combine(when, time())


def _day(when: When) -> date:
    return when.wall.date() if isinstance(when, Moment) else when


def _as(start: When, when: When) -> When:
    """Return a date as the kind that its series has, in the series' zone."""
    if isinstance(start, Moment):
        if isinstance(when, Moment):
            return Moment(start.zone.wall(when.instant), start.zone)
        return Moment(datetime.combine(when, start.wall.time()), start.zone)
    return _day(when)


def _until(rule: Rule, start: When) -> datetime | None:
    """Return the last wall-clock moment that a rule allows."""
    if not rule.until:
        return None
    try:
        until, utc = parse_naive(rule.until)
    except ValueError:
        return None
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    if isinstance(start, Moment) and utc:
        return _zoned(until, start.zone)
    return until if isinstance(start, Moment) else datetime.combine(until.date(), time.max)


def _zoned(until: datetime, zone: Zone) -> datetime:
    try:
        return zone.wall(until.replace(tzinfo=UTC))
    except OverflowError:
        return until


def _shifted(
    master: Draft, start: When, length: Length, name: str, later: Sequence[tuple[str, Draft]]
) -> tuple[tuple[When, Length], Draft]:
    """Apply the last THISANDFUTURE override before an occurrence: its texts and its shift."""
    override = next((one for known, one in reversed(later) if known <= name), None)
    if override is None or override.replaces is None:
        return (start, length), master
    if isinstance(start, Moment) and isinstance(override.start, Moment):
        planned = _wall(_as(start, override.replaces))
        shift = _wall(_as(start, override.start)) - planned
        return (Moment(start.wall + shift, start.zone), override.length), override
    if not isinstance(start, Moment) and not isinstance(override.start, Moment):
        return (start + (override.start - _day(override.replaces)), override.length), override
    return (start, length), master


def _occurrence(
    template: Draft, at: tuple[When, Length], name: str, window: Window
) -> Event | None:
    when, length = at
    try:
        start, end, _ = ends_of(when, length, Zone(window.zone.key, window.zone))
    except (OverflowError, ValueError):
        return None
    one = template.event
    # By place, since dataclasses.replace takes three times as long.
    return Event(one.uid, start, end, one.zone, name, True, *_rest(one))


@functools.lru_cache(maxsize=64)
def _rest(event: Event) -> tuple[Any, ...]:
    """Return the fields that all occurrences of a series share."""
    return tuple(getattr(event, known.name) for known in fields(Event)[6:])
