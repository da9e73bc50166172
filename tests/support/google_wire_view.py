"""What a list of events is asked for, and which events it wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from google_wire_answers import Json, refusal

if TYPE_CHECKING:
    from datetime import datetime

    from google_wire_calls import Call


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of one request."""

    single: bool
    deleted: bool
    low: datetime | None  # bounds the end
    high: datetime | None  # bounds the start
    updated: datetime | None
    types: frozenset[str]
    words: str
    uid: str
    private: tuple[tuple[str, str], ...]
    any_private: bool

    @classmethod
    def of(
        cls, call: Call, low: datetime | None, high: datetime | None, updated: datetime | None
    ) -> Wanted:
        query, habit = call.asked.query, call.mailbox.habits.many_constraints
        private = [_constraint(text) for text in query.get("privateExtendedProperty", [])]
        if len(private) > 1 and habit == "refused":
            raise refusal("badRequest", location="privateExtendedProperty")
        single = call.flag("singleEvents")
        deleted = call.flag("showDeleted") or updated is not None
        types = frozenset(query.get("eventTypes", []))
        words, uid = call.one("q").casefold(), call.one("iCalUID")
        return cls(
            single, deleted, low, high, updated, types, words, uid, tuple(private), habit == "any"
        )

    def within(self, low: datetime | None, high: datetime | None) -> Wanted:
        """Return the same with another window."""
        return replace(self, low=low, high=high)

    def single_events(self) -> Wanted:
        """Return the same with instances instead of series."""
        return replace(self, single=True)

    def covers(self, start: datetime, end: datetime) -> bool:
        """Say whether a stretch of time lies in the window; both bounds are exclusive."""
        after = self.low is None or end > self.low
        return after and (self.high is None or start < self.high)


def _constraint(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise refusal("badRequest", location="privateExtendedProperty")
    return name, value


def matches(resource: Json, wanted: Wanted) -> bool:
    """Say whether an event is of the kind that was asked for; its times are not looked at."""
    if wanted.types and resource.get("eventType", "default") not in wanted.types:
        return False
    if wanted.uid and resource.get("iCalUID") != wanted.uid:
        return False
    if wanted.updated and str(resource.get("updated")) < f"{wanted.updated:%Y-%m-%dT%H:%M:%S}":
        return False
    if wanted.words and wanted.words not in _text(resource):
        return False
    return _has_private(resource, wanted)


def _has_private(resource: Json, wanted: Wanted) -> bool:
    own = resource.get("extendedProperties", {}).get("private", {})
    met = [own.get(name) == value for name, value in wanted.private]
    return not met or (any(met) if wanted.any_private else all(met))


def _text(resource: Json) -> str:
    names = ("summary", "description", "location")
    return "\n".join(str(resource.get(name, "")) for name in names).casefold()
