"""Read what an interview says beside its times: company, contact, phone, role, round, promise."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Details
from relance.reading.details import addresses, contacts, phones, promises, roles
from relance.reading.details.civilities import civility_of
from relance.reading.details.company_sources import Sources
from relance.reading.details.employers import Employer, employer_of
from relance.reading.details.introductions import in_notes
from relance.reading.details.rounds import round_of
from relance.reading.details.titles import LIMIT, Chunk, chunks_of
from relance.reading.details.writers import written_by_them
from relance.reading.language import language_of
from relance.reading.notes import human_lines
from relance.reading.spelling import aligned, composed, joined, value
from relance.reading.vocabulary import built

if TYPE_CHECKING:
    import re

    from relance.model import Event, Owner


def read_details(event: Event, owner: Owner, *, country: str = "FR") -> Details:
    """Read an interview's details; `country` is where the owner lives. Nothing is invented."""
    lines = human_lines(event.description)
    title = composed(event.summary, LIMIT)
    others = addresses.others(event, owner)
    written = _written(lines, event.location, owner)
    chunks = _chunks(title, lines, owner)
    sources = Sources(chunks, lines, others, written, owner.name, event.location[:LIMIT])
    employer = employer_of(sources)
    known = tuple(n for n in (employer.company, employer.agency) if n)
    name = _contact(title, sources, known)
    role = roles.role_of(chunks, lines, known)
    region = phones.region_of(event.zone, country)
    language = language_of(title, lines, region)
    shown = [n for n, _ in others]
    return Details(
        company=value(employer.company),
        agency=value(employer.agency),
        contact_name=value(name),
        contact_email=value(contacts.email_of(name, others, written)),
        phone=phones.phone_in(
            [*lines, title, *_places(event)],
            region,
            near=name,
            theirs=written_by_them(event, owner, lines),
        ),
        role=value(role),
        round=_round(title, lines, known, role) or _agency_round(employer),
        language=language,
        reply_promised_on=promises.reply_promised_on(
            "\n".join(lines), _day(event), month_first=region == "US" and language == "en"
        ),
        contact_civility=civility_of(name, [*lines, title, *shown]),
    )


def _chunks(title: str, lines: tuple[str, ...], owner: Owner) -> tuple[Chunk, ...]:
    """Cut the title, and the fields of the notes that repeat or replace it."""
    first = owner.name.split(" ", 1)[0]
    known = (owner.name, *_reversed_name(owner.name))
    found = chunks_of(title, known)
    for place, line in enumerate(lines):
        match = _subtitle().fullmatch(aligned(line)) if ":" in line else None
        if match is not None:
            start = match.start("value")
            text = line[start:] if start >= 0 else "".join(lines[place + 1 : place + 2])
            found += chunks_of(text, known)
    seen: dict[str, Chunk] = {}
    for chunk in found:
        if joined(chunk.text) != joined(first) or not first:
            seen.setdefault(joined(chunk.text) + chunk.marker, chunk)
    return tuple(seen.values())


def _reversed_name(name: str) -> tuple[str, ...]:
    first, _, last = name.partition(" ")
    return (f"{last} {first}", f"{last}, {first}") if last else ()


def _written(lines: tuple[str, ...], location: str, owner: Owner) -> list[str]:
    found = addresses.emails_in([*lines, location[:LIMIT]])
    return [e for e in found if not addresses.is_own(e, owner) and not addresses.is_automated(e)]


def _contact(title: str, sources: Sources, known: tuple[str, ...]) -> str | None:
    company = known[0] if known else None
    found = [
        *contacts.in_event(sources.others),
        *in_notes(sources.lines),
        *contacts.in_title(title, sources.chunks, company),
    ]
    found = [n for n in found if not any(joined(n.name) == joined(k) for k in known)]
    return contacts.best(found, owner=sources.owner, company=company)


def _round(
    title: str, lines: tuple[str, ...], known: tuple[str, ...], role: str | None
) -> str | None:
    """Read the round where names cannot be mistaken for it."""
    bare = title
    for name in (*known, role, (role or "").split(",")[0]):
        at = aligned(bare).find(aligned(name)) if name else -1
        if name and at >= 0:
            bare = f"{bare[:at]} · {bare[at + len(name) :]}"
    fields = [
        m["value"]
        for line in lines
        if ":" in line and (m := _round_field().fullmatch(aligned(line)))
    ]
    return round_of(bare, tuple(fields), lines)


def _agency_round(employer: Employer) -> str | None:
    """Take a talk with an agency alone for a first one."""
    alone = employer.agency is not None and employer.agency == employer.company
    return "screening" if alone else None


def _subtitle() -> re.Pattern[str]:
    return built(r"\s{0,6}@titles.fields@\s?:\s{0,6}(?P<value>\S.{0,200})?")


def _round_field() -> re.Pattern[str]:
    return built(r"\s{0,6}@rounds.fields@\s?:\s{0,6}(?P<value>\S.{0,200})")


def _places(event: Event) -> tuple[str, ...]:
    link = event.url if event.url.startswith("tel:") else ""
    return (event.location[:LIMIT], link[4:40])


def _day(event: Event) -> date:
    start = event.start
    if not isinstance(start, datetime):
        return start
    try:
        return start.astimezone(ZoneInfo(event.zone)).date()
    except (ValueError, OSError, KeyError):
        return start.date()
