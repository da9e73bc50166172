"""What is subscribed to at Google, kept in the journal, over days."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from google_hand import Desk, at_a_desk
from google_wire import Wire
from plain_secrets import PlainSecrets
from relance.journal import Journal
from relance.service.subscribed import AHEAD
from relance.service.subscriptions import Source, Subscriptions
from relance.service.tokens import token_of
from relance_google.calendar import GoogleCalendar
from relance_google.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from relance.model import Warned

ADDRESS = "https://relance.example/push"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Keeping:
    """A journal, and one account of Google with two calendars."""

    desk: Desk
    journal: Journal
    sources: list[Source]
    secrets: PlainSecrets = field(default_factory=PlainSecrets)

    @property
    def wire(self) -> Wire:
        return self.desk.wire

    @property
    def subscriptions(self) -> Subscriptions:
        """Return them anew, as every process and every change of the settings does."""
        return Subscriptions(self.journal, self.secrets, self.sources, self.wire.clock)

    def keep(self, address: str = ADDRESS, **more: Any) -> list[str]:
        subscriptions = self.subscriptions
        return [str(e) for e in subscriptions.keep(address, subscriptions.key(), **more)]

    def open(self) -> dict[str, str]:
        """Return the open channels with the calendar of each."""
        return {one.id: one.calendar for one in self.wire.channels.open.values()}

    def hear(self) -> None:
        """Let a message of each channel come."""
        self.subscriptions.heard(self.open().keys())

    def told(self) -> list[Warned]:
        return list(self.subscriptions.warnings())

    def asked(self) -> list[str]:
        """Return what Google was asked since this was asked, beside the sign-in."""
        found = [r.op for r in self.wire.requests if "oauth" not in r.op and r.status != 401]
        self.wire.forget()
        return found


@pytest.fixture
def keeping() -> Iterator[Keeping]:
    with at_a_desk() as desk, closing(Journal.open(":memory:")) as journal:
        made = desk.wire.mailbox.add_calendar("Relances")
        calendars = (desk.reading(), desk.follow_ups(made))
        yield Keeping(desk, journal, [Source("home", calendars, whole=True)])


def facts(keeping: Keeping) -> dict[str, Any]:
    return keeping.journal.facts("push")


def test_every_calendar_is_subscribed_to_once(keeping: Keeping) -> None:
    assert keeping.keep() == []
    assert sorted(keeping.open().values()) == sorted(
        [keeping.wire.mailbox.shelf("primary").id, keeping.wire.mailbox.shelf("Relances").id]
    )
    key = keeping.subscriptions.key()
    for channel in keeping.wire.channels.open.values():
        assert channel.address == ADDRESS
        assert channel.token == token_of(key, channel.id)
    assert keeping.asked() == ["events.watch"] * 2
    for _ in range(3):
        assert keeping.keep() == []
    assert keeping.asked() == []
    assert keeping.subscriptions.standing() == 2


def test_no_token_and_no_key_stands_in_the_journal(keeping: Keeping) -> None:
    keeping.keep()
    shown = str(keeping.journal.facts())
    assert keeping.subscriptions.key().hex() not in shown
    for channel in keeping.wire.channels.open.values():
        assert channel.id in shown
        assert channel.token not in shown


def test_one_that_ends_soon_is_followed_by_another_before_it_goes(keeping: Keeping) -> None:
    keeping.keep()
    before = keeping.open()
    keeping.asked()
    keeping.wire.clock.advance(days=5, minutes=-1)
    keeping.keep()
    assert keeping.asked() == []
    keeping.wire.clock.advance(minutes=1)
    keeping.keep()
    assert keeping.asked() == ["events.watch"] * 2 + ["channels.stop"] * 2
    after = keeping.open()
    assert sorted(after.values()) == sorted(before.values())
    assert after.keys().isdisjoint(before)
    for channel in keeping.wire.channels.open.values():
        assert channel.expiration - keeping.wire.clock() == 7 * DAY


def test_over_weeks_no_day_is_without_one_and_none_is_left_over(keeping: Keeping) -> None:
    for _ in range(24):
        keeping.keep()
        now = keeping.wire.clock()
        live = [c for c in keeping.wire.channels.open.values() if c.expiration > now + DAY]
        assert len(live) == len(keeping.open()) == 2
        keeping.wire.clock.advance(hours=26.4)  # the longest wait between two passes
    assert len(facts(keeping)) == 2


def test_a_short_life_is_renewed_in_its_last_third(keeping: Keeping) -> None:
    made: datetime = keeping.wire.clock()
    keeping.keep()
    for kept in keeping.journal.facts("push:").values():
        keeping.journal.set_fact(
            f"push:{kept['id']}", {**kept, "until": (made + 3 * HOUR).isoformat()}
        )
    assert 3 * HOUR < AHEAD
    keeping.asked()
    keeping.wire.clock.advance(hours=1.9)
    keeping.keep()
    assert keeping.asked() == []
    keeping.wire.clock.advance(hours=0.2)
    keeping.keep()
    assert keeping.asked() == ["events.watch"] * 2 + ["channels.stop"] * 2


def test_when_renewing_fails_the_old_one_stays_until_its_end(keeping: Keeping) -> None:
    keeping.keep()
    keeping.hear()
    before = keeping.open()
    keeping.wire.clock.advance(days=5, hours=1)
    keeping.wire.troubles.refuse("events.watch", 503, times=2)
    assert len(keeping.keep()) == 2
    assert keeping.open() == before
    assert keeping.subscriptions.standing() == 2
    assert len(keeping.told()) == 2
    keeping.wire.clock.advance(minutes=5)
    assert keeping.keep() == []
    assert keeping.open().keys().isdisjoint(before)
    assert keeping.told() == []


def test_another_address_is_told_and_the_old_one_no_more(keeping: Keeping) -> None:
    keeping.keep()
    keeping.keep("https://other.example/push")
    assert {c.address for c in keeping.wire.channels.open.values()} == {
        "https://other.example/push"
    }
    assert len(keeping.open()) == len(facts(keeping)) == 2


def test_without_an_address_all_are_given_up(keeping: Keeping) -> None:
    keeping.keep()
    assert keeping.keep("") == []
    assert keeping.open() == facts(keeping) == {}
    keeping.asked()
    keeping.keep("")
    assert keeping.asked() == []


def test_what_cannot_be_given_up_now_is_given_up_later(keeping: Keeping) -> None:
    keeping.keep()
    keeping.wire.troubles.refuse("channels.stop", 403, "quotaExceeded")
    keeping.keep("")
    assert keeping.open() != {}
    assert facts(keeping) != {}
    keeping.desk.watch.now += 4 * 3600
    keeping.keep("")
    assert keeping.open() == facts(keeping) == {}


def test_a_calendar_that_is_read_no_more_is_given_up(keeping: Keeping) -> None:
    keeping.keep()
    (source,) = keeping.sources
    keeping.sources = [Source("home", source.calendars[:1], whole=True)]
    keeping.keep()
    assert [*keeping.open().values()] == [keeping.wire.mailbox.shelf("primary").id]
    assert len(facts(keeping)) == 1


def test_a_calendar_that_cannot_be_opened_just_now_keeps_its_own(keeping: Keeping) -> None:
    keeping.keep()
    before = keeping.open()
    (source,) = keeping.sources
    for calendars in (source.calendars[:1], ()):
        keeping.sources = [Source("home", calendars, whole=False)]
        keeping.keep()
        assert keeping.open() == before
        assert len(facts(keeping)) == 2


def test_an_account_that_the_settings_name_no_more_is_forgotten(keeping: Keeping) -> None:
    keeping.keep()
    keeping.sources = []
    keeping.keep()
    assert facts(keeping) == {}


def test_one_whose_end_has_passed_is_forgotten_and_made_anew(keeping: Keeping) -> None:
    keeping.keep()
    keeping.wire.clock.advance(days=30)
    keeping.asked()
    keeping.keep()
    assert keeping.asked() == ["events.watch"] * 2
    assert len(facts(keeping)) == 2


@pytest.mark.parametrize("after", [False, True])
def test_one_that_nobody_knows_of_is_closed_when_it_can_be(keeping: Keeping, after: bool) -> None:
    keeping.wire.troubles.drop("events.watch", after=after)
    assert len(keeping.keep()) == 1
    assert len(keeping.open()) == 1 + after
    assert len(facts(keeping)) == 3  # what stands, what nobody knows of, and why
    keeping.wire.clock.advance(minutes=5)
    assert keeping.keep() == []
    assert len(keeping.open()) == len(facts(keeping)) == 2
    assert keeping.told() == []


def test_a_night_without_network_leaves_no_heap(keeping: Keeping) -> None:
    with keeping.wire.down():
        for _ in range(30):
            assert len(keeping.keep()) == 2
            keeping.wire.clock.advance(minutes=5)
        assert len(facts(keeping)) == 4  # one a calendar, and why
    keeping.asked()
    assert keeping.keep() == []
    assert keeping.asked() == ["events.watch"] * 2 + ["channels.stop"] * 2
    assert len(keeping.open()) == len(facts(keeping)) == 2


def test_a_process_that_dies_while_it_asks_leaves_nothing_over(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def dies(self: GoogleCalendar, name: str, address: str, token: str) -> None:
        whole(self, name, address, token)
        raise Died

    whole = GoogleCalendar.subscribe
    monkeypatch.setattr(GoogleCalendar, "subscribe", dies)
    with pytest.raises(Died):
        keeping.keep()
    monkeypatch.undo()
    assert len(keeping.open()) == 1
    keeping.keep()
    assert len(keeping.open()) == len(facts(keeping)) == 2
    assert len(keeping.wire.channels.stopped) == 1


def test_a_key_that_is_lost_or_damaged_is_another_one(keeping: Keeping) -> None:
    keeping.keep()
    before = keeping.open()
    for damaged in (None, "no hex", "abcd"):
        keeping.secrets.kept.pop("push")
        if damaged is not None:
            keeping.secrets.kept["push"] = damaged
        keeping.keep()
        assert keeping.open().keys().isdisjoint(before)
        assert len(keeping.open()) == 2
        key = keeping.subscriptions.key()
        assert all(c.token == token_of(key, c.id) for c in keeping.wire.channels.open.values())
        before = keeping.open()


def test_a_refusal_is_told_once_and_asked_about_again_after_hours(keeping: Keeping) -> None:
    where = "Agenda: Google tells of no changes of this calendar."
    keeping.wire.troubles.refuse(
        "events.watch",
        400,
        "pushNotSupportedForRequestedResource",
        times=99,
        where=lambda asked: "primary" in asked.path,
    )
    assert keeping.keep() == [where]
    assert len(keeping.open()) == 1
    assert [str(one) for one in keeping.told()] == [where]
    keeping.asked()
    keeping.wire.clock.advance(hours=5.9)
    assert keeping.keep() == []
    assert keeping.asked() == []
    assert keeping.keep(at_once=True) == [where]
    keeping.wire.clock.advance(hours=6.1)
    assert keeping.keep() == [where]
    keeping.wire.troubles.clear()
    assert keeping.keep(at_once=True) == []
    keeping.hear()
    assert keeping.told() == []
    assert len(keeping.open()) == 2


def test_a_refusal_of_a_calendar_that_nobody_reads_is_told_no_more(keeping: Keeping) -> None:
    keeping.wire.troubles.refuse("events.watch", 400, "invalid", times=2)
    keeping.keep()
    assert len(keeping.told()) == 2
    (source,) = keeping.sources
    keeping.sources = [Source("home", source.calendars[:1], whole=True)]
    keeping.keep()
    assert len(keeping.told()) == 1
    keeping.keep("")
    assert keeping.told() == []


def test_where_no_message_ever_came_is_told(keeping: Keeping) -> None:
    keeping.keep()
    assert keeping.told() == []
    keeping.wire.clock.advance(minutes=11)
    (told,) = keeping.told()
    assert told.where == ADDRESS
    assert "no message has come here for 2 calendars" in told.what
    first, second = keeping.open()
    keeping.subscriptions.heard({first, "of nobody"})
    (told,) = keeping.told()
    assert "for 1 calendars" in told.what
    keeping.subscriptions.heard({second})
    assert keeping.told() == []


def test_two_accounts_stand_beside_each_other(keeping: Keeping) -> None:
    with Wire(keeping.wire.clock, email="camille@work.example") as work:
        client = Client(work.credentials(["calendar"]), account="work", endpoint=work.api)
        with closing(client):
            calendar = GoogleCalendar(client, "primary", "Work")
            keeping.sources.append(Source("work", (calendar,), whole=True))
            assert keeping.keep() == []
            assert (len(keeping.open()), len(work.channels.open)) == (2, 1)
            assert keeping.subscriptions.end("work") == []
            assert (len(keeping.open()), len(work.channels.open)) == (2, 0)
            assert {kept["account"] for kept in keeping.journal.facts("push:").values()} == {"home"}
            work.troubles.refuse("events.watch", 400, "invalid")
            assert len(keeping.keep()) == 1  # and the others go on
            keeping.wire.clock.advance(days=6)
            keeping.keep()
            assert (len(keeping.open()), len(work.channels.open)) == (2, 1)


def test_ending_forgets_even_what_could_not_be_reached(keeping: Keeping) -> None:
    keeping.keep()
    keeping.wire.troubles.refuse("channels.stop", 500, times=99)
    errors = keeping.subscriptions.end("home")
    assert len(errors) == 2
    assert facts(keeping) == {}
