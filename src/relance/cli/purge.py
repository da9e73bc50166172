"""`relance purge`: remove all that relance ever wrote."""

import sys
from typing import Annotated

import typer

from relance.cli.as_json import purged_object
from relance.cli.asking import confirm
from relance.cli.exits import Exit, Wrong, complain, complain_of, status_of
from relance.cli.face import opened
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_json, print_line
from relance.writing.catalogue import msg


def purge(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Remove all that relance ever wrote, and nothing else."""
    with opened(config, now) as face:
        if not yes and not dry_run:
            if as_json or not sys.stdin.isatty():
                raise Wrong("nobody is there to be asked; say --yes, or look first with --dry-run.")
            there = face.service.purge(face.now, dry_run=True).removed
            question = msg("Remove {number} events that relance wrote, and its journal?")
            if not confirm(face.words.say(question, number=there), face.words):
                print_line(face.words.say(msg("Nothing was removed.")))
                return Exit.DONE
        purged = face.service.purge(face.now, dry_run=dry_run)
    for kept in purged.kept:
        complain(str(kept))
    for error in purged.errors:
        complain_of(error)
    if as_json:
        print_json(purged_object(purged, dry_run=dry_run))
    else:
        line = (
            msg("Would be removed: {number} events.")
            if dry_run
            else msg("Removed: {number} events.")
        )
        print_line(face.words.say(line, number=purged.removed))
    return status_of(purged.errors) or (Exit.FAILED if purged.kept else Exit.DONE)
