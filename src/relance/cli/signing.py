"""`relance connect KIND`: the person signs in, chooses, and sees what was found."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relance.cli import choosing
from relance.cli.connect_files import connected_object, show_found
from relance.cli.exits import Exit, Wrong, complain, completed
from relance.cli.reaching import reach, tell
from relance.cli.screen import print_json, print_line, print_paragraph
from relance.cli.sync import STAYING
from relance.errors import BadSettings
from relance.service.setup import patience, secrets_of
from relance.service.signing import sign_in
from relance.service.wishes import PRIMARY, Wish, differing, known_account
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from relance.cli.words import Words
    from relance.secrets import Safe
    from relance.service import Settings
    from relance.service.signing import SignedConnection
    from relance.settings import AccountSettings

CLIENT_FILE = "client_secret.json"  # what is looked for beside the settings
OPTIONS = ("name", "kind", "read", "write", "client_file", "client_id")
FLAGS = {"true": True, "false": False}

CALDAV = "caldav"  # which of its calendars is the main one is a guess: it is shown by its name


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says."""

    kind: str
    name: str
    read: tuple[str, ...]
    write: str | None
    client_file: Path | None
    client_id: str
    others: tuple[str, ...]
    browser: bool
    device: bool
    port: int
    timeout: str


def connect_signed(
    settings: Settings, given: Given, words: Words, *, dry_run: bool, as_json: bool
) -> int:
    """Let the person sign in to an account, and add it to the settings."""
    waits = _patience(given.timeout)
    wish = _wish(settings, given)
    asked = sys.stdin.isatty() and not as_json
    known = known_account(settings, wish)
    if known is not None:
        _check_same(settings, known, given)
    elif given.name:
        _tell_of_others(settings, given, words)
    if known is None and not wish.read and given.kind == CALDAV:
        wish = replace(wish, choose=choosing.which(words, asked=asked))
    elif known is None and asked and not wish.read:
        wish = replace(wish, choose=choosing.more(words))
    secrets = secrets_of(settings)
    asking = reach(words, waits, browser=given.browser, device=given.device, port=given.port)
    done = sign_in(settings, wish, secrets, asking, words.now, dry_run=dry_run)
    for warned in done.found.warnings:
        complain(str(warned))
    if as_json:
        notes = [{"what": n.what, "told": n.told, "remedy": n.remedy} for n in done.notes]
        found = connected_object(done.found, given.kind, done.read, dry_run=dry_run)
        print_json({**found, "secrets": done.kept, "notes": notes})
        return Exit.DONE
    show_found(done.found, words)
    _show_next(settings, done, secrets, words, dry_run=dry_run)
    return Exit.DONE


def _wish(settings: Settings, given: Given) -> Wish:
    others = _others(given)
    beside = settings.file.absolute().parent / CLIENT_FILE
    if given.kind == "google" and beside.exists():
        others = {"client_file": str(beside), **others}
    return Wish(given.kind, given.name, given.read, given.write, others, command=_command(given))


def _others(given: Given) -> dict[str, str | bool]:
    """Return what the command line says of an account beside what is read and written."""
    file = given.client_file
    others: dict[str, str | bool] = {}
    if file is not None:
        others["client_file"] = str(file.expanduser().absolute())
    others |= {"client_id": given.client_id} if given.client_id else {}
    return others | dict(_setting(one) for one in given.others)


def _command(given: Given) -> str:
    """Return the command that was run, without what it reads and writes."""
    file = [] if given.client_file is None else ["--client-file", str(given.client_file)]
    name = ["--name", given.name] if given.name else []
    file += ["--client-id", given.client_id] if given.client_id else []
    others = [word for one in given.others for word in ("--set", one)]
    how = [] if given.browser else ["--no-browser"]
    how += ["--device"] if given.device else []
    how += ["--port", str(given.port)] if given.port else []
    alone = ["--read-only"] if given.write is None else []
    return shlex.join(["relance", "connect", given.kind, *name, *file, *others, *how, *alone])


