"""Interviews, what was said and what stands → candidacies, one a company."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Candidacy,
    Details,
    Interview,
    MarkKind,
    Occasion,
    Recruiter,
    Said,
    Span,
    Standing,
    UserMark,
)
from relance.reading.companies import company_key, same_company
from relance.reading.recruiters import Known, recruiter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


UTC = ZoneInfo("UTC")
LIFTING = frozenset({MarkKind.WAIT, MarkKind.INTERVIEW})


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known, from which candidacies are made.

    `said` is by interview identity, in the order in which the marks count. `known` returns what
    the settings tell of a company.
    """

    interviews: Sequence[Interview]
    gone: Sequence[Interview]
    standings: Sequence[Standing]
    said: Mapping[str, Sequence[Said]]
    owner: Recruiter
    known: Callable[[str], Known]
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of one occasion once
    went: Mapping[str, date] = field(default_factory=dict)  # a later round that went
    gone_at: Mapping[str, datetime] = field(default_factory=dict)  # when it was found gone


def candidacies(evidence: Evidence) -> tuple[Candidacy, ...]:
    """Return every candidacy, by id; the same whatever the order of what is known."""
    evidence = replace(evidence, said=_said(evidence))
    overridden = [
        _overridden(i, evidence.said)
        for i in _ordered(_one_each(evidence.interviews))
        if override(s.mark for s in evidence.said.get(i.identity, ())) is not False
    ]
    there = {i.identity for i in overridden}
    gone = [_overridden(i, evidence.said) for i in _ordered(evidence.gone)]
    gone = [i for i in _one_each(gone) if i.identity not in there]
    standings = defaultdict(list)
    known = {*there, *(i.identity for i in gone)}
    for standing in evidence.standings:
        standings[_whose(standing.key.interview, evidence, known)].append(standing)
    read = grouped([*overridden, *gone])
    named = grouped([i for group in read.values() for i in _named(group, evidence.said)])
    made = [_candidacy(name, group, evidence, standings) for name, group in named.items()]
    return tuple(sorted(made, key=lambda c: c.id))


def _one_each(interviews: Iterable[Interview]) -> list[Interview]:
    """Return each interview once, as its newest revision has it, whatever calendars hold it."""
    best: dict[str, Interview] = {}
    for interview in sorted(interviews, key=lambda i: (i.event.sequence, i.calendar)):
        best[interview.identity] = interview
    return list(best.values())


def _said(evidence: Evidence) -> dict[str, list[Said]]:
    """Return what was said, of an interview that is not known any more at another of its day."""
    known = {i.identity for i in (*evidence.interviews, *evidence.gone)}
    said: dict[str, list[Said]] = defaultdict(list)
    for identity, marks in evidence.said.items():
        said[_whose(identity, evidence, known)] += marks
    return {identity: sorted(marks, key=lambda s: s.at) for identity, marks in said.items()}


def _whose(identity: str, evidence: Evidence, known: set[str]) -> str:
    """Return an interview that is known, or another of the same occasion in its place."""
    if identity in known:
        return identity
    return min(evidence.same.get(identity, frozenset()) & known, default=identity)


def grouped(interviews: Sequence[Interview]) -> dict[str, list[Interview]]:
    """Return interviews by candidacy id: one company, one client or role of an agency.

    An interview without a company is a candidacy of its own, unless it is a copy of another.
    """
    ordered = _ordered(interviews)
    groups: dict[str, list[Interview]] = {}
    joined: dict[str, str] = {}
    alike: dict[str, list[str]] = defaultdict(list)  # groups by what same names have in common
    for interview in ordered:
        name = _name(interview)
        if name is None:
            continue
        if name not in joined:
            traits = _traits(interview)
            near = dict.fromkeys(group for trait in traits for group in alike[trait])
            joined[name] = next(
                (g for g in groups if g in near and _same(groups[g], interview)), name
            )
            for trait in traits:
                alike[trait].append(joined[name])
        groups.setdefault(joined[name], []).append(interview)
    at: dict[date, list[tuple[Span, str]]] = defaultdict(list)
    for group, members in groups.items():
        for span in (i.event.span(UTC) for i in members):
            at[span.start.date()].append((span, group))
    for interview in ordered:
        if _name(interview) is None:
            span = interview.event.span(UTC)
            copy_of = _same_time(span, at[span.start.date()])
            groups.setdefault(copy_of or interview.identity, []).append(interview)
    return groups


