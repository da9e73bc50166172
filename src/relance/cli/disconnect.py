"""`relance disconnect`: sign an account out, and take it out of the settings."""

import sys
from typing import Annotated, Any

import typer

from relance.cli.as_json import error_object
from relance.cli.asking import confirm
from relance.cli.exits import Exit, complain_of
from relance.cli.face import opened, words_of
from relance.cli.options import Config, DryRun, Json, Now
from relance.cli.purge import show_purged
from relance.cli.screen import print_json, print_line, print_paragraph
from relance.cli.words import Words
from relance.service.disconnecting import Disconnected, account_named
from relance.service.disconnecting import disconnect as carry_out
from relance.service.setup import load_settings, secrets_of
from relance.writing.catalogue import msg, say_it

LEFT = (
    msg(
        "Microsoft lets no app take its own permission back. To do it yourself: a personal "
        "account at https://account.live.com/consent/Manage, one of work or school at "
        "https://myapplications.microsoft.com"
    ),
    msg("The server still takes the app password: to end that, delete it where you made it."),
    msg(
        "Whoever has the secret address can still read the calendar: to end that, have a new one "
        "made where you copied it."
    ),
)
"""What accounts leave to whoever disconnects them."""


def disconnect(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")],
    keep_settings: Annotated[
        bool, typer.Option("--keep-settings", help="Sign out alone; the settings stay.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Disconnect an account: sign out, and take it out of the settings."""
    settings = load_settings(config)
    words = words_of(settings, now)
    secrets = secrets_of(settings)
    account = account_named(settings, name, secrets)
    asked = sys.stdin.isatty() and not (yes or dry_run or as_json)
    if asked and account.write is not None:
        question = msg(
            "Follow-ups that relance wrote stay in “{calendar}”; `relance purge` removes them, "
            "but only while it is connected. Remove them now?"
        )
        if confirm(words.say(question, calendar=account.write), words):
            ended = _purged(config, now)
            if ended != Exit.DONE:
                return ended
        if not confirm(words.say(msg("Disconnect “{name}” now?"), name=name), words):
            return Exit.DONE
    done = carry_out(
        settings, name, secrets, words.now, keep_settings=keep_settings, dry_run=dry_run
    )
    if done.error is not None:
        complain_of(done.error)
    if as_json:
        print_json(_object(done, dry_run=dry_run))
    else:
        _show(done, words, dry_run=dry_run)
    return Exit.FAILED if done.error is not None else Exit.DONE


def _purged(config: Config, now: Now) -> int:
    """Remove all that relance ever wrote, as `relance purge` does, and tell it."""
    with opened(config, now) as face:
        return show_purged(face.service.purge(face.now), face.words)


def _object(done: Disconnected, *, dry_run: bool) -> dict[str, Any]:
    return {
        "name": done.name,
        "kind": done.kind,
        "signed_out": done.signed_out,
        "removed": done.removed,
        "write": done.write,
        "left": done.left or None,
        "error": error_object(done.error) if done.error is not None else None,
        "dry_run": dry_run,
    }


def _show(done: Disconnected, words: Words, *, dry_run: bool) -> None:
    """Tell what was done, or would be, and what stays."""
    lines = []
    if done.signed_out:
        lines.append(
            msg("“{name}” would be signed out.") if dry_run else msg("“{name}” is signed out.")
        )
    if done.removed:
        line = msg("“{name}” is no longer in the settings.")
        lines.append(msg("“{name}” would be taken out of the settings.") if dry_run else line)
    for line in lines:
        print_line(words.say(line, name=done.name))
    if done.left:
        print_paragraph(say_it(done.left, words.language))
    if not lines:
        print_line(words.say(msg("Nothing was changed.")))
    if done.write is not None and done.removed:
        line = msg(
            "The follow-ups in “{calendar}” stay. To remove them: connect it again, then run "
            "relance purge."
        )
        if dry_run:
            line = msg(
                "The follow-ups in “{calendar}” would stay. To remove them, first run: "
                "relance purge"
            )
        print_line(words.say(line, calendar=done.write))
