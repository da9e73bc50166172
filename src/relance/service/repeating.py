"""What the person has to do, told with the command that they gave."""

from __future__ import annotations

import re
import shlex
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from relance.accounts.absent import Absent
from relance.errors import NeedsPerson, RelanceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.ports import Account
    from relance.service.wishes import Wish

DEVICE = " --device"


class Waits(Exception):
    """The person is signed in, and has to say something else that is read or written."""

    def __init__(self, why: NeedsPerson, option: str, wrong: Sequence[str]) -> None:
        super().__init__(str(why))
        self.why, self.option, self.wrong = why, option, wrong

    def told(self, wish: Wish) -> NeedsPerson:
        """Return it with the command that goes on from here."""
        remedy = f"You stay signed in; go on with: {wish.again(self.option, self.wrong)}"
        return NeedsPerson(self.why.what, where=self.why.where, remedy=remedy)


@contextmanager
def repeating(kind: str, name: str, command: str) -> Iterator[None]:
    """Let what the person has to do name the command that was given: the settings know less."""
    short = shlex.join(["relance", "connect", kind, "--name", name])
    try:
        yield
    except RelanceError as error:
        device = command if DEVICE in command else command + DEVICE
        error.remedy = re.sub(
            f"{re.escape(short)}({DEVICE})?",
            lambda found: device if found[1] else command,
            error.remedy,
        )
        raise


@contextmanager
def waiting(option: str, account: Account) -> Iterator[None]:
    """Turn what the person has to mend of an option into what waits for them."""
    try:
        yield
    except NeedsPerson as error:
        wrong: list[str] = []
        with suppress(RelanceError):
            wrong = [one.name for one in account.calendars() if isinstance(one, Absent)]
        raise Waits(error, option, wrong) from error
