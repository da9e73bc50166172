"""A calendar that is not shared any more takes no interview and no follow-up along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW
from google_person import appointment

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk

INTERVIEW = "Entretien d'embauche Brumair – chef de projet"


def written(google: GoogleDesk) -> list[str]:
    return sorted(one["summary"] for one in google.wire.mailbox.events("Relances"))


@pytest.mark.parametrize("read", [("*",), ("primary", "Work")])
@pytest.mark.parametrize("again", [False, True])
def test_interviews_and_follow_ups_stay(
    google: GoogleDesk, relance: Relance, read: tuple[str, ...], *, again: bool
) -> None:
    work = google.wire.mailbox.add_calendar("Work", role="reader")
    google.wire.mailbox.put("Work", appointment(INTERVIEW))
    google.connect(relance, *(word for one in read for word in ("--read", one)))
    relance("sync", "--now", NOW)
    before = written(google)
    assert before
    google.wire.mailbox.remove_calendar(work)
    if again:
        relance("connect", "google", "--now", NOW)
    for _ in range(2):
        ran = relance("sync", "--json", "--now", NOW)
        assert ran.json["written"] == 0
    assert written(google) == before


def test_a_calendar_that_the_settings_name_no_more_is_let_go_of(
    google: GoogleDesk, relance: Relance
) -> None:
    google.wire.mailbox.add_calendar("Work", role="reader")
    google.wire.mailbox.put("Work", appointment(INTERVIEW))
    google.connect(relance, "--read", "primary", "--read", "Work")
    relance("sync", "--now", NOW)
    before = written(google)
    google.desk.config.write_text(google.settings.replace('"primary", "Work"', '"primary"'))
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    assert written(google) == [one for one in before if "Brumair" not in one]


def test_what_was_deleted_stays_so_in_a_calendar_begun_anew(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    for one in google.wire.mailbox.events("Relances"):
        google.wire.mailbox.delete("Relances", one["id"])
    relance("sync", "--now", NOW)
    before = written(google)
    assert before
    google.wire.mailbox.remove_calendar("Relances")
    assert relance("sync", "--now", NOW).code == 3
    assert relance("connect", "google", "--now", NOW).code == 0
    assert relance("sync", "--now", NOW).code == 0
    assert written(google) == before
