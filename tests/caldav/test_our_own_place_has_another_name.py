"""`write` names a calendar, and the one that relance made before has another name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import relance_caldav
from caldav_server import PASSWORD, USER, Server, radicale
from relance.ports import Asking
from relance.service.signing import Nowhere
from relance.testing.contract import Round, a_follow_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance_caldav.account import CaldavAccount

OWN = f"/{USER}/relance-follow-ups/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as made:
        rename(made, made.make("personal"), "personal")
        yield made


@pytest.fixture(autouse=True)
def no_calendars_of_ours(server: Server) -> None:
    for place in (OWN, f"/{USER}/mine/"):
        server.ask("DELETE", place)


def account(server: Server, secrets: Any = None, **options: Any) -> CaldavAccount:
    """Return an account that was signed in to, as somebody who never was here before."""
    given = {"address": server.address, "user": USER, **options}
    made = relance_caldav.connect("cloud", given, secrets or Nowhere())
    made.sign_in(Asking(print, answer=lambda *_: PASSWORD))
    return made


def rename(server: Server, place: str, name: str) -> None:
    body = (
        '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop>'
        f"<D:displayname>{name}</D:displayname></D:prop></D:set></D:propertyupdate>"
    )
    assert server.ask("PROPPATCH", place, body.encode()).status == 207


def names(server: Server) -> list[str]:
    return sorted(one.name for one in account(server).offered())


@pytest.mark.parametrize(("made", "wanted"), [("Relances", "Suivi"), ("Suivi", "Relances")])
def test_it_is_used_under_its_own_name_and_that_is_told_once(
    server: Server, made: str, wanted: str
) -> None:
    before = account(server, write=made).follow_ups()
    assert before is not None
    stored = before.create(a_follow_up())
    secrets = Nowhere()
    now = account(server, secrets, write=wanted)
    for told in (True, False):
        calendar = now.follow_ups()
        assert calendar is not None
        assert (calendar.id, calendar.name) == (before.id, made)
        assert [one.ref for one in calendar.ours()] == [stored.ref]
        warnings = Round(calendar, None).pages[-1].warnings
        line = (
            f"{made} (cloud): follow-ups go on into “{made}”, which relance made; the settings "
            f"call it “{wanted}”. Give it that name on the server if you like; to write into "
            "another calendar, name one that is there."
        )
        assert [str(one) for one in warnings] == ([line] if told else [])
    again = account(server, secrets, write=wanted).follow_ups()
    assert again is not None
    assert again.name == made
    rename(server, OWN, wanted)
    renamed = account(server, secrets, write=wanted).follow_ups()
    assert renamed is not None
    assert (renamed.name, names(server)) == (wanted, [wanted, "personal"])
    gone = now.written_before(before.id)
    assert gone is not None
    assert (gone.id, gone.name) == (before.id, wanted)


def test_a_calendar_that_the_person_names_comes_first(server: Server) -> None:
    before = account(server, write="Relances").follow_ups()
    place = server.make("mine")
    rename(server, place, "Suivi")
    calendar = account(server, write="Suivi").follow_ups()
    assert before is not None
    assert calendar is not None
    assert (calendar.id, calendar.name) == (f"cloud:{place}", "Suivi")
    assert not Round(calendar, None).pages[-1].warnings
    assert names(server) == ["Relances", "Suivi", "personal"]
