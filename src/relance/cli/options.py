"""The options that every command takes, after its name or before it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from relance.cli.exits import GIVEN


def _inherited(context: typer.Context, param: typer.CallbackParam, value: Any) -> Any:
    """Return what was given before the command's name when nothing was after it."""
    if value is not None or param.name is None:
        return value
    return context.find_root().params.get(param.name)


def _config(context: typer.Context, param: typer.CallbackParam, value: Path | None) -> Path | None:
    GIVEN.config = _inherited(context, param, value)
    return GIVEN.config


def _time(context: typer.Context, param: typer.CallbackParam, value: str | None) -> str | None:
    if value is not None:
        from relance.cli.clock import parsed  # noqa: PLC0415 - quick start

        try:
            parsed(value)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    given: str | None = _inherited(context, param, value)
    return given


Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The settings file; otherwise RELANCE_CONFIG, or the platform's own place.",
        callback=_config,
    ),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        help="Set the clock (ISO 8601); what is written is written for real unless --dry-run.",
        callback=_time,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as docs/json.md describes it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would be done; write nothing.")]
