"""What a face shows, as JSON values: English keys, stable codes, times with their offset."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from relance.model import Details, Verdict, printable
from relance.service import once

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relance.errors import RelanceError
    from relance.model import Event, FollowUp, Reason, Span, Warned
    from relance.service import (
        CalendarReport,
        JournalRow,
        Misread,
        PassReport,
        Purged,
        ReadEvent,
        Status,
        Why,
    )

_NOTHING = Details()


def event_row(read: ReadEvent) -> dict[str, Any]:
    """Return one event of `interviews`."""
    event, details = read.event, read.details or _NOTHING
    return {
        "uid": printable(event.uid),
        "recurrence_id": recurrence(event.recurrence_id),
        "start": iso(event.start, event.zone),
        "end": iso(event.end, event.zone),
        "summary": printable(event.summary),
        "interview": read.recognition.verdict is Verdict.YES,
        "verdict": str(read.recognition.verdict),
        "company": _words(details.company),
        "contact_name": _words(details.contact_name),
        "contact_email": _words(details.contact_email),
        "phone_e164": _words(details.phone),
        "role": _words(details.role),
        "round": _words(details.round),
        "language": _words(details.language),
        "reply_promised_on": iso(details.reply_promised_on),
        "candidacy": _words(read.candidacy),
        "reasons": reasons(read.recognition.reasons),
    }


def follow_up_row(follow_up: FollowUp) -> dict[str, Any]:
    """Return one follow-up of `plan`."""
    key = follow_up.key
    return {
        "key": str(key),
        "company": printable(follow_up.company),
        "step": str(key.step),
        "channel": str(follow_up.channel),
        "attempt": key.attempt,
        "of": follow_up.of,
        "start": iso(follow_up.start, follow_up.zone),
        "end": iso(follow_up.end, follow_up.zone),
        "all_day": follow_up.all_day,
        "zone": follow_up.zone,
        "state": str(follow_up.state),
        "pinned": follow_up.pinned,
        "score": follow_up.score,
        "reasons": reasons(follow_up.reasons),
    }


def report_object(
    report: PassReport, failures: Iterable[RelanceError], *, dry_run: bool
) -> dict[str, Any]:
    """Return what `sync` tells of a pass."""
    found = (c.error for c in report.calendars if c.error is not None)
    errors = once([*failures, *found])
    return {
        "at": iso(report.at),
        "dry_run": dry_run,
        "calendars": [_calendar(calendar) for calendar in report.calendars],
        "interviews": report.interviews,
        "to_settle": report.to_settle,
        "candidacies": report.candidacies,
        "written": report.written,
        "unplaced": [follow_up_row(f) for f in report.unplaced],
        "warnings": [warning(w) for w in report.warnings],
        "errors": [error_object(e) for e in errors],
        "wake": iso(report.wake),
    }


def _calendar(calendar: CalendarReport) -> dict[str, Any]:
    return {
        "id": printable(calendar.id),
        "name": printable(calendar.name),
        "read": calendar.read,
        "changed": calendar.changed,
        "created": calendar.created,
        "updated": calendar.updated,
        "deleted": calendar.deleted,
        "warnings": [warning(w) for w in calendar.warnings],
        "error": error_object(calendar.error) if calendar.error is not None else None,
    }


def why_object(why: Why) -> dict[str, Any]:
    """Return everything that led to the place of one follow-up."""
    told, zone = why.explanation, why.follow_up.zone
    return {
        "follow_up": follow_up_row(why.follow_up),
        "stands": why.stands,
        "due": iso(told.due if told else why.follow_up.due, zone),
        "slots": len(told.looked_at) if told else 0,
        "rules": {r.code: int(r.weight) for r in told.counts} if told else {},
        "looked_at": [
            {
                **_span(seen.span, zone),
                "rule": seen.reason.code if seen.reason else None,
                "cost": seen.cost,
            }
            for seen in (told.looked_at if told else ())
        ],
        "chosen": {
            **_span(told.chosen.span, zone),
            "cost": told.chosen.cost,
            "reasons": reasons(told.chosen.reasons),
        }
        if told and told.chosen
        else None,
        "event": _written(why.event) if why.event else None,
        **_led(why),
    }


def _led(why: Why) -> dict[str, Any]:
    """Return what led to a follow-up beside the slots, and what came of it."""
    grounds = why.grounds
    return {
        "because": str(grounds.due.reason) if grounds.due else None,
        "after": str(grounds.after.key) if grounds.after else None,
        "no_call": (grounds.no_call.code or None) if grounds.no_call else None,
        "until": iso(grounds.until),
        "edited": why.edited,
        "said": [
            {"mark": str(s.mark.kind), "value": printable(s.mark.value), "at": iso(s.at)}
            for s in grounds.said
        ],
        "then": str(grounds.then.key) if grounds.then else None,
        "outcome": grounds.ending.reason.code if grounds.ending else None,
    }


def _written(event: Event) -> dict[str, Any]:
    return {
        "uid": printable(event.uid),
        "summary": printable(event.summary),
        "start": iso(event.start, event.zone),
        "end": iso(event.end, event.zone),
    }


def journal_row(row: JournalRow) -> dict[str, Any]:
    """Return one candidacy of the journal."""
    candidacy, details = row.candidacy, row.candidacy.details
    return {
        "candidacy": candidacy.id,
        "company": printable(candidacy.company),
        "agency": _words(details.agency),
        "contact_name": _words(details.contact_name),
        "contact_email": _words(details.contact_email),
        "phone_e164": _words(details.phone),
        "role": _words(details.role),
        "language": _words(details.language),
        "zone": candidacy.recruiter.zone,
        "interviews": [
            {
                "uid": printable(i.event.uid),
                "recurrence_id": recurrence(i.event.recurrence_id),
                "start": iso(i.event.start, i.event.zone),
                "end": iso(i.event.end, i.event.zone),
                "summary": printable(i.event.summary),
                "round": _words(i.details.round),
                "cancelled": i in row.cancelled,
            }
            for i in (*row.interviews, *row.cancelled)
        ],
        "done": [follow_up_row(f) for f in row.done],
        "next": follow_up_row(row.next) if row.next else None,
        "open": row.open,
        "outcome": row.ending.reason.code if row.ending else None,
        "last_sign": iso(row.last_sign),
        "days_since": row.days_since,
        "misread": [misread_object(m) for m in row.misread],
    }


def misread_object(misread: Misread) -> dict[str, str]:
    """Return a word that is close to a mark, and what was probably meant."""
    return {
        "key": str(misread.on),
        "title": printable(misread.title),
        "word": printable(misread.word),
        "meant": printable(misread.meant),
    }


def status_object(status: Status, failures: Iterable[RelanceError]) -> dict[str, Any]:
    """Return how everything stands."""
    return {
        "settings": printable(status.settings),
        "journal": printable(status.journal),
        "calendars": [
            {
                "id": printable(c.id),
                "name": printable(c.name),
                "read_at": iso(c.read_at),
                "state": c.state,
                "note": printable(c.note),
            }
            for c in status.calendars
        ],
        "last_pass": iso(status.last_pass),
        "next_due": iso(status.next_due),
        "interviews": status.interviews,
        "to_settle": status.to_settle,
        "candidacies": status.candidacies,
        "open": status.open,
        "coming": [follow_up_row(f) for f in status.coming],
        "unplaced": [follow_up_row(f) for f in status.unplaced],
        "misread": [misread_object(m) for m in status.misread],
        "warnings": [warning(w) for w in status.warnings],
        "errors": [error_object(e) for e in failures],
        "daemon": _words(status.daemon),
        "secrets": _words(status.secrets),
    }


def purged_object(purged: Purged, *, dry_run: bool) -> dict[str, Any]:
    """Return what purging removed."""
    return {
        "dry_run": dry_run,
        "removed": purged.removed,
        "kept": [warning(w) for w in purged.kept],
        "errors": [error_object(e) for e in purged.errors],
    }


def warning(warned: Warned) -> dict[str, str]:
    """Return a warning."""
    return {name: printable(text) for name, text in asdict(warned).items()}


def error_object(error: RelanceError) -> dict[str, str]:
    """Return an error: its kind is the name in the error tree."""
    return {
        "kind": type(error).__name__,
        "where": printable(error.where),
        "what": printable(error.what),
        "remedy": printable(error.remedy),
    }


def reasons(given: Iterable[Reason]) -> list[str]:
    """Return reasons as plain strings: `code: detail`."""
    return [printable(str(reason)) for reason in given]


def iso(moment: datetime | date | None, zone: str = "UTC") -> str | None:
    """Return a time in ISO 8601 with the offset of its zone, a day as a date."""
    if not isinstance(moment, datetime):
        return None if moment is None else moment.isoformat()
    try:
        return moment.astimezone(ZoneInfo(zone)).isoformat()
    except (LookupError, ValueError, OverflowError, OSError):
        return moment.isoformat()


def recurrence(basic: str | None) -> str | None:
    """Return a recurrence id: `2026-10-15T10:30:00Z`, or a date for all-day."""
    if basic is None:
        return None
    try:
        if "T" in basic:
            moment = datetime.strptime(basic, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return f"{moment.replace(tzinfo=None).isoformat()}Z"
        return date.fromisoformat(basic).isoformat()
    except ValueError:
        return printable(basic)


def _span(span: Span, zone: str) -> dict[str, str | None]:
    return {"start": iso(span.start, zone), "end": iso(span.end, zone)}


def _words(text: str | None) -> str | None:
    return None if text is None else printable(text)
