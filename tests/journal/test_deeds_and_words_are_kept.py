from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at
from relance.journal import Action, GivenMark, Intent, LedgerRow
from relance.journal.store import Journal
from relance.model import Channel, Event, Fate, MarkKind, OurMark, Standing, UserMark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = at("2026-11-23 09:00")
START = NOW.astimezone(PARIS)
KEY = "0123456789ab-follow-up-1"
EVENT = Event("k@relance", NOW, NOW + timedelta(minutes=15), our_mark=OurMark(KEY, "a.b", "{}"))


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal.open(":memory:") as opened:
        yield opened


def row(key: str = KEY, fate: Fate = Fate.STANDS) -> LedgerRow:
    end = START + timedelta(minutes=15)
    return LedgerRow(key, "home", "acme", fate, Channel.PHONE, START, end)


def test_the_ledger_keeps_the_last_row_of_each_key(journal: Journal) -> None:
    journal.note_ledger([row(), row("0123456789ab-abandon")])
    last = replace(row(fate=Fate.DELETED), pinned=True, event=EVENT, data={"why": ["é", 1]})
    journal.note_ledger([row(fate=Fate.UNPLACED), last])
    assert journal.ledger() == {KEY: last, "0123456789ab-abandon": row("0123456789ab-abandon")}


def test_a_row_speaks_the_words_of_planning(journal: Journal) -> None:
    marker = LedgerRow(
        "0123456789ab-abandon",
        "home",
        "acme",
        Fate.WITHDRAWN,
        Channel.MARKER,
        date(2026, 12, 1),
        date(2026, 12, 2),
    )
    journal.note_ledger([marker])
    standing = journal.ledger()[marker.key].standing
    assert isinstance(standing, Standing)
    assert (str(standing.key), standing.start, standing.fate) == (
        marker.key,
        date(2026, 12, 1),
        Fate.WITHDRAWN,
    )


def test_struck_rows_are_gone(journal: Journal) -> None:
    journal.note_ledger([row()])
    journal.strike_ledger([KEY, "unknown"])
    assert journal.ledger() == {}


def test_marks_come_back_in_their_order(journal: Journal) -> None:
    first = GivenMark("acme", "Acmé\udce9", UserMark(MarkKind.WAIT, "2026-12-05"), NOW)
    second = replace(first, mark=UserMark(MarkKind.OFFER), on=KEY)
    ids = [journal.add_mark(first), journal.add_mark(second)]
    assert journal.marks() == [replace(first, id=ids[0]), replace(second, id=ids[1])]


def test_the_outbox_keeps_what_is_to_do_until_it_is_done(journal: Journal) -> None:
    intents = [
        Intent(action, f"{KEY}.{n}", "home", EVENT, NOW) for n, action in enumerate(Action, 1)
    ]
    decided = journal.decide(intents)
    assert [replace(one, id=0) for one in decided] == intents
    assert journal.outbox() == decided
    journal.note_failure(decided[1].id, "no answer")
    journal.note_failure(decided[1].id, "no answer again")
    journal.settle([decided[0].id, decided[2].id])
    assert journal.outbox() == [replace(decided[1], tries=2, error="no answer again")]


def test_nothing_decided_is_nothing_kept(journal: Journal) -> None:
    assert journal.decide([]) == []
    journal.settle([])
    journal.note_ledger([])
    assert journal.outbox() == []


def test_facts_are_json_by_name(journal: Journal) -> None:
    journal.set_fact("last-pass", {"created": 2, "where": ["é", None, 1.5]})
    journal.set_fact("last-pass", {"created": 3})
    journal.set_fact("last", "x")
    journal.set_fact("gone", 1)
    journal.set_fact("gone", None)
    assert journal.fact("last-pass") == {"created": 3}
    assert journal.fact("never") is None
    assert journal.facts("last") == {"last": "x", "last-pass": {"created": 3}}
    assert journal.facts() == journal.facts("last")


def test_a_cleared_journal_is_as_new(journal: Journal) -> None:
    journal.note_ledger([row()])
    journal.set_cursor("home", "x", "y")
    journal.decide([Intent(Action.CREATE, KEY, "home", EVENT, NOW)])
    journal.clear()
    assert not any(journal.counts().values())


def test_a_copy_holds_all_and_goes_its_own_way(journal: Journal, tmp_path: Path) -> None:
    journal.note_ledger([row()])
    journal.copy_to(tmp_path / "copy.sqlite")
    with Journal.open(str(tmp_path / "copy.sqlite")) as copy:
        assert copy.ledger() == journal.ledger()
        copy.strike_ledger([KEY])
    assert set(journal.ledger()) == {KEY}