def _check_same(settings: Settings, known: AccountSettings, given: Given) -> None:
    """Raise BadSettings when the settings of an account that is there say something else."""
    wish = Wish(given.kind, given.name, given.read, given.write, _others(given))
    found = differing(known, wish)
    if not found:
        return
    told = (
        f'the account "{known.name}" is there already, but {", and ".join(found)}; change that '
        "here by hand, or say another --name. To sign in to it again, leave that out: "
        f"relance connect {given.kind} --name {shlex.quote(known.name)}"
    )
    raise BadSettings([told], where=str(settings.file))


def _tell_of_others(settings: Settings, given: Given, words: Words) -> None:
    """Tell of accounts that may have been meant: a name that nobody knows begins a new one."""
    for account in settings.accounts:
        if account.kind == given.kind:
            line = msg(
                "“{name}” is an account of this kind already. To sign in to that one again: "
                "relance connect {kind} --name {quoted}"
            )
            quoted = shlex.quote(account.name)
            tell(words.say(line, name=account.name, kind=given.kind, quoted=quoted))


def _setting(text: str) -> tuple[str, str | bool]:
    """Return key and value of one --set."""
    key, sign, value = text.partition("=")
    if not sign or not value or not key.replace("_", "").isalpha() or key in OPTIONS:
        told = f"--set {text[:60]}: write KEY=VALUE, and no key that has an option of its own."
        raise Wrong(told)
    return key, FLAGS.get(value, value)


def _patience(text: str) -> timedelta:
    try:
        return patience(text)
    except ValueError as error:
        raise Wrong(f"--timeout {text[:60]}: {error}.") from None


def _goes_into(done: SignedConnection) -> str:
    """Return what to say of where follow-ups go."""
    if not done.called:
        return msg("Follow-ups go into the calendar “{name}”.")
    return msg(
        "Follow-ups go into the calendar “{called}”, which relance made before; give it the name "
        "“{name}” where you see your calendars, if you like."
    )


def _show_kept(done: SignedConnection, secrets: Safe, words: Words) -> None:
    """Tell where the sign-in rests."""
    if done.kept == "keyring":
        print_line(words.say(msg("The sign-in is kept in the system keyring.")))
    elif done.kept == "file":
        line = msg("No system keyring is here: the sign-in is kept in an encrypted file, {file}.")
        print_line(words.say(line, file=str(secrets.file)))


def _show_again(done: SignedConnection, words: Words) -> None:
    """Tell that somebody is signed in again, and what else that changed."""
    if not done.anew:
        line = msg("“{name}” is signed in again; nothing else was changed.")
        print_line(words.say(line, name=done.found.name))
        return
    print_line(words.say(msg("“{name}” is signed in again."), name=done.found.name))
    line = msg(
        "The calendar of follow-ups was not there any more: a new one, “{name}”, is there now, "
        "and the next pass fills it."
    )
    print_line(words.say(line, name=done.anew))


def _show_next(
    settings: Settings, done: SignedConnection, secrets: Safe, words: Words, *, dry_run: bool
) -> None:
    """Tell what was saved and where, and what to do next."""
    if done.before:
        print_line(words.say(msg("You were signed in already; that sign-in is used.")))
    if dry_run:
        print_line(words.say(msg("Nothing was saved.")))
    elif done.found.already:
        _show_again(done, words)
    else:
        print_line(words.say(msg("It is in the settings now.")))
    if done.read != PRIMARY and not done.found.already:
        line = msg("Calendars that are read: {names}")
        print_line(words.say(line, names=", ".join(done.read)))
    _show_kept(done, secrets, words)
    if not (done.found.already or dry_run):
        if done.found.write is not None:
            print_line(words.say(_goes_into(done), name=done.found.write, called=done.called))
        elif settings.writing_account is None:
            print_line(words.say(STAYING))
    for note in done.notes:
        print_paragraph(completed(f"{note.what}: {note.told}. {note.remedy}".strip()))
    if not dry_run:
        line = words.say(msg("Next: relance sync, or relance run to keep it up to date."))
        print_line(completed(line))
