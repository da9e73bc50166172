"""`relance purge`: remove all that relance ever wrote."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from relance.cli.as_json import purged_object
from relance.cli.asking import confirm
from relance.cli.exits import Exit, Wrong, complain, complain_of, status_of
from relance.cli.face import Face, opened
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_json, print_line
from relance.cli.words import Words
from relance.service import Purged
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
            there = face.service.purge(face.now, dry_run=True)
            if there.errors and not there.removed:
                return show_purged(there, face.words, dry_run=True)
            if not there.removed and not there.kept:
                return _nothing_there(face)
            question = msg("Remove {number} events that relance wrote, and its journal?")
            if not confirm(face.words.say(question, number=there.removed), face.words):
                print_line(face.words.say(msg("Nothing was removed.")))
                return Exit.DONE
        purged = face.service.purge(face.now, dry_run=dry_run)
    return show_purged(purged, face.words, as_json=as_json, dry_run=dry_run)


def _nothing_there(face: Face) -> int:
    """Say that nothing is to be removed, and ask about what the journal knows, if anything."""
    words = face.words
    print_line(words.say(msg("Nothing that relance wrote is in your calendars.")))
    if not face.service.remembers:
        return Exit.DONE
    if confirm(words.say(msg("Empty the journal?")), words):
        purged = face.service.purge(face.now)
        if purged.removed or purged.kept or purged.errors:  # it came meanwhile
            return show_purged(purged, words)
        print_line(words.say(msg("The journal is empty now.")))
    return Exit.DONE


def show_purged(
    purged: Purged, words: Words, *, as_json: bool = False, dry_run: bool = False
) -> int:
    """Tell what was removed, or would be, and what is left; return the exit status."""
    for kept in purged.kept:
        complain(str(kept))
    for error in purged.errors:
        complain_of(error)
    if as_json:
        print_json(purged_object(purged, dry_run=dry_run))
    else:
        for line in _lines(purged, words, dry_run=dry_run):
            print_line(line)
    return status_of(purged.errors) or (Exit.FAILED if purged.kept else Exit.DONE)


def _lines(purged: Purged, words: Words, *, dry_run: bool) -> Iterator[str]:
    if purged.errors and not purged.removed:
        yield words.say(msg("Nothing was removed, as told above."))
    else:
        would = msg("Would be removed: {number} events.")
        line = would if dry_run else msg("Removed: {number} events.")
        yield words.say(line, number=purged.removed)
        if purged.errors:
            yield words.say(msg("Not everything could be removed, as told above."))
    for name in purged.gone:
        line = msg(
            "The calendar “{calendar}” is not there any more: nothing of relance is left in it."
        )
        yield words.say(line, calendar=name)
    if purged.stays and not dry_run:
        line = msg(
            "The calendar “{calendar}” itself stays. If it was for follow-ups alone, you can "
            "delete it where you see your calendars."
        )
        yield words.say(line, calendar=purged.stays)
