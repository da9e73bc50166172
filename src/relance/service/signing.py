"""An account that somebody signs in to → an account in the settings, once it was read."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relance.errors import NeedsPerson, Refused, RelanceError
from relance.ports import Checkable, Remembering, SignedIn
from relance.secrets import Safe
from relance.service.connecting import Connected, add_account, as_set, looked_at
from relance.service.repeating import Waits, repeating, waiting
from relance.service.wishes import PRIMARY, known_account

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from relance.ports import Account, Asking, Check, Offered, Secrets
    from relance.service.wishes import Wish
    from relance.settings import AccountSettings, Settings

ALL = ("*",)  # what is asked for while the person has not chosen yet
DEDICATED = "Relances"  # what the calendar of follow-ups is called when nobody says


@dataclass(frozen=True, slots=True)
class SignedConnection:
    """What was found in an account that was signed in to, and what is worth knowing of it.

    `anew` is the calendar of follow-ups, where the one before is not there any more.
    """

    found: Connected
    read: tuple[str, ...]
    kept: str | None  # where the sign-in rests: keyring or file; None when it was not kept
    notes: tuple[Check, ...] = ()
    before: bool = False  # somebody was signed in to it already
    called: str = ""  # the calendar of follow-ups, where its name is not what was wished
    anew: str = ""


def sign_in(
    settings: Settings,
    wish: Wish,
    secrets: Secrets,
    asking: Asking,
    now: datetime,
    *,
    dry_run: bool = False,
) -> SignedConnection:
    """Let the person sign in, read the account, and add it to the settings.

    An account that is there is signed in to again, and nothing else is changed. When something
    fails, a new account leaves nothing behind here but the sign-in, if the person can mend it:
    the next time they need not sign in. Raises what signing in and reading raise. With `dry_run`
    what was kept is forgotten again at the end.
    """
    known = known_account(settings, wish)
    if isinstance(secrets, Safe):
        secrets.would_be()  # what stands in its way is told before anybody signs in
    if known is not None:
        with repeating(known.kind, known.name, wish.whole()):
            return _again(settings, known, secrets, asking, now, dry_run=dry_run)
    place = Nowhere() if dry_run else secrets
    asked = wish
    wish = replace(wish, name=wish.name or wish.kind, write=_writes(settings, wish))
    first = _as_wished(settings, wish, wish.read or (ALL if wish.choose else PRIMARY))
    account = _signed(first, place)
    before = _is_open(account)
    if not before:
        with repeating(wish.kind, wish.name, asked.whole()):
            account.sign_in(asking)
    try:
        done = _added(settings, wish, account, place, now, dry_run=dry_run)
    except Waits as error:
        if dry_run:
            raise error.why from None
        raise error.told(asked) from error.why
    except BaseException:
        if not before:
            place.forget(f"{wish.kind}:{wish.name}")
        raise
    return replace(done, before=before)


def _is_open(account: SignedIn) -> bool:
    """Say whether somebody is signed in, and allowed what is wished."""
    try:
        account.offered()
    except NeedsPerson:
        return False
    return True


def _again(
    settings: Settings,
    known: AccountSettings,
    secrets: Secrets,
    asking: Asking,
    now: datetime,
    *,
    dry_run: bool,
) -> SignedConnection:
    """Sign in to an account that is there; in thought, look with the sign-in that there is."""
    signed, anew = _signed(known, secrets), ""
    account = _opened(known, secrets)
    if not dry_run:
        before = _written_into(account)
        signed.sign_in(asking)
        lost = before is not None and _written_into(account) is None
        made = account.follow_ups()  # made, if it never was or is gone
        anew = made.name if made is not None and lost else ""
    found = looked_at(account, settings, now)
    found = replace(found, write=known.write, already=True)
    read = tuple(known.options.get("read", ()))
    kept = _where(secrets, known)
    return SignedConnection(found, read, kept, _notes(account, now), anew=anew)


def _written_into(account: Account) -> str | None:
    """Return the id of the calendar that follow-ups went into until now, if it is known."""
    with suppress(RelanceError):
        return account.writes_into() if isinstance(account, Remembering) else None
    return None


def _added(
    settings: Settings,
    wish: Wish,
    signed: SignedIn,
    secrets: Secrets,
    now: datetime,
    *,
    dry_run: bool,
) -> SignedConnection:
    """Read an account that was signed in to, prove that it can be written, and add it."""
    read = wish.read or (tuple(wish.choose(_to_read(signed, wish))) if wish.choose else PRIMARY)
    account = _opened(chosen := _as_wished(settings, wish, read), secrets)
    with waiting("--read", account):
        found = replace(looked_at(account, settings, now), write=wish.write)
    notes = _notes(account, now)
    if dry_run:
        return SignedConnection(found, read, None, notes)
    with waiting("--write", account):
        made = account.follow_ups()  # made, or found again, or told why not
    add_account(settings.file, wish.kind, wish.name, read, wish.write, wish.others)
    called = "" if made is None else _called(made.name, wish.write or "")
    return SignedConnection(found, read, _where(secrets, chosen), notes, called=called)


def _called(name: str, wanted: str) -> str:
    """Return the name of a calendar unless it is what was wished, or where that is."""
    said = wanted.rstrip("/").casefold()
    return "" if said == name.casefold() or said.endswith(f"/{name.casefold()}") else name


def _to_read(signed: SignedIn, wish: Wish) -> list[Offered]:
    """Return the calendars to choose from, but for the one that follow-ups go into."""
    ours = (wish.write or "").casefold()
    return [one for one in signed.offered() if one.primary or one.name.casefold() != ours]


def _as_wished(settings: Settings, wish: Wish, read: Sequence[str]) -> AccountSettings:
    return as_set(settings.file, wish.kind, wish.name, read, wish.write, wish.others)


def _writes(settings: Settings, wish: Wish) -> str | None:
    """Return where follow-ups go: a calendar of their own, unless another account has them."""
    if wish.write == "":
        return DEDICATED if settings.writing_account is None else None
    return wish.write


def _opened(account: AccountSettings, secrets: Secrets) -> Account:
    from relance.connectors import open_account  # noqa: PLC0415 - quick start

    return open_account(account, secrets).account


def _signed(account: AccountSettings, secrets: Secrets) -> SignedIn:
    found = _opened(account, secrets)
    if not isinstance(found, SignedIn):
        raise Refused(
            f"nobody signs in to an account of kind {account.kind}.",
            where=f"account {account.name}",
        )
    return found


def _where(secrets: Secrets, account: AccountSettings) -> str | None:
    return secrets.where(f"{account.kind}:{account.name}") if isinstance(secrets, Safe) else None


def _notes(account: Account, now: datetime) -> tuple[Check, ...]:
    """Return what is right now and will not stay so."""
    if not isinstance(account, Checkable):
        return ()
    return tuple(check for check in account.checks(now) if check.right is None)


class Nowhere:
    """Keeps secrets for one moment, and in no place."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return a secret, or None."""
        return self._kept.get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret as long as this lasts."""
        self._kept[name] = value

    def forget(self, name: str) -> None:
        """Remove a secret."""
        self._kept.pop(name, None)

    def alone(self, name: str) -> AbstractContextManager[None]:
        """Let everybody be: nobody else knows of this place."""
        del name
        return nullcontext()
