"""What is kept of a sign-in survives other processes, and damage is told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from plain_secrets import PlainSecrets
from relance.accounts.sign_ins import SignIn, SignIns, known, moment
from relance.errors import NeedsPerson

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ticket(SignIn):
    """A sign-in of a provider that there is not."""

    token: str = field(repr=False)
    since: datetime = NOW


def read(told: Mapping[str, Any]) -> Ticket:
    return Ticket(str(told["token"]), moment(told["since"]) or NOW, **known(told))


TICKETS = SignIns("nowhere", read)
FIRST = Ticket("t", places={"Work": "w"}, rests=NOW, resting="so")


@pytest.fixture
def secrets() -> PlainSecrets:
    made = PlainSecrets(kind="nowhere")
    TICKETS.keep(made, "home", FIRST)
    return made


def test_what_is_kept_is_read_back_whole(secrets: PlainSecrets) -> None:
    assert TICKETS.load(secrets, "home") == FIRST
    assert TICKETS.load(secrets, "other") is None
    shown = repr(replace(FIRST, token="secret-of-paper"))
    assert "secret-of-paper" not in shown
    assert "'w'" not in shown


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[]", "{}", '{"token":"t","since":"2026-11-23T09:00:00"}', "[" * 100_000],
)
def test_damage_is_told_with_the_command(secrets: PlainSecrets, text: str) -> None:
    secrets.kept["nowhere:my home"] = text
    with pytest.raises(NeedsPerson, match="connect nowhere --name 'my home'"):
        TICKETS.load(secrets, "my home")
    assert TICKETS.resting(secrets, "my home", NOW) is None


def test_places_are_added_to_those_of_others(secrets: PlainSecrets) -> None:
    TICKETS.remember(secrets, "home", {"write:Relances": "r"})
    puts = secrets.puts
    TICKETS.remember(secrets, "home", {"Work": "w"})
    assert secrets.puts == puts  # nothing new is not written
    assert secrets.told()["places"] == {"Work": "w", "write:Relances": "r"}
    TICKETS.remember(secrets, "nobody", {"Work": "w"})
    assert TICKETS.load(secrets, "nobody") is None


def test_a_longer_rest_stays(secrets: PlainSecrets) -> None:
    long, short = NOW + timedelta(hours=3), NOW + timedelta(minutes=1)
    TICKETS.rest(secrets, "home", long, "a limit is reached")
    TICKETS.rest(secrets, "home", short, "too fast")
    assert TICKETS.resting(secrets, "home", NOW) == (timedelta(hours=3), "a limit is reached")
    assert TICKETS.resting(secrets, "home", long) is None


def test_a_new_sign_in_keeps_what_others_met_meanwhile(secrets: PlainSecrets) -> None:
    before = TICKETS.load(secrets, "home")
    TICKETS.remember(secrets, "home", {"write:Relances": "r"})
    TICKETS.rest(secrets, "home", NOW + timedelta(hours=1), "a limit is reached")
    new = Ticket("new", places={})  # the person has no calendar "Work" any more
    TICKETS.renew(secrets, "home", new, before)
    kept = TICKETS.load(secrets, "home")
    assert kept is not None
    assert (kept.token, kept.places) == ("new", {"write:Relances": "r"})
    assert TICKETS.resting(secrets, "home", NOW) == (timedelta(hours=1), "a limit is reached")


def test_somebody_elses_sign_in_takes_nothing_over(secrets: PlainSecrets) -> None:
    TICKETS.renew(secrets, "home", replace(FIRST, token="new", places={}, rests=None), None)
    kept = TICKETS.load(secrets, "home")
    assert kept is not None
    assert (kept.places, kept.rests) == ({}, None)


def test_what_cannot_be_read_is_written_over(secrets: PlainSecrets) -> None:
    secrets.kept["nowhere:home"] = "nonsense"
    TICKETS.renew(secrets, "home", FIRST, None)
    assert TICKETS.load(secrets, "home") == FIRST
