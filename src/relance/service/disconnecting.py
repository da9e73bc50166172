"""An account of the settings → signed out, and out of the settings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.errors import BadSettings, RelanceError, Temporary
from relance.ports import SignedIn, Subscribable

if TYPE_CHECKING:
    from datetime import datetime

    from relance.secrets import Safe
    from relance.settings import AccountSettings, Settings


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What became of an account: `signed_out` when there was a sign-in, and what went wrong.

    `write` is the calendar that follow-ups stay in; `removed` says that the settings name the
    account no more; `left` is what the person has to do at the provider.
    """

    name: str
    kind: str
    signed_out: bool
    removed: bool
    write: str | None = None
    error: RelanceError | None = None
    left: str = ""


def disconnect(
    settings: Settings,
    name: str,
    secrets: Safe,
    now: datetime,
    *,
    keep_settings: bool,
    dry_run: bool,
) -> Disconnected:
    """Sign an account out and take it out of the settings, which else stay as they are.

    Raises BadSettings for an account that nobody knows, and for one that only the person can take
    out of the file; then nothing is done. What the provider says against it stops nothing, and is
    told.
    """
    account = account_named(settings, name, secrets)
    keep_settings = keep_settings or account not in settings.accounts
    if not keep_settings:
        from relance.settings.remove import without  # noqa: PLC0415 - quick start

        without(settings.file, name)
    secret = f"{account.kind}:{account.name}"
    there = secrets.where(secret) is not None
    error, left = None, ""
    if not dry_run:
        error = _untold(settings, account, secrets)
    if there and not dry_run:
        refused, left = _signed_out(account, secrets)
        error = refused or error
    if not keep_settings and not dry_run:
        from relance.settings import remove_account  # noqa: PLC0415 - quick start

        remove_account(settings.file, name)
        _let_go(settings, name, now)
    return Disconnected(name, account.kind, there, not keep_settings, account.write, error, left)


def account_named(settings: Settings, name: str, secrets: Safe) -> AccountSettings:
    """Return an account; raise BadSettings, naming all that there are.

    One that was signed in to and never came into the settings is known by its sign-in.
    """
    found = next((account for account in settings.accounts if account.name == name), None)
    found = found or _signed_in_alone(name, secrets)
    if found is None:
        names = ", ".join(account.name for account in settings.accounts)
        known = f"There are: {names}." if names else "There is none at all."
        raise BadSettings([f"no account of the settings has this name. {known}"], where=name)
    return found


def _signed_in_alone(name: str, secrets: Safe) -> AccountSettings | None:
    """Return an account that is nothing but a sign-in."""
    from relance.connectors import kinds  # noqa: PLC0415 - quick start
    from relance.settings.view import AccountSettings  # noqa: PLC0415 - the same

    kept = (kind for kind in kinds() if secrets.where(f"{kind}:{name}") is not None)
    return next((AccountSettings(name, kind) for kind in kept), None)


def _untold(settings: Settings, account: AccountSettings, secrets: Safe) -> RelanceError | None:
    """Have its calendars tell no more of their changes, while somebody is signed in."""
    from relance.connectors import open_account  # noqa: PLC0415 - quick start
    from relance.journal import Journal  # noqa: PLC0415 - the same
    from relance.journal.location import path_of  # noqa: PLC0415 - the same
    from relance.service.subscriptions import Source, Subscriptions  # noqa: PLC0415 - the same

    with suppress(RelanceError):  # no journal: no subscriptions that anybody knows
        path = path_of(settings.journal_url)
        if path is None or not path.exists():
            return None
        with Journal.open(settings.journal_url) as journal:
            if not Subscriptions(journal, secrets, ()).has_any(account.name):
                return None
            calendars: tuple[Subscribable, ...] = ()
            with suppress(RelanceError):  # whoever cannot sign in cannot end them either
                opened = open_account(account, secrets).account
                calendars = tuple(c for c in opened.calendars() if isinstance(c, Subscribable))
            sources = [Source(account.name, calendars)]
            if Subscriptions(journal, secrets, sources).end(account.name):
                return Temporary(
                    "the provider could not be told to send no more messages; they end by "
                    "themselves, within a week.",
                    where=f"account {account.name}",
                )
    return None


def _let_go(settings: Settings, name: str, now: datetime) -> None:
    """Have the journal forget what its calendars hold; while a pass runs, the next one does."""
    from relance.journal import Journal  # noqa: PLC0415 - quick start
    from relance.journal.location import path_of  # noqa: PLC0415 - the same
    from relance.journal.lock import hold  # noqa: PLC0415 - the same
    from relance.service.opening import let_go  # noqa: PLC0415 - the same

    url = settings.journal_url
    with suppress(RelanceError):
        path = path_of(url)
        if path is None or not path.exists():
            return
        with hold(url, now=now, what="disconnect"), Journal.open(url) as journal:
            for calendar in journal.calendars():
                if calendar.id.startswith(f"{name}:"):
                    let_go(journal, calendar.id)


def _signed_out(account: AccountSettings, secrets: Safe) -> tuple[RelanceError | None, str]:
    """Sign out, and forget the secret whatever comes of it; return what is left to do there."""
    from relance.connectors import open_account  # noqa: PLC0415 - quick start

    error, left = None, ""
    try:
        opened = open_account(account, secrets).account
        if isinstance(opened, SignedIn):
            left = opened.sign_out() or ""
    except RelanceError as caught:
        error = caught
    name = f"{account.kind}:{account.name}"
    with suppress(RelanceError), secrets.alone(name):
        secrets.forget(name)
    return error, left
