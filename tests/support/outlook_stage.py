"""A desk at the fake Outlook whose states can be kept and put back, since processes die at it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from graph_wire_times import instant
from outlook_copies import copied
from outlook_desk import OutlookDesk
from outlook_seen import event_of
from provider_stage import Stage
from relance_outlook import marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provider_stage import Met

LIBRARIES = (
    "msal",
    "niquests",
    "cryptography.fernet",
    "keyring",
    "tzlocal.windows_tz",
    "relance_outlook.account",
    "relance_outlook.signing",
)
"""What a command at Outlook needs."""

PASSING = {"id", "iCalUId", "uid", "webLink", "changeKey", "createdDateTime"}
PASSING |= {"lastModifiedDateTime", "transactionId"}  # it tells one calendar from another


class OutlookStage(Stage):
    """A person's desk, and all that they have at Outlook."""

    kind = "outlook"

    def settle(self) -> Sequence[str]:
        return OutlookDesk(self.desk, self.wire).settle().elsewhere

    def copied(self, mailbox: Any) -> Any:
        return copied(mailbox)

    def give(self, mailbox: Any) -> None:
        self.wire.mailbox = self.wire.mailboxes[mailbox.email] = mailbox

    def put(self, met: Met) -> str:
        told = {"iCalUId": met.name, "subject": met.title} | _said(met)
        return str(self.wire.mailbox.put("primary", told)["id"])

    def change(self, name: str, met: Met) -> None:
        self.wire.mailbox.edit(name, **_said(met))

    def delete(self, name: str) -> None:
        self.wire.mailbox.delete(name)

    def later(self, name: str) -> None:
        there, day = self.wire.mailbox.get(name), timedelta(days=1)
        self.wire.mailbox.move(name, *(instant(there[side]) + day for side in ("start", "end")))

    def relances(self) -> list[str]:
        box = self.wire.mailbox
        return [ref for ref in box.shelves if ref != box.default]

    def standing(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        box = self.wire.mailbox
        for ref in self.relances():
            for one in box.events(ref):
                marked = box.properties(one["id"])
                told = {name: value for name, value in one.items() if name not in PASSING}
                ours = event_of(one, marked).our_mark  # however far a change of it came
                yield marked[marks.KEY], one["id"], told | {"mark": ours}


def _said(met: Met) -> dict[str, Any]:
    start, end = ({"dateTime": at, "timeZone": "UTC"} for at in met.times)
    body = {"contentType": "text", "content": met.notes}
    return {"body": body, "start": start, "end": end}
