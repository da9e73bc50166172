"""A fake Google Calendar on loopback, which keeps the documented semantics.

    with Wire() as wire:
        info = wire.grant(["calendar.app.created"])  # for Credentials.from_authorized_user_info
        wire.mailbox.put("primary", {"summary": "Entretien", "start": …, "end": …})
        ...  # the real client library, at wire.api
        assert wire.count("events.list") == 1

`wire.mailbox` is the person's data and hand, `wire.troubles` scripts what goes wrong,
`wire.habits` are switches, `wire.oauth` the permissions, `wire.person` plays the browser,
`wire.channels` the notifications, and `wire.requests` lists all that was asked.
"""

from __future__ import annotations

import base64
import json
import traceback
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from google_wire_answers import Answer, Refusal, page, refusal, too_few_scopes
from google_wire_calls import Call
from google_wire_habits import Habits
from google_wire_listing import Tokens
from google_wire_mailbox import Mailbox
from google_wire_oauth import CLIENT_ID, CLIENT_SECRET, OAuth, client_config
from google_wire_person import Person
from google_wire_routes import BASE, handlers, route
from google_wire_scopes import opening
from google_wire_watch import Channels
from wire_clock import Clock
from wire_http import Server
from wire_troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from google.oauth2.credentials import Credentials

    from wire_calls import Asked

__all__ = ["Clock", "Habits", "Wire"]


