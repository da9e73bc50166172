"""What is kept of a sign-in, as one small secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from relance.accounts.sign_ins import SignIn, SignIns, known

if TYPE_CHECKING:
    from collections.abc import Mapping

BASIC, DIGEST = "basic", "digest"


@dataclass(frozen=True, slots=True)
class Kept(SignIn):
    """A sign-in: what opens the account, and what was found."""

    address: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    way: str = BASIC
    homes: tuple[str, ...] = ()
    server: str = ""


def _read(told: Mapping[str, Any]) -> Kept:
    return Kept(
        address=str(told["address"]),
        user=str(told["user"]),
        password=str(told["password"]),
        way=DIGEST if told.get("way") == DIGEST else BASIC,
        homes=tuple(str(one) for one in told["homes"]),
        server=str(told.get("server") or ""),
        **known(told),
    )


SIGN_INS = SignIns("caldav", _read)
name_of, again = SIGN_INS.name_of, SIGN_INS.again
keep, renew, kept_in = SIGN_INS.keep, SIGN_INS.renew, SIGN_INS.load
remember = SIGN_INS.remember
