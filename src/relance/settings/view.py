"""The settings in the words of the other rooms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import relance
from relance.model import Channel, Owner, Recruiter
from relance.planning.sequence import SequenceStep
from relance.planning.windows import Rules
from relance.reading.recruiters import Known, country_of
from relance.settings.places import default_file
from relance.settings.values import AUTO, has_holidays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from relance.settings.tables import AccountTable, CompanyTable, Tables

_FILES = "ics"  # the kind of account whose calendars are files; their paths start at the settings
_A_FILE = "_file"  # how the names of options end whose values are paths, whatever the kind


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """One account; `options` are for its connector, with `read` and `write` among them."""

    name: str
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def write(self) -> str | None:
        """Return where follow-ups are written, if they are written here."""
        return self.options.get("write")


@dataclass(frozen=True)
class Settings:
    """What the person set, worked out; `tables` is the file as it stands."""

    tables: Tables
    file: Path

    @property
    def language(self) -> str:
        """Return "fr", "en", or "auto" for the candidacy's own."""
        return self.tables.language

    @property
    def steps_ahead(self) -> int:
        """Return how many steps of a candidacy stand in the calendar."""
        return self.tables.steps_ahead

    @property
    def all_day(self) -> str:
        """Return which all-day events are busy: "out-of-office", "busy" or "free"."""
        return self.tables.windows.all_day

    @property
    def owner(self) -> Owner:
        """Return whose calendar it is."""
        owner = self.tables.owner
        return Owner(owner.emails, owner.name, owner.own_domains)

    @property
    def zone(self) -> ZoneInfo:
        """Return the owner's zone."""
        return ZoneInfo(zone_in(self.tables))

    @property
    def place(self) -> Recruiter:
        """Return the owner's clock and holidays."""
        return Recruiter(zone_in(self.tables), country_in(self.tables), self.tables.subdivision)

    def rules(self) -> Rules:
        """Return what every slot obeys."""
        windows = self.tables.windows
        return Rules(
            phone=windows.phone,
            email=windows.email,
            exclude=windows.exclude,
            owner_hours=self.tables.owner.hours,
            owner=self.place,
            buffer=windows.buffer,
            per_day=windows.per_day,
            phone_length=windows.phone_length,
            email_length=windows.email_length,
            contract_length=windows.contract_length,
            costs=self.tables.costs.costs(),
        )

    @property
    def sequence(self) -> tuple[SequenceStep, ...]:
        """Return the steps that follow an interview."""
        return tuple(
            SequenceStep(one.step, one.by or Channel.MARKER, one.after, one.within)
            for one in self.tables.sequence
        )

    @cached_property
    def accounts(self) -> tuple[AccountSettings, ...]:
        """Return the accounts in their order."""
        return tuple(_account(table, self.file.parent) for table in self.tables.accounts)

    @property
    def writing_account(self) -> AccountSettings | None:
        """Return the account that follow-ups are written into."""
        return next((account for account in self.accounts if account.write is not None), None)

    def company(self, name: str) -> Known:
        """Return what the person told of a company; nothing when it is not in the settings."""
        from relance.reading.companies import company_key  # noqa: PLC0415 - quick start

        return self._companies.get(company_key(name), Known()) if self._companies else Known()

    @cached_property
    def _companies(self) -> dict[str, Known]:
        from relance.reading.companies import company_key  # noqa: PLC0415 - quick start

        return {company_key(one.name): _known(one) for one in self.tables.companies}

    @cached_property
    def journal_url(self) -> str:
        """Return the journal's path or URL; each settings file has a journal of its own."""
        url = self.tables.journal.url
        if url:
            return url if "://" in url or url == ":memory:" else _path(url, self.file.parent)
        from platformdirs import user_state_path  # noqa: PLC0415 - quick start

        end = f"-{self.mark}" if self.mark else ""
        return str(user_state_path("relance") / f"journal{end}.sqlite")

    @property
    def mark(self) -> str:
        """Return what tells the things of this settings file from another's; "" for the default."""
        file = self.file.absolute()
        return "" if file == default_file().absolute() else _hash(str(file))[:8]

    @property
    def every(self) -> timedelta:
        """Return the time between two passes of the daemon."""
        return self.tables.daemon.every

    @property
    def push_address(self) -> str:
        """Return the public address to which calendars tell of changes; empty for none."""
        return self.tables.daemon.push_address

    @property
    def listen(self) -> str:
        """Return where on this computer the daemon hears of changes."""
        return self.tables.daemon.listen

    @property
    def templates(self) -> Path | None:
        """Return the folder of the person's own templates."""
        folder = self.tables.writing.templates
        return Path(_path(folder, self.file.parent)) if folder else None

    def digest(self) -> str:
        """Return a short hash of everything that reading, planning and writing depend on.

        It changes with this version too: a better reader reads everything again.
        """
        tables = self.tables
        told = (
            relance.__version__,
            self.owner,
            self.rules(),
            self.sequence,
            tables.language,
            tables.steps_ahead,
            tables.windows.all_day,
            tables.companies,
            _contents(self.templates),
        )
        return _hash(_stable(told))[:16]


