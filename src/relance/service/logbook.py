"""The logbook: a row a candidacy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import MarkKind, State
from relance.service.rows import JournalRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from relance.model import Candidacy, FollowUp
    from relance.planning.plan import Plan
    from relance.sync.history import History

SIGNS = frozenset({MarkKind.ANSWERED, MarkKind.REFUSED, MarkKind.OFFER, MarkKind.WAIT})
DONE = frozenset({State.PASSED, State.SKIPPED})
COMING = frozenset({State.PENDING, State.UNPLACED})


def rows(past: History, planned: Plan, now: datetime) -> tuple[JournalRow, ...]:
    """Return a row a candidacy, the soonest next step first, the closed ones last."""
    by_candidacy: dict[str, list[FollowUp]] = {}
    for follow_up in planned.follow_ups:
        by_candidacy.setdefault(follow_up.candidacy, []).append(follow_up)
    made = [_row(c, by_candidacy.get(c.id, ()), planned, now) for c in past.candidacies]
    return tuple(sorted(made, key=_order))


def _row(
    candidacy: Candidacy, follow_ups: Sequence[FollowUp], planned: Plan, now: datetime
) -> JournalRow:
    coming = next((f for f in follow_ups if f.state in COMING), None)
    sign = _last_sign(candidacy, now)
    zone = ZoneInfo(candidacy.recruiter.zone)
    return JournalRow(
        candidacy,
        tuple(i for o in candidacy.occasions for i in o.interviews),
        tuple(i for o in candidacy.past_occasions for i in o.gone),
        tuple(f for f in follow_ups if f.state in DONE),
        coming,
        planned.endings.get(candidacy.id) if coming is None else None,
        sign,
        (now.astimezone(zone).date() - sign).days if sign is not None else None,
    )


def _last_sign(candidacy: Candidacy, now: datetime) -> date | None:
    """Return the day on which the company was last heard of."""
    zone = ZoneInfo(candidacy.recruiter.zone)
    days = [o.day for o in candidacy.occasions if o.end <= now]
    marked = (*candidacy.past_occasions, *candidacy.occasions)
    said = (s for o in marked for s in o.said if s.mark.kind in SIGNS)
    days += [s.at.astimezone(zone).date() for s in said]
    return max(days, default=None)


def _order(row: JournalRow) -> tuple[bool, str, str]:
    start = row.next.start if row.next is not None else None
    return row.next is None, f"{start}", row.candidacy.id
