"""One event per key: through lost answers, refusals, crashes and servers that heed too little."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from caldav_between import MANY, Told
from caldav_hand import CaldavHand, client, follow_ups
from relance.errors import AlreadyThere, Conflict, Gone, NeedsPerson, Refused, Temporary
from relance.ical import calendar_bytes
from relance.testing.contract import Round, a_follow_up, an_event
from relance.testing.series import STAMP, series_bytes
from relance_caldav.follow_ups import CaldavFollowUps

if TYPE_CHECKING:
    from collections.abc import Callable

    from caldav_between import Between
    from caldav_server import Server
    from relance.model import Event


def key(event: Event) -> str:
    assert event.our_mark is not None
    return event.our_mark.key


def place(path: str, event: Event) -> str:
    return f"{path}relance-{key(event)}.ics"


def standing(server: Server, path: str) -> list[Event]:
    """Return the follow-ups there, as somebody sees who asks the server directly."""
    return list(follow_ups(server, path).ours())


class Death(BaseException):
    """The process dies."""


# lost answers


@pytest.mark.parametrize("after", [False, True])
def test_a_creation_whose_request_or_answer_is_lost_is_there_once(
    calendar: CaldavFollowUps, wire: Between, server: Server, path: str, *, after: bool
) -> None:
    wire.lose("PUT", after=after)
    stored = calendar.create(a_follow_up())
    assert stored.our_mark == a_follow_up().our_mark
    assert standing(server, path) == [stored]
    assert wire.count("PUT") == 2


@pytest.mark.parametrize("after", [False, True])
def test_an_update_whose_request_or_answer_is_lost_is_made_once(
    calendar: CaldavFollowUps, wire: Between, server: Server, path: str, *, after: bool
) -> None:
    stored = calendar.create(a_follow_up())
    wire.lose("PUT", after=after)
    updated = calendar.update(replace(stored, summary="Autre"))
    assert (updated.summary, updated.sequence) == ("Autre", 1)
    assert standing(server, path) == [updated]


@pytest.mark.parametrize("after", [False, True])
def test_a_deletion_whose_request_or_answer_is_lost_is_made(
    calendar: CaldavFollowUps, wire: Between, server: Server, path: str, *, after: bool
) -> None:
    stored = calendar.create(a_follow_up())
    wire.lose("DELETE", after=after)
    calendar.delete(stored)
    assert standing(server, path) == []


@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_what_is_lost_for_good_is_told_and_finished_later(
    calendar: CaldavFollowUps, wire: Between, server: Server, path: str, method: str
) -> None:
    wire.lose(method, after=True, times=3)
    with pytest.raises(Temporary):
        calendar.create(a_follow_up())
    found = calendar.find(key(a_follow_up()))
    assert found is not None
    with pytest.raises(AlreadyThere):
        calendar.create(a_follow_up())
    assert standing(server, path) == [found]


@pytest.mark.parametrize("deed", ["PUT", "change", "DELETE"])
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_a_write_is_recovered_from(
    server: Server, path: str, monkeypatch: pytest.MonkeyPatch, deed: str, *, after: bool
) -> None:
    way = client(server)
    calendar = CaldavFollowUps(way, server.url(path), "Relances")
    stored = replace(a_follow_up()) if deed == "PUT" else calendar.create(a_follow_up())
    real: Callable[..., Any] = way.ask

    def dying(method: str, *args: Any, **given: Any) -> Any:
        if method not in ("PUT", "DELETE"):
            return real(method, *args, **given)
        if after:
            real(method, *args, **given)
        raise Death

    monkeypatch.setattr(way, "ask", dying)
    acts = {"PUT": calendar.create, "change": calendar.update, "DELETE": calendar.delete}
    with pytest.raises(Death):
        acts[deed](replace(stored, summary="Autre") if deed == "change" else stored)
    anew = follow_ups(server, path)
    found = anew.find(key(stored))
    if deed == "PUT":
        assert (found is not None) is after
        if not after:
            anew.create(stored)
    elif deed == "change":
        assert found is not None
        assert (found.summary == "Autre") is after
        anew.update(replace(found, summary="Autre"))
    elif found is not None:
        assert not after
        anew.delete(found)
    assert len(standing(server, path)) == (deed != "DELETE")


# servers that heed too little


@pytest.mark.parametrize("name", ["zimbra", "sogo"])
def test_a_server_that_writes_over_is_asked_before(
    server: Server, path: str, wire: Between, name: str
) -> None:
    wire.strip("PUT", "If-None-Match")
    way = client(server, wire.port)
    way.server = name
    calendar = CaldavFollowUps(way, f"http://127.0.0.1:{wire.port}{path}", "Relances")
    stored = calendar.create(a_follow_up())
    with pytest.raises(AlreadyThere):
        calendar.create(a_follow_up(summary="Une autre"))
    assert standing(server, path) == [stored]


def test_a_mark_that_the_server_dropped_is_known_by_name_and_uid(
    calendar: CaldavFollowUps, hand: CaldavHand, path: str
) -> None:
    bare = replace(a_follow_up(), our_mark=None)
    hand.write(place(path, a_follow_up()), calendar_bytes([bare], stamp=STAMP))
    found = calendar.find(key(a_follow_up()))
    assert found is not None
    assert key(found) == key(a_follow_up())
    assert [key(one) for one in calendar.ours()] == [key(found)]
    with pytest.raises(AlreadyThere):
        calendar.create(a_follow_up())
    pulled = Round(calendar, None).one()
    assert (key(pulled), pulled.version) == (key(found), found.version)
    calendar.update(replace(found, summary="Autre"))
    calendar.delete(Round(calendar, None).one())


def test_a_uid_of_ours_in_another_place_is_no_witness(
    calendar: CaldavFollowUps, hand: CaldavHand, path: str
) -> None:
    bare = replace(a_follow_up(), our_mark=None)
    hand.write(f"{path}mine.ics", calendar_bytes([bare], stamp=STAMP))
    assert list(calendar.ours()) == []
    assert Round(calendar, None).one().our_mark is None


def test_a_follow_up_that_lies_in_another_place_is_found_by_its_uid(
    calendar: CaldavFollowUps, hand: CaldavHand, path: str
) -> None:
    hand.write(f"{path}elsewhere.ics", calendar_bytes([a_follow_up()], stamp=STAMP))
    found = calendar.find(key(a_follow_up()))
    assert found is not None
    moved = calendar.update(replace(found, summary="Autre"))
    assert (moved.summary, moved.ref) == ("Autre", found.ref)
    calendar.delete(moved)
    assert calendar.find(key(found)) is None


@pytest.mark.parametrize("missing", ["PUT", "GET"])
def test_a_server_without_an_etag_in_its_answer_is_read_back(
    calendar: CaldavFollowUps, wire: Between, missing: str
) -> None:
    def without(told: Told) -> Told:
        told.headers = {n: v for n, v in told.headers.items() if n.lower() != "etag"}
        return told

    wire.change(missing, without)
    stored = calendar.create(a_follow_up())
    assert stored.version
    updated = calendar.update(replace(stored, summary="Autre"))
    assert updated.version != stored.version
    calendar.delete(updated)


def test_a_weak_etag_is_no_condition(calendar: CaldavFollowUps, wire: Between) -> None:
    def weak(told: Told) -> Told:
        told.headers = {n: f"W/{v}" if n.lower() == "etag" else v for n, v in told.headers.items()}
        return told

    wire.change("GET", weak)
    stored = calendar.create(a_follow_up())
    wire.forget()
    calendar.update(replace(stored, summary="Autre"))
    (put,) = [one for one in wire.asked if one.method == "PUT"]
    assert "If-Match" not in put.headers


def test_a_uid_that_only_a_bin_holds_is_gone(calendar: CaldavFollowUps, wire: Between) -> None:
    body = b"<s:message>Deleted calendar object with uid already exists</s:message>"
    wire.answer("PUT", Told(400, {}, body))
    with pytest.raises(Gone):
        calendar.create(a_follow_up())


# what changed meanwhile


def test_every_change_names_the_version_that_was_read(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    stored = calendar.create(a_follow_up())
    updated = calendar.update(replace(stored, summary="Autre"))
    calendar.delete(updated)
    writes = [one for one in wire.asked if one.method in ("PUT", "DELETE")]
    conditions = [one.headers.get("If-None-Match", one.headers.get("If-Match")) for one in writes]
    assert conditions == ["*", stored.version, updated.version]


def test_a_change_between_reading_and_writing_is_a_conflict(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand, server: Server, path: str
) -> None:
    for deed, method in ((calendar.update, "PUT"), (calendar.delete, "DELETE")):
        stored = calendar.find(key(a_follow_up())) or calendar.create(a_follow_up())
        wire.during(method, partial(hand.put, replace(stored, location="Metz", sequence=9)))
        with pytest.raises(Conflict) as refused:
            deed(replace(stored, summary="Nos mots"))
        assert not isinstance(refused.value, Gone)
        (left,) = standing(server, path)
        assert (left.location, left.summary) == ("Metz", stored.summary)
        hand.put(replace(left, location="Nancy"))


def test_a_deletion_between_reading_and_writing_is_gone(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand, server: Server, path: str
) -> None:
    for deed, method in ((calendar.update, "PUT"), (calendar.delete, "DELETE")):
        stored = calendar.create(a_follow_up())
        wire.during(method, partial(hand.remove, stored.uid))
        with pytest.raises(Gone):
            deed(replace(stored, summary="Nos mots"))
        assert standing(server, path) == []


def test_another_event_in_our_place_is_left_alone(
    calendar: CaldavFollowUps, hand: CaldavHand, path: str, server: Server
) -> None:
    foreign = calendar_bytes([an_event()], stamp=STAMP)
    at = place(path, a_follow_up())
    hand.write(at, foreign)
    kept = server.ask("GET", at)
    for deed in (calendar.create, calendar.update, calendar.delete):
        with pytest.raises(Conflict) as refused:
            deed(replace(Round(calendar, None).one(), our_mark=a_follow_up().our_mark))
        assert not isinstance(refused.value, Gone)
    assert server.ask("GET", at).body == kept.body


def test_what_the_person_added_stays(
    calendar: CaldavFollowUps, hand: CaldavHand, server: Server, path: str
) -> None:
    stored = calendar.create(a_follow_up())
    at = place(path, stored)
    mine = b"COMMENT:ma note\r\nX-MINE:1\r\nEND:VEVENT"
    hand.write(at, server.ask("GET", at).body.replace(b"END:VEVENT", mine))
    found = calendar.find(key(stored))
    assert found is not None
    calendar.update(
        replace(found, start=found.start + timedelta(hours=1), end=found.end + timedelta(hours=1))
    )
    assert b"COMMENT:ma note" in server.ask("GET", at).body
    assert b"X-MINE:1" in server.ask("GET", at).body


def test_a_follow_up_that_the_person_made_a_series_is_theirs(
    calendar: CaldavFollowUps, hand: CaldavHand, path: str
) -> None:
    stored = calendar.create(a_follow_up())
    hand.write(place(path, stored), series_bytes(stored, "FREQ=WEEKLY;COUNT=3"))
    events = Round(calendar, None).events
    assert len(events) == 3
    assert all(event.our_mark is None for event in events)
    assert list(calendar.ours()) == []


# refusals


def test_a_calendar_of_follow_ups_that_is_gone_asks_the_person(
    calendar: CaldavFollowUps, server: Server, path: str
) -> None:
    stored = calendar.create(a_follow_up())
    cursor = Round(calendar, None).cursor
    server.ask("DELETE", path)
    deeds: list[Callable[[], object]] = [
        lambda: Round(calendar, cursor),
        lambda: Round(calendar, None),
        lambda: calendar.update(replace(stored, summary="Autre")),
        lambda: calendar.delete(stored),
        lambda: calendar.find(key(stored)),
        lambda: calendar.create(a_follow_up(2)),
    ]
    for deed in deeds:
        with pytest.raises(NeedsPerson, match="the calendar of follow-ups is gone"):
            deed()
    with pytest.raises(Gone, match="this calendar is not there any more"):
        list(calendar.ours())
    assert server.ask("GET", path).status == 404


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (401, b"", NeedsPerson, "does not take this user and password"),
        (403, b"", Refused, "does not allow this"),
        (507, b"", NeedsPerson, "no room left"),
        (301, b"", NeedsPerson, "sends to another address"),
        (429, b"", Temporary, "fewer requests"),
        (503, b"", Temporary, "has trouble just now"),
        (418, b"<a>", Refused, "refuses this request"),
    ],
)
def test_every_refusal_is_a_sentence(
    calendar: CaldavFollowUps,
    wire: Between,
    server: Server,
    path: str,
    status: int,
    body: bytes,
    kind: type[Exception],
    words: str,
) -> None:
    wire.answer("PUT", Told(status, {}, body), times=MANY)
    with pytest.raises(kind, match=words) as refused:
        calendar.create(a_follow_up())
    assert "a-secret-of-paper" not in str(refused.value)
    assert standing(server, path) == []
