from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

import hostile_http as http
from at_an_address import NEAR, SECRET, Kept, at, events, pull
from relance.connectors import connector
from relance.errors import BadSettings, NeedsPerson, RelanceError
from relance.ports import Asking, SignedIn, WritableCalendar
from relance_ics import connect_address
from relance_ics.secret_address import read_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from hostile_http import Act
    from relance_ics.address import AddressAccount

ADDRESS = "https://cal.example/private-5ecret/basic.ics"


def account(secrets: Kept, **options: object) -> AddressAccount:
    return connect_address("home", options, secrets)


def answering(*answers: str) -> Callable[[str, bool], str]:
    left = list(answers)

    def answer(question: str, secret: bool) -> str:
        assert "address" in question
        assert secret
        return left.pop(0)

    return answer


def test_it_rests_with_the_secrets_and_nowhere_else() -> None:
    kept, said = Kept(), list[str]()
    found = account(kept, read=())
    assert isinstance(found, SignedIn)
    found.sign_in(Asking(said.append, answer=answering(f" {ADDRESS}\n")))
    assert kept == {"address:home": ADDRESS}
    assert said == []
    (calendar,) = found.calendars()
    assert (calendar.id, calendar.name) == ("home:address", "home")
    assert SECRET not in repr([found, calendar, read_address(ADDRESS)])
    found.sign_out()
    assert kept == {}


def test_it_can_be_read_and_nothing_else() -> None:
    found = account(Kept({"address:home": ADDRESS}))
    (calendar,) = found.calendars()
    assert not isinstance(calendar, WritableCalendar)
    assert found.follow_ups() is None  # type: ignore[func-returns-value] # that is the promise
    assert (found.offered(), found.address()) == ([], "")


def test_it_is_asked_for_again_when_it_is_no_address() -> None:
    kept, said = Kept(), list[str]()
    wrong = (f"cal.example/{SECRET}", f"http://cal.example/{SECRET}")
    account(kept).sign_in(Asking(said.append, answer=answering(*wrong, ADDRESS)))
    assert kept["address:home"] == ADDRESS
    assert (
        said[0]
        == "this is not the address of a calendar: it must begin with https:// or webcal://."
    )
    assert "which is not encrypted" in said[1]
    assert SECRET not in "".join(said)


@pytest.mark.parametrize("asking", [Asking(print), Asking(print, answer=answering("", "", "x:"))])
def test_without_an_address_nothing_is_kept(asking: Asking) -> None:
    kept = Kept()
    with pytest.raises(NeedsPerson, match="relance connect address --name home"):
        account(kept).sign_in(asking)
    assert kept == {}


@pytest.mark.parametrize("kept", [{}, {"address:home": "5ecret"}])
def test_a_lost_address_is_told_with_what_to_do(kept: dict[str, str]) -> None:
    with pytest.raises(NeedsPerson, match="Run: relance connect address --name home") as told:
        account(Kept(kept)).calendars()
    assert SECRET not in str(told.value)


def test_an_unencrypted_address_is_taken_where_the_settings_say_so() -> None:
    kept, address = Kept(), f"http://cal.example/{SECRET}"
    asking = Asking(print, answer=answering(address))
    account(kept, insecure=True).sign_in(asking)
    assert kept["address:home"] == address


def test_every_fault_of_the_settings_is_told() -> None:
    options = {"read": (ADDRESS,), "write": "Relances", "private": "yes", "adress": 1}
    with pytest.raises(BadSettings) as told:
        account(Kept(), **options)
    assert len(told.value.faults) == 4
    assert SECRET not in str(told.value)


def test_it_is_a_kind_of_account() -> None:
    assert connector("address") is connect_address


def told(error: BaseException | None) -> str:
    """Return what an error says, with all that caused it."""
    return "" if error is None else f"{error} {error!r} {told(error.__cause__)}"


def reading(address: str) -> str:
    """Return what reading an address says."""
    try:
        return str(len(pull(at(address, NEAR)).events))
    except RelanceError as error:
        return told(error)


@pytest.mark.parametrize(
    "act",
    [http.calendar(events("one")), http.redirect("/other-5ecret.ics"), http.refusal(401),
     http.refusal(500), http.hung_up, http.silent, http.drip(b"x", 0.1)],
)  # fmt: skip
def test_no_log_and_no_error_holds_it(act: Act, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with http.hostile(act) as server:
        address = server.at(f"/{SECRET}.ics")
        said = reading(address)
    said += reading(address)  # nobody is there any more
    assert "the server cannot be reached" in said
    assert SECRET not in said + caplog.text


def test_no_cursor_holds_it() -> None:
    with http.hostile(http.calendar(events("one"), ETag='"e"')) as server:
        cursor = pull(at(server.at())).cursor
    import base64
    import zlib

    parts = [zlib.decompress(base64.urlsafe_b64decode(one)) for one in cursor.split(".")]
    assert SECRET.encode() not in b"".join(parts)
    assert b"127.0.0.1" not in b"".join(parts)
