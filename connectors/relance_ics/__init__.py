"""Calendar files: folders in the vdir layout of khal and vdirsyncer, single ones, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.errors import BadSettings
from relance_ics.calendar import IcsCalendar
from relance_ics.store import IcsFolder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from relance.ports import Calendar, Secrets, WritableCalendar
    from relance_ics.address import AddressAccount


@dataclass(frozen=True, slots=True)
class IcsAccount:
    """The calendars that one account's table of the settings names."""

    name: str
    read: tuple[Path, ...]
    write: Path | None

    def calendars(self) -> Sequence[Calendar]:
        """Return one calendar for each file or folder to read."""
        return [IcsCalendar(self.name, path) for path in self.read]

    def follow_ups(self) -> WritableCalendar | None:
        """Return the folder for follow-ups; it is made with the first of them."""
        return None if self.write is None else IcsFolder(self.name, self.write)


def connect(name: str, options: Mapping[str, Any], _secrets: Secrets) -> IcsAccount:
    """Connect to calendar files: `read` lists files or folders, `write` names a folder."""
    faults = [
        f"accounts.{name}.{key}: unknown; calendar files know read and write."
        for key in options
        if key not in ("read", "write")
    ]
    read, write = options.get("read", []), options.get("write")
    if isinstance(read, str):
        read = [read]
    if not isinstance(read, list | tuple) or not all(_is_path(one) for one in read):
        faults.append(f"accounts.{name}.read: {read!r} is no list of files or folders.")
    if write is not None and not _is_path(write):
        faults.append(f"accounts.{name}.write: {write!r} is no folder.")
    if not faults and not read and write is None:
        faults.append(f"accounts.{name}.read: name at least one file or folder.")
    if not faults and write is not None and _place(write).is_file():
        faults.append(f"accounts.{name}.write: {write} is a file; name a folder.")
    if faults:
        raise BadSettings(faults)
    return IcsAccount(
        name, tuple(dict.fromkeys(map(_place, read))), None if write is None else _place(write)
    )


def connect_address(
    name: str, options: Mapping[str, Any], secrets: Secrets | None
) -> AddressAccount:
    """Connect to a calendar by its address, which is kept with the secrets."""
    from relance_ics.address import AddressAccount, checked  # noqa: PLC0415 - quick start

    reach = checked(name, options)
    if secrets is None:
        raise TypeError("an account of kind address needs a place for its secret")
    return AddressAccount(name, reach, secrets)


def _is_path(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _place(text: str) -> Path:
    return Path(text.strip()).expanduser().absolute()
