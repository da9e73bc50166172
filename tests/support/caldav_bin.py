"""Nextcloud's bin in front of a CalDAV server: what is deleted lies there, and its UID with it.

`refuses`: as from version 22, a UID in the bin is not taken again. `keeps`: as from 2023, what lies
in the bin makes way and stays there under a longer name, as long as that is free. `clears`: as from
July 2026, it is taken out of the bin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from caldav_between import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from caldav_between import Asked, Between

_UID = re.compile(rb"\nUID:([^\r\n]+)")
_TAKEN = "Deleted calendar object with uid already exists in this calendar collection."
_FULL = (
    "A calendar object with URI {} already exists in calendar 1, therefore this object can't be "
    "moved into the trashbin"
)


@dataclass(slots=True)
class Bin:
    """What lies in the bin: the UIDs by their names there."""

    habit: Literal["refuses", "keeps", "clears"]
    lies: dict[str, bytes] = field(default_factory=dict)
    _uids: dict[str, bytes] = field(default_factory=dict)  # of what stands, by its path

    def stand_before(self, wire: Between) -> None:
        """Let every PUT and DELETE pass by the bin."""
        wire.rule("PUT", self._put)
        wire.rule("DELETE", self._delete)

    def _put(self, asked: Asked, go_on: Callable[[], Told]) -> Told:
        found = _UID.search(asked.body)
        uid = found[1] if found else b""
        name = next((name for name, lying in self.lies.items() if lying == uid), "")
        if name and asked.path not in self._uids:
            if self.habit == "refuses":
                return _refused(400, "BadRequest", _TAKEN)
            del self.lies[name]
            if self.habit == "keeps":
                longer = _binned(name)
                if longer in self.lies:
                    self.lies[name] = uid
                    return _refused(403, "Forbidden", _FULL.format(longer))
                self.lies[longer] = uid
        told = go_on()
        if told.status < 300:
            self._uids[asked.path] = uid
        return told

    def _delete(self, asked: Asked, go_on: Callable[[], Told]) -> Told:
        name = _binned(asked.path.rpartition("/")[2])
        if name in self.lies:
            return _refused(403, "Forbidden", _FULL.format(name))
        told = go_on()
        if told.status < 300 and asked.path in self._uids:
            self.lies[name] = self._uids.pop(asked.path)
        return told


def _binned(name: str) -> str:
    return name.replace(".ics", "-deleted.ics")


def _refused(status: int, kind: str, told: str) -> Told:
    body = (
        '<?xml version="1.0"?><d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">'
        f"<s:exception>Sabre\\DAV\\Exception\\{kind}</s:exception>"
        f"<s:message>{told}</s:message></d:error>"
    )
    return Told(status, {"Content-Type": "application/xml"}, body.encode())
