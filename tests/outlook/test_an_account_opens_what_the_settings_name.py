from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from graph_wire_tokens import CLIENT_ID
from outlook_person import NAME, WINDOW, Signer, appointment, titles
from plain_secrets import PlainSecrets
from relance import installing
from relance.errors import BadSettings, NeedsPerson
from relance.ports import Checkable, SignedIn, WritableCalendar
from relance_outlook import connect
from relance_outlook.options import checked

if TYPE_CHECKING:
    from pathlib import Path

    from graph_wire import Wire


def test_an_account_does_what_the_ports_say(signer: Signer) -> None:
    account = signer.signed_in(write="Relances")
    assert isinstance(account, SignedIn)
    assert isinstance(account, Checkable)
    assert isinstance(account.follow_ups(), WritableCalendar)
    assert account.name == NAME


def test_opening_an_account_asks_nobody(signer: Signer, wire: Wire) -> None:
    signer.signed_in(write="Relances").follow_ups()
    wire.forget()
    account = signer.account(write="Relances")
    assert [calendar.id for calendar in account.calendars()] == ["home:primary"]
    assert account.follow_ups() is not None
    assert wire.count() == 0


def test_without_a_sign_in_every_door_says_so(signer: Signer, wire: Wire) -> None:
    account = signer.account(write="Relances")
    for door in (account.calendars, account.follow_ups, account.offered):
        with pytest.raises(NeedsPerson) as caught:
            door()
        assert str(caught.value) == (
            "account home: nobody is signed in. Run: relance connect outlook --name home"
        )
    assert account.address() == ""
    assert wire.count() == 0


def test_the_calendar_of_follow_ups_is_made_once_and_found_again(
    signer: Signer, wire: Wire
) -> None:
    first = signer.signed_in(write="Relances").follow_ups()
    assert first is not None
    again = signer.account(write="Relances").follow_ups()
    assert again is not None
    assert again.id == first.id
    wire.mailbox.rename("Relances", "Appels")
    renamed = signer.account(write="Relances").follow_ups()
    assert renamed is not None
    assert renamed.id == first.id
    wire.mailbox.rename("Appels", "Relances")
    signer.secrets.kept.clear()  # everything is forgotten here
    anew = signer.signed_in(write="Relances").follow_ups()
    assert anew is not None
    assert anew.id == first.id
    assert wire.count("calendars.create") == 1


def test_a_calendar_of_that_name_that_is_not_ours_is_left_alone(signer: Signer, wire: Wire) -> None:
    ref = wire.mailbox.add_calendar("Work")
    wire.mailbox.put("Work", appointment("Entretien Brumair"))
    account = signer.signed_in(write="work")
    with pytest.raises(NeedsPerson, match="name it by its id"):
        account.follow_ups()
    assert wire.count("calendars.create") == 0
    written = signer.signed_in(write=ref).follow_ups()
    assert written is not None
    assert written.id == f"home:{ref}"


