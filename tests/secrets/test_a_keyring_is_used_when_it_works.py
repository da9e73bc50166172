from __future__ import annotations

from typing import TYPE_CHECKING

import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backends.chainer import ChainerBackend

from relance.errors import NeedsPerson
from relance.secrets import Place, Safe, Where
from relance.secrets.ring import system_ring
from rings import ForgetfulRing, MemoryRing, PlainRing, system_ring_is

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyring.backend import KeyringBackend

NAME, SECRET = "google:home", "1//refresh-token-of-nobody"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "secrets.json", tmp_path / "secrets.key", "relance:test")


@pytest.fixture
def ring() -> Iterator[MemoryRing]:
    one = MemoryRing()
    with system_ring_is(one):
        yield one


def test_a_secret_goes_into_the_keyring_under_our_name(place: Place, ring: MemoryRing) -> None:
    safe = Safe(place, {})
    safe.put(NAME, SECRET)
    assert ring.kept == {("relance:test", NAME): SECRET}  # nothing is left of trying it out
    assert SECRET not in place.file.read_text()
    assert not place.key.exists()
    assert Safe(place, {}).get(NAME) == SECRET
    assert Safe(place, {}).where(NAME) is Where.KEYRING
    assert safe.would_be() is Where.KEYRING
    safe.forget(NAME)
    assert ring.kept == {}
    assert Safe(place, {}).get(NAME) is None


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.fail.Keyring(),  # type: ignore[no-untyped-call] # the library's own
        keyring.backends.null.Keyring(),  # type: ignore[no-untyped-call] # the same
        MemoryRing(priority=0.5),
        ForgetfulRing(),
        PlainRing(),
    ],
    ids=["fail", "null", "not recommended", "forgetful", "plain text"],
)
def test_one_that_keeps_nothing_or_in_the_clear_is_not_used(
    place: Place, backend: KeyringBackend
) -> None:
    with system_ring_is(backend):
        Safe(place, {}).put(NAME, SECRET)
        assert Safe(place, {}).where(NAME) is Where.FILE
        assert Safe(place, {}).get(NAME) == SECRET
        assert getattr(backend, "kept", {}) == {}


def test_of_several_the_first_that_can_be_trusted_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trusted, plain = MemoryRing(), PlainRing(priority=9)
    monkeypatch.setattr(ChainerBackend, "backends", [plain, trusted])
    with system_ring_is(ChainerBackend()):  # type: ignore[no-untyped-call] # the library's own
        found = system_ring("x")
    assert found is not None
    assert found.backend is trusted


def test_a_secret_too_long_for_the_keyring_goes_into_the_file(place: Place) -> None:
    ring = MemoryRing(longest=20)
    with system_ring_is(ring):
        Safe(place, {}).put(NAME, SECRET)
        assert Safe(place, {}).where(NAME) is Where.FILE
        assert Safe(place, {}).get(NAME) == SECRET
        assert ring.kept == {}


def test_a_keyring_that_cannot_be_reached_is_not_taken_for_nobody_signed_in(
    place: Place, ring: MemoryRing
) -> None:
    Safe(place, {}).put(NAME, SECRET)
    ring.locked = True
    with pytest.raises(NeedsPerson) as caught:
        Safe(place, {}).get(NAME)
    assert "is in the system keyring" in caught.value.what
    assert "relance connect google --name home" in caught.value.remedy
    with (
        system_ring_is(keyring.backends.fail.Keyring()),  # type: ignore[no-untyped-call] # the same
        pytest.raises(NeedsPerson, match="cannot be reached from here"),
    ):
        Safe(place, {}).get(NAME)


def test_signing_in_without_the_keyring_moves_the_secret_into_the_file(
    place: Place, ring: MemoryRing
) -> None:
    Safe(place, {}).put(NAME, "old")
    ring.locked = True
    Safe(place, {}).put(NAME, "new")
    assert Safe(place, {}).get(NAME) == "new"
    ring.locked = False
    Safe(place, {}).forget(NAME)
    assert ring.kept == {}  # also what was left there


def test_reading_asks_the_keyring_once(place: Place, ring: MemoryRing) -> None:
    Safe(place, {}).put(NAME, SECRET)
    ring.asked = 0
    assert Safe(place, {}).get(NAME) == SECRET
    assert ring.asked == 1


def test_what_the_keyring_says_of_a_secret_is_not_repeated(
    place: Place, ring: MemoryRing, caplog: pytest.LogCaptureFixture
) -> None:
    ring.longest = 20
    Safe(place, {}).put(NAME, SECRET)
    assert SECRET not in caplog.text
