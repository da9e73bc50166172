"""`relance journal` and `relance mark`: how each candidacy stands, and what happened."""

from typing import Annotated

import typer

from relance.cli.as_json import follow_up_row, journal_row, report_object
from relance.cli.exits import Exit
from relance.cli.face import opened
from relance.cli.listing import follow_up_title
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_json, print_line, print_table
from relance.cli.sync import exit_of, one_pass, written
from relance.cli.words import Words
from relance.service import JournalRow
from relance.writing.catalogue import msg
from relance.writing.wording import heading


def journal(as_json: Json = False, config: Config = None, now: Now = None) -> int:
    """Show the journal: one row a candidacy."""
    with opened(config, now) as face:
        rows = face.service.journal(face.now)
    if as_json:
        print_json([journal_row(row) for row in rows])
    elif rows:
        names = ("company", "interviews", "last", "next")
        titles = [heading(name, face.words.language) for name in names]
        print_table(titles, [_cells(row, face.words) for row in rows])
    else:
        print_line(face.words.say(msg("The journal is empty. Read the calendars: relance sync")))
    return Exit.DONE


def _cells(row: JournalRow, words: Words) -> tuple[str, ...]:
    last = row.done[-1] if row.done else None
    return (
        row.candidacy.company or words.say(msg("unknown company")),
        ", ".join([*(words.when(i.event.start) for i in row.interviews), *_cancelled(row, words)]),
        f"{words.when(last.start)} {words.step(last)}" if last else "–",
        _next(row, words),
    )


def _cancelled(row: JournalRow, words: Words) -> list[str]:
    """Return when the interviews would have been that were cancelled."""
    message = msg("{when} (cancelled)")
    return [words.say(message, when=words.when(i.event.start)) for i in row.cancelled]


def _next(row: JournalRow, words: Words) -> str:
    """Return the next step, or why none follows."""
    if row.next is not None:
        return f"{words.when(row.next.start)} {words.step(row.next)}"
    return words.reason(row.ending.reason) if row.ending else "–"


def mark(
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="Its name, or a part of it.")],
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="MARK",
            help="done, missed, message, unreachable, small, answered, refused, offer, stop, "
            "wait DATE; or in French. The # may be left out.",
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
            noted = f"{marked.mark.kind} {marked.mark.value}".strip()
            line = (
                msg("{company}: {mark} would be noted.")
                if dry_run
                else msg("{company}: {mark} is noted.")
            )
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
