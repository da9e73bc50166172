"""Whoever signs in is the owner, also under an address that the settings do not name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk import NOW, OWNER
from relance.journal import Journal
from relance.service.opening import open_house
from relance.settings import load

if TYPE_CHECKING:
    from desk import Relance
    from google_desk import GoogleDesk

AT_GOOGLE = "camille@mail.example"


def known(google: GoogleDesk) -> tuple[tuple[str, ...], str]:
    """Return by what the owner is known, and the digest of all that reading depends on."""
    settings = load(google.desk.config, {})
    with Journal.open(str(google.desk.folder / "journal.sqlite")) as journal:
        house = open_house(settings, journal).house
        return house.owner.emails, house.digest


def test_the_owner_is_known_by_the_address_of_the_account(
    google: GoogleDesk, relance: Relance
) -> None:
    assert google.connect(relance).code == 0
    assert relance("sync", "--now", NOW).code == 0
    assert known(google)[0] == (OWNER, AT_GOOGLE)


def test_it_stays_known_when_the_sign_in_cannot_be_read(
    google: GoogleDesk, relance: Relance
) -> None:
    google.connect(relance)
    relance("sync", "--now", NOW)
    before = known(google)
    for path in google.desk.folder.rglob("secrets-*.key"):
        path.write_text("no key\n")
    assert relance("sync", "--now", NOW).code == 3
    assert known(google) == before


def test_an_address_that_the_settings_name_is_named_once(
    google: GoogleDesk, relance: Relance
) -> None:
    google.desk.config.write_text(google.settings.replace(OWNER, AT_GOOGLE.upper()))
    google.connect(relance)
    relance("sync", "--now", NOW)
    assert known(google)[0] == (AT_GOOGLE.upper(),)
