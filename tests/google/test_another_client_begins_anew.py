"""Google lets a client write only into calendars that it made: another client needs its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from google_person import WINDOW, Signer
from relance.errors import NeedsPerson, Temporary
from relance.testing.contract import a_follow_up

if TYPE_CHECKING:
    from google_wire import Wire
    from relance.ports import WritableCalendar
    from relance_google.account import GoogleAccount

OTHER, ITS_SECRET = "999-new.apps.example", "of the other client"


@pytest.fixture(params=[True, False], ids=["403", "404"], autouse=True)
def refused(request: pytest.FixtureRequest, wire: Wire) -> None:
    """Let Google refuse calendars of other clients either way."""
    wire.habits.mine_only = request.param


def change_client(signer: Signer, client: str = OTHER, secret: str = ITS_SECRET) -> None:
    """Put the file of another client in the place of the one that there was."""
    file = signer.folder / "client_secret.json"
    told = json.loads(file.read_text())
    told["installed"] |= {"client_id": client, "client_secret": secret}
    file.write_text(json.dumps(told))
    signer.wire.oauth.clients[client] = secret


def place(account: GoogleAccount) -> WritableCalendar:
    found = account.follow_ups()
    assert found is not None
    return found


def notes(account: GoogleAccount, wire: Wire) -> list[str]:
    """Return what is told of earlier follow-ups when the account is looked over."""
    found = account.checks(wire.clock())
    return [f"{one.told}. {one.remedy}" for one in found if one.what == "earlier follow-ups"]


def test_a_new_client_begins_a_calendar_of_its_own_and_says_why(signer: Signer, wire: Wire) -> None:
    first = place(signer.signed_in(write="Relances"))
    written = first.create(a_follow_up())
    assert notes(signer.account(write="Relances"), wire) == []
    change_client(signer)
    with pytest.raises(NeedsPerson, match="another one than was signed in with"):
        signer.account(write="Relances").follow_ups()
    account = signer.signed_in(write="Relances")
    second = place(account)
    assert second.id != first.id
    assert list(second.pull(None, WINDOW))
    [told] = notes(signer.account(write="Relances"), wire)
    assert "“Relances” was made with another client of yours" in told
    assert "Delete the earlier one in Google Calendar" in told
    for _ in range(2):  # never a second one that is open to it
        assert place(signer.signed_in(write="Relances")).id == second.id
    assert wire.count("calendars.insert") == 2
    before = account.written_before(first.id)
    assert before is not None
    assert before.name == "Relances"
    with pytest.raises(NeedsPerson, match=r"another client of yours.*Delete it in Google Calendar"):
        before.delete(written)
    wire.mailbox.remove_calendar(first.id.removeprefix("home:"))
    assert notes(signer.account(write="Relances"), wire) == []


def test_it_begins_anew_too_when_nothing_is_known_here_of_before(
    signer: Signer, wire: Wire
) -> None:
    first = place(signer.signed_in(write="Relances"))
    signer.secrets.kept.clear()
    change_client(signer)
    second = place(signer.signed_in(write="Relances"))
    assert second.id != first.id
    assert len(notes(signer.account(write="Relances"), wire)) == 1
    signer.secrets.kept.clear()
    assert place(signer.signed_in(write="Relances")).id == second.id
    assert wire.count("calendars.insert") == 2


def test_who_puts_the_first_client_back_has_the_first_calendar_back(
    signer: Signer, wire: Wire
) -> None:
    file = signer.folder / "client_secret.json"
    first = place(signer.signed_in(write="Relances"))
    whole = file.read_text()
    change_client(signer)
    place(signer.signed_in(write="Relances"))
    file.write_text(whole)
    assert place(signer.signed_in(write="Relances")).id == first.id
    assert wire.count("calendars.insert") == 2


def test_a_calendar_that_is_open_to_the_new_client_stays(signer: Signer, wire: Wire) -> None:
    first = place(signer.signed_in(write="Relances"))
    change_client(signer)
    wire.mailbox.shelf(first.id.removeprefix("home:")).made_by = OTHER
    assert place(signer.signed_in(write="Relances")).id == first.id
    assert wire.count("calendars.insert") == 1


def test_one_that_was_gone_before_is_not_made_anew_for_a_new_client(
    signer: Signer, wire: Wire
) -> None:
    first = place(signer.signed_in(write="Relances"))
    wire.mailbox.remove_calendar(first.id.removeprefix("home:"))
    wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson, match="the sign-in is over"):
        list(first.pull(None, WINDOW))
    change_client(signer)
    kept = place(signer.signed_in(write="Relances"))
    assert kept.id == first.id
    with pytest.raises(NeedsPerson, match="the calendar of follow-ups is gone"):
        list(kept.pull(None, WINDOW))


def test_trouble_while_it_is_proved_shuts_no_calendar(signer: Signer, wire: Wire) -> None:
    first = place(signer.signed_in(write="Relances"))
    change_client(signer)
    wire.mailbox.shelf(first.id.removeprefix("home:")).made_by = OTHER
    wire.troubles.refuse("calendars.get", 429, "rateLimitExceeded", retry_after=90)
    with pytest.raises(Temporary):
        signer.signed_in(write="Relances")
    assert place(signer.signed_in(write="Relances")).id == first.id


def test_a_calendar_of_another_name_is_called_by_its_own_and_told_once(
    signer: Signer, wire: Wire
) -> None:
    first = place(signer.signed_in(write="Relances"))
    account = signer.account(write="Suivi")
    found = place(account)
    assert (found.id, found.name) == (first.id, "Relances")
    [page] = list(found.pull(None, WINDOW))
    assert [str(one) for one in page.warnings] == [
        (
            "Relances (home): follow-ups go on into “Relances”, which relance made; the settings "
            "call it “Suivi”. Give it that name in Google Calendar if you like; to write into "
            "another calendar, name that one by its id."
        )
    ]
    for again in (found, place(account), place(signer.account(write="Suivi"))):
        assert again.name == "Relances"
        assert [page.warnings for page in again.pull(page.cursor, WINDOW)] == [()]
    assert wire.count("calendars.insert") == 1


def test_the_name_that_the_person_gave_it_is_known_after_signing_in(
    signer: Signer, wire: Wire
) -> None:
    first = place(signer.signed_in(write="Relances"))
    wire.mailbox.shelf(first.id.removeprefix("home:")).summary = "Mes suites"
    found = place(signer.signed_in(write="Relances"))
    assert (found.id, found.name) == (first.id, "Mes suites")
    wire.mailbox.shelf(first.id.removeprefix("home:")).summary = "Relances"
    assert place(signer.signed_in(write="Relances")).name == "Relances"
