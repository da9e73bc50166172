"""A fake Microsoft Graph and sign-in on loopback, which keep the documented semantics.

    with Wire() as wire:
        token = wire.token(["Calendars.ReadWrite"])  # for `Authorization: Bearer …`
        wire.mailbox.put("primary", {"subject": "Entretien", "start": …, "end": …})
        ...  # the real client, at wire.api
        assert wire.count("view.delta") == 1

`wire.mailbox` is the person's data and hand, `wire.troubles` scripts what goes wrong,
`wire.habits` are switches, `wire.login` the accounts and permissions, `wire.person` plays the
browser, `wire.subscriptions` the notifications, and `wire.requests` lists all that was asked.
A request that breaks the contract is answered 400, and told when the wire ends.
"""

from __future__ import annotations

import json
import traceback
from collections import deque
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from graph_contract import broken
from graph_wire_answers import refusal
from graph_wire_batch import batch
from graph_wire_calls import Call
from graph_wire_delta import Tokens
from graph_wire_habits import Habits
from graph_wire_login import Login
from graph_wire_mailbox import Mailbox
from graph_wire_person import Person
from graph_wire_routes import handlers, named, opens, route
from graph_wire_tenants import metadata
from graph_wire_tokens import Account
from graph_wire_watch import Subscriptions
from wire_answers import Answer, Refusal, page
from wire_clock import Clock
from wire_http import Server
from wire_troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from wire_calls import Asked

__all__ = ["Clock", "Habits", "Wire"]

TENANT = "7b1e6a0c-2222-4000-8000-00000000c0de"
SCOPES = ("Calendars.ReadWrite",)


class Wire:
    """One Graph with one person; use it as a context."""

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        email: str = "camille@work.example",
        tenant: str = TENANT,
        zone: str = "Europe/Paris",
        habits: Habits | None = None,
    ) -> None:
        self.clock = clock if isinstance(clock, Clock) else Clock(source=clock)
        self.habits = habits or Habits()
        self.mailboxes: dict[str, Mailbox] = {}
        self.login = Login(self.clock, self.habits, [])
        self.mailbox = self.add_account(email, tenant, zone)
        self.person = Person(self.login)
        self.subscriptions = Subscriptions()
        self.troubles = Troubles(refusal, "serviceNotAvailable")
        self.requests: list[Asked] = []
        self.faults: list[str] = []
        self.tokens = Tokens()
        self._handlers = handlers(self.tokens, self.subscriptions)
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
            raise AssertionError("the fake Graph, or what it was asked:\n" + self.faults[0])

    # addresses

    @property
    def root(self) -> str:
        """Return the address of the server, without a path."""
        assert self._server is not None, "use the wire as a context"
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api(self) -> str:
        return self.root + "/v1.0/"

    @property
    def authority(self) -> str:
        return self.root + "/common"

    # accounts and permissions

    def add_account(
        self, email: str, tenant: str = TENANT, zone: str = "Europe/Paris", domain: str = ""
    ) -> Mailbox:
        """Let somebody have an account and a mailbox; PERSONAL is the tenant of consumers."""
        self.login.accounts.append(Account(email, email.partition("@")[0].title(), tenant, domain))
        self.mailboxes[email] = Mailbox(email, zone, self.clock, self.habits)
        return self.mailboxes[email]

    def token(self, scopes: Iterable[str] = SCOPES, email: str = "") -> str:
        """Give a permission without any browser; return an access token, good for an hour."""
        return self.login.token(self.login.grant(scopes, email))

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

    def ring(self, calendar: str = "primary", change: str = "updated") -> list[int]:
        """Notify every subscription that covers a calendar; return the statuses."""
        shelf = self.mailbox.shelf(calendar)
        default = shelf.id == self.mailbox.default
        return self.subscriptions.ring(self.clock(), shelf.id, change, default=default)

    # the server's side

    def _record(self, asked: Asked) -> None:
        with self.mailbox.lock:
            self.requests.append(asked)

    def _carry(self, asked: Asked, token: str, names: tuple[str, ...]) -> Answer:
        """Carry out one request."""
        free = asked.op.startswith("subscriptions.")  # its handshake asks the client back
        try:
            with nullcontext() if free else self.mailbox.lock:
                return self._carried(asked, token, named(names))
        except Refusal as no:
            return self._spelled(no.answer)
        except Exception:  # noqa: BLE001 - told at the end, as the fake's own fault
            self.faults.append(traceback.format_exc())
            return page("fault of the fake", 500)

    def _carried(self, asked: Asked, token: str, names: dict[str, str]) -> Answer:
        if asked.op.startswith("login."):
            return self._sign_in(asked, names["tenant"])
        self._check_rate()
        scopes, email = self.login.check(token)
        if not asked.op:
            raise refusal("ResourceNotFound", f"Resource not found for '{asked.path}'.", status=404)
        wrong = broken(asked, properties_by_patch=self.habits.properties_by_patch)
        if wrong:
            self.faults.append(f"{asked.method} {asked.path} breaks the contract: {wrong}")
            raise refusal("RequestBodyRead", wrong)
        if asked.op == "batch":
            limit = self.habits.batch_limit
            return batch(asked, limit, lambda one: self._inner(one, token), route)
        if not opens(asked.op, scopes):
            raise refusal("ErrorAccessDenied")
        box = self.mailboxes[email]
        return self._handlers[asked.op](Call(asked, box, names, self.root, scopes))

    def _inner(self, asked: Asked, token: str) -> Answer:
        """Carry out one request of a batch, which meets troubles of its own."""
        self.requests.append(asked)
        trouble = self.troubles.meeting(asked)
        if trouble is not None and not trouble.after and trouble.answer is not None:
            answer = trouble.answer
        else:
            answer = self._carry(asked, token, route(asked.method, asked.path)[1])
            answer = trouble.answer if trouble and trouble.answer is not None else answer
        asked.status = answer.status
        return answer

    def _sign_in(self, asked: Asked, tenant: str) -> Answer:
        query = {name: values[-1] for name, values in asked.query.items()}
        form = asked.body if isinstance(asked.body, dict) else {}
        if asked.op == "login.metadata":
            return metadata(self.login.accounts, tenant, self.root)
        if asked.op == "login.authorize":
            return self.person.consent(query, tenant)
        if asked.op == "login.device":
            return self.login.device(form, tenant, self.root)
        if asked.op == "login.token":
            return self.login.exchange(form, tenant, self.root)
        return page("<html>Enter the code displayed on your app</html>", 200)

    def _check_rate(self) -> None:
        now, habits = self.clock(), self.habits
        while self._recent and (now - self._recent[0]).total_seconds() >= 600:
            self._recent.popleft()
        self._recent.append(now)
        if habits.per_ten_minutes and len(self._recent) > habits.per_ten_minutes:
            raise refusal("TooManyRequests", retry_after=10)
        under_way = sum(one.open and not one.op.startswith("login.") for one in self.requests)
        if habits.concurrent and under_way > habits.concurrent:
            raise refusal("ApplicationThrottled", retry_after=1)

    def _spelled(self, answer: Answer) -> Answer:
        """Spell the code of an error as this Graph happens to."""
        if self.habits.code_case == "as-is" or not answer.kind.startswith("application/json"):
            return answer
        told = json.loads(answer.body)
        if isinstance(told.get("error"), dict):
            code = str(told["error"]["code"])
            up = self.habits.code_case == "upper"
            told["error"]["code"] = code.upper() if up else code.lower()
        return Answer(answer.status, json.dumps(told).encode(), answer.kind, answer.headers)
