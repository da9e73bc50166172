"""What is kept of a sign-in, as one small secret."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from relance.accounts.sign_ins import SignIn, SignIns, known, moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# The keyring of Windows takes 1280 characters; an access token for Graph alone is longer.
KEEPS_ACCESS = sys.platform != "win32"


@dataclass(frozen=True, slots=True)
class Kept(SignIn):
    """A sign-in: what opens the account, what was allowed, and since when.

    `ended` says why it is over; then nothing asks the network until the person signs in again.
    `who` tells one account from another, `address` is the person's, and `main` is the id of their
    main calendar.
    """

    client_id: str
    refresh: str = field(repr=False)
    granted: tuple[str, ...]
    since: datetime
    who: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    main: str = field(default="", repr=False)
    access: str = field(default="", repr=False)
    expiry: datetime | None = None
    ended: str = ""

    def text(self) -> str:
        """Return it as the text that is kept."""
        return SignIn.text(self if KEEPS_ACCESS else replace(self, access=""))

    def over(self, why: str) -> Kept:
        """Return it as ended: nothing that opens anything is kept."""
        return replace(self, refresh="", access="", expiry=None, ended=why)


def _read(told: Mapping[str, Any]) -> Kept:
    since = moment(told["since"])
    if since is None:
        raise ValueError("no time")
    return Kept(
        client_id=str(told["client_id"]),
        refresh=str(told["refresh"]),
        granted=tuple(str(one) for one in told["granted"]),
        since=since,
        who=str(told.get("who") or ""),
        address=str(told.get("address") or ""),
        main=str(told.get("main") or ""),
        access=str(told.get("access") or ""),
        expiry=moment(told.get("expiry")),
        ended=str(told.get("ended") or ""),
        **known(told),
    )


SIGN_INS = SignIns("outlook", _read)
name_of, again = SIGN_INS.name_of, SIGN_INS.again
keep, renew, kept_in = SIGN_INS.keep, SIGN_INS.renew, SIGN_INS.load
remember = SIGN_INS.remember
rest, resting, check_awake = SIGN_INS.rest, SIGN_INS.resting, SIGN_INS.check_awake
