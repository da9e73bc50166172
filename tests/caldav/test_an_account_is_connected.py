"""An account is signed in to once, on real servers; then it opens what the settings name."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

import relance_caldav
from caldav_between import MANY, Told, between
from caldav_server import PASSWORD, USER, Server, xandikos
from relance.errors import BadSettings, NeedsPerson, Refused, RelanceError, Temporary
from relance.ports import Asking, Checkable, Offered, SignedIn, WritableCalendar
from relance.service.signing import Nowhere
from relance.testing.contract import NOW, Round, a_follow_up
from relance_caldav import discovery, kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from caldav_between import Between
    from relance.ports import Secrets
    from relance_caldav.account import CaldavAccount

XML = {"Content-Type": "text/xml"}


class Person:
    """Answers what is asked, and knows what was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers, self.asked = list(answers), list[tuple[str, bool]]()

    def answer(self, question: str, secret: bool) -> str:
        self.asked.append((question, secret))
        return self._answers.pop(0)


def asking(*answers: str) -> Asking:
    return Asking(print, answer=Person(*answers).answer)


def connected(server: Server, wire: Between | None = None, **options: Any) -> CaldavAccount:
    """Return an account that was signed in to."""
    port = wire.port if wire is not None else server.port
    account, _ = opened(f"http://127.0.0.1:{port}/", **options)
    account.sign_in(asking(PASSWORD))
    return account


