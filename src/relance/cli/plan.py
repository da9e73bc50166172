"""`relance plan`: what stands where."""

from typing import Annotated

import typer

from relance.cli.as_json import follow_up_row
from relance.cli.exits import Exit
from relance.cli.face import opened
from relance.cli.listing import follow_up_entry
from relance.cli.options import Config, Json, Now
from relance.cli.screen import print_entries, print_json, print_line
from relance.cli.words import Words
from relance.model import FollowUp, State
from relance.writing.catalogue import msg

PARTS = (
    (State.PENDING, msg("To come")),
    (State.UNPLACED, msg("Without a slot")),
    (State.FORECAST, msg("If nothing is answered")),
    (State.PASSED, msg("Passed")),
    (State.SKIPPED, msg("Skipped")),
)


def plan(
    forecast: Annotated[
        bool, typer.Option("--forecast", help="The steps after the next one too.")
    ] = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """List the follow-ups: past, standing, unplaced."""
    with opened(config, now) as face:
        follow_ups = face.service.plan(face.now, forecast=forecast)
    if as_json:
        print_json([follow_up_row(f) for f in follow_ups])
    else:
        show_plan(follow_ups, face.words)
    return Exit.DONE


def show_plan(follow_ups: tuple[FollowUp, ...], words: Words) -> None:
    """Print follow-ups by state, what is to come first."""
    if not follow_ups:
        print_line(words.say(msg("No follow-up is planned. Read the calendars: relance sync")))
    first = True
    for state, title in PARTS:
        part = [f for f in follow_ups if f.state is state]
        if not part:
            continue
        if not first:
            print_line()
        first = False
        print_line(words.say(title), style="bold")
        print_entries([follow_up_entry(f, words, key=True) for f in part])
