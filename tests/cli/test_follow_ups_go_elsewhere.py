"""`write` names another calendar: what stands in the one before is told of, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk import NOW, interview

if TYPE_CHECKING:
    from desk import Desk, Relance


def test_those_of_the_place_before_are_told_of_once(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    assert relance("sync", "--now", NOW).code == 0
    written = desk.keys()
    assert len(written) == 1
    text = desk.config.read_text()
    desk.config.write_text(text.replace('write = "relances"', 'write = "elsewhere"'))
    ran = relance("sync", "--now", NOW)
    assert ran.code == 0
    (told,) = ran.complaints
    assert str(desk.relances) in told
    assert "were written here before, and go into “elsewhere” now" in told
    assert desk.keys() == written
    assert relance("sync", "--now", NOW).complaints == []


def test_who_writes_into_no_calendar_is_told_where_they_are(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane"))
    text = desk.config.read_text()
    desk.config.write_text(text.replace('write = "relances"\n', ""))
    ran = relance("sync", "--now", NOW)
    assert "No calendar of yours is written into" in ran.out
    assert "No calendar of yours" not in relance("sync", "--json", "--now", NOW).out
