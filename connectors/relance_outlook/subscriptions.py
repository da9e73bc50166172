"""Subscriptions: Graph tells over the web that a calendar changed, and not what.

Each is told apart by our name for it, in the query of the address that messages go to: the list of
subscriptions shows that, so that one whose answer was lost is found again. Graph promises to refuse
a second one for the same calendar; so one that ends is renewed, and none is left over.
"""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from relance.accounts.sign_ins import real_now
from relance.errors import Conflict, Refused, Temporary
from relance.ports import Message, Subscription
from relance_outlook.client import address
from relance_outlook.listing import PRIMARY
from relance_outlook.refusals import BadRequest, NotThere
from relance_outlook.times import read_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from relance.ports import Knock
    from relance_outlook.client import Client

LIFE = timedelta(days=6, hours=23)  # Graph allows a little less than a week
ALL = "subscriptions"
_CHANGES = "created,updated,deleted"
_NAME, _ASKED = "relance", "validationToken"  # in the query of an address
_LOST = {"reauthorizationrequired", "subscriptionremoved"}
_PAGES = 50
_SEE = "docs/push.md tells what Outlook wants of it; calendars are read as before."


class Telling:
    """What a calendar of Graph's has to do with messages; `ref` is its id, or `primary`."""

    def __init__(
        self, client: Client, ref: str, name: str, *, now: Callable[[], datetime] = real_now
    ) -> None:
        self._client, self._ref, self._name, self._now = client, ref, name, now
        self._asking: dict[str, bool] = {}  # the names asked for now, and whether Graph came by

    def subscribe(self, name: str, address: str, token: str) -> Subscription:
        """Have every change told to a public address."""
        told = f"{address}?{urlencode({_NAME: name})}"
        body = {
            "changeType": _CHANGES,
            "notificationUrl": told,
            "lifecycleNotificationUrl": told,
            "resource": self._resource,
            "expirationDateTime": self._until(),
            "clientState": f"{name}.{token}",
        }
        with self._listening_for(name):
            try:
                made = self._ask_for(body, address)
            except NotThere as error:
                where, what = self._name, "it is not there, so it tells of no changes."
                raise Refused(what, where=where) from error
            except BadRequest as error:
                what = f"no messages come to {address}: {error.what}"
                raise Refused(what, where=self._name, remedy=_SEE) from error
            return self._read(name, made, heard=self._asking[name])

    def renew(self, subscription: Subscription) -> Subscription | None:
        """Let a subscription last longer, and be authorised anew; None when it is no more."""
        body = {"expirationDateTime": self._until()}
        for one in self._all():
            if _name_of(one) == subscription.id:
                with suppress(NotThere), self._listening_for(subscription.id):
                    made = self._client.ask("PATCH", _path(one), json=body, where=self._name)
                    return self._read(subscription.id, made)
        return None

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription of this account; one that is over already is fine."""
        self._end([one for one in self._all() if _name_of(one) == subscription.id])

    def messages(self, knock: Knock) -> Sequence[Message]:
        """Return what messages of Graph's say; many may come at once."""
        try:
            told = json.loads(knock.body) if knock.body else None
        except (ValueError, RecursionError):
            return ()
        value = told.get("value") if isinstance(told, dict) else None
        found = map(_message, value if isinstance(value, list) else ())
        return tuple(one for one in found if one is not None)

    def handshake(self, knock: Knock) -> str | None:
        """Return what Graph wants to hear, while one with this name is being asked for."""
        try:
            told = parse_qs(knock.query, max_num_fields=9)
        except ValueError:
            return None
        (name,), (asked,) = told.get(_NAME, [""])[:1], told.get(_ASKED, [""])[:1]
        if not asked or name not in self._asking:
            return None
        self._asking[name] = True
        return asked

    @property
    def _resource(self) -> str:
        calendar = "me" if self._ref == PRIMARY else f"me/calendars/{self._ref}"
        return f"{calendar}/events"

    def _until(self) -> str:
        return (self._now() + LIFE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextmanager
    def _listening_for(self, name: str) -> Iterator[None]:
        self._asking[name] = False
        try:
            yield
        finally:
            del self._asking[name]

    def _ask_for(self, body: Mapping[str, Any], address: str) -> Mapping[str, Any]:
        """Ask for a subscription, in place of one that nobody knows of any more.

        One that is told of at another address may be another relance's: it stays.
        """
        with suppress(Conflict):
            return self._client.ask_once("POST", ALL, json=body, where=self._name)
        self._end([one for one in self._all() if self._is_left_over(one, address)])
        try:
            return self._client.ask_once("POST", ALL, json=body, where=self._name)
        except Conflict as error:
            raise Refused(
                "another program that uses the same app registration is told of its changes.",
                where=self._name,
                remedy="Have one of them use an app registration of its own. If it was relance, at "
                "another address and with a journal that is lost, that ends within a week.",
            ) from error

    def _is_left_over(self, one: Mapping[str, Any], address: str) -> bool:
        told = str(one.get("notificationUrl"))
        return one.get("resource") == self._resource and told.partition("?")[0] == address

    def _all(self) -> Iterator[Mapping[str, Any]]:
        """Yield the subscriptions of this account that the same app asked for."""
        path: object = ALL
        for _ in range(_PAGES):
            page = self._client.ask("GET", str(path), where=self._name)
            value, path = page.get("value"), page.get("@odata.nextLink")
            found = value if isinstance(value, list) else ()
            yield from (one for one in found if isinstance(one, dict))
            if not path:
                return

    def _end(self, subscriptions: Sequence[Mapping[str, Any]]) -> None:
        for one in subscriptions:
            with suppress(NotThere):
                self._client.ask("DELETE", _path(one), where=self._name)

    def _read(self, name: str, made: Mapping[str, Any], *, heard: bool = False) -> Subscription:
        try:
            until = read_instant(made.get("expirationDateTime"))
        except (ValueError, OverflowError):
            raise Temporary("Outlook's answer is no subscription.", where=self._name) from None
        return Subscription(name, self._resource, until, heard)


def _path(one: Mapping[str, Any]) -> str:
    return address(ALL, str(one.get("id")))


def _name_of(one: Mapping[str, Any]) -> str:
    """Return our name for a subscription; empty for what is none of ours."""
    try:
        told = parse_qs(urlsplit(str(one.get("notificationUrl"))).query, max_num_fields=9)
    except ValueError:
        return ""
    return told.get(_NAME, [""])[0]


def _message(told: object) -> Message | None:
    state = told.get("clientState") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(state, str):
        return None
    name, _, token = state.partition(".")
    event = str(told.get("lifecycleEvent") or "").casefold()
    return Message(name, token, lost=event in _LOST) if name and token else None
