from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from desk import NOW, Desk, calendar, event, interview
from relance.ical import read_events
from relance.model import ShowsAs, Status

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Relance

TODO = "BEGIN:VTODO\r\nUID:todo@relance\r\nSUMMARY:Mine\r\nEND:VTODO\r\n"
NOTHING_OF_MINE = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mine//EN\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def synced(desk: Desk, relance: Relance) -> Desk:
    desk.put("a.ics", interview("Zarvane", "20261119"), interview("Kaolis", "20261126"))
    assert relance("sync", "--now", NOW).code == 0
    return desk


def refused(relance: Relance, file: Path, *options: str) -> str:
    """Return the line that says why an export was not written; the file is as it was."""
    before = file.read_bytes()
    for dry in ((), ("--dry-run",)):
        ran = relance("export", str(file), "--now", NOW, *options, *dry)
        assert ran.code == 1
        assert len(ran.complaints) == 1
        assert str(file) in ran.err
        assert file.read_bytes() == before
    return ran.err


@pytest.mark.parametrize(
    "content",
    [
        b"a letter",
        b"",
        NOTHING_OF_MINE,
        calendar(interview("Brumair")),
        calendar(event("a-b@relance", "20261126T090000Z", "20261126T100000Z", "x"), TODO),
        calendar(event("a-b@relance", "20261126T090000Z", "20261126T100000Z", "x"))[:-20],
    ],
    ids=["text", "empty", "empty calendar", "interview", "with a task", "cut off"],
)
def test_a_file_that_holds_something_else_is_kept_unless_forced(
    synced: Desk, relance: Relance, content: bytes
) -> None:
    file = synced.folder / "mine.ics"
    file.write_bytes(content)
    assert "--force" in refused(relance, file)
    assert relance("export", str(file), "--force", "--now", NOW).code == 0
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 2


def test_an_event_of_mine_among_follow_ups_keeps_the_file(synced: Desk, relance: Relance) -> None:
    file = synced.folder / "out.ics"
    assert relance("export", str(file), "--now", NOW).code == 0
    mixed = file.read_bytes().replace(
        b"END:VCALENDAR", interview("Brumair").encode() + b"END:VCALENDAR"
    )
    file.write_bytes(mixed)
    assert "--force" in refused(relance, file)


def test_an_export_is_written_over_again_and_again(synced: Desk, relance: Relance) -> None:
    file = synced.folder / "out.ics"
    for options in ((), ("--company", "kaolis"), ("--forecast",)):
        ran = relance("export", str(file), "--now", NOW, *options)
        assert (ran.code, ran.err) == (0, "")
    relance("mark", "kaolis", "stop", "--now", NOW)
    relance("mark", "zarvane", "stop", "--now", NOW)
    for _ in range(2):  # the second over an empty calendar of ours
        assert relance("export", str(file), "--now", NOW).code == 0
        assert b"BEGIN:VEVENT" not in file.read_bytes()


@pytest.mark.parametrize(
    "name", ["home/a.ics", "config.toml", "journal.sqlite", "link.ics", "home/new.ics"]
)
def test_what_the_settings_name_is_never_written_over(
    synced: Desk, relance: Relance, name: str
) -> None:
    (synced.folder / "link.ics").symlink_to(synced.home / "a.ics")
    file = synced.folder / name
    if not file.exists():
        assert relance("export", str(file), "--force", "--now", NOW).code == 1
        assert not file.exists()
        return
    assert "your settings" in refused(relance, file, "--force")


def test_the_folder_of_the_follow_ups_takes_no_export(synced: Desk, relance: Relance) -> None:
    (own, _) = synced.relances.glob("*.ics")
    refused(relance, own, "--force")


def test_what_is_no_file_is_left_alone(synced: Desk, relance: Relance) -> None:
    (synced.folder / "place").mkdir()
    (synced.folder / "round.ics").symlink_to("round.ics")
    for name in ("place", "/dev/null", "round.ics"):
        ran = relance("export", name, "--force", "--now", NOW)
        assert ran.code == 1
        assert len(ran.complaints) == 1
        assert "should not have happened" not in ran.err
    assert (synced.folder / "place").is_dir()


@pytest.mark.parametrize(("language", "sign"), [("en", "(forecast) "), ("fr", "(prévision) ")])
def test_a_forecast_is_tentative_free_and_silent(
    synced: Desk, relance: Relance, language: str, sign: str
) -> None:
    text = synced.config.read_text().replace('language = "en"', f'language = "{language}"')
    synced.config.write_text(text)
    relance("sync", "--now", NOW)
    standing = set(synced.keys())
    file = synced.folder / "out.ics"
    assert relance("export", str(file), "--forecast", "--now", NOW).code == 0
    events = read_events(file.read_bytes(), where="out.ics", zone=ZoneInfo("UTC")).events
    told = [e for e in events if e.uid not in standing]
    assert len(told) > 4
    for one in told:
        assert one.summary.startswith(sign)
        assert (one.status, one.shows_as, one.alarms) == (Status.TENTATIVE, ShowsAs.FREE, ())
        assert one.our_mark is not None
        assert one.our_mark.fingerprint == one.fingerprint()
    kept = [e for e in events if e.uid in standing]
    assert {e.uid for e in kept} == standing
    assert all((e.status, e.shows_as) == (Status.CONFIRMED, ShowsAs.BUSY) for e in kept)
    assert not [e for e in kept if e.summary.startswith(sign)]
