"""How a command ends: its exit status, and one plain line for what failed."""

from __future__ import annotations

import os
import re
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import typer

from relance.cli.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class Exit(IntEnum):
    """What the exit status says."""

    DONE = 0
    FAILED = 1  # something failed and was told
    WRONG = 2  # wrong usage or settings
    PERSON = 3  # someone must act


INTERRUPTED = 130  # by the keyboard, as shells expect it


@dataclass(slots=True)
class Given:
    """What the command line said that every command which is told must say too."""

    config: Path | None = None


GIVEN = Given()


class Wrong(Exception):
    """What was asked for makes no sense; told like wrong usage."""


def ended(command: Callable[[], Any]) -> int:
    """Run a command and return its exit status; nothing but that leaves here."""
    prepare_streams()
    GIVEN.config = None
    try:
        result = command()
        sys.stdout.flush()
    except typer.TyperException as error:
        return _misused(error)
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted.")
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        _give_up_output()
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
    from relance.cli.screen import shown  # noqa: PLC0415 - quick start

    with suppress(OSError):  # nobody is left to be told
        print(f"relance: {shown(completed(line))}", file=sys.stderr, flush=True)  # noqa: T201 - it is the output


def completed(text: str) -> str:
    """Return a text whose commands name the settings file, where the command line named one."""
    if GIVEN.config is None:
        return text
    command = rf"\brelance (?=(?:{'|'.join(COMMANDS)})\b(?! --help))"
    return re.sub(command, lambda _: f"relance --config {shlex.quote(str(GIVEN.config))} ", text)


def complain_of(error: BaseException) -> None:
    """Tell an error: one line, or one for each fault of the settings."""
    for line in lines_of(error):
        complain(line)


def lines_of(error: BaseException) -> list[str]:
    """Return what tells an error: one line, or one for each fault of the settings."""
    from relance.errors import BadSettings  # noqa: PLC0415 - quick start

    if isinstance(error, BadSettings):
        return [f"{error.where}: {fault}" if error.where else fault for fault in error.faults]
    return [str(error)]


def prepare_streams() -> None:
    """Let no character that the terminal cannot show stop a command, nor a closed stream."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - it stays open
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _misused(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "relance"
    complain(f"{_what_is_wrong(error)} See: {path} --help")
    return error.exit_code


def _what_is_wrong(error: typer.TyperException) -> str:
    """Return the library's message as a sentence."""
    near = sorted(getattr(error, "possibilities", None) or ())
    told = error.message if near else error.format_message()
    sentence = told if told.endswith((".", "?", "!")) else f"{told}."
    return f"{sentence} Did you mean {' or '.join(near)}?" if near else sentence


def _give_up_output() -> None:
    """Send what is left of the output nowhere: the interpreter would flush it once more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _output_fails() -> str:
    """Return why the output takes not even one more line, if that is so."""
    try:
        print(flush=True)  # noqa: T201 - it is the output
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _failed(error: Exception) -> int:
    from relance.errors import RelanceError  # noqa: PLC0415 - quick start

    if isinstance(error, RelanceError | Wrong):
        complain_of(error)
        return status_of([error])
    if isinstance(error, OSError) and (why := _output_fails()):
        _give_up_output()
        complain(f"the output cannot be written: {why}.")
        return Exit.FAILED
    if os.environ.get("RELANCE_DEBUG"):
        import traceback  # noqa: PLC0415 - only here

        traceback.print_exception(error)
    complain(
        f"this should not have happened: {type(error).__name__}: {str(error)[:200]}. "
        "To see where, run it again with RELANCE_DEBUG=1."
    )
    return Exit.FAILED
