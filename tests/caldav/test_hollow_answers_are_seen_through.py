"""A success that did nothing, as of something between here and the server, is no success."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from caldav_between import Told
from relance.errors import Temporary
from relance.testing.contract import a_follow_up

if TYPE_CHECKING:
    from caldav_between import Between
    from relance.model import Event
    from relance_caldav.follow_ups import CaldavFollowUps

SORRY = Told(200, {"Content-Type": "text/html"}, b"<html>Sorry</html>")


def later(event: Event) -> Event:
    day = timedelta(days=1)
    return replace(event, start=event.start + day, end=event.end + day)


def test_an_update_that_did_nothing_is_tried_again(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    stored = calendar.create(a_follow_up())
    wire.answer("PUT", SORRY)
    with pytest.raises(Temporary, match="not what was written"):
        calendar.update(later(stored))
    assert list(calendar.ours()) == [stored]
    assert calendar.update(later(stored)).start == later(stored).start


def test_a_deletion_that_did_nothing_is_tried_again(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    stored = calendar.create(a_follow_up())
    wire.answer("DELETE", SORRY)
    with pytest.raises(Temporary, match="still there"):
        calendar.delete(stored)
    assert list(calendar.ours()) == [stored]
    calendar.delete(stored)
    assert list(calendar.ours()) == []


def test_a_deletion_that_the_server_itself_tells_is_believed(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    stored = calendar.create(a_follow_up())
    wire.change("DELETE", lambda told: Told(204, told.headers))
    wire.forget()
    calendar.delete(stored)
    assert [one.method for one in wire.asked] == ["GET", "DELETE"]