class Wire:
    """One Google with one person; use it as a context."""

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        email: str = "camille@mail.example",
        zone: str = "Europe/Paris",
        habits: Habits | None = None,
    ) -> None:
        self.clock = clock if isinstance(clock, Clock) else Clock(source=clock)
        self.habits = habits or Habits()
        self.mailbox = Mailbox(email, zone, self.clock, self.habits)
        self.oauth = OAuth(self.clock, self.habits)
        self.person = Person(self.oauth)
        self.channels = Channels()
        self.troubles = Troubles(refusal, "backendError")
        self.requests: list[Asked] = []
        self.faults: list[str] = []
        self.tokens = Tokens()
        self._handlers = handlers(self.tokens, self.channels)
        self._recent: deque[datetime] = deque()
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._server = self._serve()
        return self

    def _serve(self, port: int = 0) -> Server:
        return Server(route, self._carry, self._record, self.troubles, self.clock, port)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Be out of reach for a while: connections are refused, and those at hand end."""
        assert self._server is not None, "use the wire as a context"
        self._server.close()
        try:
            yield
        finally:
            self._server = self._serve(self._server.server_port)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.person.finish()
        if self._server is not None:
            self._server.close()
        if error is None and self.faults:
            raise AssertionError("the fake Google itself failed:\n" + self.faults[0])

    # addresses

    @property
    def root(self) -> str:
        """Return the address of the server, without a path."""
        assert self._server is not None, "use the wire as a context"
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api(self) -> str:
        return self.root + BASE

    @property
    def auth_uri(self) -> str:
        return self.root + "/o/oauth2/v2/auth"

    @property
    def token_uri(self) -> str:
        return self.root + "/token"

    @property
    def revoke_uri(self) -> str:
        return self.root + "/revoke"

    # permissions

    def grant(self, scopes: Iterable[str], *, fresh: bool = True) -> dict[str, Any]:
        """Give a permission without any browser; return the authorized-user info.

        Scopes may be short ("calendar.readonly"). The access token is good for an hour of the
        wire's clock; without `fresh` the client has to ask for one first.
        """
        made = self.oauth.grant(scopes)
        info: dict[str, Any] = {
            "type": "authorized_user",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": made.refresh,
            "token_uri": self.token_uri,
            "scopes": sorted(made.scopes),
        }
        if fresh:
            info |= {"token": self.oauth.token(made), "expiry": "2099-01-01T00:00:00Z"}
        return info

    def credentials(self, scopes: Iterable[str], *, fresh: bool = True) -> Credentials:
        """Give a permission; return it as google-auth holds it.

        `Credentials.from_authorized_user_info` would ask Google's own token endpoint, whatever
        `token_uri` says.
        """
        from google.oauth2.credentials import Credentials

        info = self.grant(scopes, fresh=fresh)
        return Credentials(  # type: ignore[no-untyped-call] # google-auth leaves it so
            info.get("token"),
            refresh_token=info["refresh_token"],
            token_uri=info["token_uri"],
            client_id=info["client_id"],
            client_secret=info["client_secret"],
            scopes=info["scopes"],
        )

    def client_config(self, *, secret: bool = True) -> dict[str, Any]:
        """Return what the person downloads as client_secret.json."""
        addresses = {"auth_uri": self.auth_uri, "token_uri": self.token_uri}
        return client_config(addresses, secret=secret)

    def client_file(self, path: Path, *, secret: bool = True) -> Path:
        """Write client_secret.json."""
        path.write_text(json.dumps(self.client_config(secret=secret)), encoding="utf-8")
        return path

    # what was asked

    def asked(self, op: str) -> list[Asked]:
        """Return the requests to one method, or to a group ("events.*"), in their order."""
        group = op.removesuffix("*")
        return [
            one
            for one in list(self.requests)
            if one.op == op or (op.endswith("*") and one.op.startswith(group))
        ]

    def count(self, op: str = "*") -> int:
        """Return how many requests there were to a method, a group, or at all."""
        return len(self.asked(op))

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.requests.clear()

    def ring(self, calendar: str = "primary", state: str = "exists") -> list[int]:
        """Send a notification to every open channel of a calendar; return the statuses."""
        return self.channels.ring(self.mailbox.shelf(calendar).id, self.clock(), state)

    # the server's side

    def _record(self, asked: Asked) -> None:
        with self.mailbox.lock:
            self.requests.append(asked)

    def _carry(self, asked: Asked, token: str, names: tuple[str, ...]) -> Answer:
        """Carry out one request."""
        try:
            with self.mailbox.lock:
                return self._carried(asked, token, names)
        except Refusal as no:
            return no.answer
        except Exception:  # noqa: BLE001 - told at the end, as the fake's own fault
            self.faults.append(traceback.format_exc())
            return page("fault of the fake", 500)

    def _carried(self, asked: Asked, token: str, names: tuple[str, ...]) -> Answer:
        if asked.op.startswith("oauth."):
            return self._sign_in(asked, _basic(token))
        if asked.op not in self._handlers:
            return page("<html><title>Error 404 (Not Found)!!1</title></html>", 404)
        scopes, client = self.oauth.check(token)
        if not opening(asked.op, scopes):
            raise too_few_scopes(asked.op)
        self._check_rate()
        return self._handlers[asked.op](Call(asked, self.mailbox, names, scopes, client))

    def _sign_in(self, asked: Asked, client: dict[str, str]) -> Answer:
        if asked.op == "oauth.auth":
            return self.person.consent({name: values[-1] for name, values in asked.query.items()})
        form = asked.body if isinstance(asked.body, dict) else {}
        if asked.op == "oauth.revoke":
            return self.oauth.take_back({n: v[-1] for n, v in asked.query.items()} | form)
        return self.oauth.exchange(form | client)

    def _check_rate(self) -> None:
        now = self.clock()
        while self._recent and (now - self._recent[0]).total_seconds() >= 60:
            self._recent.popleft()
        self._recent.append(now)
        if self.habits.per_minute and len(self._recent) > self.habits.per_minute:
            raise refusal("rateLimitExceeded")


def _basic(header: str) -> dict[str, str]:
    """Return the client that the header names, which is one way to name it."""
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return {}
    client, _, secret = base64.b64decode(value).decode().partition(":")
    return {"client_id": unquote(client), "client_secret": unquote(secret)}
