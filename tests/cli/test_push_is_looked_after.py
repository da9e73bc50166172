"""What disconnect, doctor, status and purge have to do with calendars that tell of changes."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW
from google_wire import Wire
from json_docs import check
from relance.accounts.sign_ins import real_now
from relance.service import Service
from relance.service.setup import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk import Relance
    from google_desk import GoogleDesk
    from relance.service.subscriptions import Subscriptions

ADDRESS = "https://relance.example/push"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire(real_now) as one:
        yield one


@pytest.fixture
def pushing(google: GoogleDesk, relance: Relance) -> GoogleDesk:
    """Return a desk whose calendars tell of their changes, as a daemon has left it."""
    google.connect(relance)
    with google.desk.config.open("a") as settings:
        settings.write(f'\n[daemon]\npush_address = "{ADDRESS}"\n')
    with opened(google) as service:
        subscriptions = service.subscriptions()
        assert subscriptions.keep(ADDRESS, subscriptions.key()) == []
    assert len(google.wire.channels.open) == 2
    return google


def opened(google: GoogleDesk) -> Service:
    return Service.open(load_settings(google.desk.config))


def doctor(relance: Relance) -> list[tuple[str, str, str]]:
    found: list[dict[str, Any]] = relance("doctor", "--json", "--now", NOW).json
    return [(one["what"], one["state"], one["told"]) for one in found if one["where"] == "push"]


def test_whoever_disconnects_is_told_no_more(pushing: GoogleDesk, relance: Relance) -> None:
    before = {*pushing.wire.channels.open}
    ran = relance("disconnect", "google", "--json", "--now", NOW)
    check("disconnect", ran.json)
    assert (ran.code, ran.err) == (0, "")
    assert pushing.wire.channels.open == {}
    assert {*pushing.wire.channels.stopped} == before
    last = [one.op for one in pushing.wire.requests][-3:]
    assert last == ["channels.stop", "channels.stop", "oauth.revoke"]
    assert "push:" not in str(facts(pushing))


def facts(google: GoogleDesk) -> dict[str, Any]:
    from relance.journal import Journal

    with closing(Journal.open(str(google.desk.folder / "journal.sqlite"))) as journal:
        return journal.facts("push")


def test_in_thought_the_channels_stay(pushing: GoogleDesk, relance: Relance) -> None:
    relance("disconnect", "google", "--dry-run", "--now", NOW)
    assert len(pushing.wire.channels.open) == len(facts(pushing)) == 2


def test_channels_that_cannot_be_closed_stop_no_disconnecting(
    pushing: GoogleDesk, relance: Relance
) -> None:
    pushing.wire.troubles.refuse("channels.stop", 403, "quotaExceeded", times=9)
    ran = relance("disconnect", "google", "--json", "--now", NOW)
    check("disconnect", ran.json)
    assert ran.code == 1
    assert "they end by themselves, within a week" in ran.json["error"]["what"]
    assert facts(pushing) == {}
    assert "google:google" not in pushing.secrets()
    assert all(grant.revoked for grant in pushing.wire.oauth.grants)


def test_whose_sign_in_is_over_can_disconnect_all_the_same(
    pushing: GoogleDesk, relance: Relance
) -> None:
    pushing.wire.oauth.revoke_all()
    assert relance("sync", "--now", NOW).code == 3
    assert relance("disconnect", "google", "--now", NOW).code == 0
    assert facts(pushing) == {}


def test_who_uses_push_is_told_by_the_doctor_how_it_stands(
    pushing: GoogleDesk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = f"2 calendars tell of their changes at {ADDRESS}"
    assert doctor(relance) == [("subscriptions", "right", told)]
    later = real_now() + timedelta(hours=1)
    monkeypatch.setattr("relance.service.subscriptions.Subscriptions.__init__", at(later))
    silent, standing = doctor(relance)
    assert silent[:2] == ("messages", "note")
    assert "no message has come here for 2 calendars" in silent[2]
    assert standing == ("subscriptions", "right", told)
    said = relance("status", "--now", NOW)
    assert "no message has come here for 2 calendars" in said.err
    ran = relance("status", "--json", "--now", NOW)
    check("status", ran.json)
    assert ran.json["warnings"][-1]["where"] == ADDRESS
    pushing.desk.config.write_text(pushing.settings.partition("[daemon]")[0])
    assert doctor(relance) == []
    assert relance("status", "--json", "--now", NOW).json["warnings"] == []


def at(moment: Any) -> Any:
    """Return how subscriptions are made when it is some other time."""
    from relance.service.subscriptions import Subscriptions as Real

    plainly = Real.__init__

    def made(self: Subscriptions, journal: Any, secrets: Any, sources: Any) -> None:
        plainly(self, journal, secrets, sources, lambda: moment)

    return made


def test_an_address_alone_tells_nobody(google: GoogleDesk, relance: Relance) -> None:
    google.connect(relance)
    with google.desk.config.open("a") as settings:
        settings.write(f'\n[daemon]\npush_address = "{ADDRESS}"\n')
    (told,) = doctor(relance)
    assert told == ("subscriptions", "note", f"no calendar tells of its changes at {ADDRESS}")
    assert relance("doctor", "--now", NOW).code == 0


def test_purging_closes_the_channels_too(pushing: GoogleDesk, relance: Relance) -> None:
    assert relance("purge", "--dry-run", "--now", NOW).code == 0
    assert len(pushing.wire.channels.open) == 2
    assert relance("purge", "--yes", "--now", NOW).code == 0
    assert pushing.wire.channels.open == facts(pushing) == {}


def test_the_key_rests_with_the_sign_ins_and_nowhere_in_the_clear(
    pushing: GoogleDesk, relance: Relance
) -> None:
    with opened(pushing) as service:
        key = service.subscriptions().key().hex()
    relance("sync", "--now", NOW)
    shown = pushing.secrets()
    assert '"push"' in shown
    for hidden in (key, *(one.token for one in pushing.wire.channels.open.values())):
        assert hidden not in shown
