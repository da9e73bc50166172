"""What is taken: busy times, and the contacts of a day."""

from __future__ import annotations

from relance.planning.clocks import instant
from relance.planning.slots import Agenda
from relance.planning.windows import Rules
from situations import NEW_YORK, PARIS, at, span

RULES = Rules()


def test_a_contact_without_length_counts_and_is_in_nobodys_way() -> None:
    agenda = Agenda((), RULES)
    agenda.take(span("2026-11-04 10:05", 0), "acme", PARIS)
    start, end = instant(at("2026-11-04 10:00")), instant(at("2026-11-04 10:15"))
    day = at("2026-11-04 10:05").date().toordinal()
    assert not agenda.is_placed(start, end)
    assert not agenda.blocked.over(start, end)
    assert agenda.contacts(day) == 1
    assert agenda.has_contact("acme", day)


def test_a_contact_late_in_new_york_is_of_the_next_day_here_and_of_that_day_there() -> None:
    agenda = Agenda((), RULES)
    agenda.take(span("2026-11-04 19:00", place=NEW_YORK), "acme", NEW_YORK)
    there = at("2026-11-04 12:00").date().toordinal()
    assert (agenda.contacts(there), agenda.contacts(there + 1)) == (0, 1)
    assert agenda.has_contact("acme", there)
    assert not agenda.has_contact("acme", there + 1)


def test_a_contact_that_is_extra_takes_its_time_and_leaves_its_company_the_day() -> None:
    agenda = Agenda((), RULES)
    note = span("2026-11-04 10:15")
    agenda.take(note, "acme", PARIS, extra_contact=True)
    day = note.start.date().toordinal()
    assert agenda.contacts(day) == 1
    assert not agenda.has_contact("acme", day)
    assert agenda.is_placed(instant(note.start), instant(note.end))
    assert not agenda.is_busy(instant(note.start), instant(note.end))
