"""Partial answers: `fields=items(id,status),nextPageToken`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from google_wire_answers import Answer, Json, refusal, said

if TYPE_CHECKING:
    from google_wire_calls import Call

Mask: TypeAlias = dict[str, Any]


def partly(call: Call, body: Json) -> Answer:
    """Answer with what was asked for of an object."""
    return said(masked(body, call.one("fields")))


def masked(body: Json, fields: str) -> Json:
    """Return what was asked for of an answer; everything without a mask."""
    if not fields:
        return body
    mask, rest = _parsed(fields)
    if rest:
        raise refusal("invalid", f"Invalid field selection {fields[:40]}", location="fields")
    return _cut(body, mask)  # type: ignore[no-any-return] # an object stays an object


def _parsed(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while text and not text.startswith(")"):
        end = next((n for n, char in enumerate(text) if char in ",()/"), len(text))
        name, text = text[:end].strip(), text[end:]
        inner: Mask = {}
        if text.startswith("("):
            inner, text = _parsed(text[1:])
            text = text.removeprefix(")")
        elif text.startswith("/"):
            end = next((n for n, char in enumerate(text) if char in ",()"), len(text))
            inner, _ = _parsed(text[1:end])
            text = text[end:]
        mask.setdefault(name, {}).update(inner)
        text = text.removeprefix(",")
    return mask, text


def _cut(value: Any, mask: Mask) -> Any:
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [_cut(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _cut(value[name], inner) for name, inner in mask.items() if name in value}
