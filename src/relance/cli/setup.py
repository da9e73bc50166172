"""`relance init` and `relance connect`: the settings, and the calendars in them."""

import os
import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from relance.cli.as_json import warning
from relance.cli.clock import time_of
from relance.cli.exits import Exit, Wrong, complain
from relance.cli.face import language_of, words_of
from relance.cli.listing import interview_entry
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_entries, print_json, print_line, waiting
from relance.cli.words import Words
from relance.errors import BadInput, BadSettings
from relance.service import ReadEvent
from relance.service.setup import (
    Connected,
    connect_account,
    load_settings,
    place_here,
    settings_file,
    write_starter,
)
from relance.writing.catalogue import msg

SHOWN = 3  # interviews that `connect` names


def init(
    owner: Annotated[
        list[str] | None,
        typer.Option("--owner", metavar="EMAIL", help="Your address; may be repeated."),
    ] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="Your name.")] = "",
    zone: Annotated[str, typer.Option(metavar="ZONE", help="Your time zone.")] = "",
    country: Annotated[str, typer.Option(metavar="CC", help="Your country, like FR.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over existing settings.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Write a first settings file."""
    file = settings_file(config)
    if file.exists() and not force:
        raise BadSettings(
            ["there are settings here already; `--force` writes new ones over them"],
            where=str(file),
        )
    here = place_here(zone=zone, country=country or None)
    words = Words(language_of("auto"), here.zone, time_of(now, here.zone))
    emails = list(owner or ())
    if not emails:
        emails, name, zone, country = _asked(words, name, here.zone, country or here.country)
    if not dry_run:
        write_starter(file, name=name, emails=emails, zone=zone, country=country, force=force)
    if as_json:
        print_json({"file": str(file), "dry_run": dry_run})
        return Exit.DONE
    line = (
        msg("The settings would be in {file}.") if dry_run else msg("The settings are in {file}.")
    )
    print_line(words.say(line, file=str(file)))
    print_line(words.say(msg("Now connect a calendar: relance connect ics FOLDER")))
    return Exit.DONE


def _asked(
    words: Words, name: str, zone: ZoneInfo, country: str
) -> tuple[list[str], str, str, str]:
    """Ask the person, with what this computer knows as the answer that a return key gives."""
    if not sys.stdin.isatty():
        raise Wrong("nobody is there to be asked; say --owner EMAIL.")
    emails = typer.prompt(words.say(msg("Your email addresses, as your calendar knows you")))
    name = typer.prompt(words.say(msg("Your name")), default=name)
    zone_name = typer.prompt(words.say(msg("Your time zone")), default=zone.key)
    country = typer.prompt(words.say(msg("Your country (two letters)")), default=country)
    return emails.replace(",", " ").split(), name, zone_name, country


def connect(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="ics: a folder of files, or one.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder or the .ics file.")],
    write: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The folder for follow-ups; made when missing."),
    ] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="What to call the account.")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Connect a calendar: relance connect ics FOLDER.

    It is read first, and kept in the settings when that goes well.
    """
    file = settings_file(config)
    settings = load_settings(config)
    words = words_of(settings, now)
    writing = settings.writing_account is not None
    read = _absolute(path)
    if not read.exists():
        raise BadInput("there is no such file or folder.", where=str(path))
    taken = {account.name for account in settings.accounts}
    with waiting(words.say(msg("Reading the calendars…"))):
        found = connect_account(
            file,
            kind,
            name or _free_name(read.stem or kind, taken),
            [str(read)],
            str(_absolute(write)) if write is not None else None,
            words.now,
            dry_run=dry_run,
        )
    for warned in found.warnings:
        complain(str(warned))
    if as_json:
        print_json(
            {
                "name": found.name,
                "kind": kind,
                "read": [str(read)],
                "write": found.write,
                "events": found.events,
                "interviews": len(found.interviews),
                "to_settle": found.to_settle,
                "warnings": [warning(w) for w in found.warnings],
                "dry_run": dry_run,
            }
        )
        return Exit.DONE
    _show(found, words, writing=writing or found.write is not None, dry_run=dry_run)
    return Exit.DONE


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links


def _free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that no account has yet."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _next_ones(found: Connected, words: Words) -> list[ReadEvent]:
    """Return the next interviews, or else the last ones."""
    by_time = sorted(found.interviews, key=lambda r: r.event.span(words.zone).start)
    coming = [r for r in by_time if r.event.span(words.zone).end > words.now]
    return coming[:SHOWN] or by_time[-SHOWN:]


def _show(found: Connected, words: Words, *, writing: bool, dry_run: bool) -> None:
    """Tell what was found, and what to do next."""
    print_line(
        words.say(
            msg("{name}: {events} events, {interviews} interviews"),
            name=found.name,
            events=found.events,
            interviews=len(found.interviews),
        )
    )
    print_entries([interview_entry(r, words) for r in _next_ones(found, words)])
    if found.to_settle:
        print_line(
            words.say(
                msg("Events that may be interviews: {number}. See: relance interviews"),
                number=found.to_settle,
            )
        )
    if dry_run:
        print_line(words.say(msg("Nothing was saved.")))
        return
    print_line(words.say(msg("It is in the settings now.")))
    if not writing:
        print_line(
            words.say(
                msg(
                    "No folder for follow-ups is set: they stay with relance, for `relance "
                    "export`. To have them in your calendar, give one with --write FOLDER."
                )
            )
        )
    print_line(words.say(msg("Next: relance sync, or relance run to keep it up to date.")))
