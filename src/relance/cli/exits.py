"""How a command ends: its exit status, and one plain line for what failed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Exit(IntEnum):
    """What the exit status says."""

    DONE = 0
    FAILED = 1  # something failed and was told
    WRONG = 2  # wrong usage or settings
    PERSON = 3  # someone must act


INTERRUPTED = 130  # by the keyboard, as shells expect it


class Wrong(Exception):
    """What was asked for makes no sense; told like wrong usage."""


def ended(command: Callable[[], Any]) -> int:
    """Run a command and return its exit status; nothing but that leaves here."""
    prepare_streams()
    try:
        result = command()
        sys.stdout.flush()
    except typer.TyperException as error:
        return _misused(error)
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not flush into it again.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except Exception as error:  # noqa: BLE001 - the last door: a person reads what comes out
        return _failed(error)
    return result if isinstance(result, int) else Exit.DONE


def status_of(errors: Iterable[BaseException]) -> Exit:
    """Return the exit status that errors add up to: what a person must do comes first."""
    from relance.errors import BadSettings, NeedsPerson  # noqa: PLC0415 - quick start

    found = list(errors)
    if any(isinstance(error, NeedsPerson) for error in found):
        return Exit.PERSON
    if any(isinstance(error, BadSettings | Wrong) for error in found):
        return Exit.WRONG
    return Exit.FAILED if found else Exit.DONE


def complain(line: str) -> None:
    """Write one plain line to stderr, without control characters."""
    from relance.model import printable  # noqa: PLC0415 - quick start

    print(f"relance: {printable(line)}", file=sys.stderr, flush=True)  # noqa: T201 - it is the output


def complain_of(error: BaseException) -> None:
    """Tell an error: one line, or one for each fault of the settings."""
    from relance.errors import BadSettings  # noqa: PLC0415 - quick start

    if isinstance(error, BadSettings):
        for fault in error.faults:
            complain(f"{error.where}: {fault}" if error.where else fault)
    else:
        complain(str(error))


def prepare_streams() -> None:
    """Let no character that the terminal cannot show stop a command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _misused(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "relance"
    complain(f"{error.format_message()} See: {path} --help")
    return error.exit_code


def _failed(error: Exception) -> int:
    from relance.errors import RelanceError  # noqa: PLC0415 - quick start

    if isinstance(error, RelanceError | Wrong):
        complain_of(error)
        return status_of([error])
    if os.environ.get("RELANCE_DEBUG"):
        import traceback  # noqa: PLC0415 - only here

        traceback.print_exception(error)
    complain(
        f"this should not have happened: {type(error).__name__}: {str(error)[:200]}. "
        "To see where, run it again with RELANCE_DEBUG=1."
    )
    return Exit.FAILED
