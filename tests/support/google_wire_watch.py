"""Channels: events.watch, channels.stop, and the notifications themselves."""

from __future__ import annotations

import http.client
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import RLock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from google_wire_answers import NOTHING, Answer, Json, refusal, said

if TYPE_CHECKING:
    from google_wire_calls import Call

_LONGEST = timedelta(days=30)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(slots=True)
class Channel:
    """One open channel."""

    id: str
    calendar: str
    address: str
    token: str
    expiration: datetime
    resource: str
    messages: int = 0


@dataclass(slots=True)
class Channels:
    """The channels of one Google; `stopped` lists the ids of those that were ended by request.

    `proxy` is a port of this computer at which the public address ends, as a web server would
    hand messages on; then a new channel sends its `sync` message by itself, at once.
    """

    open: dict[str, Channel] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    proxy: int | None = None
    greeted: list[int | str] = field(default_factory=list)  # what became of `sync` messages

    def watch(self, call: Call) -> Answer:
        shelf, body = call.shelf(), call.body()
        channel_id, token = str(body.get("id") or ""), str(body.get("token") or "")
        if not channel_id or len(channel_id) > 64:
            raise refusal("invalid", location="id")
        if len(token) > 256 or body.get("type") != "web_hook":
            raise refusal("invalid", location="token" if len(token) > 256 else "type")
        with self.lock:
            if channel_id in self.open or channel_id in self.stopped:
                raise refusal("channelIdNotUnique", f"Channel id {channel_id} not unique")
            made = Channel(
                channel_id, shelf.id, _address(call, body), token, _end(call, body),
                uuid.uuid5(uuid.NAMESPACE_URL, shelf.id).hex,
            )  # fmt: skip
            self.open[channel_id] = made
        if self.proxy is not None:
            Thread(target=self._greet, args=(made,), daemon=True).start()
        return said(_told(made) | ({"token": token} if token else {}))

    def stop(self, call: Call) -> Answer:
        body = call.body()
        with self.lock:
            known = self.open.get(str(body.get("id")))
            if known is None or known.resource != body.get("resourceId"):
                raise refusal("notFound", f"Channel '{body.get('id')}' not found")
            del self.open[known.id]
            self.stopped.append(known.id)
        return NOTHING

    def ring(self, calendar: str, now: datetime, state: str = "exists") -> list[int]:
        """Send a notification to every open channel of a calendar; return the statuses."""
        with self.lock:
            due = [one for one in self.open.values() if one.calendar == calendar]
            due = [one for one in due if one.expiration > now]
        return [self.send(one, state) for one in due]

    def send(self, channel: Channel, state: str, **other: str) -> int:
        """Send one notification, with other headers if wanted; return the status."""
        with self.lock:
            channel.messages += 1
            number = channel.messages
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(
                channel.expiration.astimezone(UTC), usegmt=True
            ),
            "X-Goog-Resource-ID": channel.resource,
            "X-Goog-Resource-URI": f"https://www.googleapis.com/calendar/v3/{channel.calendar}",
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(number),
        }
        headers |= {"X-Goog-Channel-Token": channel.token} if channel.token else {}
        headers |= {name.replace("_", "-"): value for name, value in other.items()}
        where = urlsplit(channel.address)
        host = (where.hostname or "", where.port or 80)
        if self.proxy is not None:
            host = ("127.0.0.1", self.proxy)
        link = http.client.HTTPConnection(*host, timeout=10)
        try:
            target = (where.path or "/") + (f"?{where.query}" if where.query else "")
            link.request("POST", target, headers={"Content-Length": "0", **headers})
            return link.getresponse().status
        finally:
            link.close()

    def _greet(self, channel: Channel) -> None:
        try:
            self.greeted.append(self.send(channel, "sync"))
        except OSError as error:
            self.greeted.append(type(error).__name__)


def _address(call: Call, body: Json) -> str:
    address = str(body.get("address") or "")
    where = urlsplit(address)
    loopback = call.mailbox.habits.loopback_hooks and where.hostname in _LOOPBACK
    if where.scheme != "https" and not (where.scheme == "http" and loopback):
        raise refusal("push.webhookUrlNotHttps", f"WebHook callback must be HTTPS: {address}")
    return address


def _end(call: Call, body: Json) -> datetime:
    """Return when a channel ends: as asked for, within what Google allows."""
    now = call.mailbox.clock().astimezone(UTC)
    if body.get("expiration"):
        asked = datetime.fromtimestamp(int(body["expiration"]) / 1000, UTC)
    else:
        seconds = int((body.get("params") or {}).get("ttl", 604_800))
        asked = now + timedelta(seconds=seconds)
    if asked <= now:
        raise refusal("invalid", location="expiration")
    return min(asked, now + _LONGEST)


def _told(channel: Channel) -> Json:
    return {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource,
        "resourceUri": f"https://www.googleapis.com/calendar/v3/calendars/{channel.calendar}/events",
        "expiration": str(int(channel.expiration.timestamp() * 1000)),
    }
