"""A calendar → an account in the settings, once it was read and can be written."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from relance.errors import BadSettings, Refused
from relance.model import Verdict, Warned, Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from relance.model import Event
    from relance.ports import Account
    from relance.service.rows import ReadEvent
    from relance.settings import AccountSettings, Settings

FILES, ADDRESS = "ics", "address"


@dataclass(frozen=True, slots=True)
class Connected:
    """What was found in an account that is to be connected, or that is connected `already`."""

    name: str
    events: int
    interviews: tuple[ReadEvent, ...]
    to_settle: int
    warnings: tuple[Warned, ...] = ()
    write: str | None = None
    already: bool = False


def add_account(
    file: Path,
    kind: str,
    name: str,
    read: Sequence[str],
    write: str | None,
    others: Mapping[str, str | bool] | None = None,
) -> None:
    """Add an account to the settings without reading it."""
    from relance.settings import add_account as add  # noqa: PLC0415 - quick start

    add(file, kind, name, read, write, others)


def connect_account(
    settings: Settings,
    kind: str,
    name: str,
    read: str,
    write: str | None,
    now: datetime,
    *,
    dry_run: bool = False,
) -> Connected:
    """Read a calendar, prove that follow-ups can be written, and add the account to the settings.

    What is connected already is not added again; a folder to write into, if nothing has one yet,
    becomes an account of its own. Raises what reading raised, Refused for a folder that cannot be
    written, and BadSettings when another account has the follow-ups; then the settings stay as
    they were.
    """
    from relance.connectors import open_account  # noqa: PLC0415 - quick start

    write = folder_to_add(settings, write)
    known = _reader_of(settings, kind, read)
    if known is not None and write is None:
        opened = open_account(known)
        return replace(looked_at(opened.account, settings, now), write=known.write, already=True)
    wanted = name_for(settings, name, write if known is not None and write else read)
    reads = [read] if known is None else []
    account = as_set(settings.file, kind, wanted, reads, write)
    found = looked_at(open_account(known or account).account, settings, now)
    if write is not None and kind == FILES:
        prove(Path(write), keep=not dry_run)
    if not dry_run:
        add_account(settings.file, kind, wanted, reads, write)
    return replace(found, write=write)


def folder_to_add(settings: Settings, write: str | None) -> str | None:
    """Return the folder for follow-ups unless it is set already; raise if another one is."""
    writing = settings.writing_account
    if write is None or writing is None or writing.write is None:
        return write
    if writing.kind == FILES and _same(write, writing.write):
        return None
    told = (
        f'follow-ups are written into {writing.write} already, by the account "{writing.name}"; '
        "leave --write out, or to have them elsewhere change `write` of that account here"
    )
    raise BadSettings([told], where=str(settings.file))


def _reader_of(settings: Settings, kind: str, read: str) -> AccountSettings | None:
    """Return the account that reads a file or folder already."""
    return next(
        (
            account
            for account in settings.accounts
            if kind == account.kind == FILES
            and any(_same(read, one) for one in account.options.get("read", ()))
        ),
        None,
    )


def _same(one: str, other: str) -> bool:
    return Path(one).resolve() == Path(other).resolve()


def name_for(settings: Settings, name: str, place: str) -> str:
    """Return what to call an account: as asked for, or after its place."""
    taken = {account.name for account in settings.accounts}
    if name in taken:
        raise BadSettings(
            [f'an account is named "{name}" already; say another --name'], where=str(settings.file)
        )
    wanted = name or Path(place).stem or FILES
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def as_set(
    file: Path,
    kind: str,
    name: str,
    read: Sequence[str],
    write: str | None,
    others: Mapping[str, str | bool] | None = None,
) -> AccountSettings:
    """Return an account as it would stand in the settings, without writing there."""
    from relance.settings import load  # noqa: PLC0415 - quick start

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(file.read_bytes())
        try:
            add_account(copy, kind, name, read, write, others)
            settings = load(copy)
        except BadSettings as error:  # whoever reads it knows nothing of the copy
            raise BadSettings(error.faults, where=str(file)) from None
    return next(one for one in settings.accounts if one.name == name)


def looked_at(account: Account, settings: Settings, now: datetime) -> Connected:
    """Read an account and tell what is in it."""
    from relance.service.opening import address_of, also_known_as  # noqa: PLC0415 - quick start
    from relance.service.readings import read_all  # noqa: PLC0415 - quick start

    events: list[Event] = []
    warnings: list[Warned] = []
    for calendar in account.calendars():
        for page in calendar.pull(None, Window.around(now, settings.zone)):
            events += [e for i in page.items for e in i.events if e.our_mark is None]
            warnings += page.warnings
    owner = also_known_as(settings.owner, [address_of(account)])
    readings = read_all(events, owner, settings.place.country, now, settings.zone)
    return Connected(
        account.name,
        len(readings),
        tuple(_appointments(readings)),
        sum(r.recognition.verdict is Verdict.ASK for r in readings),
        tuple(warnings),
    )


def _appointments(readings: Sequence[ReadEvent]) -> Iterator[ReadEvent]:
    """Yield interviews; an appointment that is found twice, or typed by hand as well, is one."""
    seen = set()
    for one in readings:
        place = one.candidacy or one.event.uid, one.event.start
        if one.recognition.verdict is Verdict.YES and place not in seen:
            seen.add(place)
            yield one


def prove(folder: Path, *, keep: bool) -> None:
    """Make a folder and write into it; raise Refused, with all as before, when that fails."""
    made: list[Path] = []
    try:
        made = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=".relance-") as file:
            file.write(b"relance")
            file.flush()
    except OSError as error:
        _unmake(made)
        raise Refused(
            f"no follow-up can be written there: {error.strerror or error}.",
            where=str(folder),
            remedy="Name a folder of yours with --write.",
        ) from error
    if not keep:
        _unmake(made)


def _unmake(made: Sequence[Path]) -> None:
    for folder in made:
        with suppress(OSError):
            folder.rmdir()