def zone_in(tables: Tables) -> str:
    """Return the owner's zone, the computer's for "auto"."""
    return computer_zone() if tables.timezone == AUTO else tables.timezone


def country_in(tables: Tables) -> str:
    """Return the owner's country, the one that the zone lies in for "auto"."""
    if tables.country != AUTO:
        return tables.country
    found = country_of(zone_in(tables))
    return found if found and has_holidays(found) else ""


def computer_zone() -> str:
    """Return the IANA name of the computer's zone, UTC where it has none."""
    import warnings  # noqa: PLC0415 - quick start

    import tzlocal  # noqa: PLC0415 - quick start

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ZoneInfo(tzlocal.get_localzone_name() or "UTC").key
    except (LookupError, ValueError, OSError):
        return "UTC"


def _account(table: AccountTable, folder: Path) -> AccountSettings:
    options: dict[str, Any] = {**(table.model_extra or {})}
    if "read" in table.model_fields_set:  # to name none is not to say nothing
        options["read"] = table.read
    if table.write is not None:
        options["write"] = table.write
    for key, value in options.items():
        if key.endswith(_A_FILE) and isinstance(value, str) and value:
            options[key] = _path(value, folder)
    if table.kind == _FILES:
        options["read"] = tuple(_path(one, folder) for one in table.read)
        if table.write is not None:
            options["write"] = _path(table.write, folder)
    return AccountSettings(table.name, table.kind, options)


def _path(text: str, folder: Path) -> str:
    """Return a path of the settings: ~ is the home, and the rest starts at the file."""
    if "://" in text:
        return text
    import os.path  # noqa: PLC0415 - only here

    return str(folder.absolute() / os.path.expanduser(text))  # noqa: PTH111 - Path's raises for ~nobody


def _known(table: CompanyTable) -> Known:
    return Known(table.by, table.phone, table.zone, table.country, table.subdivision, table.small)


def _contents(folder: Path | None) -> tuple[tuple[str, str], ...]:
    """Return what the person's templates say, as hashes."""
    if folder is None:
        return ()
    found = []
    for path in sorted(folder.glob("*/*.txt")):
        try:
            found.append(
                (str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest())
            )
        except OSError:
            continue
    return tuple(found)


def _stable(value: Any) -> str:
    """Return a text that is the same for equal settings: sets have no order of their own."""
    if isinstance(value, tuple | list):
        return f"({','.join(_stable(one) for one in value)})"
    if isinstance(value, frozenset | set):
        return f"{{{','.join(sorted(_stable(one) for one in value))}}}"
    if isinstance(value, dict):
        return _stable(sorted(value.items()))
    from dataclasses import fields, is_dataclass  # noqa: PLC0415 - only here

    if is_dataclass(value) and not isinstance(value, type):
        named = (getattr(value, one.name) for one in fields(value))
        return f"{type(value).__name__}{_stable(tuple(named))}"
    if hasattr(value, "model_dump"):
        return _stable(value.model_dump(mode="python"))
    return repr(value)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
