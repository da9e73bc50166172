from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desk import NOW, interview
from google_person import appointment as at_google
from outlook_person import appointment as at_outlook

if TYPE_CHECKING:
    from desk import Ran, Relance
    from google_desk import GoogleDesk
    from outlook_desk import OutlookDesk


ONLY_HERE = "Entretien d'embauche Brumair – chef de projet"


@pytest.fixture(autouse=True)
def _browser(google: GoogleDesk, outlook: OutlookDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the browser go to whichever provider is asked for; both are on time."""

    def browser(address: str) -> bool:
        at_google = address.startswith(google.wire.root)
        return (google.wire if at_google else outlook.wire).person.open(address)

    monkeypatch.setattr("webbrowser.open", browser)
    google.wire.clock.now = outlook.wire.clock.now = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock


def passed(relance: Relance) -> tuple[Ran, Ran]:
    """Return a pass, and the one right after it."""
    return relance("sync", "--json", "--now", NOW), relance("sync", "--json", "--now", NOW)


def test_outlook_is_read_and_google_written(
    google: GoogleDesk, outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.wire.mailbox.put("primary", at_outlook(ONLY_HERE))
    assert outlook.connect(relance, "--read-only").code == 0
    assert google.connect(relance).code == 0
    first, second = passed(relance)
    assert (first.code, first.json["written"]) == (0, 2)  # one interview stands in both
    assert (second.code, second.json["written"]) == (0, 0)
    assert outlook.wire.count("events.create") == 0
    assert "Brumair" in str(google.wire.mailbox.events("Relances"))


def test_google_is_read_and_outlook_written(
    google: GoogleDesk, outlook: OutlookDesk, relance: Relance
) -> None:
    google.wire.mailbox.put("primary", at_google(ONLY_HERE))
    assert google.connect(relance, "--read-only").code == 0
    assert outlook.connect(relance).code == 0
    first, second = passed(relance)
    assert (first.code, first.json["written"]) == (0, 2)  # one interview stands in both
    assert (second.code, second.json["written"]) == (0, 0)
    assert google.wire.count("events.insert") == 0
    assert "Brumair" in str(outlook.wire.mailbox.events("Relances"))


def test_outlook_is_read_and_files_are_written(outlook: OutlookDesk, relance: Relance) -> None:
    desk = outlook.desk
    desk.put("life.ics", interview("Brumair"))
    files = ("connect", "ics", str(desk.home), "--write", str(desk.relances), "--now", NOW)
    assert relance(*files).code == 0
    ran = outlook.connect(relance)
    assert (ran.code, "Follow-ups go into" in ran.out) == (0, False)  # another account has them
    first, second = passed(relance)
    assert (first.code, first.json["written"]) == (0, 2)
    assert (second.code, second.json["written"]) == (0, 0)
    assert len(desk.keys()) == 2
    assert outlook.wire.count("events.create") == 0


def test_main_calendars_are_told_apart(
    google: GoogleDesk, outlook: OutlookDesk, relance: Relance
) -> None:
    assert google.connect(relance).code == 0
    assert outlook.connect(relance).code == 0
    assert relance("sync", "--now", NOW).code == 0
    names = [line.split("  ")[0] for line in relance("status", "--now", NOW).out.splitlines()]
    assert sorted(names[1:4]) == ["Relances", "primary (google)", "primary (outlook)"]
    outlook.wire.troubles.refuse("*", 500, "generalException", times=9)
    for ran in (relance("sync", "--now", NOW), relance("status", "--now", NOW)):
        assert ran.err.startswith("relance: primary (outlook): ")
