"""`relance init` and `relance connect`: the settings, and the calendars in them."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from relance.cli.as_json import warning
from relance.cli.asking import Answers, ask_owner
from relance.cli.clock import time_of
from relance.cli.exits import Exit, Wrong, complain
from relance.cli.face import language_of, words_of
from relance.cli.listing import interview_entry
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_entries, print_json, print_line, waiting
from relance.cli.words import Words
from relance.errors import BadInput, BadSettings
from relance.service.connecting import Connected, connect_account
from relance.service.setup import (
    answered,
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
    if owner:
        told = Answers(_checked("name", name), _emails(owner), zone, country or None)
    elif sys.stdin.isatty():
        told = ask_owner(words, name=name, zone=here.zone.key, country=country or here.country)
    else:
        raise Wrong("nobody is there to be asked; say --owner EMAIL.")
    if not dry_run:
        write_starter(
            file,
            name=told.name,
            emails=told.emails,
            zone=told.zone,
            country=told.country,
            force=force,
        )
    if as_json:
        print_json({"file": str(file), "dry_run": dry_run})
        return Exit.DONE
    line = (
        msg("The settings would be in {file}.") if dry_run else msg("The settings are in {file}.")
    )
    print_line(words.say(line, file=str(file)))
    print_line(words.say(msg("Now connect a calendar: relance connect ics FOLDER --write FOLDER")))
    return Exit.DONE


def _emails(given: list[str]) -> tuple[str, ...]:
    return tuple(_checked("owner", email) for email in given)


def _checked(option: str, text: str) -> str:
    """Return what an option says of the owner; raise Wrong with what would be right."""
    try:
        return answered("email" if option == "owner" else option, text)
    except ValueError as error:
        raise Wrong(f"--{option} {text[:100]}: {error}.") from None


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
    settings = load_settings(config)
    words = words_of(settings, now)
    writing = settings.writing_account is not None
    read = _absolute(path)
    if not read.exists():
        raise BadInput("there is no such file or folder.", where=str(path))
    folder = str(_absolute(write)) if write is not None else None
    with waiting(words.say(msg("Reading the calendars…"))):
        found = connect_account(settings, kind, name, str(read), folder, words.now, dry_run=dry_run)
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
                "already": found.already,
                "warnings": [warning(w) for w in found.warnings],
                "dry_run": dry_run,
            }
        )
        return Exit.DONE
    _show_found(found, words)
    _show_next(found, words, path, writing=writing or found.write is not None, dry_run=dry_run)
    return Exit.DONE


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links


def _show_found(found: Connected, words: Words) -> None:
    """Tell what is in the calendar: how many interviews, and the next of them."""
    print_line(
        words.say(
            msg("{name}: events read: {events}, interviews: {interviews}"),
            name=found.name,
            events=found.events,
            interviews=len(found.interviews),
        )
    )
    ended = [r.event.span(words.zone).end <= words.now for r in found.interviews]
    coming = [r for r, over in zip(found.interviews, ended, strict=True) if not over]
    if coming:
        print_line(words.say(msg("Coming: {number}"), number=len(coming)))
        print_entries([interview_entry(r, words) for r in coming[:SHOWN]])
    elif found.interviews:
        print_line(words.say(msg("All are past; the last ones:")))
        print_entries([interview_entry(r, words) for r in found.interviews[-SHOWN:]])
    if found.to_settle:
        print_line(
            words.say(
                msg("Events that may be interviews: {number}. See: relance interviews"),
                number=found.to_settle,
            )
        )


def _show_next(found: Connected, words: Words, path: Path, *, writing: bool, dry_run: bool) -> None:
    """Tell what was saved, and what to do next."""
    if found.already:
        line = msg('It is connected already, as "{name}"; nothing was changed.')
        print_line(words.say(line, name=found.name))
    elif dry_run:
        print_line(words.say(msg("Nothing was saved.")))
        return
    else:
        print_line(words.say(msg("It is in the settings now.")))
    if not writing:
        print_line(
            words.say(
                msg(
                    "No folder for follow-ups is set: they stay with relance, for `relance "
                    "export`. To have them in your calendar: relance connect ics {path} "
                    "--write FOLDER"
                ),
                path=shlex.quote(str(path)),
            )
        )
    print_line(words.say(msg("Next: relance sync, or relance run to keep it up to date.")))
