"""Channels: Google tells over the web that a calendar changed, and not what.

There is no renewing: a new channel is opened before the old one is closed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from relance.errors import Refused, RelanceError, Temporary
from relance.ports import Message, Subscription
from relance_google.connections import NoSuccess
from relance_google.refusals import Answer, Deleted, NotThere
from relance_google.translate import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.ports import Knock
    from relance_google.client import Client
    from relance_google.translate import Json

LIFE = timedelta(days=7)
_HEADER = "x-goog-channel-"
# How reasons of refusals begin that are about channels; not in the documents that were seen.
_ADDRESS, _NONE_HERE = "push.webhookUrl", "pushNotSupported"
_SEE = "docs/push.md tells what Google wants of it; calendars are read as before."


def open_channel(
    client: Client, ref: str, where: str, name: str, address: str, token: str
) -> Subscription:
    """Open a channel; `name` is its id.

    It is asked for once: an id is taken once, and whoever asks again takes another.
    """
    body = {
        "id": name,
        "type": "web_hook",
        "address": address,
        "token": token,
        "params": {"ttl": str(int(LIFE.total_seconds()))},
    }
    try:
        made = client.ask_once(
            lambda service: service.events().watch(
                calendarId=ref, body=body, fields="id,resourceId,expiration"
            ),
            where=where,
        )
    except (NotThere, Deleted) as error:
        raise Refused("it is not there, so it tells of no changes.", where=where) from error
    except RelanceError as error:
        raise _in_words(error, where, address) from error.__cause__
    return _channel(made, name, where)


def close_channel(client: Client, subscription: Subscription) -> None:
    """Close a channel of this account; one that is over already is fine."""
    body = {"id": subscription.id, "resourceId": subscription.resource}
    try:
        client.ask(lambda service: service.channels().stop(body=body), missing=1)
    except (NotThere, Deleted):
        return


def messages(knock: Knock) -> Sequence[Message]:
    """Return what a message of Google's says; it has no body."""
    name = knock.headers.get(f"{_HEADER}id", "")
    return (Message(name, knock.headers.get(f"{_HEADER}token", "")),) if name else ()


def _channel(made: Json, name: str, where: str) -> Subscription:
    resource, until = text_of(made, "resourceId"), _moment(text_of(made, "expiration"))
    if made.get("id") != name or not resource or until is None:
        raise Temporary("Google's answer is no channel.", where=where)
    return Subscription(name, resource, until)


def _moment(milliseconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _in_words(error: RelanceError, where: str, address: str) -> RelanceError:
    """Return what a refusal means here: mostly it is about the address, and not about a request."""
    cause = error.__cause__
    if isinstance(error, Temporary) or not isinstance(cause, NoSuccess):
        return error
    reasons = Answer.of(cause.status, cause.headers, cause.content).reasons
    reason = reasons[0] if reasons else ""
    if any(one.startswith(_NONE_HERE) for one in reasons):
        return Refused("Google tells of no changes of this calendar.", where=where)
    about_address = any(one.startswith(_ADDRESS) for one in reasons)
    if about_address or cause.status == 400:
        told = f"{cause.status} {reason}".strip()
        return Refused(f"Google sends no messages to {address} ({told}).", where=where, remedy=_SEE)
    return error