def opened(address: str, **options: Any) -> tuple[CaldavAccount, Secrets]:
    secrets = Nowhere()
    given = {"address": address, "user": USER, **options}
    return relance_caldav.connect("cloud", given, secrets), secrets


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relance.accounts.throttling.backoff", lambda *_: 0.0)


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Return a server that nobody else changes."""
    from caldav_server import radicale

    with (xandikos if "xandikos" in request.node.name else radicale)(tmp_path) as made:
        if made.kind == "radicale":
            made.ask("MKCALENDAR", f"{made.home}personal/")
        yield made


BOTH = pytest.mark.parametrize("kind", ["radicale", "xandikos"])


@BOTH
def test_a_person_signs_in_by_three_answers(server: Server, kind: str) -> None:
    secrets = Nowhere()
    account = relance_caldav.connect("cloud", {}, secrets)
    assert isinstance(account, SignedIn)
    assert isinstance(account, Checkable)
    person = Person(server.address, USER, PASSWORD)
    account.sign_in(Asking(print, answer=person.answer))
    assert [secret for _, secret in person.asked] == [False, False, True]
    told = json.loads(str(secrets.get("caldav:cloud")))
    assert (told["user"], told["password"]) == (USER, PASSWORD)
    assert account.offered()
    assert any(one.primary and one.writable for one in account.offered())
    assert kind == server.kind


def test_only_the_password_is_asked_for_when_the_rest_is_set(server: Server) -> None:
    account, _ = opened(server.address)
    person = Person(PASSWORD)
    account.sign_in(Asking(print, answer=person.answer))
    assert [secret for _, secret in person.asked] == [True]


def test_a_wrong_password_is_told_and_nothing_is_kept(server: Server) -> None:
    account, secrets = opened(server.address)
    with pytest.raises(NeedsPerson, match="app password") as refused:
        account.sign_in(asking("wrong-one"))
    assert "wrong-one" not in str(refused.value)
    assert secrets.get("caldav:cloud") is None
    with pytest.raises(NeedsPerson, match="nobody is signed in"):
        account.calendars()


def test_nobody_to_ask_is_told() -> None:
    account, _ = opened("")
    with pytest.raises(NeedsPerson, match="are needed"):
        account.sign_in(Asking(print))
    with pytest.raises(NeedsPerson, match="are needed"):
        account.sign_in(asking("  "))


@pytest.mark.parametrize(
    "address",
    ["http://cloud.example/dav/", "ftp://cloud.example/", "https://u:p@cloud.example/", "https://"],
)
def test_no_password_goes_over_an_unsafe_way(address: str) -> None:
    account = relance_caldav.connect("cloud", {"user": USER}, Nowhere())
    with pytest.raises(NeedsPerson, match="no password is sent"):
        account.sign_in(asking(address, PASSWORD))


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"read": 3}, "read:"),
        ({"read": [""]}, "read:"),
        ({"write": "*"}, "write:"),
        ({"write": ""}, "write:"),
        ({"address": "http://cloud.example/"}, "address:"),
        ({"address": 5}, "address:"),
        ({"address": "https://a:b@cloud.example/"}, "address:"),
        ({"user": 5}, "user:"),
        ({"server": "nope"}, "server:"),
        ({"server": []}, "server:"),
        ({"insecure": "yes"}, "insecure:"),
        ({"password": "x"}, "password: unknown"),
    ],
)
def test_a_wrong_option_is_told_with_its_path(options: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadSettings) as refused:
        relance_caldav.connect("cloud", options, Nowhere())
    assert [one for one in refused.value.faults if one.startswith(f"accounts.cloud.{fault}")]


def test_plain_http_is_allowed_when_it_is_said(server: Server) -> None:
    del server
    found = relance_caldav.connect(
        "cloud", {"address": "http://nas.example/", "insecure": True}, Nowhere()
    )
    assert found.name == "cloud"


@BOTH
def test_the_calendar_of_follow_ups_is_made_once(server: Server, kind: str) -> None:
    account = connected(server, write="Relances")
    first = account.follow_ups()
    assert isinstance(first, WritableCalendar)
    stored = first.create(a_follow_up())
    again = account.follow_ups()
    assert again is not None
    assert (again.id, [one.ref for one in again.ours()]) == (first.id, [stored.ref])
    anew = connected(server, write="Relances").follow_ups()
    assert anew is not None
    assert anew.id == first.id
    named = [one for one in account.offered() if one.name == "Relances"]
    assert len(named) == 1
    assert kind == server.kind


def test_the_probe_leaves_nothing_behind(server: Server) -> None:
    with between(server) as wire:
        made = connected(server, wire, write="Relances").follow_ups()
        assert made is not None
        assert [one.method for one in wire.asked if "probe" in one.path] == ["PUT", "DELETE"]
        assert not Round(made, None).pages[-1].warnings
        wire.lose("DELETE", after=False, times=3)
        with pytest.raises(Temporary):
            made.prove()
        made.prove()
        assert (
            b"probe"
            not in server.ask("PROPFIND", made.id.split(":")[1], headers={"Depth": "1"}).body
        )


def test_the_answer_about_a_new_calendar_may_be_lost(server: Server) -> None:
    with between(server) as wire:
        account = connected(server, wire, write="Relances")
        wire.lose("MKCALENDAR", after=True)
        assert account.follow_ups() is not None
        assert sum(one.name == "Relances" for one in account.offered()) == 1


def test_a_server_that_makes_no_calendar_says_what_to_do(server: Server) -> None:
    with between(server) as wire:
        account = connected(server, wire, write="Relances")
        wire.answer("MKCALENDAR", Told(403))
        with pytest.raises(NeedsPerson, match="Make one named Relances"):
            account.follow_ups()


def test_a_calendar_that_may_not_be_written_is_refused(server: Server) -> None:
    with between(server) as wire:
        account = connected(server, wire, write="personal")
        wire.answer("PUT", Told(403), times=MANY)
        with pytest.raises(Refused, match="does not allow"):
            account.follow_ups()


def test_an_existing_calendar_is_written_when_it_is_named(server: Server) -> None:
    made = connected(server, write="personal").follow_ups()
    assert made is not None
    assert made.id == f"cloud:{server.home}personal/"


@pytest.mark.parametrize("read", [["primary"], ["personal"], ["/camille/personal/"], ["*"]])
def test_calendars_are_named_in_any_way(server: Server, read: list[str]) -> None:
    (only,) = connected(server, read=read).calendars()
    assert only.id == "cloud:/camille/personal/"


def test_a_name_is_looked_up_once(server: Server) -> None:
    with between(server) as wire:
        account = connected(server, wire, read=["personal"])
        (only,) = account.calendars()
        cursor = Round(only, None).cursor
        wire.forget()
        (only,) = account.calendars()
        Round(only, cursor)
        assert wire.count() == 1


def test_a_calendar_that_is_not_there_stops_no_other(server: Server) -> None:
    found = connected(server, read=["nowhere", "personal"]).calendars()
    with pytest.raises(NeedsPerson, match="no calendar of this name"):
        Round(found[0], None)
    assert not Round(found[1], None).events


def test_signing_out_forgets(server: Server) -> None:
    account, secrets = opened(server.address)
    account.sign_in(asking(PASSWORD))
    account.sign_out()
    assert secrets.get("caldav:cloud") is None
    with pytest.raises(NeedsPerson):
        account.offered()


def test_who_signs_in_again_keeps_what_is_known(server: Server) -> None:
    account = connected(server, write="Relances")
    made = account.follow_ups()
    account.sign_in(asking(PASSWORD))
    again = account.follow_ups()
    assert made is not None
    assert again is not None
    assert again.id == made.id


def test_what_is_kept_and_cannot_be_read_asks_to_sign_in_again(server: Server) -> None:
    account, secrets = opened(server.address)
    secrets.put("caldav:cloud", '{"address": 1}')
    with pytest.raises(NeedsPerson, match="cannot be read"):
        account.offered()
    account.sign_in(asking(PASSWORD))
    assert account.offered()


# where the server sends


def test_a_redirection_within_the_house_is_followed(server: Server) -> None:
    with between(server) as wire:
        wire.answer("PROPFIND", Told(301, {"Location": server.home}))
        assert connected(server, wire).offered()


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "http://10.0.0.1/", "//evil.test/", "ftp://x/", "", "/"]
)
def test_a_password_is_sent_to_nobody_else(server: Server, to: str) -> None:
    with between(server) as wire:
        wire.answer("PROPFIND", Told(301, {"Location": to}), times=MANY)
        with pytest.raises(RelanceError):
            connected(server, wire)
        assert {one.headers["Host"] for one in wire.asked} == {f"127.0.0.1:{wire.port}"}


def test_a_home_that_lies_elsewhere_is_refused(server: Server) -> None:
    body = (
        b'<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop>'
        b'<C:calendar-home-set xmlns:C="urn:ietf:params:xml:ns:caldav">'
        b"<href>https://elsewhere.example/cal/</href></C:calendar-home-set></prop>"
        b"<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
    )
    with between(server) as wire:
        wire.answer("PROPFIND", Told(207, XML, body), times=MANY)
        with pytest.raises(NeedsPerson, match=r"sends to elsewhere\.example, and no password"):
            connected(server, wire)


@pytest.mark.parametrize(
    ("found", "typed", "right"),
    [
        ("https://p34-caldav.icloud.com/", "https://caldav.icloud.com/", True),
        ("https://cloud.example.co.uk/", "https://example.co.uk/", True),
        ("https://evil.co.uk/", "https://example.co.uk/", False),
        ("http://caldav.icloud.com/", "https://caldav.icloud.com/", False),
        ("https://10.0.0.2/", "https://10.0.0.1/", False),
        ("https://mallory.duckdns.org/", "https://camille.duckdns.org/", False),
        ("https://dav.camille.duckdns.org/", "https://camille.duckdns.org/", True),
    ],
)
def test_a_house_is_a_registered_domain(found: str, typed: str, *, right: bool) -> None:
    from relance_caldav.addresses import same_house

    assert same_house(found, typed) is right


def test_an_address_without_calendars_is_told(server: Server) -> None:
    with between(server) as wire:
        wire.answer("PROPFIND", Told(404), times=MANY)
        with pytest.raises(NeedsPerson, match="no calendars at this address"):
            connected(server, wire)


def test_a_domain_is_looked_up_and_else_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_named", {"cloud.example": "https://dav.cloud.example/x/"}.get)
    places = discovery.starts("camille@cloud.example", insecure=False, account="cloud")
    assert places[0] == "https://dav.cloud.example/x/"
    monkeypatch.setattr(discovery, "_named", lambda _: "")
    places = discovery.starts("cloud.example", insecure=False, account="cloud")
    assert places[:2] == ["https://cloud.example/", "https://cloud.example/.well-known/caldav"]


def test_a_digest_is_given_where_a_server_wants_one(server: Server) -> None:
    with between(server) as wire:
        challenge = {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'}
        basic = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"

        def guarded(asked: Any, go_on: Any) -> Told:
            if not asked.headers.get("Authorization", "").startswith("Digest"):
                return Told(401, challenge)
            asked.headers = {**asked.headers, "Authorization": basic}
            told: Told = go_on()
            return told

        for method in ("PROPFIND", "OPTIONS", "REPORT"):
            wire.rule(method, guarded)
        account = connected(server, wire)
        assert isinstance(account.offered()[0], Offered)
        assert not Round(account.calendars()[0], None).events


# doctor


def told_by(account: CaldavAccount) -> dict[str, bool | None]:
    return {one.what: one.right for one in account.checks(NOW)}


@BOTH
def test_the_doctor_finds_all_in_order(server: Server, kind: str) -> None:
    found = told_by(connected(server, write="Relances"))
    assert list(found) == ["server", "certificate", "sign-in", "calendars", "changes", "writing"]
    assert all(found.values())
    assert kind == server.kind


def test_the_doctor_tells_what_is_wrong(server: Server) -> None:
    account, _ = opened(server.address)
    assert told_by(account) == {"sign-in": False}
    with between(server) as wire:
        account = connected(server, wire, write="Relances")
        account.follow_ups()
        wire.answer("PUT", Told(403), times=MANY)
        assert told_by(account)["writing"] is False
        wire.answer("PROPFIND", Told(401), times=MANY)
        assert told_by(account)["sign-in"] is False
    with between(server) as wire:
        account = connected(server, wire)
        wire.lose("PROPFIND", after=False, times=MANY)
        assert told_by(account) == {"server": False}


def test_what_is_kept_shows_no_secret() -> None:
    found = kept.Kept("https://cloud.example/", USER, PASSWORD)
    assert PASSWORD not in repr(found)
    assert USER not in repr(found)
