"""`relance init`: the settings."""

import sys
from typing import Annotated

import typer

from relance.cli.asking import Answers, ask_owner
from relance.cli.clock import time_of
from relance.cli.exits import Exit, Wrong
from relance.cli.face import language_of
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.screen import print_json, print_line
from relance.cli.words import Words
from relance.errors import BadSettings
from relance.service.setup import answered, place_here, settings_file, write_starter
from relance.writing.catalogue import msg


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
    line = msg(
        "Now connect a calendar: relance connect google, outlook, caldav (iCloud, Nextcloud, "
        "Fastmail…), address (a calendar's secret link), or ics FOLDER --write FOLDER"
    )
    print_line(words.say(line))
    return Exit.DONE


def _emails(given: list[str]) -> tuple[str, ...]:
    return tuple(_checked("owner", email) for email in given)


def _checked(option: str, text: str) -> str:
    """Return what an option says of the owner; raise Wrong with what would be right."""
    try:
        return answered("email" if option == "owner" else option, text)
    except ValueError as error:
        raise Wrong(f"--{option} {text[:100]}: {error}.") from None
