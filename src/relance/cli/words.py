"""What is said to the person, in French or English."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from relance.cli.screen import one_line
from relance.model import MarkKind, Span
from relance.writing.catalogue import say_it
from relance.writing.dates import day_and_time, short_date, short_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from relance.model import FollowUp, Reason, UserMark
    from relance.service import Why

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG")


def spoken_here(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of the locale: French, or else English."""
    known = os.environ if environment is None else environment
    named = next((known[name] for name in LOCALE if known.get(name)), "")
    return "fr" if named.casefold().startswith("fr") else "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The language and the clock in which the person is spoken to."""

    language: str
    zone: ZoneInfo
    now: datetime

    def say(self, message: str, **values: Any) -> str:
        """Return a message of the catalogues with its values."""
        plain = {k: one_line(v) if isinstance(v, str) else v for k, v in values.items()}
        return say_it(message, self.language).format(**plain)

    def when(self, start: datetime | date | None) -> str:
        """Return a time on the person's clock, a day alone for all-day; with a year if another."""
        if start is None:
            return "–"
        if isinstance(start, datetime):
            local = start.astimezone(self.zone)
            year = self._year(local.date())
            if not year:
                return day_and_time(Span(start, start), self.zone, self.language)
            return f"{short_day(local.date(), self.language)}{year} {local:%H:%M}"
        return f"{short_day(start, self.language)}{self._year(start)}"

    def numbered_day(self, day: date) -> str:
        """Return a day without its name: “24 Nov”; with a year if another."""
        return f"{short_date(day, self.language)}{self._year(day)}"

    def local_day(self, moment: datetime | date) -> date:
        """Return the day that the person's calendar shows."""
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment

    def _year(self, day: date) -> str:
        today = self.now.astimezone(self.zone).date()
        return "" if abs((day - today).days) < 300 else f" {day.year}"

    def step(self, follow_up: FollowUp) -> str:
        """Return what a step is called."""
        from relance.writing.wording import step_name  # noqa: PLC0415 - beside its use

        key = follow_up.key
        return step_name(key.step, key.attempt, follow_up.of, self.language)

    def mark(self, mark: UserMark) -> str:
        """Return a mark as it is called, without its sign, with what stands behind it."""
        from relance.writing.wording import mark_name  # noqa: PLC0415 - beside its use

        name = mark_name(mark.kind, self.language)
        if mark.kind is MarkKind.WAIT:
            return f"{name} {self.when(date.fromisoformat(mark.value))}"
        return f"{name} {mark.value}".rstrip()

    def story(self, told: Why) -> list[str]:
        """Return why a follow-up stands where it stands, sentence by sentence."""
        from relance.writing.story import Story  # noqa: PLC0415 - beside its use
        from relance.writing.teller import Teller  # noqa: PLC0415 - the same

        story = Story(
            Teller(self.language, self.zone, self.now),
            told.follow_up,
            told.candidacy,
            told.grounds,
            written=told.event is not None,
            stands=told.stands,
            edited=told.edited,
        )
        return list(story.sentences())

    def reason(self, reason: Reason) -> str:
        """Return a reason in plain words."""
        from relance.writing.wording import say  # noqa: PLC0415 - beside its use

        return say(reason, self.language)