def test_an_id_that_there_is_not_is_told(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in(write="AAMkADk0" * 15)
    with pytest.raises(NeedsPerson, match="no calendar with this id"):
        account.follow_ups()
    assert wire.count("calendars.create") == 0


def test_the_main_calendar_has_one_id_whatever_it_is_called(signer: Signer, wire: Wire) -> None:
    main = wire.mailbox.shelf("primary").id
    name = wire.mailbox.shelf("primary").name
    account = signer.signed_in(read=(main, "primary", name), write="primary")
    assert [calendar.id for calendar in account.calendars()] == ["home:primary"]
    by_id = signer.signed_in(write=main).follow_ups()
    assert by_id is not None
    assert by_id.id == "home:primary"


def test_names_and_ids_are_looked_up_once(signer: Signer, wire: Wire) -> None:
    wire.mailbox.add_calendar("Work")
    other = wire.mailbox.add_calendar("Sport")
    wire.mailbox.put("Work", appointment("Entretien Brumair"))
    read = ("primary", "work", other)
    assert titles(signer.signed_in(read=read)) == {"Entretien Brumair"}
    wire.forget()
    assert titles(signer.account(read=read)) == {"Entretien Brumair"}
    assert wire.count("calendars.*") == 0
    assert wire.count("view.delta") == 3


def test_a_name_is_looked_up_anew_when_its_calendar_is_gone(signer: Signer, wire: Wire) -> None:
    old = wire.mailbox.add_calendar("Work")
    account = signer.signed_in(read=("Work",))
    assert [one.id for one in account.calendars()] == [f"home:{old}"]
    wire.mailbox.remove_calendar(old)
    new = wire.mailbox.add_calendar("Work")
    assert [one.id for one in signer.account(read=("Work",)).calendars()] == [f"home:{old}"]
    account = signer.signed_in(read=("Work",))
    assert [one.id for one in account.calendars()] == [f"home:{new}"]


def test_all_calendars_are_read_and_a_missing_one_stops_no_other(
    signer: Signer, wire: Wire
) -> None:
    wire.mailbox.add_calendar("Work")
    for name in ("primary", "Work"):
        wire.mailbox.put(name, appointment(f"Entretien {name}"))
    assert titles(signer.signed_in(read=("*",))) == {"Entretien primary", "Entretien Work"}
    account = signer.account(read=("primary", "Nowhere"))
    read, missing = account.calendars()
    assert read.id == "home:primary"
    with pytest.raises(NeedsPerson, match="there is no calendar of this name"):
        list(missing.pull(None, WINDOW))


def test_who_signs_in_again_keeps_the_calendar_of_follow_ups(signer: Signer, wire: Wire) -> None:
    first = signer.signed_in(write="Relances").follow_ups()
    wire.login.revoke_all()
    wire.login.expire_access()
    with pytest.raises(NeedsPerson):
        titles(signer.account(write="Relances"))
    again = signer.signed_in(write="Relances").follow_ups()
    assert first is not None
    assert again is not None
    assert again.id == first.id
    assert wire.count("calendars.create") == 1


def test_a_calendar_of_follow_ups_that_is_gone_is_never_made_again_by_itself(
    signer: Signer, wire: Wire
) -> None:
    first = signer.signed_in(write="Relances").follow_ups()
    assert first is not None
    wire.mailbox.remove_calendar(first.id.removeprefix("home:"))
    wire.login.revoke_all()
    wire.login.expire_access()
    with pytest.raises(NeedsPerson, match="the sign-in is over"):
        list(first.pull(None, WINDOW))
    kept = signer.signed_in(write="Relances").follow_ups()  # since the sign-in was over
    assert kept is not None
    assert kept.id == first.id
    with pytest.raises(NeedsPerson, match="the calendar of follow-ups is gone"):
        list(kept.pull(None, WINDOW))
    anew = signer.signed_in(write="Relances").follow_ups()  # as the line before said
    assert anew is not None
    assert anew.id != first.id
    assert list(anew.pull(None, WINDOW))
    assert wire.count("calendars.create") == 2


def test_an_account_that_names_no_calendar_to_read_reads_none(signer: Signer) -> None:
    account = signer.signed_in(read=(), write="Relances")
    assert list(account.calendars()) == []
    assert account.follow_ups() is not None
    with pytest.raises(BadSettings, match="read: name a calendar to read"):
        signer.account(read=())


def test_what_is_offered_begins_with_the_main_one(signer: Signer, wire: Wire) -> None:
    wire.mailbox.add_calendar("Anniversaires", can_edit=False)
    wire.mailbox.add_calendar("Work")
    offered = signer.signed_in().offered()
    assert [(one.primary, one.writable) for one in offered] == [
        (True, True),
        (False, False),
        (False, True),
    ]
    assert offered[0].ref == "primary"


@pytest.mark.parametrize(
    ("owner", "address"),
    [
        ({"address": "camille.durand@work.example"}, "camille.durand@work.example"),
        ({"address": "outlook_0123456789ABCDEF@outlook.example"}, "camille@work.example"),
        ({"address": "/O=ORG/OU=X"}, "camille@work.example"),
        ({"address": 5}, "camille@work.example"),
        ([], "camille@work.example"),
        (None, "camille@work.example"),
    ],
)
def test_the_owner_is_known_by_the_address_of_the_mailbox(
    signer: Signer, wire: Wire, owner: object, address: str
) -> None:
    wire.mailbox.shelf("primary").entry["owner"] = owner
    assert signer.signed_in().address() == address


def test_two_that_begin_at_once_make_one_calendar(signer: Signer, wire: Wire) -> None:
    signer.signed_in(write="Relances")
    wire.troubles.slow("calendars.create", 0.3, times=9)

    def begin() -> str:
        found = signer.account(write="Relances").follow_ups()
        assert found is not None
        return found.id

    with ThreadPoolExecutor(2) as pool:
        made = {one.result() for one in [pool.submit(begin) for _ in range(2)]}
    assert len(made) == 1
    assert wire.count("calendars.create") == 1


@pytest.mark.parametrize("after", [True, False])
def test_a_lost_answer_makes_no_second_calendar(signer: Signer, wire: Wire, after: bool) -> None:
    account = signer.signed_in(write="Relances")
    wire.troubles.drop("calendars.create", after=after)
    try:
        account.follow_ups()
    except Exception as error:  # noqa: BLE001 - nobody knows what became of it
        assert not after, error  # noqa: PT017 - it may go well at once
    assert account.follow_ups() is not None
    assert [one.name for one in account.offered()].count("Relances") == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reed": ["primary"]}, "reed: unknown"),
        ({"read": [5]}, "read: write a list of calendars"),
        ({"read": ["a\nb"]}, "read: write a list of calendars"),
        ({"read": [""]}, "read: write a list of calendars"),
        ({"write": ""}, "write: write the name"),
        ({"write": "*"}, "write: follow-ups go into one calendar"),
        ({"client_id": "my app"}, "client_id: write the “Application (client) ID”"),
        ({"client_id": 5}, "client_id: write the “Application (client) ID”"),
        ({"tenant": "a/b"}, "tenant: write common"),
        ({"tenant": ".."}, "tenant: write common"),
        ({"tenant": 5}, "tenant: write common"),
        ({"endpoint": "http://evil.example/"}, "endpoint: write an address"),
        ({"endpoint": "https://a:b@evil.example/"}, "endpoint: write an address"),
        ({"endpoint": "https://evil.example/?x"}, "endpoint: write an address"),
        ({"authority": 1}, "authority: write an address"),
        ({"authority": "https://login.example/common"}, "authority: write an address"),
        ({"authority": "https://login.example:99999"}, "authority: write an address"),
    ],
)
def test_wrong_options_are_told_by_their_path(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadSettings) as caught:
        connect(NAME, {"client_id": CLIENT_ID, "x": 1, **given}, PlainSecrets())
    assert any(fault.startswith(f"accounts.home.{told}") for fault in caught.value.faults)
    assert any("x: unknown" in fault for fault in caught.value.faults)  # all at once