def _same_time(span: Span, named: Sequence[tuple[Span, str]]) -> str | None:
    """Return the candidacy of the one appointment at that time: nobody is at two at once."""
    same = {group for other, group in named if other.start == span.start}
    near = {group for other, group in named if other.overlaps(span)}
    for found in (same, near):
        if len(found) == 1:
            return found.pop()
    return None


def _name(interview: Interview) -> str | None:
    """Return the normalised company; an agency alone stands with the role it mediates."""
    details = interview.details
    company = details.company or details.agency
    key = company_key(company) if company else ""
    if not key:
        return None
    if details.agency and company_key(details.agency) == key and details.role:
        return f"{key}/{company_key(details.role)}"
    return key


def _traits(interview: Interview) -> set[str]:
    """Return what two names of one company share at least: a word's beginning, or a domain."""
    details = interview.details
    domain = (details.contact_email or "").rpartition("@")[2].casefold()
    name = details.company or details.agency or ""
    return {company_key(word)[:3] for word in name.split()} | ({f"@{domain}"} if domain else set())


def _same(group: list[Interview], interview: Interview) -> bool:
    other, mine = group[0].details, interview.details
    if "/" in (_name(interview) or "") or "/" in (_name(group[0]) or ""):
        return False
    return same_company(
        other.company or "", mine.company or "", other.contact_email, mine.contact_email
    )


def _ordered(interviews: Iterable[Interview]) -> list[Interview]:
    return sorted(interviews, key=lambda i: (f"{i.event.start:%Y%m%d%H%M}", i.identity, i.calendar))


def about_all(said: Said) -> bool:
    """Say whether a mark counts for the whole candidacy, whatever interview it was put on."""
    named = said.mark.kind is MarkKind.COMPANY and said.on is not None
    return named or said.mark.kind in {MarkKind.ZONE, MarkKind.SMALL}


def _overridden(interview: Interview, said: Mapping[str, Sequence[Said]]) -> Interview:
    """Return an interview with what the person said of its company and phone instead."""
    given = said.get(interview.identity, ())
    phone = _last(given, MarkKind.PHONE)
    company = _last([s for s in given if s.on is None], MarkKind.COMPANY)
    if phone is None and company is None:
        return interview
    details = interview.details
    return replace(
        interview,
        details=replace(details, phone=phone or details.phone, company=company or details.company),
    )


def _named(group: list[Interview], said: Mapping[str, Sequence[Said]]) -> list[Interview]:
    """Return a candidacy's interviews with the company that the person wrote on a follow-up.

    A follow-up is about the whole candidacy; what is said on an interview later counts for that
    interview alone.
    """
    given = {i.identity: said.get(i.identity, ()) for i in group}
    for_all = [s for marks in given.values() for s in marks if s.on is not None]
    if _last(for_all, MarkKind.COMPANY) is None:
        return group
    named = []
    for interview in group:
        own = [s for s in given[interview.identity] if s.on is None]
        company = _last([*own, *for_all], MarkKind.COMPANY)
        named.append(replace(interview, details=replace(interview.details, company=company)))
    return named


def _candidacy(
    name: str,
    group: list[Interview],
    evidence: Evidence,
    standings: Mapping[str, list[Standing]],
) -> Candidacy:
    gone_ids = {i.identity for i in evidence.gone} - {i.identity for i in evidence.interviews}
    live = [i for i in group if i.identity not in gone_ids]
    gone = [i for i in group if i.identity in gone_ids]
    details = merged(live or gone)
    company = details.company or details.agency or ""
    known = evidence.known(company)
    said = [s for i in group for s in evidence.said.get(i.identity, ())]
    recruiter = recruiter_of(
        phone=known.phone or details.phone,
        marked_zone=_last(said, MarkKind.ZONE),
        known=known,
        owner=evidence.owner,
    )
    zone = ZoneInfo(recruiter.zone)
    days: dict[date, list[Interview]] = defaultdict(list)
    for interview in live:
        days[last_day(interview, zone)].append(interview)
    over = {last_day(i, zone): list[Interview]() for i in gone if last_day(i, zone) not in days}
    occasions = tuple(_occasions(days, gone, evidence, standings, zone))
    return Candidacy(
        name,
        company,
        recruiter,
        occasions,
        replace(details, phone=known.phone or details.phone),
        by=known.by,
        small=known.small or any(s.mark.kind is MarkKind.SMALL for s in said),
        round_cancelled=_round_cancelled(occasions, group, gone, evidence, zone),
        past_occasions=tuple(_occasions(over, gone, evidence, standings, zone)),
    )


