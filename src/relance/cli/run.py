"""`relance run`: the daemon."""

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from relance.cli.as_json import error_object, iso, report_object
from relance.cli.clock import clock_of
from relance.cli.exits import Exit, Wrong, complain, lines_of, status_of
from relance.cli.face import words_of
from relance.cli.options import Config, Json, Now
from relance.cli.sync import complaints, written
from relance.cli.words import Words
from relance.daemon import Daemon, ended_by_signals
from relance.errors import RelanceError
from relance.service import PassReport
from relance.service.setup import length, load_settings, pause
from relance.writing.catalogue import msg


def run(
    every: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Between two passes, from 1m to 24h; otherwise the setting."
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Run one pass and end.")] = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Keep the calendar up to date until told to stop: the daemon."""
    settings = load_settings(config)
    words = words_of(settings, now)
    clock = clock_of(now, settings.zone)
    teller = (_JsonTeller if as_json else _Teller)(words, clock)
    daemon = Daemon(
        load=lambda: load_settings(config),
        clock=clock,
        teller=teller,
        chance=random.random,
        every=_every(every, rehearsing=now is not None),
    )
    with ended_by_signals(daemon.bell):
        daemon.run(once=once)
    return status_of(teller.errors) if once else Exit.DONE


def _every(text: str | None, *, rehearsing: bool) -> timedelta | None:
    """Read --every; with a clock of one's own the passes may follow each other more quickly."""
    if text is None:
        return None
    try:
        return pause(text, rehearsing=rehearsing)
    except ValueError as error:
        raise Wrong(f"--every {text}: {error}.") from None


@dataclass(slots=True)
class _Teller:
    """One line with its time for each pass that did something; what is odd is told once."""

    words: Words
    clock: Callable[[], datetime]
    errors: list[Exception] = field(default_factory=list)
    told: frozenset[str] = frozenset()

    def began(self, every: timedelta) -> None:
        """Tell that it runs."""
        line = msg(
            "relance runs: a pass now, then every {every} and when files change. Ctrl-C ends it."
        )
        self.say(self.words.say(line, every=length(every)))

    def passed(self, report: PassReport, failures: Sequence[RelanceError]) -> None:
        """Tell what a pass wrote, and what was odd unless that was told before."""
        self.errors = [*failures, *(c.error for c in report.calendars if c.error is not None)]
        lines = dict.fromkeys([*complaints(report), *(str(f) for f in failures)])
        for line in lines:
            if line not in self.told:
                self.complain(line)
        self.told = frozenset(lines)
        if report.written:
            self.say(written(report, self.words))

    def failed(self, error: Exception, at: datetime, wait: timedelta) -> None:  # noqa: ARG002 - JSON tells it
        """Tell why a pass failed."""
        self.errors = [error]
        if isinstance(error, RelanceError):
            self.complain(*lines_of(error))
        else:
            self.complain(f"this pass failed: {type(error).__name__}: {str(error)[:200]}")
        minutes = max(round(wait.total_seconds() / 60), 1)
        self.say(self.words.say(msg("The next pass is in {minutes} min."), minutes=minutes))

    def settings_changed(self, error: RelanceError | None) -> None:
        """Tell that the settings were read anew, or what is wrong with them."""
        if error is None:
            self.say(self.words.say(msg("The settings were read anew.")))
            return
        self.complain(*lines_of(error))
        self.say(self.words.say(msg("The settings from before stay in force.")))

    def unwatched(self, why: str) -> None:
        """Tell that changed files are seen by the next pass only."""
        self.complain(f"changed files are not noticed at once, only by the next pass: {why}")

    def untold(self, why: RelanceError) -> None:
        """Tell why a calendar's changes are seen by the next pass only."""
        self.complain(*lines_of(why))

    def complain(self, *lines: str) -> None:
        """Write lines for the log, with the time on the owner's clock."""
        at = self.clock().astimezone(self.words.zone)
        for line in lines:
            complain(f"{at:%Y-%m-%d %H:%M:%S} {line}")

    def say(self, line: str) -> None:
        """Write what is no complaint; in the log it is a line like any other."""
        self.complain(line)


class _JsonTeller(_Teller):
    """The same, and one line of JSON for each pass."""

    def passed(self, report: PassReport, failures: Sequence[RelanceError]) -> None:
        """Print what a pass did."""
        _Teller.passed(self, report, failures)
        _print(report_object(report, failures, dry_run=False))

    def failed(self, error: Exception, at: datetime, wait: timedelta) -> None:
        """Print why a pass failed."""
        _Teller.failed(self, error, at, wait)
        told = error if isinstance(error, RelanceError) else RelanceError(type(error).__name__)
        _print({"at": iso(at), "errors": [error_object(told)], "wait": wait.total_seconds()})

    def say(self, line: str) -> None:
        """Leave the lines to the JSON."""


def _print(value: Any) -> None:
    print(json.dumps(value), file=sys.stdout, flush=True)  # noqa: T201 - it is the output
