"""A server with a bin: starting again after a purge goes well, or says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from builders import at
from caldav_bin import Bin
from caldav_hand import follow_ups
from candidate import Candidate, invitation, written
from relance.errors import Gone, Refused
from relance.journal import Journal
from relance.service.opening import Opened
from relance.service.purging import purge
from relance.testing.contract import a_follow_up

if TYPE_CHECKING:
    from pathlib import Path

    from caldav_between import Between
    from caldav_server import Server
    from relance.service.rows import Purged
    from relance.testing.memory import MemoryCalendar
    from relance_caldav.follow_ups import CaldavFollowUps

NOW = at("2026-11-20 09:00")
HABITS = pytest.mark.parametrize("habit", ["refuses", "keeps", "clears"])


@pytest.fixture
def server(one_radicale: Server) -> Server:
    return one_radicale


@pytest.fixture
def camille(server: Server, path: str, wire: Between, tmp_path: Path) -> Candidate:
    """Return a candidate with two interviews, whose follow-ups go where the bin is."""
    candidate = Candidate(tmp_path)
    candidate.relances = cast("MemoryCalendar", follow_ups(server, path, wire.port))
    for n, company in enumerate(("Lumigrade", "Brumair")):
        candidate.life.put(invitation(company, f"2026-11-{24 + n} 10:00"))
    return candidate


def purged(camille: Candidate) -> Purged:
    with Journal.open(str(camille.folder / f"journal-{camille.journals}.sqlite")) as journal:
        return purge(Opened(camille.house(journal), ()), NOW, dry_run=False)


def with_bin(wire: Between, habit: str) -> Bin:
    made = Bin(habit)  # type: ignore[arg-type] # one of the three
    made.stand_before(wire)
    return made


@HABITS
def test_starting_again_after_a_purge_works(camille: Candidate, wire: Between, habit: str) -> None:
    with_bin(wire, habit)
    for _ in range(3):
        assert written(camille.run(NOW)) == (2, 0, 0)
        assert written(camille.run(NOW)) == (0, 0, 0)
        done = purged(camille)
        assert (done.removed, done.kept, done.errors) == (2, [], [])


@HABITS
def test_starting_again_without_the_journal_comes_to_an_end(
    camille: Candidate, wire: Between, habit: str
) -> None:
    lying = with_bin(wire, habit)
    for _ in range(4):
        camille.run(NOW)
        wire.forget()
        report = camille.run(NOW)
        assert (written(report), wire.count("PUT"), wire.count("DELETE")) == ((0, 0, 0), 0, 0)
        assert [c.error for c in report.calendars] == [None, None]
        done = purged(camille)
        standing = len(camille.follow_ups())
        assert (standing > 0) is bool(done.errors)
        if done.errors:
            (told,) = done.errors
            assert "Nextcloud" in told.remedy
            lying.lies.clear()
            assert (purged(camille).removed, camille.follow_ups()) == (standing, [])
        camille.lose_journal()


def test_what_the_bin_has_no_room_for_is_told_and_stops_no_other(
    camille: Candidate, wire: Between
) -> None:
    lying = with_bin(wire, "keeps")
    camille.run(NOW)
    first, second = camille.follow_ups()
    assert first.our_mark is not None
    lying.lies[f"relance-{first.our_mark.key}-deleted.ics"] = b"other"
    done = purged(camille)
    (told,) = done.errors
    assert (type(told), done.removed) == (Refused, 1)
    assert "the server's bin holds a deleted follow-up of the same name" in told.what
    assert "Empty the bin" in told.remedy
    assert camille.follow_ups() == [first]
    lying.lies.clear()
    assert purged(camille).removed == 1
    assert second not in camille.follow_ups()


def test_a_pass_that_cannot_delete_says_so_and_goes_on_when_it_can(
    camille: Candidate, wire: Between
) -> None:
    lying = with_bin(wire, "keeps")
    camille.run(NOW)
    first, _ = camille.follow_ups()
    assert first.our_mark is not None
    lying.lies[f"relance-{first.our_mark.key}-deleted.ics"] = b"other"
    (gone,) = (e for e in camille.life.events() if "Lumigrade" in e.summary)
    assert "Lumigrade" in first.summary
    camille.life.remove(gone.uid)
    for _ in range(2):
        wire.forget()
        report = camille.run(NOW)
        assert isinstance(report.calendars[-1].error, Refused)
        assert wire.count("DELETE") == 1
    lying.lies.clear()
    assert written(camille.run(NOW)) == (0, 0, 1)
    assert written(camille.run(NOW)) == (0, 0, 0)


def test_a_name_that_the_bin_has_no_room_for_counts_as_deleted(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    lying = with_bin(wire, "keeps")
    event = a_follow_up()
    assert event.our_mark is not None
    name = f"relance-{event.our_mark.key}-deleted"
    lying.lies = {f"{name}.ics": event.uid.encode(), f"{name}-deleted.ics": b"other"}
    with pytest.raises(Gone):
        calendar.create(event)


@HABITS
def test_proving_goes_well_every_time(calendar: CaldavFollowUps, wire: Between, habit: str) -> None:
    with_bin(wire, habit)
    for _ in range(5):
        calendar.prove()
