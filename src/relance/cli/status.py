"""`relance status`: how everything stands, at a glance."""

import os
from collections.abc import Iterable, Iterator

from relance.cli.as_json import status_object
from relance.cli.exits import Exit, complain, complain_of, status_of
from relance.cli.face import opened
from relance.cli.listing import follow_up_entry, misread_line, of_one, told_apart
from relance.cli.options import Config, Json, Now
from relance.cli.screen import print_entries, print_json, print_line, print_paragraph, print_table
from relance.cli.sync import NONE_YET
from relance.cli.words import Words
from relance.errors import RelanceError
from relance.service import CalendarStatus, Status
from relance.writing.catalogue import msg
from relance.writing.wording import heading

MUST_ACT = frozenset({"NeedsPerson"})  # what the journal keeps of a calendar that waits


def status(as_json: Json = False, config: Config = None, now: Now = None) -> Exit:
    """Show how everything stands."""
    with opened(config, now) as face:
        told = face.service.status(face.now)
        failures = face.service.failures
    aside = len(told.misread)  # told in their own words below
    for warned in told.warnings if as_json else told.warnings[aside:]:
        complain(str(warned))
    for failure in failures:
        complain_of(failure)
    for note in _notes(told, failures):
        complain(note)
    if as_json:
        print_json(status_object(told, failures))
    else:
        if not face.service.settings.accounts:
            print_line(face.words.say(NONE_YET))
            print_line()
        show_status(told, face.words)
    if any(calendar.state in MUST_ACT for calendar in told.calendars):
        return Exit.PERSON
    return status_of(failures)


def _notes(told: Status, failures: Iterable[RelanceError]) -> Iterator[str]:
    """Yield what keeps calendars waiting, each once, and not what is told already."""
    before, names = {str(failure) for failure in failures}, told_apart(told.calendars)
    noted = (c for c in told.calendars if c.note and c.note not in before)
    yield from dict.fromkeys(of_one(c.note, c.name, names[c.id]) for c in noted)


def show_status(told: Status, words: Words) -> None:
    """Print how everything stands."""
    language = words.language
    if told.calendars:
        titles = (heading("calendar", language), words.say(msg("Read")), heading("state", language))
        names = told_apart(told.calendars)
        print_table(titles, [_calendar(c, names[c.id], words) for c in told.calendars])
        print_line()
    for line in _figures(told, words):
        print_line(line)
    for title, part in ((msg("To come"), told.coming), (msg("Without a slot"), told.unplaced)):
        if part:
            print_line()
            print_line(words.say(title), style="bold")
            print_entries([follow_up_entry(f, words) for f in part])
    if told.misread:
        print_line()
        print_line(words.say(msg("Not understood")), style="bold")
        for misread in told.misread:
            print_paragraph(misread_line(misread, words))


def _figures(told: Status, words: Words) -> list[str]:
    lines = [
        words.say(msg("Last pass: {when}"), when=words.when(told.last_pass)),
        words.say(msg("Next change: {when}"), when=words.when(told.next_due)),
        words.say(msg("Interviews: {number}"), number=told.interviews),
        words.say(
            msg("Open candidacies: {open}/{number}"), open=told.open, number=told.candidacies
        ),
    ]
    if told.to_settle:
        lines.append(
            words.say(msg("To settle (relance interviews): {number}"), number=told.to_settle)
        )
    if told.daemon:
        lines.append(words.say(msg("Daemon: {who}"), who=told.daemon))
    else:
        lines.append(words.say(msg("Daemon: not running")))
    lines.append(words.say(msg("Settings: {file}"), file=_short(told.settings)))
    lines.append(words.say(msg("Journal: {file}"), file=_short(told.journal)))
    if told.secrets == "keyring":
        lines.append(words.say(msg("Sign-ins: kept in the system keyring")))
    elif told.secrets == "file":
        line = msg("Sign-ins: kept in an encrypted file, {file}")
        lines.append(words.say(line, file=_short(told.secrets_file)))
    return lines


def _short(file: str) -> str:
    """Return a file's name with ~ for the person's home, as people write it."""
    home = os.path.expanduser("~")  # noqa: PTH111 - Path's raises where there is no home
    return f"~{file.removeprefix(home)}" if file.startswith(f"{home}{os.sep}") else file


def _calendar(calendar: CalendarStatus, name: str, words: Words) -> tuple[str, str, str]:
    state = msg("fine")
    if calendar.state:
        state = msg("you must act") if calendar.state in MUST_ACT else msg("not read")
    return name, words.when(calendar.read_at), words.say(state)