def appointments(found: Iterable[Candidacy]) -> int:
    """Count interviews; an appointment that is found twice, or typed by hand as well, is one."""
    return sum(len({i.event.start for o in c.occasions for i in o.interviews}) for c in found)


def merged(interviews: Sequence[Interview]) -> Details:
    """Return what the interviews of a candidacy say together; the last word counts."""
    values: dict[str, object] = {}
    for interview in _ordered(interviews):
        if interview.details.contact_name:
            values.pop("contact_civility", None)  # it was somebody else's
        for each in fields(Details):
            value = getattr(interview.details, each.name)
            if value is not None:
                values[each.name] = value
    return Details(**values)  # type: ignore[arg-type]  # the fields' own values


def _occasions(
    days: Mapping[date, list[Interview]],
    gone: list[Interview],
    evidence: Evidence,
    standings: Mapping[str, list[Standing]],
    zone: ZoneInfo,
) -> Iterator[Occasion]:
    """Yield one occasion a day, the gone interviews of that day beside those that are left."""
    for day, interviews in sorted(days.items()):
        left = tuple(i for i in gone if last_day(i, zone) == day)
        spans = [i.event.span(zone) for i in interviews or left]
        identities = {i.identity: None for i in (*interviews, *left)}
        marks = {s: None for i in identities for s in evidence.said.get(i, ())}
        yield Occasion(
            tuple(interviews),
            day,
            min(span.start for span in spans),
            max(span.end for span in spans),
            tuple(sorted(marks, key=lambda s: s.order)),
            tuple(s for i in identities for s in standings.get(i, ())),
            left,
        )


def last_day(interview: Interview, zone: ZoneInfo) -> date:
    """Return the day on which an interview ends; an end at midnight is the day before's."""
    event = interview.event
    span = event.span(zone)
    if not isinstance(event.end, datetime):
        return event.end - timedelta(days=1) if event.end > event.start else event.end
    end = span.end - timedelta(microseconds=1) if span.end > span.start else span.end
    return end.astimezone(zone).date()


def _round_cancelled(
    occasions: tuple[Occasion, ...],
    group: list[Interview],
    gone: list[Interview],
    evidence: Evidence,
    zone: ZoneInfo,
) -> bool:
    """Say whether a round that was known beside the last one left has gone since.

    One that went as an earlier day came up was put forward to that day. A mark that lets the
    sequence go on lifts the wait, when it is given after the round went.
    """
    if not occasions:
        return False
    last = occasions[-1]
    known_since = min(i.first_seen for i in last.interviews)
    later = {
        i: evidence.gone_at.get(i.identity, i.first_seen)
        for i in gone
        if last_day(i, zone) > last.day
    }
    went = [at for i, at in later.items() if i.first_seen >= known_since or at > known_since]
    identities = {i.identity for i in group} | {i for o in occasions for i in o.identities}
    known = {last_day(i, zone) for i in evidence.gone}  # theirs, or another company's
    remembered = [evidence.went[i] for i in identities & evidence.went.keys()]
    remembered = [day for day in remembered if day not in known]
    if not went and not any(day > last.day for day in remembered):
        return False
    since = max(went, default=known_since)
    return not any(s.mark.kind in LIFTING and s.at >= since for s in last.said)


def _last(said: Iterable[Said], kind: MarkKind) -> str | None:
    """Return what the mark of a kind says that was met last."""
    found = [s for s in said if s.mark.kind is kind]
    return max(found, key=lambda s: s.order).mark.value if found else None


def override(marks: Iterable[UserMark]) -> bool | None:
    """Return what the person said about an event being an interview; None for nothing."""
    said: bool | None = None
    for mark in marks:
        if mark.kind is MarkKind.INTERVIEW:
            said = True
        elif mark.kind is MarkKind.NOT_INTERVIEW:
            said = False
    return said
