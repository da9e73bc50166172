"""Recognise the interviews of a calendar's owner, with the reasons.

Every finding is a reason with a weight; their sum decides. The words and their weights come from
`lexicon/`; `parties` tells who invites whom, and the shape of the event is weighed here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from relance.model import Event, Owner, Reason, Recognition, Response, Status, Verdict
from relance.reading.lexicon import Code, Lexicon, default_lexicon
from relance.reading.parties import from_names, from_people
from relance.reading.subject import Subject
from relance.reading.wording import CORE, from_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

YES = 3.0
ASK = 1.8
# So much must speak of hiring itself, whoever sends it and whatever its shape.
ENOUGH = 1.5
SOME = 0.8

_EVIDENCE = CORE | {Code.SENDER}


def recognise(
    event: Event,
    owner: Owner,
    lexicon: Lexicon | None = None,
    *,
    override: bool | None = None,
) -> Recognition:
    """Say whether an event is an interview with its owner as the candidate.

    `override` is what the person said with a mark; it settles the matter.
    """
    if event.our_mark is not None:
        return _settled(Verdict.NO, Code.OURS)
    if override is not None:
        return _settled(Verdict.YES if override else Verdict.NO, Code.MARKED)
    if event.status is Status.CANCELLED:
        return _settled(Verdict.NO, Code.CANCELLED, "STATUS")
    if event.answer_of(owner) is Response.DECLINED:
        return _settled(Verdict.NO, Code.DECLINED)
    return _weighed(Subject(event, owner, lexicon or default_lexicon()))


def _settled(verdict: Verdict, code: Code, detail: str = "") -> Recognition:
    score = 10.0 if verdict is Verdict.YES else -10.0
    return Recognition(verdict, score, (Reason(code, detail, score),))


def _weighed(subject: Subject) -> Recognition:
    reasons = list(from_words(subject))
    # Nothing else speaks of hiring but a sender: most of a calendar ends here.
    if subject.organizer or _evidence(reasons) >= SOME:
        reasons += [*from_people(subject), *from_names(subject), *_from_shape(subject)]
    score, evidence = round(sum(reason.weight for reason in reasons), 2), _evidence(reasons)
    verdict = Verdict.NO
    if score >= ASK and evidence >= SOME:
        verdict = Verdict.YES if score >= YES and evidence >= ENOUGH else Verdict.ASK
    return Recognition(verdict, score, tuple(sorted(reasons, key=lambda r: -abs(r.weight))))


def _evidence(reasons: Iterable[Reason]) -> float:
    return sum(reason.weight for reason in reasons if reason.code in _EVIDENCE)


def _from_shape(subject: Subject) -> Iterator[Reason]:
    event = subject.event
    if event.from_rule:
        yield Reason(Code.SERIES, "", -4.0)
    if event.all_day:
        days = event.end.toordinal() - event.start.toordinal()
        yield Reason(Code.SHAPE, "all-day", -0.3 if days <= 1 else -2.0)
    elif isinstance(event.start, datetime) and isinstance(event.end, datetime):
        length = event.end - event.start
        if length > timedelta(hours=12):
            yield Reason(Code.SHAPE, "very long", -2.0)
        elif length <= timedelta(minutes=10) and not subject.organizer:
            yield Reason(Code.SHAPE, "very short", -1.0)
