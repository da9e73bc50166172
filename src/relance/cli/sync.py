"""`relance sync`: one pass."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from relance.cli.as_json import report_object
from relance.cli.exits import Exit, complain, complain_of, status_of
from relance.cli.face import Face, opened
from relance.cli.listing import follow_up_entry, of_one, told_apart
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_entries, print_json, print_line, waiting
from relance.cli.words import Words
from relance.errors import RelanceError, Temporary
from relance.service import CalendarReport, PassReport, is_real
from relance.writing.catalogue import msg

NONE_YET = msg(
    "No calendar is connected yet. Connect one: relance connect google, outlook, caldav (iCloud, "
    "Nextcloud, Fastmail…), address (a calendar's secret link), or ics FOLDER --write FOLDER"
)
STAYING = msg(
    "No calendar of yours is written into: the follow-ups stay with relance. relance plan shows "
    "them, relance export makes a file of them."
)


def sync(
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Many events are gone, and that is right.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Run one pass: read the calendars, place the follow-ups, write them."""
    with opened(config, now) as face:
        report = one_pass(face, accept_loss=accept_loss, dry_run=dry_run)
        if as_json:
            print_json(report_object(report, face.service.failures, dry_run=dry_run))
        else:
            if not face.service.settings.accounts:
                print_line(face.words.say(NONE_YET))
            if face.service.settings.accounts or report.interviews or report.written:
                show_report(report, face.words, dry_run=dry_run)
            if face.service.settings.accounts and face.service.settings.writing_account is None:
                print_line(face.words.say(STAYING))
        return exit_of(report, face)


def one_pass(face: Face, *, accept_loss: bool = False, dry_run: bool = False) -> PassReport:
    """Run a pass and tell what was odd or failed, one line each."""
    with waiting(face.words.say(msg("Reading the calendars…"))):
        report = face.service.run(face.now, accept_loss=accept_loss, dry_run=dry_run)
    for line in complaints(report, face.service.failures):
        complain(line)
    for failure in face.service.failures:
        complain_of(failure)
    return report


def complaints(report: PassReport, told: Sequence[RelanceError] = ()) -> list[str]:
    """Return the warnings and errors of a pass, one line each, but for those told already."""
    warned = [str(w) for c in report.calendars for w in c.warnings]
    warned += [str(w) for w in report.warnings]
    before = {str(error) for error in told}
    names = told_apart(report.calendars)
    of_account = Counter(met for c in report.calendars if (met := _trouble(c)) is not None)
    found = []
    for calendar in report.calendars:
        met = _trouble(calendar)
        if met is not None and of_account[met] > 1:
            account, what, remedy = met
            found.append(str(RelanceError(what, where=f"account {account}", remedy=remedy)))
        elif calendar.error is not None:
            found.append(of_one(str(calendar.error), calendar.name, names[calendar.id]))
    return warned + [line for line in dict.fromkeys(found) if line not in before]


def _trouble(calendar: CalendarReport) -> tuple[str, str, str] | None:
    """Return the account of a calendar and what passes by itself, to be told once for all."""
    error = calendar.error
    if not isinstance(error, Temporary) or not is_real(calendar.id):
        return None
    return calendar.id.partition(":")[0], error.what, error.remedy


def exit_of(report: PassReport, face: Face) -> Exit:
    """Return the exit status of a pass."""
    errors = (c.error for c in report.calendars if c.error is not None)
    return status_of([*errors, *face.service.failures])


def show_report(report: PassReport, words: Words, *, dry_run: bool = False) -> None:
    """Tell what a pass read, found and wrote."""
    calendars = [c for c in report.calendars if is_real(c.id)]
    print_line(
        words.say(
            msg("Calendars: {number}, events read: {events}, changed: {changed}"),
            number=len(calendars),
            events=sum(c.read for c in calendars),
            changed=sum(c.changed for c in calendars),
        )
    )
    print_line(
        words.say(
            msg("Interviews: {interviews}, candidacies: {candidacies}"),
            interviews=report.interviews,
            candidacies=report.candidacies,
        )
    )
    if report.to_settle:
        print_line(
            words.say(
                msg("Events that may be interviews: {number}. See: relance interviews"),
                number=report.to_settle,
            )
        )
    print_line(written(report, words, dry_run=dry_run))
    if report.unplaced:
        print_line(words.say(msg("Without a slot: {number}"), number=len(report.unplaced)))
        print_entries([follow_up_entry(f, words) for f in report.unplaced])
    if report.wake is not None:
        print_line(words.say(msg("Next change: {when}"), when=words.when(report.wake)))


def written(report: PassReport, words: Words, *, dry_run: bool = False) -> str:
    """Return what was written, in one line."""
    if not report.written and report.failed:
        return words.say(msg("Nothing was written: something failed, as told above."))
    if not report.written:
        return words.say(msg("Nothing to write: the calendar is up to date."))
    line = msg("Written: {created} created, {updated} changed, {deleted} removed")
    if dry_run:
        line = msg("Would be written: {created} created, {updated} changed, {deleted} removed")
    return words.say(
        line,
        created=sum(c.created for c in report.calendars),
        updated=sum(c.updated for c in report.calendars),
        deleted=sum(c.deleted for c in report.calendars),
    )
