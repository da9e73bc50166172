"""`relance interviews`: what is recognised, and why."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from relance.cli.as_json import event_row
from relance.cli.clock import time_of
from relance.cli.exits import Wrong, complain, complain_of, status_of
from relance.cli.face import language_of, opened
from relance.cli.listing import interview_entry
from relance.cli.options import Config, Json, Now
from relance.cli.screen import print_entries, print_json, print_line, waiting
from relance.cli.words import Words
from relance.errors import BadInput, BadSettings
from relance.model import Owner, Verdict
from relance.service import Readings, read_file
from relance.service.setup import Place, load_settings, place_here, place_of, settings_file
from relance.writing.catalogue import msg


def interviews(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="FILE_OR_FOLDER", help="Calendar files; needs no settings."),
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option("--owner", metavar="EMAIL", help="Whose calendar it is; may be repeated."),
    ] = None,
    owner_name: Annotated[str, typer.Option(metavar="NAME", help="The owner's name.")] = "",
    own_domain: Annotated[
        list[str] | None,
        typer.Option(
            "--own-domain", metavar="DOMAIN", help="The present employer's; may be repeated."
        ),
    ] = None,
    zone: Annotated[str, typer.Option(metavar="ZONE", help="The owner's time zone.")] = "",
    country: Annotated[
        str | None, typer.Option(metavar="CC", help="The owner's country, like FR.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every event, interview or not.")
    ] = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """List what is recognised as an interview, and why."""
    if path is None:
        if owner or owner_name or own_domain or zone or country is not None:
            raise Wrong("the owner's options go with a file; otherwise the settings tell.")
        with opened(config, now) as face, waiting(face.words.say(msg("Reading the calendars…"))):
            readings = face.service.interviews(face.now)
        words = face.words
    else:
        place = _place(config, owner, owner_name, own_domain, zone, country)
        words = Words(language_of(place.language), place.zone, time_of(now, place.zone))
        with waiting(words.say(msg("Reading the calendars…"))):
            readings = _read(path, place, words)
    for warned in readings.warnings:
        complain(str(warned))
    for error in readings.errors:
        complain_of(error)
    _show(readings, words, everything=everything, as_json=as_json)
    return status_of(readings.errors)


def _place(
    config: Path | None,
    emails: list[str] | None,
    name: str,
    domains: list[str] | None,
    zone: str,
    country: str | None,
) -> Place:
    """Return whose file it is: what the options say, over the settings if there are any."""
    given = Owner(tuple(emails or ()), name, tuple(domains or ()))
    place = None
    if config is not None or settings_file(None).exists():
        try:
            place = place_of(load_settings(config))
        except BadSettings:
            if not emails:
                raise
    if place is None:
        return replace(place_here(zone=zone, country=country), owner=given)
    owner = given if emails else replace(place.owner, name=name or place.owner.name)
    if domains:
        owner = replace(owner, own_domains=given.own_domains)
    elsewhere = place_here(zone=zone or place.zone.key, country=country or place.country)
    return replace(place, owner=owner, zone=elsewhere.zone, country=elsewhere.country)


def _read(path: Path, place: Place, words: Words) -> Readings:
    if not path.exists():
        raise BadInput("there is no such file or folder.", where=str(path))
    return read_file(path, place.owner, place.zone, place.country, words.now)


def _show(readings: Readings, words: Words, *, everything: bool, as_json: bool) -> None:
    found = [r for r in readings.events if r.recognition.verdict is Verdict.YES]
    if as_json:
        print_json([event_row(r) for r in (readings.events if everything else found)])
        return
    unsettled = [r for r in readings.events if r.recognition.verdict is Verdict.ASK]
    if readings.errors and not readings.events:
        print_line(words.say(msg("The calendars could not be read, as told above.")))
        return
    print_line(words.say(msg("Interviews: {number}"), number=len(found)), style="bold")
    print_entries([interview_entry(r, words) for r in found])
    if readings.errors:
        print_line(words.say(msg("Not every calendar could be read, as told above.")))
    if unsettled:
        print_line()
        print_line(words.say(msg("To settle: {number}"), number=len(unsettled)), style="bold")
        print_entries([interview_entry(r, words) for r in unsettled])
        print_line(
            words.say(
                msg(
                    "To settle one, write #interview or #not-interview alone on a line of its "
                    "notes, in your calendar."
                )
            )
        )
    if everything:
        others = [r for r in readings.events if r.recognition.verdict is Verdict.NO]
        print_line()
        print_line(words.say(msg("Other events: {number}"), number=len(others)), style="bold")
        print_entries([interview_entry(r, words) for r in others])
