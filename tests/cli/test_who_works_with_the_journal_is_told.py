from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desk import NOW, interview
from relance.journal.lock import hold

if TYPE_CHECKING:
    import pytest

    from desk import Desk, Relance


def test_since_when_on_the_persons_clock(
    desk: Desk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance.service.service.PASS_WAIT", 0.0)
    desk.put("a.ics", interview("Zarvane"))
    since = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    with hold(str(desk.folder / "journal.sqlite"), now=since, what="a pass"):
        ran = relance("sync", "--now", NOW)
    assert ran.code == 1
    assert "since 2026-11-23 07:30). Wait until it is done" in ran.err
