"""What `docs/json.md` says that each command prints."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

DOCS = Path(__file__).parents[2] / "docs" / "json.md"
BLOCK = re.compile(r"^## (?:relance )?(\w+)$.*?^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def strict(schema: Any) -> Any:
    """Return a schema that allows no field that is not documented."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    return {"additionalProperties": False, **made} if "properties" in made else made


def schemas() -> dict[str, Any]:
    blocks = {name: json.loads(text) for name, text in BLOCK.findall(DOCS.read_text("utf-8"))}
    shared = strict(blocks.pop("Shared"))
    return {name: {**strict(schema), **shared} for name, schema in blocks.items()}


SCHEMAS = schemas()


def check(command: str, value: Any) -> None:
    Draft202012Validator(
        SCHEMAS[command], format_checker=Draft202012Validator.FORMAT_CHECKER
    ).validate(value)
