from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from graph_wire_client import WINDOW, at_graph
from graph_wire_mailbox import timed
from graph_wire_tokens import PERSONAL

if TYPE_CHECKING:
    from graph_wire import Wire
    from graph_wire_client import Graph

AT = datetime(2026, 10, 20, 8, tzinfo=UTC)


def test_the_default_calendar_is_there_from_the_beginning(wire: Wire, graph: Graph) -> None:
    ((one,),) = [graph.told("me/calendars")["value"]]
    assert (one["name"], one["isDefaultCalendar"], one["canEdit"]) == ("Calendar", True, True)
    assert graph.told("me/calendar")["id"] == one["id"] == wire.mailbox.default
    assert one["owner"]["address"] == "camille@work.example"
    assert graph.told("me/calendar", {"$select": "id,owner"}).keys() >= {"id", "owner"}


def test_a_calendar_is_made_once_by_its_name(wire: Wire, graph: Graph) -> None:
    made = graph.ask("POST", "me/calendars", {"name": "Relances"})
    assert made.status_code == 201
    again = graph.refused("POST", "me/calendars", {"name": "relances"})
    assert again == (409, "ErrorFolderExists")
    assert graph.told(f"me/calendars/{quote(made.json()['id'])}")["name"] == "Relances"
    wire.mailbox.rename("Relances", "Autre")
    assert [one["name"] for one in graph.told("me/calendars")["value"]] == ["Calendar", "Autre"]


def test_calendars_come_in_pages(wire: Wire, graph: Graph) -> None:
    for number in range(4):
        wire.mailbox.add_calendar(f"n° {number}")
    wire.habits.short_pages = 3
    first = graph.told("me/calendars", {"$select": "id,name"})
    rest = graph.told(first["@odata.nextLink"])
    names = [one["name"] for one in (*first["value"], *rest["value"])]
    assert names == ["Calendar", "n° 0", "n° 1", "n° 2", "n° 3"]
    assert set(rest["value"][0]) == {"id", "name"}


def test_a_calendar_that_is_only_shared_takes_no_events(wire: Wire, graph: Graph) -> None:
    shared = wire.mailbox.add_calendar("Équipe", can_edit=False, owner="chef@work.example")
    path = f"me/calendars/{quote(shared)}/events"
    assert graph.refused("POST", path, timed("", AT)) == (403, "ErrorAccessDenied")
    assert graph.told(f"me/calendars/{quote(shared)}/calendarView", WINDOW)["value"] == []
    assert graph.told("me/calendars")["value"][1]["canShare"] is False


@pytest.mark.parametrize(
    ("status", "code"), [(404, "ErrorItemNotFound"), (403, "ErrorAccessDenied")]
)
def test_a_calendar_can_be_taken_away(wire: Wire, graph: Graph, status: int, code: str) -> None:
    shared = wire.mailbox.add_calendar("Équipe")
    wire.mailbox.unshare("Équipe", status)
    assert graph.refused("GET", f"me/calendars/{quote(shared)}") == (status, code)
    assert len(graph.told("me/calendars")["value"]) == 1
    wire.mailbox.remove_calendar(shared)
    assert graph.refused("GET", f"me/calendars/{quote(shared)}")[0] == 404


def test_a_calendar_with_its_events_goes(wire: Wire, graph: Graph) -> None:
    shared = wire.mailbox.add_calendar("Équipe")
    event = wire.mailbox.put("Équipe", timed("", AT))
    assert wire.mailbox.get(event["id"]) == event
    wire.mailbox.remove_calendar(shared)
    assert graph.refused("GET", f"me/events/{event['id']}") == (404, "ErrorItemNotFound")
    assert wire.mailbox.get(event["id"]) is None


def test_categories_have_a_scope_of_their_own(wire: Wire, graph: Graph) -> None:
    path = "me/outlook/masterCategories"
    category = {"displayName": "Relance", "color": "preset4"}
    assert graph.refused("GET", path) == (403, "ErrorAccessDenied")
    with at_graph(wire, "MailboxSettings.ReadWrite") as allowed:
        assert allowed.ask("POST", path, category).status_code == 201
        assert allowed.refused("POST", path, category)[0] == 400
        assert allowed.told(path)["value"][0]["displayName"] == "Relance"


def test_who_one_is_has_a_scope_of_its_own(wire: Wire, graph: Graph) -> None:
    assert graph.refused("GET", "me") == (403, "ErrorAccessDenied")
    with at_graph(wire, "User.Read") as allowed:
        assert allowed.told("me")["userPrincipalName"] == "camille@work.example"


def test_writing_has_a_scope_of_its_own(wire: Wire) -> None:
    with at_graph(wire, "Calendars.Read") as reader:
        reader.told("me/events")
        refused = reader.refused("POST", "me/events", timed("", AT))
        assert refused == (403, "ErrorAccessDenied")
        made = reader.refused("POST", "me/calendars", {"name": "Relances"})
        assert made == (403, "ErrorAccessDenied")


def test_everybody_has_a_mailbox_of_their_own(wire: Wire, graph: Graph) -> None:
    box = wire.add_account("sasha@home.example", PERSONAL)
    box.put("primary", timed("", AT, subject="à moi"))
    with at_graph(wire, email="sasha@home.example") as other:
        assert [one["subject"] for one in other.told("me/events")["value"]] == ["à moi"]
    assert graph.told("me/events")["value"] == []


def test_a_token_ends(wire: Wire, graph: Graph) -> None:
    graph.told("me/events")
    wire.clock.advance(hours=1)
    assert graph.refused("GET", "me/events") == (401, "InvalidAuthenticationToken")
    graph.token = "forged"
    assert graph.refused("GET", "me/events") == (401, "InvalidAuthenticationToken")
    graph.token = wire.token()
    wire.login.expire_access()
    assert graph.refused("GET", "me/events") == (401, "InvalidAuthenticationToken")
