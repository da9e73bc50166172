"""`relance why`: what led to one follow-up, in plain sentences."""

from typing import Annotated

import typer

from relance.cli.as_json import why_object
from relance.cli.exits import Exit
from relance.cli.face import opened
from relance.cli.listing import follow_up_title
from relance.cli.options import Config, Json, Now
from relance.cli.screen import Entry, print_entries, print_json, print_line, print_paragraph
from relance.cli.words import Words
from relance.service import Why


def why(
    key: Annotated[
        str,
        typer.Argument(metavar="KEY", help="As `relance plan` shows it; or a company's name."),
    ],
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Tell why a follow-up stands where it stands, or what became of it."""
    with opened(config, now) as face:
        told = face.service.why(key, face.now)
    if as_json:
        print_json(why_object(told))
    else:
        show_why(told, face.words)
    return Exit.DONE


def show_why(told: Why, words: Words) -> None:
    """Print the story of one follow-up."""
    follow_up = told.follow_up
    title = follow_up_title(follow_up, words)
    print_entries([Entry(words.when(follow_up.start), title, (str(follow_up.key),))])
    print_line()
    for sentence in words.story(told):
        print_paragraph(sentence)
