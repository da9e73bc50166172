"""`relance status`: how everything stands, at a glance."""

from relance.cli.as_json import status_object
from relance.cli.exits import Exit, complain, complain_of, status_of
from relance.cli.face import opened
from relance.cli.listing import follow_up_entry
from relance.cli.options import Config, Json, Now
from relance.cli.screen import print_entries, print_json, print_line, print_table
from relance.cli.words import Words
from relance.service import CalendarStatus, Status
from relance.writing.catalogue import msg
from relance.writing.wording import heading

MUST_ACT = frozenset({"NeedsPerson"})  # what the journal keeps of a calendar that waits


def status(as_json: Json = False, config: Config = None, now: Now = None) -> Exit:
    """Show how everything stands."""
    with opened(config, now) as face:
        told = face.service.status(face.now)
        failures = face.service.failures
    for warned in told.warnings:
        complain(str(warned))
    for failure in failures:
        complain_of(failure)
    if as_json:
        print_json(status_object(told, failures))
    else:
        show_status(told, face.words)
    if any(calendar.state in MUST_ACT for calendar in told.calendars):
        return Exit.PERSON
    return status_of(failures)


def show_status(told: Status, words: Words) -> None:
    """Print how everything stands."""
    language = words.language
    if told.calendars:
        titles = (heading("calendar", language), words.say(msg("Read")), heading("state", language))
        print_table(titles, [_calendar(c, words) for c in told.calendars])
        print_line()
    for label, value in _figures(told, words):
        print_line(f"{words.say(label)}: {value}")
    for title, part in ((msg("To come"), told.coming), (msg("Without a slot"), told.unplaced)):
        if part:
            print_line()
            print_line(words.say(title), style="bold")
            print_entries([follow_up_entry(f, words) for f in part])


def _figures(told: Status, words: Words) -> list[tuple[str, str]]:
    figures = [
        (msg("Last pass"), words.when(told.last_pass)),
        (msg("Next change"), words.when(told.next_due)),
        (msg("Interviews"), str(told.interviews)),
        (msg("Open candidacies"), f"{told.open}/{told.candidacies}"),
    ]
    if told.to_settle:
        figures.append((msg("To settle (relance interviews)"), str(told.to_settle)))
    figures.append((msg("Daemon"), told.daemon or words.say(msg("not running"))))
    return figures


def _calendar(calendar: CalendarStatus, words: Words) -> tuple[str, str, str]:
    fine = words.say(msg("fine"))
    return calendar.name, words.when(calendar.read_at), calendar.note or calendar.state or fine
