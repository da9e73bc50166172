"""An account that is one secret address: pasted once, and kept with the secrets."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

from relance.errors import BadSettings, NeedsPerson
from relance_ics.public import Reach
from relance_ics.secret_address import Address, read_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relance.ports import Asking, Calendar, Offered, Secrets
    from relance_ics.fetch import Limits

TAKE_BACK = (
    "Whoever has the secret address can still read the calendar: to end that, have a new one made "
    "where you copied it."
)
QUESTION = "The secret address of your calendar (it is not shown):"

_FLAGS = ("private", "insecure")
_TRIES = 3


class AddressAccount:
    """The one calendar at an address, which can only be read."""

    def __init__(
        self, name: str, reach: Reach, secrets: Secrets, limits: Limits | None = None
    ) -> None:
        self._name, self._reach, self._secrets, self._limits = name, reach, secrets, limits

    @property
    def name(self) -> str:
        """Return the name given in the settings."""
        return self._name

    def calendars(self) -> Sequence[Calendar]:
        """Return the calendar at the address."""
        from relance_ics.feed import AddressCalendar  # noqa: PLC0415 - quick start
        from relance_ics.fetch import Fetcher  # noqa: PLC0415 - the same

        address = self._kept()
        fetcher = Fetcher(self._name, address, self._reach, self._limits)
        return [AddressCalendar(self._name, fetcher, address.mark)]

    def follow_ups(self) -> None:
        """Return None: what has an address to read from cannot be written."""
        return

    def sign_in(self, asking: Asking) -> None:
        """Ask for the address, three times at most, and keep it with the secrets."""
        told = "nobody is there to be asked for the address"
        for _ in range(_TRIES if asking.answer is not None else 0):
            assert asking.answer is not None
            given = asking.answer(QUESTION, True)
            try:
                self._allowed(read_address(given))
            except ValueError as error:
                told = f"this is not the address of a calendar: {error}"
                asking.say(f"{told}.")
                continue
            self._secrets.put(self._secret, given.strip())
            return
        raise NeedsPerson(f"{told}.", where=self._where, remedy=self._again)

    def sign_out(self) -> str | None:
        """Forget the address here; return where alone it can be made invalid."""
        there = self._secrets.get(self._secret) is not None
        self._secrets.forget(self._secret)
        return TAKE_BACK if there else None

    def offered(self) -> Sequence[Offered]:
        """Return nothing to choose from: an address is one calendar."""
        return []

    def address(self) -> str:
        """Return no email address: the calendar does not tell whose it is."""
        return ""

    def _kept(self) -> Address:
        text = self._secrets.get(self._secret)
        if text is None:
            raise NeedsPerson(
                "its address is not known here.", where=self._where, remedy=self._again
            )
        try:
            return read_address(text)
        except ValueError as error:
            raise NeedsPerson(
                f"its address cannot be used: {error}.", where=self._where, remedy=self._again
            ) from None

    def _allowed(self, address: Address) -> None:
        if not (address.secure or address.on_this_computer or self._reach.insecure):
            raise ValueError(
                "it begins with http://, which is not encrypted; use https://, or --set "
                "insecure=true"
            )

    @property
    def _secret(self) -> str:
        return f"address:{self._name}"

    @property
    def _where(self) -> str:
        return f"account {self._name}"

    @property
    def _again(self) -> str:
        return f"Run: relance connect address --name {quote(self._name)}"


def checked(name: str, options: Mapping[str, Any]) -> Reach:
    """Return what the settings allow; raise BadSettings with every fault."""
    at = f"accounts.{name}"
    faults = [
        f"{at}.{key}: unknown; an account of kind address knows private and insecure."
        for key in options
        if key not in ("read", "write", *_FLAGS)
    ]
    if options.get("read"):
        faults.append(
            f"{at}.read: leave it out; the address is no setting but a secret, for "
            f"`relance connect address --name {quote(name)}` to ask for."
        )
    if options.get("write") is not None:
        faults.append(
            f"{at}.write: what is at an address can only be read; give `write` to another account."
        )
    flags = [key for key in _FLAGS if not isinstance(options.get(key, False), bool)]
    faults += [f"{at}.{key}: write true or false." for key in flags]
    if faults:
        raise BadSettings(faults)
    return Reach(bool(options.get("private")), bool(options.get("insecure")))
