from __future__ import annotations

from graph_wire_routes import opens
from relance_outlook.scopes import FOR, missing, needed, short


def test_one_permission_is_asked_and_no_more_than_is_needed() -> None:
    assert needed(None) == ("Calendars.Read",)
    assert needed("Relances") == needed("primary") == ("Calendars.ReadWrite",)
    assert set(FOR) == {"Calendars.Read", "Calendars.ReadWrite"}


def test_what_is_asked_opens_what_is_done() -> None:
    read = ("calendars.list", "calendars.get", "view.delta", "events.get", "events.list")
    write = ("calendars.create", "events.create", "events.update", "events.delete")
    assert all(opens(op, frozenset(needed(None))) for op in read)
    assert all(opens(op, frozenset(needed("Relances"))) for op in (*read, *write))
    assert not any(opens(op, frozenset(needed(None))) for op in write)


def test_a_wider_permission_will_do_and_a_narrower_one_not() -> None:
    assert missing(needed(None), ["calendars.readwrite"]) == ()
    [told] = missing(needed("Relances"), ["Calendars.Read"])
    assert str(told).startswith("Calendars.ReadWrite (to do that, to make a calendar")
    assert missing(needed(None), []) != ()


def test_names_of_permissions_come_long_or_short() -> None:
    told = "https://graph.microsoft.com/Calendars.ReadWrite openid profile User.Read email"
    assert short(told) == ("Calendars.ReadWrite",)
    assert short("Calendars.Read offline_access") == ("Calendars.Read",)
    assert short("") == ()
