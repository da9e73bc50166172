"""Plain requests to a fake Graph, and the real msal at its sign-in."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import niquests

from graph_wire_tokens import CLIENT_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph_wire import Wire

PREFER = (
    'outlook.timezone="UTC", IdType="ImmutableId", outlook.body-content-type="text", '
    "odata.maxpagesize=100"
)
WINDOW = {"startDateTime": "2026-10-01T00:00:00Z", "endDateTime": "2026-12-01T00:00:00Z"}
MARK = "String {11111111-2222-4333-8444-555555555555} Name RelanceKey"


@dataclass(slots=True)
class Graph:
    """Somebody with an access token."""

    wire: Wire
    session: niquests.Session
    token: str
    prefer: str = PREFER

    def ask(self, method: str, path: str, json: Any = None, **headers: str) -> niquests.Response:
        """Ask for a path below the API, or for a link."""
        url = path if path.startswith("http") else self.wire.api + path
        given = {"Authorization": f"Bearer {self.token}", "Prefer": self.prefer}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.request(method, url, json=json, headers=given, timeout=5)

    def told(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return what a GET answers that must succeed."""
        answer = self.ask("GET", path + asked(query))
        assert answer.status_code == 200, answer.text
        value: dict[str, Any] = answer.json()
        return value

    def round(self, link: str = "", calendar: str = "") -> tuple[list[dict[str, Any]], str]:
        """Return all items of a delta round, and the link for the next one."""
        where = f"me/calendars/{quote(calendar, safe='')}" if calendar else "me"
        link = link or f"{where}/calendarView/delta{asked(WINDOW)}"
        items: list[dict[str, Any]] = []
        while True:
            page = self.told(link)
            items += page["value"]
            if "@odata.deltaLink" in page:
                return items, str(page["@odata.deltaLink"])
            link = page["@odata.nextLink"]

    def refused(self, method: str, path: str, json: Any = None, **headers: str) -> tuple[int, str]:
        """Ask for what must be refused; return the status and the code."""
        answer = self.ask(method, path, json, **headers)
        assert answer.status_code is not None
        assert answer.status_code >= 400, answer.text
        return answer.status_code, str(answer.json()["error"]["code"])


@contextmanager
def at_graph(wire: Wire, *scopes: str, email: str = "") -> Iterator[Graph]:
    """Yield somebody who was permitted some scopes, to read and write by default."""
    token = wire.token(scopes or ("Calendars.ReadWrite",), email)
    with niquests.Session() as session:
        yield Graph(wire, session, token)


def asked(query: Mapping[str, str] | None) -> str:
    """Return a query as Graph wants it: spaces are %20."""
    return "?" + "&".join(f"{n}={quote(v, safe='')}" for n, v in query.items()) if query else ""


def marked(value: str) -> dict[str, Any]:
    """Return the part of an event's body that carries a key."""
    return {"singleValueExtendedProperties": [{"id": MARK, "value": value}]}


def carrying(value: str) -> dict[str, str]:
    """Return the query that finds what carries a key."""
    where = f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARK}' and ep/value eq '{value}')"
    return {"$filter": where}


@dataclass(frozen=True, slots=True)
class Said:
    """What msal looks at of an answer."""

    status_code: int
    text: str
    headers: Mapping[str, str]


class Plain:
    """What msal asks over: it wants https addresses, and the fake has http ones."""

    def __init__(self) -> None:
        self._session = niquests.Session()

    def get(self, url: str, headers: Any = None, **_: Any) -> Said:
        return _said(self._session.get(_http(url), headers=headers, timeout=5))

    def post(self, url: str, data: Any = None, headers: Any = None, **_: Any) -> Said:
        return _said(self._session.post(_http(url), data=data, headers=headers, timeout=5))

    def close(self) -> None:
        self._session.close()


@contextmanager
def microsoft(wire: Wire, tenant: str = "common", client_id: str = CLIENT_ID) -> Iterator[Any]:
    """Yield the real msal, pointed at a fake sign-in."""
    from msal import PublicClientApplication

    http = Plain()
    try:
        yield PublicClientApplication(
            client_id,
            authority=f"{wire.root.replace('http:', 'https:')}/{tenant}",
            instance_discovery=False,
            http_client=http,
        )
    finally:
        http.close()


def _http(url: str) -> str:
    return url.replace("https://127.0.0.1", "http://127.0.0.1")


def _said(answer: niquests.Response) -> Said:
    text = (answer.text or "").replace("http://127.0.0.1", "https://127.0.0.1")
    headers = {str(name): str(value) for name, value in answer.headers.items()}
    return Said(answer.status_code or 0, text, headers)
