"""`relance plan` and `relance why`: what stands where, and the reasons."""

from typing import Annotated

import typer

from relance.cli.as_json import follow_up_row, why_object
from relance.cli.exits import Exit
from relance.cli.face import opened
from relance.cli.listing import follow_up_entry, follow_up_title
from relance.cli.options import Config, Json, Now
from relance.cli.screen import Entry, print_entries, print_json, print_line
from relance.cli.words import Words
from relance.model import FollowUp, State
from relance.service import Why
from relance.writing.catalogue import msg

BEST = 5  # candidates that are shown
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


def why(
    key: Annotated[str, typer.Argument(metavar="KEY", help="As `relance plan` shows it.")],
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Tell why a follow-up stands where it stands."""
    with opened(config, now) as face:
        told = face.service.why(key, face.now)
    if as_json:
        print_json(why_object(told))
    else:
        show_why(told, face.words)
    return Exit.DONE


def show_why(told: Why, words: Words) -> None:
    """Print an explanation, condensed: counts per rule, and the best candidates."""
    follow_up, seen = told.follow_up, told.explanation
    print_entries([Entry(words.when(follow_up.start), follow_up_title(follow_up, words))])
    for reason in follow_up.reasons:
        print_line(f"  {words.reason(reason)}")
    if seen is None:
        return
    if told.stands:
        print_line(_stands(told, words))
    print_line(words.say(msg("Due: {when}"), when=words.when(seen.due)))
    print_line(words.say(msg("Slots looked at: {number}"), number=len(seen.looked_at)))
    for count in seen.counts:
        print_line(f"  {words.reason(count)}")
    left = [c for c in seen.looked_at if c.cost is not None]
    best = sorted(left, key=lambda c: (c.cost or 0, c.span.start))[:BEST]
    if best:
        print_line(words.say(msg("The best that are left, by cost in working hours:")))
        print_entries([Entry(f"  {words.when(c.span.start)}", f"{c.cost:.4g}") for c in best])


def _stands(told: Why, words: Words) -> str:
    """Return why a follow-up stays, and where it would go if it were searched anew."""
    chosen = told.explanation.chosen if told.explanation else None
    if chosen is None:
        return words.say(
            msg("It stays where it stands; searched anew, no slot would be found for it.")
        )
    if chosen.span == told.follow_up.span:
        return words.say(
            msg("It stays where it stands; searched anew, the same slot would be chosen.")
        )
    return words.say(
        msg(
            "It stays where it stands, since it breaks no rule; "
            "searched anew, {when} would be chosen."
        ),
        when=words.when(chosen.span.start),
    )
