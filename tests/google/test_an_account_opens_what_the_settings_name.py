from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from google_person import NAME, WINDOW, Signer, appointment, titles
from plain_secrets import PlainSecrets
from relance import installing
from relance.errors import BadSettings, NeedsPerson
from relance.ports import Checkable, SignedIn, WritableCalendar
from relance_google import connect

if TYPE_CHECKING:
    from pathlib import Path

    from google_wire import Wire


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
            "account home: nobody is signed in. Run: relance connect google --name home"
        )
    assert wire.count() == 0


def test_the_calendar_of_follow_ups_is_made_once_and_found_again(
    signer: Signer, wire: Wire
) -> None:
    first = signer.signed_in(write="Relances").follow_ups()
    assert first is not None
    again = signer.account(write="Relances").follow_ups()
    assert again is not None
    assert again.id == first.id
    signer.secrets.kept.clear()  # everything is forgotten here
    anew = signer.signed_in(write="Relances").follow_ups()
    assert anew is not None
    assert anew.id == first.id
    assert wire.count("calendars.insert") == 1


def test_a_calendar_of_that_name_that_is_not_ours_is_left_alone(signer: Signer, wire: Wire) -> None:
    ref = wire.mailbox.add_calendar("Work")
    account = signer.signed_in(write="work")
    with pytest.raises(NeedsPerson, match="name it by its id"):
        account.follow_ups()
    assert wire.count("calendars.insert") == 0
    written = signer.signed_in(write=ref).follow_ups()
    assert written is not None
    assert written.id == f"home:{ref}"


def test_an_id_that_there_is_not_is_told(signer: Signer) -> None:
    account = signer.signed_in(write="nothing@group.calendar.example")
    with pytest.raises(NeedsPerson, match="no calendar with this id"):
        account.follow_ups()


def test_follow_ups_go_into_no_calendar_of_somebody_elses(signer: Signer, wire: Wire) -> None:
    ref = wire.mailbox.add_calendar("Équipe", role="writer")
    account = signer.signed_in(write=ref)
    with pytest.raises(NeedsPerson, match="belongs to somebody else"):
        account.follow_ups()
    assert [one.writable for one in account.offered()] == [True, False]


def test_the_main_calendar_has_one_id_whatever_it_is_called(signer: Signer) -> None:
    account = signer.signed_in(read=("camille@mail.example", "primary"), write="primary")
    assert [calendar.id for calendar in account.calendars()] == ["home:primary"]
    by_id = signer.signed_in(write="camille@mail.example").follow_ups()
    assert by_id is not None
    assert by_id.id == "home:primary"


def test_names_are_looked_up_once(signer: Signer, wire: Wire) -> None:
    wire.mailbox.add_calendar("Work")
    wire.mailbox.put("Work", appointment("Entretien Brumair"))
    assert titles(signer.signed_in(read=("primary", "work"))) == {"Entretien Brumair"}
    wire.forget()
    assert titles(signer.account(read=("primary", "work"))) == {"Entretien Brumair"}
    assert wire.count("calendarList.*") == 0
    assert wire.count("events.list") == 2


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
    wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson):
        titles(signer.account(write="Relances"))
    again = signer.signed_in(write="Relances").follow_ups()
    assert first is not None
    assert again is not None
    assert again.id == first.id
    assert wire.count("calendars.insert") == 1


def test_a_calendar_of_follow_ups_that_is_gone_is_never_made_again_by_itself(
    signer: Signer, wire: Wire
) -> None:
    first = signer.signed_in(write="Relances").follow_ups()
    assert first is not None
    wire.mailbox.remove_calendar(first.id.removeprefix("home:"))
    wire.oauth.revoke_all()
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
    assert wire.count("calendars.insert") == 2


def test_what_is_offered_begins_with_the_main_one(signer: Signer, wire: Wire) -> None:
    wire.mailbox.add_calendar("Anniversaires", role="reader")
    wire.mailbox.add_calendar("Work")
    offered = signer.signed_in().offered()
    assert [(one.primary, one.writable) for one in offered] == [
        (True, True),
        (False, False),
        (False, True),
    ]
    assert offered[0].ref == "primary"


def test_an_account_that_names_no_calendar_to_read_reads_none(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in(read=(), write="Relances")
    assert list(account.calendars()) == []
    assert account.follow_ups() is not None
    [grant] = wire.oauth.grants
    assert {one.rpartition("/")[2] for one in grant.scopes} == {
        "calendar.app.created",
        "calendar.calendarlist.readonly",
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reed": ["primary"]}, "reed: unknown"),
        ({"read": [5]}, "read: write a list of calendars"),
        ({"read": ["a\nb"]}, "read: write a list of calendars"),
        ({"read": [""]}, "read: write a list of calendars"),
        ({"read": []}, "read: name a calendar to read"),
        ({"write": ""}, "write: write the name"),
        ({"write": "*"}, "write: follow-ups go into one calendar"),
        ({"client_file": 5}, "client_file: write the path"),
        ({"api_endpoint": "http://evil.example/"}, "api_endpoint: write an address"),
        ({"token_uri": "https://a:b@evil.example/"}, "token_uri: write an address"),
        ({"revoke_uri": 1}, "revoke_uri: write an address"),
    ],
)
def test_wrong_options_are_told_by_their_path(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadSettings) as caught:
        connect(NAME, {**given, "auth_uri": "ftp://x"}, PlainSecrets())
    assert any(fault.startswith(f"accounts.home.{told}") for fault in caught.value.faults)
    assert any("auth_uri" in fault for fault in caught.value.faults)  # all at once


def test_nothing_slow_is_loaded_to_open_an_account() -> None:
    code = (
        "import sys; from relance_google import connect\n"
        "class S:\n    get = lambda self, name: None\n"
        "account = connect('home', {}, S())\n"
        "try: account.calendars()\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(*(m for m in ('googleapiclient', 'google.auth', 'requests', 'httplib2', 'keyring',"
        " 'cryptography') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["NeedsPerson"]


def test_a_missing_library_is_told_as_the_command_that_installs_it(tmp_path: Path) -> None:
    code = (
        "import sys, importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'googleapiclient' else real(name, *a)\n"
        "from relance.connectors import connector\n"
        "try: connector('google', 'home')\n"
        "except Exception as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert f"(googleapiclient). Run: {installing.command_for('google')}" in done.stdout


def test_two_that_begin_at_once_make_one_calendar(signer: Signer, wire: Wire) -> None:
    signer.signed_in(write="Relances")
    wire.troubles.slow("calendars.insert", 0.3, times=9)

    def begin() -> str:
        found = signer.account(write="Relances").follow_ups()
        assert found is not None
        return found.id

    with ThreadPoolExecutor(2) as pool:
        made = {one.result() for one in [pool.submit(begin) for _ in range(2)]}
    assert len(made) == 1
    assert wire.count("calendars.insert") == 1
