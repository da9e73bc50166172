from __future__ import annotations

from typing import TYPE_CHECKING

from desk import NOW

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk

TOLD = (
    "relance: account google: the limit of what Google lets one person do with calendars is "
    "reached; this account rests for 3 hours.\n"
)


def test_every_pass_tells_why_and_how_long_once_for_the_account(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    assert relance("sync", "--now", NOW).code == 0
    google.wire.troubles.refuse("events.list", 403, "quotaExceeded")
    first = relance("sync", "--now", NOW)
    google.wire.forget()
    second = relance("sync", "--now", NOW)
    for ran in (first, second):
        assert (ran.code, ran.err) == (1, TOLD)
    assert google.wire.count() == 0
    assert relance("status", "--now", NOW).err == TOLD
