"""What is subscribed to at Outlook, kept in the journal, over days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from graph_wire import Habits, Wire
from outlook_told import ADDRESS, told
from relance.service.subscriptions import Source
from relance_outlook.reading import OutlookCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph_wire_watch import Subscription as Open
    from outlook_told import Told

DAY = timedelta(days=1)
ASKED, RENEWED = "subscriptions.create", "subscriptions.update"
ENDED, LISTED = "subscriptions.delete", "subscriptions.list"


@pytest.fixture(params=[True, False], ids=["one a calendar", "many a calendar"])
def here(request: pytest.FixtureRequest) -> Iterator[Told]:
    """Return a mailbox; Graph promises to refuse a second subscription, and does not always."""
    with told(Wire(habits=Habits(one_per_resource=request.param))) as one:
        yield one


def ids(here: Told) -> set[str]:
    return {one.id for one in here.open}


def one_of(here: Told, resource: str = "me/events") -> Open:
    (found,) = [one for one in here.open if one.resource == resource]
    return found


def test_every_calendar_is_subscribed_to_once_and_its_messages_are_true(here: Told) -> None:
    assert here.keep() == []
    assert len({one.resource for one in here.open}) == len(here.open) == 2
    assert here.asked() == [ASKED] * 2
    for _ in range(3):
        assert here.keep() == []
    assert here.asked() == []
    assert here.subscriptions.standing() == 2
    assert [here.wire.subscriptions.send(one) for one in here.open] == [202] * 2
    assert here.wire.subscriptions.send(here.open[0], clientState="a.b") == 404
    here.note()
    assert here.warned() == []


def test_no_token_and_no_key_stands_in_the_journal(here: Told) -> None:
    here.keep()
    shown = str(here.journal.facts())
    assert here.subscriptions.key().hex() not in shown
    for one in here.open:
        name, _, token = one.state.partition(".")
        assert name in shown
        assert token not in shown


def test_that_messages_come_through_is_known_since_graph_was_answered(here: Told) -> None:
    here.keep()
    here.wire.clock.advance(minutes=11)
    assert here.warned() == []


def test_one_that_ends_soon_is_renewed_in_its_place(here: Told) -> None:
    here.keep()
    before = ids(here)
    here.asked()
    here.wire.clock.advance(days=4, hours=22)
    here.keep()
    assert here.asked() == []
    here.wire.clock.advance(hours=1)
    here.keep()
    assert here.asked() == [LISTED, RENEWED] * 2
    assert ids(here) == before
    assert all(one.until - here.wire.clock() > 6 * DAY for one in here.open)
    here.keep()
    assert here.asked() == []


def test_over_weeks_no_day_is_without_one_and_none_is_left_over(here: Told) -> None:
    here.keep()
    before = ids(here)
    for _ in range(24):
        here.keep()
        now = here.wire.clock()
        assert [one.until > now + DAY for one in here.open] == [True, True]
        here.wire.clock.advance(hours=26.4)  # the longest wait between two passes
    assert ids(here) == before
    assert len(here.facts()) == 2


def test_one_that_graph_knows_no_more_is_begun_anew(here: Told) -> None:
    here.keep()
    for one in here.open:
        here.wire.subscriptions.forget(one.id)
    here.wire.clock.advance(days=5)
    here.asked()
    assert here.keep() == []
    asked = here.asked()
    assert asked.count(ASKED) == 2
    assert RENEWED not in asked
    assert len(here.open) == len(here.facts()) == 2
    assert here.subscriptions.standing() == 2


def test_what_graph_says_to_be_lost_is_begun_anew_at_once(here: Told) -> None:
    here.keep()
    gone, other = one_of(here), ids(here) - {one_of(here).id}
    assert here.wire.subscriptions.tell(gone, "subscriptionRemoved") == 202
    assert here.keep() == []
    assert ids(here) > other
    assert gone.id not in ids(here)
    assert len(here.open) == len(here.facts()) == 2
    here.asked()
    here.keep()
    assert here.asked() == []


def test_what_must_be_authorised_again_is_renewed_at_once(here: Told) -> None:
    here.keep()
    before = ids(here)
    here.asked()
    for _ in range(3):
        here.wire.clock.advance(minutes=30)
        assert here.wire.subscriptions.tell(one_of(here), "reauthorizationRequired") == 202
        assert here.keep() == []
        assert here.asked() == [LISTED, RENEWED]
        assert here.keep() == []
        assert here.asked() == []
    assert ids(here) == before


def test_a_short_life_that_was_renewed_is_as_short_as_before(here: Told) -> None:
    here.keep()
    now = here.wire.clock()
    for _ in range(3):
        here.wire.subscriptions.tell(one_of(here), "reauthorizationRequired")
        here.keep()
        (kept,) = [k for k in here.facts().values() if k["resource"] == "me/events"]
        short = here.wire.clock() + timedelta(hours=3)
        here.journal.set_fact(f"push:{kept['id']}", {**kept, "until": short.isoformat()})
        here.wire.clock.advance(hours=1.9)
        here.asked()
        here.keep()
        assert here.asked() == []
    assert here.wire.clock() - now > timedelta(hours=5)


def test_a_lost_one_that_cannot_be_renewed_now_is_not_asked_about_all_the_time(here: Told) -> None:
    here.keep()
    here.wire.troubles.refuse(RENEWED, 403, "ErrorAccessDenied", times=99)
    here.wire.subscriptions.tell(one_of(here), "reauthorizationRequired")
    assert len(here.keep()) == 1
    assert len(here.warned()) == 1
    here.asked()
    here.wire.subscriptions.tell(one_of(here), "reauthorizationRequired")
    assert here.keep() == []
    assert here.asked() == []
    here.wire.troubles.clear()
    here.wire.clock.advance(hours=7)
    assert here.keep() == []
    assert here.asked() == [LISTED, RENEWED]
    assert here.warned() == []


def test_what_is_lost_stays_so_whatever_comes_after_it(here: Told) -> None:
    here.keep()
    here.wire.subscriptions.tell(one_of(here), "reauthorizationRequired")
    here.note()
    here.wire.subscriptions.send(one_of(here))
    here.asked()
    here.keep()
    assert here.asked() == [LISTED, RENEWED]


def test_missed_messages_ring_and_nothing_else(here: Told) -> None:
    here.keep()
    here.asked()
    assert here.wire.subscriptions.tell(one_of(here), "missed") == 202
    assert here.bell.changed or here.receiver.gathered.heard
    assert here.keep() == []
    assert here.asked() == []


def test_that_one_is_lost_is_believed_of_graph_alone(here: Told) -> None:
    here.keep()
    here.asked()
    name = one_of(here).state.partition(".")[0]
    forged = {"clientState": f"{name}.{'0' * 64}"}
    assert here.wire.subscriptions.tell(one_of(here), "reauthorizationRequired", **forged) == 404
    here.keep()
    assert here.asked() == []


def test_when_renewing_fails_the_old_one_stays_until_its_end(here: Told) -> None:
    here.keep()
    before = ids(here)
    here.wire.clock.advance(days=5)
    here.wire.troubles.refuse(RENEWED, 503, times=99)
    assert len(here.keep()) == 2
    assert ids(here) == before
    assert here.subscriptions.standing() == 2
    here.wire.troubles.clear()
    here.wire.clock.advance(minutes=5)
    assert here.keep() == []
    assert ids(here) == before
    assert here.warned() == []


@pytest.mark.parametrize("how", ["address", "key"])
def test_another_address_or_key_has_subscriptions_of_its_own(here: Told, how: str) -> None:
    here.keep()
    before = ids(here)
    if how == "key":
        del here.secrets.kept["push"]
    here.asked()
    where = "https://other.example/push" if how == "address" else ADDRESS
    assert here.keep(where) == []
    assert ids(here).isdisjoint(before)
    assert {one.address.partition("?")[0] for one in here.open} == {where}
    assert len(here.open) == len(here.facts()) == 2
    assert [*dict.fromkeys(here.asked())] == [LISTED, ENDED, ASKED]  # there is room for one alone


def test_without_an_address_all_are_given_up(here: Told) -> None:
    here.keep()
    assert here.keep("") == []
    assert here.open == []
    assert here.facts() == {}
    here.asked()
    here.keep("")
    assert here.asked() == []


def test_a_calendar_that_is_read_no_more_is_given_up(here: Told) -> None:
    here.keep()
    here.sources[:] = [Source("home", tuple(here.calendars[:1]), whole=True)]
    here.keep()
    assert [one.resource for one in here.open] == ["me/events"]
    assert len(here.facts()) == 1


@pytest.mark.parametrize("after", [False, True])
def test_one_that_nobody_knows_of_is_found_and_ended(here: Told, *, after: bool) -> None:
    here.wire.troubles.drop(ASKED, after=after)
    assert len(here.keep()) == 1
    assert len(here.open) == 1 + after
    here.wire.clock.advance(minutes=5)
    assert here.keep() == []
    assert len(here.open) == len(here.facts()) == 2
    assert len({one.resource for one in here.open}) == 2


def test_a_process_that_dies_while_it_asks_leaves_nothing_over(
    here: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def dies(self: OutlookCalendar, name: str, address: str, token: str) -> None:
        whole(self, name, address, token)
        raise Died

    whole = OutlookCalendar.subscribe
    monkeypatch.setattr(OutlookCalendar, "subscribe", dies)
    with pytest.raises(Died):
        here.keep()
    monkeypatch.undo()
    assert len(here.open) == 1
    here.keep()
    assert len(here.open) == len(here.facts()) == 2
    assert len({one.resource for one in here.open}) == 2


def test_a_night_without_network_leaves_no_heap(here: Told) -> None:
    with here.wire.down():
        for _ in range(10):
            assert len(here.keep()) == 2
            here.wire.clock.advance(minutes=5)
        assert len(here.facts()) == 4  # one a calendar, and why
    assert here.keep() == []
    assert len(here.open) == len(here.facts()) == 2


def test_a_place_that_graph_cannot_reach_is_told_and_tried_again_after_hours(here: Told) -> None:
    there = here.wire.subscriptions.proxy
    here.wire.subscriptions.proxy = 1  # where nobody is
    assert len(here.keep()) == 2
    told_of = here.warned()[0]
    assert ADDRESS in told_of.what
    assert "docs/push.md" in told_of.remedy
    here.asked()
    here.keep()
    assert here.asked() == []
    here.wire.subscriptions.proxy = there
    here.wire.clock.advance(hours=7)
    assert here.keep() == []
    assert here.warned() == []


def test_ending_forgets_even_what_could_not_be_reached(here: Told) -> None:
    here.keep()
    here.wire.troubles.refuse(ENDED, 403, "ErrorAccessDenied", times=99)
    assert len(here.subscriptions.end("home")) == 2
    assert here.facts() == {}
