"""Everything that a pass needs, looked over, in the order in which to mend it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.errors import BadSettings, RelanceError, Temporary
from relance.model import Span, Warned, Window, printable
from relance.ports import Check, Checkable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from relance.connectors import Opening
    from relance.ports import Account, Calendar
    from relance.secrets import Safe
    from relance.settings import Settings

BESIDE = ("clock", "follow-ups")  # what an account can be read in spite of
EARLIEST = 2026  # the year in which this was written: no clock is right that shows another before


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and where."""

    where: str
    check: Check


def look_over(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield what was looked at beside the settings, which could be read."""
    from relance.connectors import open_accounts  # noqa: PLC0415 - quick start
    from relance.service.setup import secrets_of  # noqa: PLC0415 - quick start

    yield Finding("settings", Check("file", right=True, told=str(settings.file.absolute())))
    last, journal = _journal(settings)
    yield Finding("journal", journal)
    yield Finding("clock", _clock(now, settings.zone, last))
    yield Finding("zone", _zone(settings, now))
    secrets = secrets_of(settings)
    openings = open_accounts(settings, secrets)
    if any(_keeps_secrets(one) for one in openings):
        yield Finding("secrets", _secrets(secrets))
    if settings.push_address:
        yield from _push(settings, secrets)
    for opening in openings:
        where = f"account {opening.settings.name}"
        for check in _account(opening, settings, now):
            yield Finding(where, check)
    if not openings:
        remedy = "Run: relance connect google, outlook, caldav, address, or ics FOLDER"
        told = "no calendar is connected yet"
        yield Finding("accounts", Check("accounts", right=False, told=told, remedy=remedy))


def settings_at_fault(error: BadSettings) -> Iterator[Finding]:
    """Yield each fault of settings that could not be read."""
    for fault in error.faults:
        told = f"{error.where}: {fault}" if error.where else fault
        check = Check("file", right=False, told=told, remedy="Mend it in that file.")
        yield Finding("settings", check)


def _journal(settings: Settings) -> tuple[datetime | None, Check]:
    """Return when the last pass was, and whether the journal opens; none is made."""
    from datetime import datetime  # noqa: PLC0415 - only here

    from relance.journal import Journal  # noqa: PLC0415 - quick start
    from relance.journal.location import path_of  # noqa: PLC0415 - the same

    try:
        path = path_of(settings.journal_url)
        if path is None or not path.exists():
            told = f"{path or settings.journal_url}: the first pass makes it"
            return None, Check("file", right=True, told=told)
        with Journal.open(settings.journal_url) as journal:
            last = journal.fact("last-pass")
    except RelanceError as error:
        return None, _wrong("file", error)
    return datetime.fromisoformat(last["at"]) if last else None, Check(
        "file", right=True, told=str(path)
    )


def _clock(now: datetime, zone: ZoneInfo, last: datetime | None) -> Check:
    shown = f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
    if now.year < EARLIEST:
        told, remedy = f"it shows {shown}", "Set the clock of this computer."
        return Check("clock", right=False, told=told, remedy=remedy)
    if last is not None and last > now:
        told = f"it shows {shown}, before the last pass ({last.astimezone(zone):%Y-%m-%d %H:%M})"
        remedy = "Set the clock of this computer, or leave --now out."
        return Check("clock", right=False, told=told, remedy=remedy)
    return Check("clock", right=True, told=shown)


def _zone(settings: Settings, now: datetime) -> Check:
    """Say whether the zone that is set is the computer's."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - only here

    from relance.settings.values import AUTO  # noqa: PLC0415 - quick start
    from relance.settings.view import computer_zone  # noqa: PLC0415 - the same

    here, name = computer_zone(), settings.zone.key
    if settings.tables.timezone == AUTO and here == "UTC":
        told = "none is set, and the computer's is UTC"
        return Check("zone", right=None, told=told, remedy='Set timezone = "Europe/Paris" or so.')
    if now.astimezone(ZoneInfo(here)).utcoffset() != now.astimezone(settings.zone).utcoffset():
        told = f"{name} in the settings, {here} on this computer"
        return Check("zone", right=None, told=told, remedy="Fine if that is so on purpose.")
    return Check("zone", right=True, told=name)


def _push(settings: Settings, secrets: Safe) -> Iterator[Finding]:
    """Yield whether calendars tell of their changes, as the journal knows; nobody is asked."""
    from relance.journal import Journal  # noqa: PLC0415 - quick start
    from relance.journal.location import path_of  # noqa: PLC0415 - the same
    from relance.service.subscriptions import Subscriptions  # noqa: PLC0415 - the same

    number, warnings = 0, list[Warned]()
    with suppress(RelanceError):  # told already
        path = path_of(settings.journal_url)
        if path is not None and path.exists():
            with Journal.open(settings.journal_url) as journal:
                known = Subscriptions(journal, secrets, ())
                number, warnings = known.standing(), list(known.warnings())
    for warned in warnings:
        told = f"{warned.where}: {warned.what.rstrip('.')}"
        yield Finding("push", Check("messages", right=None, told=told, remedy=warned.remedy))
    if number:
        told = f"{number} calendars tell of their changes at {settings.push_address}"
        yield Finding("push", Check("subscriptions", right=True, told=told))
    elif not warnings:
        told = f"no calendar tells of its changes at {settings.push_address}"
        remedy = "`relance run` asks calendars of Google to; let it run."
        yield Finding("push", Check("subscriptions", right=None, told=told, remedy=remedy))


def _keeps_secrets(opening: Opening) -> bool:
    from relance.connectors import FailedAccount  # noqa: PLC0415 - quick start
    from relance.ports import SignedIn  # noqa: PLC0415 - the same

    return isinstance(opening, FailedAccount) or isinstance(opening.account, SignedIn)


def _secrets(secrets: Safe) -> Check:
    from relance.secrets import Where  # noqa: PLC0415 - quick start

    try:
        where = secrets.would_be()
    except RelanceError as error:
        return _wrong("place", error)
    if where is Where.KEYRING:
        return Check("place", right=True, told="the system keyring")
    told = f"an encrypted file, since there is no system keyring here: {secrets.file}"
    return Check("place", right=True, told=told)


def _account(opening: Opening, settings: Settings, now: datetime) -> Iterator[Check]:
    """Yield how an account stands; its own word if it has one, else whether it can be read."""
    from relance.connectors import FailedAccount  # noqa: PLC0415 - quick start

    if isinstance(opening, FailedAccount):
        yield _wrong("account", opening.error)
        return
    try:
        if isinstance(opening.account, Checkable):
            opens = True
            for check in opening.account.checks(now):
                opens = opens and (check.right is not False or check.what in BESIDE)
                yield check
            moment = Window(Span(now, now + timedelta(minutes=1)), settings.zone)
            for calendar in opening.account.calendars() if opens else ():
                yield _answers(calendar, moment)
        else:
            yield from _read(opening.account, Window.around(now, settings.zone))
    except RelanceError as error:
        yield _wrong("account", error)
    except Exception as error:  # noqa: BLE001 - a connector may be anybody's code
        told = f"its connector failed ({type(error).__name__})"
        remedy = "This is a fault of the connector: tell whoever wrote it."
        yield Check("account", right=False, told=told, remedy=remedy)


def _read(account: Account, window: Window) -> Iterator[Check]:
    """Yield for each calendar whether it can be read."""
    account.follow_ups()
    for calendar in account.calendars():
        try:
            number = sum(len(page.items) for page in calendar.pull(None, window))
        except RelanceError as error:
            yield _wrong(printable(calendar.name), error)
        else:
            yield Check(printable(calendar.name), right=True, told=f"{number} entries read")


def _answers(calendar: Calendar, moment: Window) -> Check:
    """Say whether a calendar can be read, by asking for as little as it can be asked for."""
    what = f"calendar {printable(calendar.name)}"
    try:
        for _ in calendar.pull(None, moment):
            pass
    except RelanceError as error:
        return _wrong(what, error)
    return Check(what, right=True, told="can be read")


def _wrong(what: str, error: RelanceError) -> Check:
    """Return what an error says, as what was looked at; what passes by itself wants no remedy."""
    from relance.accounts.looking import passing  # noqa: PLC0415 - quick start

    told = printable(f"{error.where}: {error.what}" if error.where else error.what).rstrip(".")
    if isinstance(error, Temporary):
        return Check(what, right=False, told=f"{told}. {printable(passing(error))}")
    return Check(what, right=False, told=told, remedy=error.remedy)


def settings_of(file: Path | None) -> Settings | BadSettings:
    """Return the settings, or what is wrong with them."""
    from relance.service.setup import load_settings  # noqa: PLC0415 - quick start

    try:
        return load_settings(file)
    except BadSettings as error:
        return error
