"""While a provider wants no request, signing in would only end in that: it is told before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desk import NOW

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk
    from outlook_desk import OutlookDesk


def test_at_google(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    google.wire.troubles.refuse("events.list", 403, "quotaExceeded")
    assert relance("sync", "--now", NOW).code == 1
    visits = len(google.wire.person.visits)
    ran = google.connect(relance)
    assert (ran.code, len(google.wire.person.visits)) == (1, visits)
    assert "this account rests for 3 hours. Wait until then, and run it again." in ran.err
    assert "Your browser opens" not in ran.err


def test_at_outlook(outlook: OutlookDesk, relance: Relance) -> None:
    outlook.wire.clock.now = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock
    outlook.connect(relance)
    outlook.wire.troubles.refuse("*", 429, "TooManyRequests", retry_after=900)
    assert relance("sync", "--now", NOW).code == 1
    visits = len(outlook.wire.person.visits)
    ran = outlook.connect(relance)
    assert (ran.code, len(outlook.wire.person.visits)) == (1, visits)
    assert "this account rests for 15 minutes. Wait until then, and run it again." in ran.err
    assert "Your browser opens" not in ran.err