def test_without_an_app_the_way_to_one_is_told() -> None:
    with pytest.raises(BadSettings) as caught:
        connect(NAME, {}, PlainSecrets())
    [fault] = caught.value.faults
    assert fault.startswith("accounts.home.client_id: missing")
    assert "docs/connect-outlook.md" in fault


def test_what_is_not_said_has_its_default() -> None:
    found = checked(NAME, {"client_id": f" {CLIENT_ID.upper()} "})
    assert (found.read, found.write, found.client_id) == (("primary",), None, CLIENT_ID)
    assert found.tenant == "common"
    assert found.endpoint == "https://graph.microsoft.com/v1.0/"
    assert found.authority == "https://login.microsoftonline.com"
    other = {"endpoint": "https://graph.example/v1.0", "authority": "https://Login.Example/"}
    there = checked(NAME, {"client_id": CLIENT_ID, **other})
    assert (there.endpoint, there.authority) == (
        "https://graph.example/v1.0/",
        "https://login.example",
    )


def test_nothing_slow_is_loaded_to_open_an_account() -> None:
    code = (
        "import sys; from relance_outlook import connect\n"
        "class S:\n    get = lambda self, name: None\n"
        f"account = connect('home', {{'client_id': '{CLIENT_ID}'}}, S())\n"
        "try: account.calendars()\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(*(m for m in ('msal', 'niquests', 'requests', 'keyring', 'cryptography')"
        " if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["NeedsPerson"]


def test_a_missing_library_is_told_as_the_command_that_installs_it(tmp_path: Path) -> None:
    code = (
        "import sys, importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'msal' else real(name, *a)\n"
        "from relance.connectors import connector\n"
        "try: connector('outlook', 'home')\n"
        "except Exception as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert f"(msal). Run: {installing.command_for('outlook')}" in done.stdout
