"""Reading what lies at an address: whole, or not at all, whatever the server does."""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.accounts.throttling import asked_to_wait
from relance.errors import BadInput, NeedsPerson, Refused, Temporary
from relance_ics.public import Reach, is_public, look_up
from relance_ics.seen import Answer, Seen, Texts, text_of
from relance_ics.unpack import Damaged, Unpacker, as_utf8

if TYPE_CHECKING:
    from collections.abc import Mapping

    import niquests

    from relance.errors import RelanceError
    from relance_ics.public import Record
    from relance_ics.secret_address import Address

MOST_REDIRECTS = 5

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_AGENT = "relance"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server may take: bytes, seconds in all, and seconds between two things heard."""

    size: int = 20_000_000
    seconds: float = 30.0
    pause: float = 10.0


class Fetcher:
    """Asks for one account's address."""

    def __init__(
        self, account: str, address: Address, reach: Reach, limits: Limits | None = None
    ) -> None:
        from shlex import quote  # noqa: PLC0415 - quick start

        self._where = f"account {account}"
        self._address, self._reach, self._limits = address, reach, limits or Limits()
        name = quote(account)
        self.again = (
            "Copy the address once more from the settings of your calendar, then run: "
            f"relance connect address --name {name}"
        )

    def fetch(self, seen: Seen) -> Answer:
        """Return what lies at the address, or that nothing is new since `seen`.

        Raises Temporary, NeedsPerson, Refused or BadInput, all without the address.
        """
        from relance_ics.wire import Broken, Untrusted, asked  # noqa: PLC0415 - quick start

        until = time.monotonic() + self._limits.seconds
        headers = {
            "Accept": "text/calendar, */*;q=0.5",
            "User-Agent": _AGENT,
            **seen.headers(),
        }
        here = self._address
        for _ in range(MOST_REDIRECTS + 1):
            records = self._checked(here, until)
            try:
                pause = self._limits.pause
                with asked(here, records, headers, until=until, pause=pause) as answer:
                    if answer.status_code not in _REDIRECTS:
                        return self._taken(answer, seen, until)
                    here = self._led(here, answer)
            except Untrusted as broken:
                raise self._untrusted(broken.why) from broken
            except Broken as broken:
                raise Temporary(f"{broken.why}.", where=self._where) from broken
        raise Refused(
            f"the server sends on from one address to the next, more than {MOST_REDIRECTS} times.",
            where=self._where,
            remedy=self.again,
        )

    def _checked(self, here: Address, until: float) -> list[Record]:
        """Return where a server is; raise Refused when it may not be asked."""
        if time.monotonic() >= until:
            raise Temporary("the server is too slow.", where=self._where)
        near = here.on_this_computer and here.same_place(self._address)
        if not (here.secure or near or self._reach.insecure):
            raise Refused(
                "the connection to the server would not be encrypted.",
                where=self._where,
                remedy="Use an address that begins with https://. If that is fine in your own "
                "network, set insecure = true for this account (connect it with --set "
                "insecure=true).",
            )
        try:
            records = look_up(here.host, here.port, until - time.monotonic())
        except TimeoutError:
            raise Temporary("the server's name is not found in time.", where=self._where) from None
        except OSError:
            raise Temporary(
                "the server's name is not found.",
                where=self._where,
                remedy=f"Look whether you are online. {self.again}",
            ) from None
        if not (near or self._reach.private or all(is_public(one[4][0]) for one in records)):
            raise Refused(
                "the address leads into a private network, or to this computer itself.",
                where=self._where,
                remedy="If that is right, set private = true for this account (connect it with "
                "--set private=true).",
            )
        return records

    def _led(self, here: Address, answer: niquests.Response) -> Address:
        try:
            return here.joined(text_of(answer.headers.get("Location", "")))
        except ValueError as error:
            raise Refused(
                f"the server sends on to something that is no address: {error}.",
                where=self._where,
                remedy=self.again,
            ) from None

    def _taken(self, answer: niquests.Response, seen: Seen, until: float) -> Answer:
        """Return what the server sent; raise what its refusal means."""
        status = answer.status_code or 0
        if status == 304 and seen.headers():
            return Answer(None, seen)
        if status != 200:
            raise self._refusal(status, answer)
        return Answer(self._body(answer, until), Seen.of(Texts(answer)))

    def _refusal(self, status: int, answer: niquests.Response) -> RelanceError:
        if status in (401, 403):
            return NeedsPerson(
                f"the server does not let this address in ({status}): perhaps it was changed or "
                "withdrawn.",
                where=self._where,
                remedy=self.again,
            )
        if status in (404, 410):
            return NeedsPerson(
                f"there is no calendar at this address any more ({status}).",
                where=self._where,
                remedy=self.again,
            )
        wait = asked_to_wait(Texts(answer))
        after = None if wait is None else timedelta(seconds=wait)
        if status == 429:
            told = "the server was asked too often; it is asked again later."
            return Temporary(told, where=self._where, retry_after=after)
        if status in (408, 425) or status >= 500:
            told = f"the server has trouble ({status})."
            return Temporary(told, where=self._where, retry_after=after)
        return Refused(
            f"the server answers with {status}, not with a calendar.",
            where=self._where,
            remedy=self.again,
        )

    def _body(self, answer: niquests.Response, until: float) -> bytes:
        """Return the whole body, unpacked, as far as it stays within the limits."""
        from relance_ics.wire import Late, pieces  # noqa: PLC0415 - quick start

        headers = Texts(answer)
        told = headers.get("Content-Length", "")
        expected = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None
        if expected is not None and expected > self._limits.size:
            raise self._too_large()
        packing = headers.get("Content-Encoding", "").strip().lower()
        whole, came = io.BytesIO(), 0
        try:
            unpacker = Unpacker(packing, self._limits.size)
            for piece in pieces(answer):
                came += len(piece)
                for part in unpacker.parts(piece):
                    whole.write(part)
                if came > self._limits.size or whole.tell() > self._limits.size:
                    raise self._too_large()
                if time.monotonic() >= until:
                    break
            if time.monotonic() >= until:  # the connection was cut, and that looks like an end
                raise Late("the server is too slow")
            unpacker.finish()
        except Damaged as damaged:
            raise Temporary(f"{damaged}.", where=self._where) from damaged
        if expected is not None and came < expected:
            raise Temporary("the calendar broke off before its end.", where=self._where)
        data = whole.getvalue()
        self._no_page(data, headers)
        data = as_utf8(data, headers.get("Content-Type", ""))
        if len(data) > self._limits.size:
            raise self._too_large()
        return data

    def _no_page(self, data: bytes, headers: Mapping[str, str]) -> None:
        """Raise NeedsPerson for a web page."""
        if re.search(rb"BEGIN:V", data[:100_000].replace(b"\0", b""), re.IGNORECASE):
            return
        start = data[:2_000].strip().lower()
        kind = headers.get("Content-Type", "").lower()
        if "html" in kind or start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
            raise NeedsPerson(
                "this is a web page, not a calendar: the address must be the one that ends in "
                ".ics, or that your calendar calls secret.",
                where=self._where,
                remedy=self.again,
            )

    def _too_large(self) -> BadInput:
        return BadInput(
            f"the calendar is larger than {self._limits.size / 1_000_000:.0f} MB.",
            where=self._where,
            remedy="Use the address of a smaller calendar, or connect the account itself.",
        )

    def _untrusted(self, why: str) -> NeedsPerson:
        return NeedsPerson(
            f"{why}: its certificate is not valid, or not for this name.",
            where=self._where,
            remedy="Look whether this computer's clock is right, and whether you are on a network "
            "that asks to log in first.",
        )
