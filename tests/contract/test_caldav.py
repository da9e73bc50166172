"""A CalDAV server keeps what every calendar promises: Radicale, and Xandikos."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from caldav_hand import CaldavHand, client, follow_ups
from caldav_server import radicale, xandikos
from relance.testing.contract import CalendarContract, WritableContract
from relance_caldav.calendar import CaldavCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caldav_server import Server
    from relance_caldav.follow_ups import CaldavFollowUps

_numbers = itertools.count()


@pytest.fixture(scope="module", params=["radicale", "xandikos"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    start = {"radicale": radicale, "xandikos": xandikos}[request.param]
    with start(tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def path(server: Server) -> str:
    return server.make(f"one-{next(_numbers)}")


class TestFollowUps(WritableContract):
    @pytest.fixture
    def calendar(self, server: Server, path: str) -> Iterator[CaldavFollowUps]:
        made = follow_ups(server, path)
        yield made
        made._client.close()

    @pytest.fixture
    def hand(self, server: Server, path: str) -> CaldavHand:
        return CaldavHand(server, path)


class TestEtags(CalendarContract):
    """The same, with etags compared as on a server whose tokens cannot be trusted."""

    @pytest.fixture
    def calendar(self, server: Server, path: str) -> Iterator[CaldavCalendar]:
        way = client(server)
        way.server = "davical"
        yield CaldavCalendar(way, server.url(path), "Relances")
        way.close()

    @pytest.fixture
    def hand(self, server: Server, path: str) -> CaldavHand:
        return CaldavHand(server, path)
