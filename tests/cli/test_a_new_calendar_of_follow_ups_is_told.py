"""Who deleted the calendar of follow-ups and signs in again hears that there is a new one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desk import NOW

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk
    from outlook_desk import OutlookDesk

ANEW = (
    "“{}” is signed in again.\nThe calendar of follow-ups was not there any more: a new one, "
    "“Relances”, is there now, and the next pass fills it.\n"
)


def test_at_outlook(outlook: OutlookDesk, relance: Relance) -> None:
    outlook.wire.clock.now = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock
    outlook.connect(relance)
    relance("sync", "--now", NOW)
    outlook.wire.mailbox.remove_calendar("Relances")
    assert relance("sync", "--now", NOW).code == 3
    ran = outlook.connect(relance)
    assert (ran.code, ANEW.format("outlook") in ran.out) == (0, True)
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    assert "nothing else was changed" in outlook.connect(relance).out


def test_at_google(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    shelves = google.wire.mailbox.shelves
    (made,) = (ref for ref, one in shelves.items() if one.made_by)
    google.wire.mailbox.remove_calendar(made)
    assert relance("sync", "--now", NOW).code == 3
    ran = google.connect(relance)
    assert (ran.code, ANEW.format("google") in ran.out) == (0, True)
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1


def test_nothing_is_made_before_somebody_has_signed_in(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    google.desk.config.write_text(google.settings.replace('"Relances"', '"Suivi"'))
    (made,) = (ref for ref, one in google.wire.mailbox.shelves.items() if one.made_by)
    google.wire.mailbox.remove_calendar(made)
    before = set(google.wire.mailbox.shelves)
    google.wire.person.denies = True
    assert google.connect(relance).code == 3
    assert set(google.wire.mailbox.shelves) == before
