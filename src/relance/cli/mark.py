"""`relance mark`: tell what happened without opening the calendar."""

from typing import Annotated

import typer

from relance.cli.as_json import follow_up_row, report_object
from relance.cli.exits import Exit
from relance.cli.face import opened
from relance.cli.listing import follow_up_title
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_json, print_line
from relance.cli.sync import exit_of, one_pass, written
from relance.cli.words import Words
from relance.model import UserMark
from relance.writing.catalogue import msg


def mark(
    company: Annotated[
        str,
        typer.Argument(
            metavar="COMPANY", help="Its name or a part of it; or an id or a key, as shown."
        ),
    ],
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="MARK",
            help="done, missed, message, unreachable, small, answered, refused, offer, stop, "
            "wait DATE, company: NAME and so on; or in French. The # may be left out. "
            "See docs/marks.md.",
        ),
    ],
    no_sync: Annotated[
        bool, typer.Option("--no-sync", help="Leave the calendar as it is until the next pass.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Tell what happened with a company: relance mark Acme answered.

    The calendar follows at once.
    """
    with opened(config, now) as face:
        marked = face.service.mark(company, _as_mark(what), face.now, dry_run=dry_run)
        report = None if no_sync or dry_run else one_pass(face)
        if as_json:
            failures = face.service.failures
            print_json(
                {
                    "company": marked.company,
                    "mark": str(marked.mark.kind),
                    "value": marked.mark.value,
                    "on": follow_up_row(marked.on) if marked.on else None,
                    "dry_run": dry_run,
                    "sync": report_object(report, failures, dry_run=False) if report else None,
                }
            )
        else:
            line = (
                msg("{company}: {mark} would be noted.")
                if dry_run
                else msg("{company}: {mark} is noted.")
            )
            noted = _said(marked.mark, face.words)
            print_line(face.words.say(line, company=marked.company, mark=noted))
            if marked.on is not None:
                print_line(follow_up_title(marked.on, face.words))
            if report is not None:
                print_line(written(report, face.words))
        return exit_of(report, face) if report is not None else Exit.DONE


def _as_mark(words: list[str]) -> str:
    """Return a mark as it is written in a calendar."""
    text = " ".join(words)
    return text if text.startswith("#") else f"#{text}"


def _said(mark: UserMark, words: Words) -> str:
    """Return a mark in the person's language, its date as they write dates."""
    return f"#{words.mark(mark)}"
