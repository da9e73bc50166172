"""Find the company the owner would join, and the agency in between, from all that names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.reading.details import people
from relance.reading.details.company_names import (
    alike,
    is_agency,
    tidied,
)
from relance.reading.details.company_sources import (
    Offered,
    Sources,
    agencies_of,
    domain_labels,
    from_clients,
    from_domains,
    from_fields,
    from_prose,
    from_senders,
    from_titles,
)
from relance.reading.spelling import aligned, joined
from relance.reading.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Employer:
    """The company the owner would join, and the agency in between."""

    company: str | None = None
    agency: str | None = None


def employer_of(sources: Sources) -> Employer:
    """Weigh everything that names a company; names that agree support each other."""
    labels = domain_labels(sources)
    clients = list(from_clients(sources.lines))
    agencies = agencies_of(sources, labels, named=bool(clients))
    offered = [
        *clients,
        *from_fields(sources),
        *from_titles(sources, labels),
        *from_senders(sources),
    ]
    offered += [*from_prose(sources), *from_domains(sources, labels)]
    offered = [o for o in offered if _acceptable(o.name, sources)]
    if agencies:
        offered = [o for o in offered if not _same_any(o.name, agencies)] or offered
    agency = agencies[0] if agencies else None
    company = _winner(offered) or agency
    if company is not None and agency is None and is_agency(company):
        agency = company
    return Employer(company, agency)


def _winner(offered: list[Offered]) -> str | None:
    totals: list[tuple[float, str]] = []
    for one in offered:
        support = [o.worth for o in offered if o is not one and alike(o.name, one.name)]
        totals.append((one.worth + 0.5 * max(support, default=0.0), one.name))
    if not totals:
        return None
    best = max(totals, key=lambda t: t[0])
    return tidied(best[1]) if best[0] > 0 else None


def _same_any(name: str, others: Iterable[str]) -> bool:
    return any(alike(name, other) for other in others)


def _acceptable(name: str, sources: Sources) -> bool:
    plain = joined(name)
    if (
        len(plain) < 2
        or plain.isdigit()
        or (sources.owner and people.same_person(name, sources.owner))
    ):
        return False
    return aligned(name) not in words("contacts", "not_person")
