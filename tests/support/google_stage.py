"""A desk at the fake Google whose states can be kept and put back, since processes die at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_copies import copied
from google_desk import GoogleDesk
from provider_stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provider_stage import Met

LIBRARIES = (
    "googleapiclient.discovery",
    "google_auth_httplib2",
    "google.oauth2.credentials",
    "cryptography.fernet",
    "keyring",
    "relance_google.account",
    "relance_google.renewal",
)
"""What a command at Google needs."""

PASSING = {"etag", "updated", "created", "sequence", "htmlLink"}


class GoogleStage(Stage):
    """A person's desk, and all that they have at Google."""

    kind = "google"

    def settle(self) -> Sequence[str]:
        return GoogleDesk(self.desk, self.wire).settle().elsewhere

    def copied(self, mailbox: Any) -> Any:
        return copied(mailbox)

    def put(self, met: Met) -> str:
        name = f"{met.company}{met.day}".casefold().encode().hex()
        made = {"id": name, "iCalUID": met.name, "summary": met.title} | _said(met)
        return str(self.wire.mailbox.put("primary", made)["id"])

    def change(self, name: str, met: Met) -> None:
        self.wire.mailbox.edit("primary", name, **_said(met))

    def delete(self, name: str) -> None:
        box = self.wire.mailbox
        (where,) = [ref for ref, shelf in box.shelves.items() if name in shelf.records]
        box.delete(where, name)

    def later(self, name: str) -> None:
        (where,) = self.relances()
        (there,) = [one for one in self.wire.mailbox.events(where) if one["id"] == name]
        moved = {
            side: there[side] | {"dateTime": there[side]["dateTime"].replace("11-26", "11-27")}
            for side in ("start", "end")
        }
        self.wire.mailbox.edit(where, name, **moved)

    def relances(self) -> list[str]:
        return [ref for ref, shelf in self.wire.mailbox.shelves.items() if shelf.made_by]

    def standing(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for ref in self.relances():
            for one in self.wire.mailbox.events(ref):
                key = one["extendedProperties"]["private"]["relanceKey"]
                yield key, one["id"], {n: v for n, v in one.items() if n not in PASSING}


def _said(met: Met) -> dict[str, Any]:
    start, end = ({"dateTime": f"{at}Z", "timeZone": "Europe/Paris"} for at in met.times)
    return {"description": met.notes, "start": start, "end": end}
