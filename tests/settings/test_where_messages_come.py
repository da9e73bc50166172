from __future__ import annotations

from pathlib import Path

import pytest

from relance.settings.loading import parse
from relance.settings.view import Settings


def read(text: str, **env: str) -> Settings:
    file = Path("config.toml")
    return Settings(parse(text, env, file), file)


def test_nobody_tells_unless_it_is_set() -> None:
    settings = read("")
    assert (settings.push_address, settings.listen) == ("", "127.0.0.1:8455")


@pytest.mark.parametrize(
    "address",
    [
        "https://relance.example",
        "https://relance.example/",
        "https://relance.example:8443/a/push",
        "https://192.0.77.1/push",
        "https://xn--rsum-bpad.example/push",
    ],
)
def test_a_public_address_is_taken_as_it_is(address: str) -> None:
    assert read(f'[daemon]\npush_address = "{address}"').push_address == address
    assert read("", RELANCE_DAEMON__PUSH_ADDRESS=address).push_address == address


@pytest.mark.parametrize("place", ["127.0.0.1:1", "0.0.0.0:65535", "[::1]:8455", "192.168.1.4:80"])
def test_it_can_listen_wherever_this_computer_is(place: str) -> None:
    assert read(f'[daemon]\nlisten = "{place}"').listen == place


def test_what_is_read_and_planned_does_not_depend_on_it() -> None:
    there = read('[daemon]\npush_address = "https://relance.example/"')
    assert there.digest() == read("").digest()
