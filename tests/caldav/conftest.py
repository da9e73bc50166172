"""One of each server for all tests of CalDAV; every test has a calendar of its own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from caldav_between import Between, between
from caldav_hand import CaldavHand, follow_ups
from caldav_server import radicale, xandikos

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caldav_server import Server
    from relance_caldav.follow_ups import CaldavFollowUps

_numbers = itertools.count()


@pytest.fixture(scope="session")
def one_radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="session")
def one_xandikos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xandikos(tmp_path_factory.mktemp("xandikos")) as server:
        yield server


@pytest.fixture(params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(f"one_{request.param}")
    return found


@pytest.fixture
def path(server: Server) -> str:
    return server.make(f"one-{next(_numbers)}")


@pytest.fixture
def wire(server: Server) -> Iterator[Between]:
    with between(server) as made:
        yield made


@pytest.fixture
def calendar(server: Server, path: str, wire: Between) -> Iterator[CaldavFollowUps]:
    made = follow_ups(server, path, wire.port)
    yield made
    made._client.close()


@pytest.fixture
def hand(server: Server, path: str) -> CaldavHand:
    return CaldavHand(server, path)
