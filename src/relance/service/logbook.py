"""The logbook: a row a candidacy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import MarkKind, State
from relance.planning.follow_ups import in_time
from relance.service.rows import JournalRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from relance.model import Candidacy, FollowUp
    from relance.planning.plan import Plan
    from relance.reading.misread import Misread
    from relance.sync.history import History

SIGNS = frozenset({MarkKind.ANSWERED, MarkKind.REFUSED, MarkKind.OFFER, MarkKind.WAIT})
DONE = frozenset({State.PASSED, State.SKIPPED})
COMING = frozenset({State.PENDING, State.UNPLACED})


def rows(
    past: History, planned: Plan, now: datetime, misread: Sequence[Misread] = ()
) -> tuple[JournalRow, ...]:
    """Return a row a candidacy: the soonest next step first, then those that wait for the person.

    The closed ones come last, the latest first.
    """
    by_candidacy: dict[str, list[FollowUp]] = {}
    for follow_up in planned.follow_ups:
        by_candidacy.setdefault(follow_up.candidacy, []).append(follow_up)
    made = [_row(c, by_candidacy.get(c.id, ()), planned, misread, now) for c in past.candidacies]
    return tuple(sorted(made, key=_order))


def _row(
    candidacy: Candidacy,
    follow_ups: Sequence[FollowUp],
    planned: Plan,
    misread: Sequence[Misread],
    now: datetime,
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
        tuple(m for m in misread if m.on.interview in candidacy.identities),
    )


def _last_sign(candidacy: Candidacy, now: datetime) -> date | None:
    """Return the day on which the company was last heard of."""
    zone = ZoneInfo(candidacy.recruiter.zone)
    days = [o.day for o in candidacy.occasions if o.end <= now]
    said = (s for o in candidacy.every_occasion for s in o.said if s.mark.kind in SIGNS)
    days += [s.at.astimezone(zone).date() for s in said]
    return max(days, default=None)


def _order(row: JournalRow) -> tuple[bool, bool, float, str]:
    """Return what rows are sorted by."""
    if row.next is not None:
        at = in_time(row.next)[0].timestamp()
    else:
        at = -float(row.last_sign.toordinal()) if row.last_sign is not None else 0.0
    return not row.open, row.next is None, at, row.candidacy.id
