"""Subscriptions: the handshake, renewal, notifications and lifecycle notifications."""

from __future__ import annotations

import http.client
import json
import secrets
import uuid
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import graph_wire_hooks as hooks
from graph_wire_answers import refusal
from graph_wire_hooks import Subscription
from graph_wire_times import stamp
from wire_answers import NOTHING, Answer, Json, said

if TYPE_CHECKING:
    from datetime import datetime

    from graph_wire_calls import Call

__all__ = ["Subscription", "Subscriptions"]

_PATIENCE = 10.0


@dataclass(slots=True)
class Subscriptions:
    """The subscriptions of one Graph.

    `removed` lists the ids of those that were ended by request, `handshakes` what became of
    each validation. `proxy` is a port of this computer at which every public address ends, as a
    web server would hand messages on. `patience`: how long a handshake waits.
    """

    open: dict[str, Subscription] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    handshakes: list[int | str] = field(default_factory=list)
    proxy: int | None = None
    patience: float = _PATIENCE
    lock: RLock = field(default_factory=RLock)

    # methods

    def create(self, call: Call) -> Answer:
        """Subscribe, after a handshake with each of the addresses."""
        body = call.body()
        address = hooks.address(call, body, "notificationUrl")
        lifecycle = hooks.address(call, body, "lifecycleNotificationUrl")
        state = str(body.get("clientState") or "")
        hooks.check(body, state)
        until = hooks.until(call, body)
        self._check_twice(call, body)
        for one in dict.fromkeys(filter(None, (address, lifecycle))):
            self._shake(one)
        made = Subscription(
            str(uuid.uuid4()), str(body["resource"]).strip("/"), str(body["changeType"]),
            address, lifecycle, state, until,
        )  # fmt: skip
        with self.lock:
            self.open[made.id] = made
        return said(hooks.told(made) | {"clientState": state}, 201)

    def list_(self, call: Call) -> Answer:
        with self.lock:
            found = self._alive(call)
        skip = call.number("$skip", 0, 1000)
        end = skip + (call.habits.short_pages or len(found))
        answer: Json = {"value": [hooks.told(one) for one in found[skip:end]]}
        if end < len(found):
            answer["@odata.nextLink"] = call.link("subscriptions", f"$skip={end}")
        return said(answer)

    def get(self, call: Call) -> Answer:
        return said(hooks.told(self._found(call)))

    def update(self, call: Call) -> Answer:
        """Renew; nothing but the end may be changed."""
        found, body = self._found(call), call.body()
        if set(body) - {"expirationDateTime"}:
            raise refusal("InvalidRequest", "Only expirationDateTime can be updated.")
        found.until = hooks.until(call, body)
        return said(hooks.told(found))

    def delete(self, call: Call) -> Answer:
        found = self._found(call)
        with self.lock:
            del self.open[found.id]
            self.removed.append(found.id)
        return NOTHING

    # what a test asks for

    def ring(
        self, now: datetime, calendar: str = "", change: str = "updated", *, default: bool = True
    ) -> list[int]:
        """Notify every subscription that covers a calendar; return the statuses."""
        with self.lock:
            due = [s for s in self.open.values() if s.until > now]
            due = [s for s in due if hooks.covers(s.resource, calendar, default=default)]
        return [self.send(one, change) for one in due]

    def send(self, one: Subscription, change: str = "updated", **other: object) -> int:
        """Send one notification, with other fields if wanted; return the status."""
        event = f"Users/0000/Events/{secrets.token_urlsafe(12)}"
        note: Json = {
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.until),
            "changeType": change,
            "resource": event,
            "resourceData": {
                "@odata.type": "#Microsoft.Graph.Event",
                "@odata.id": event,
                "id": event.rpartition("/")[2],
            },
            "clientState": one.state,
            "tenantId": str(uuid.uuid5(uuid.NAMESPACE_URL, "tenant")),
        }
        return self._post(one.address, {"value": [note | other]})

    def tell(self, one: Subscription, event: str, **other: object) -> int:
        """Send a lifecycle notification: reauthorizationRequired, subscriptionRemoved, missed."""
        note: Json = {
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.until),
            "lifecycleEvent": event,
            "clientState": one.state,
            "resource": one.resource,
        }
        if event == "subscriptionRemoved":
            self.forget(one.id)
        return self._post(one.lifecycle, {"value": [note | other]})

    def forget(self, subscription: str) -> None:
        """Lose a subscription without a word: from now on it answers 404."""
        with self.lock:
            self.open.pop(subscription, None)

    def _check_twice(self, call: Call, body: Json) -> None:
        wanted = str(body["resource"]).strip("/"), str(body["changeType"])
        with self.lock:
            same = [s for s in self._alive(call) if (s.resource, s.changes) == wanted]
        if same and call.habits.one_per_resource:
            words = f"Subscription Id {same[0].id} already exists for the requested combination."
            raise refusal("ObjectIdentifierInUse", words, status=409)

    def _found(self, call: Call) -> Subscription:
        with self.lock:
            found = [s for s in self._alive(call) if s.id == call.names["subscription"]]
            if not found:
                raise refusal("ResourceNotFound", "The object was not found.", status=404)
            return found[0]

    def _alive(self, call: Call) -> list[Subscription]:
        now = call.mailbox.clock()
        return [one for one in self.open.values() if one.until > now]

    def _shake(self, address: str) -> None:
        """Ask an address to prove that it is there: the token comes back as plain text."""
        token = f"Validation: Testing client application reachability {secrets.token_urlsafe(8)}"
        joint = "&" if urlsplit(address).query else "?"
        try:
            status, kind, text = self._ask(f"{address}{joint}validationToken={quote(token)}", None)
        except OSError as error:
            self.handshakes.append(type(error).__name__)
            raise hooks.unproven("The request timed out or the address was not reached.") from error
        self.handshakes.append(status)
        if status != 200 or not kind.startswith("text/plain") or text != token:
            raise hooks.unproven(f"The validation answered {status} {kind}.")

    def _post(self, address: str, body: Json) -> int:
        return self._ask(address, json.dumps(body).encode())[0]

    def _ask(self, address: str, body: bytes | None) -> tuple[int, str, str]:
        where = urlsplit(address)
        host = (where.hostname or "", where.port or (443 if where.scheme == "https" else 80))
        if self.proxy is not None:
            host = ("127.0.0.1", self.proxy)
        link = http.client.HTTPConnection(*host, timeout=self.patience)
        try:
            target = (where.path or "/") + (f"?{where.query}" if where.query else "")
            kind = "text/plain; charset=utf-8" if body is None else "application/json"
            link.request("POST", target, body or b"", {"Content-Type": kind})
            got = link.getresponse()
            text = got.read(100_000).decode("utf-8", "replace")
            return got.status, got.getheader("Content-Type", ""), text
        finally:
            link.close()
