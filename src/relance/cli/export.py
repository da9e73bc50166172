"""`relance export`: the follow-ups as an .ics file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from relance.cli.exits import Exit, Wrong
from relance.cli.face import opened
from relance.cli.files import write_whole
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_json, print_line
from relance.service.exporting import check_target, export_bytes, exported
from relance.writing.catalogue import msg

STDOUT = Path("-")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="Where to; - is the output.")],
    company: Annotated[
        str | None, typer.Option(metavar="COMPANY", help="The follow-ups of one company alone.")
    ] = None,
    forecast: Annotated[
        bool, typer.Option("--forecast", help="The steps after the next one too.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that holds something else.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Write the follow-ups into an .ics file."""
    if as_json and file == STDOUT:
        raise Wrong("--json and the calendar cannot both go to the output; name a file.")
    with opened(config, now) as face:
        if file != STDOUT:
            check_target(file, face.service.settings, force=force)
        events = exported(
            face.service,
            face.now,
            company=company,
            forecast=forecast,
            foretold=lambda title: face.words.say(msg("(forecast) {title}"), title=title),
        )
    content = export_bytes(events, face.now)
    if file == STDOUT:
        if not dry_run:
            sys.stdout.buffer.write(content)
        return Exit.DONE
    if not dry_run:
        write_whole(file, content)
    if as_json:
        print_json(
            {
                "file": str(file),
                "events": len(events),
                "company": company,
                "forecast": forecast,
                "dry_run": dry_run,
            }
        )
    else:
        line = msg("{file}: follow-ups that would be written: {number}")
        if not dry_run:
            line = msg("{file}: follow-ups written: {number}")
        print_line(face.words.say(line, file=str(file), number=len(events)))
    return Exit.DONE
