"""How Graph shows what it keeps: zone, kind of id, kind of body, chosen and expanded fields."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_wire_answers import refusal
from graph_wire_series import days, occurrence_id
from graph_wire_times import shown, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph_wire_mailbox import Mailbox
    from graph_wire_shelf import Record, Shelf
    from wire_answers import Json
    from wire_calls import Asked

_PREFERS = re.compile(r'\s*([A-Za-z.\-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]+)))?\s*(?:[,;]|$)')
_EXPANDS = re.compile(r"singleValueExtendedProperties\(\$filter=(.+)\)", re.IGNORECASE)
_ID_IS = re.compile(r"id eq '([^']+)'")
_BARE = ("id", "seriesMasterId", "type", "start", "end")


@dataclass(frozen=True, slots=True)
class Prefer:
    """What a request asks for in its header."""

    zone: str = "UTC"
    immutable: bool = False
    text: bool = False
    page: int = 0

    @classmethod
    def of(cls, asked: Asked) -> Prefer:
        """Read the header."""
        told = {
            name.lower(): quoted or plain
            for name, quoted, plain in _PREFERS.findall(asked.headers.get("prefer", ""))
        }
        zone = told.get("outlook.timezone") or "UTC"
        zone_of(zone)
        size = told.get("odata.maxpagesize", "")
        return cls(
            zone,
            told.get("idtype", "").lower() == "immutableid",
            told.get("outlook.body-content-type", "").lower() == "text",
            int(size) if size.isdecimal() else 0,
        )


def default_id(event_id: str, calendar: str) -> str:
    """Return the id that an event has in one calendar, for those who ask for no other."""
    digest = hashlib.sha256(f"{event_id} {calendar}".encode()).hexdigest()
    return f"AAMkAG{digest[:40]}="


def shown_id(event_id: str, shelf: Shelf, prefer: Prefer) -> str:
    """Return the id of an event as this caller sees it."""
    return event_id if prefer.immutable else default_id(event_id, shelf.id)


def resolved(mailbox: Mailbox, given: str) -> str:
    """Return the immutable id that an id of either kind stands for."""
    if not given.startswith("AAMkAG"):
        return given
    for shelf in mailbox.shelves.values():
        for record in shelf.live():
            if default_id(record.id, shelf.id) == given:
                return record.id
            if record.is_series:
                for one in _members(record):
                    if default_id(one, shelf.id) == given:
                        return one
    return given


def _members(series: Record) -> Iterable[str]:
    for day in days(series.resource):
        yield occurrence_id(series.id, day)


def bare(record: Record, shelf: Shelf, prefer: Prefer) -> Json:
    """Show an occurrence as delta does: hardly anything."""
    whole = show(record, shelf, prefer)
    return {name: whole[name] for name in ("@odata.etag", *_BARE)}


def show(record: Record, shelf: Shelf, prefer: Prefer, resource: Json | None = None) -> Json:
    """Show an event with all that it has, extended properties apart."""
    kept = record.resource if resource is None else resource
    floats = bool(kept["isAllDay"]) and shelf.habits.all_day_floats
    told: Json = {"@odata.etag": etag(kept)} | kept
    told |= {side: shown(kept[side], prefer.zone, floats=floats) for side in ("start", "end")}
    told["id"] = shown_id(kept["id"], shelf, prefer)
    if kept["seriesMasterId"]:
        told["seriesMasterId"] = shown_id(kept["seriesMasterId"], shelf, prefer)
    told["body"] = _body(kept["body"], text=prefer.text, crlf=shelf.habits.crlf)
    plain = _body(kept["body"], text=True, crlf=False)["content"]
    told["bodyPreview"] = plain[:255]
    return told


def etag(resource: Json) -> str:
    """Return the etag of an event."""
    return f'W/"{resource["changeKey"]}"'


def chosen(told: Json, select: str) -> Json:
    """Keep only the fields that were asked for."""
    if not select:
        return told
    names = {name.strip() for name in select.split(",")} | {"id", "@odata.etag"}
    return {name: value for name, value in told.items() if name in names}


def expanded(told: Json, expand: str, record: Record, shelf: Shelf, prefer: Prefer) -> Json:
    """Add what `$expand` asks for: extended properties by name, or what is apart of a series."""
    if not expand:
        return told
    wanted = _EXPANDS.search(expand)
    if "singlevalueextendedproperties" in expand.lower():
        names = _ID_IS.findall(wanted[1]) if wanted else []
        if not names:
            raise refusal("ErrorInvalidUrlQuery", "The expand needs a filter by id.")
        by_name = {folded(name): (name, value) for name, value in record.properties.items()}
        found = [by_name[folded(name)] for name in names if folded(name) in by_name]
        if found:
            listed = [{"id": name, "value": value} for name, value in found]
            told = told | {"singleValueExtendedProperties": listed}
    if "exceptionOccurrences" in expand and record.is_series:
        apart = [show(one, shelf, prefer) for one in shelf.exceptions(record.id)]
        gone = [f"OID.{told['id']}.{day}" for day in sorted(record.gone)]
        told = told | {"exceptionOccurrences": apart, "cancelledOccurrences": gone}
    return told


def folded(name: str) -> str:
    """Fold the type and the GUID of a property's id, whose case is free; the name keeps its."""
    head, mark, own = name.partition(" Name ")
    return head.lower() + mark + own


def _body(body: Json, *, text: bool, crlf: bool) -> Json:
    content = str(body["content"])
    if text:
        if body["contentType"] == "html":
            content = _plain(content)
        lines = content.replace("\r\n", "\n").split("\n")
        return {"contentType": "text", "content": ("\r\n" if crlf else "\n").join(lines)}
    if body["contentType"] == "html" or not content:
        return {"contentType": "html", "content": content}
    inner = html.escape(content).replace("\n", "<br>\n")
    page = f"<html><head></head><body><div>{inner}</div></body></html>"
    return {"contentType": "html", "content": page}


def _plain(markup: str) -> str:
    broken = re.sub(r"(?i)<br\s*/?>|</p>|</div>", "\n", markup)
    return html.unescape(re.sub(r"<[^>]+>", "", broken)).strip()
