"""`relance connect KIND`: the person signs in, chooses, and sees what was found."""

from __future__ import annotations

import os
import platform
import shlex
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relance.cli.asking import answering, choose_some, confirm
from relance.cli.connect_files import connected_object, show_found
from relance.cli.exits import Exit, Wrong, complain, completed
from relance.cli.screen import print_json, print_line, print_paragraph, shown
from relance.errors import BadSettings
from relance.ports import Asking
from relance.service.setup import patience, secrets_of
from relance.service.signing import sign_in
from relance.service.wishes import PRIMARY, Wish, differing, known_account
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

    from relance.cli.words import Words
    from relance.ports import Offered
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
        wish = _choosing(wish, words, asked=asked)
    elif known is None and asked and not wish.read:
        question = msg("Read other calendars of this account too, beside its main one?")
        if confirm(words.say(question), words):
            wish = _choosing(wish, words, asked=True)
    secrets = secrets_of(settings)
    asking = _asking(given, waits, words)
    done = sign_in(settings, wish, secrets, asking, words.now, dry_run=dry_run)
    for warned in done.found.warnings:
        complain(str(warned))
    if as_json:
        notes = [{"what": n.what, "told": n.told, "remedy": n.remedy} for n in done.notes]
        found = connected_object(done.found, given.kind, done.read, dry_run=dry_run)
        print_json({**found, "secrets": done.kept, "notes": notes})
        return Exit.DONE
    show_found(done.found, words)
    _show_next(done, secrets, words, dry_run=dry_run)
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
    alone = ["--read-only"] if given.write is None else []
    return shlex.join(["relance", "connect", given.kind, *name, *file, *others, *alone])


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
            _tell(words.say(line, name=account.name, kind=given.kind, quoted=quoted))


def _setting(text: str) -> tuple[str, str | bool]:
    """Return key and value of one --set."""
    key, sign, value = text.partition("=")
    if not sign or not value or not key.replace("_", "").isalpha() or key in OPTIONS:
        told = f"--set {text[:60]}: write KEY=VALUE, and no key that has an option of its own."
        raise Wrong(told)
    return key, FLAGS.get(value, value)


def _choosing(wish: Wish, words: Words, *, asked: bool) -> Wish:
    """Let the person choose where there is a choice, and somebody to make it."""

    def choose(offered: Sequence[Offered]) -> Sequence[str]:
        if not offered:
            return PRIMARY  # that there is none is told when it is read
        if not asked or len(offered) == 1:
            return [_named(offered[0], offered)]
        main = words.say(msg("(the main one)"))
        names = [f"{one.name} {main}" if one.primary else one.name for one in offered]
        question = msg("Which ones are to be read? Their numbers, or * for all:")
        chosen = choose_some(words, question, names)
        return ["*"] if chosen is None else [_named(offered[n], offered) for n in chosen]

    return replace(wish, choose=choose)


def _named(one: Offered, offered: Sequence[Offered]) -> str:
    """Return what the settings call a calendar: its name, where no other one has it."""
    alike = sum(other.name.casefold() == one.name.casefold() for other in offered)
    return one.ref if one.primary or alike > 1 or "@" in one.name else one.name


def _patience(text: str) -> timedelta:
    try:
        return patience(text)
    except ValueError as error:
        raise Wrong(f"--timeout {text[:60]}: {error}.") from None


def _asking(given: Given, waits: timedelta, words: Words) -> Asking:
    return _with_code(waits, words) if given.device else _with_browser(given, waits, words)


def _with_code(waits: timedelta, words: Words) -> Asking:
    def say(line: str) -> None:
        if "://" in line:
            _tell(words.say(msg("On any device with a browser, open this address:")))
        else:
            _tell(words.say(msg("There, type this code:")))
        _tell(line)

    return Asking(say, browser=False, device=True, timeout=waits, answer=answering(words))


def _with_browser(given: Given, waits: timedelta, words: Words) -> Asking:
    browser = given.browser and has_screen()
    port = given.port if browser or given.port else _free_port()

    def say(address: str) -> None:
        if browser:
            _tell(words.say(msg("Your browser opens. If it does not, open this address:")))
        else:
            _tell(words.say(msg("Open this address in a browser, and allow what is asked:")))
        _tell(address)
        if not browser:
            line = msg(
                "If that browser is on another computer, first run there: "
                "ssh -L {port}:127.0.0.1:{port} {host}"
            )
            _tell(words.say(line, port=port, host=platform.node() or "HOST"))

    return Asking(say, browser=browser, timeout=waits, port=port, answer=answering(words))


def has_screen() -> bool:
    """Say whether a browser can open where somebody sees it, and not in this terminal."""
    if os.environ.get("BROWSER") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return sys.platform != "linux" and not os.environ.get("SSH_CONNECTION")


def _free_port() -> int:
    """Return a port that is free now: the person needs its number before anything listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _tell(line: str) -> None:
    """Show a line at once, whatever becomes of the output."""
    with suppress(OSError):
        print(shown(line), file=sys.stderr, flush=True)  # noqa: T201 - it is for the person


def _goes_into(done: SignedConnection) -> str:
    """Return what to say of where follow-ups go."""
    if not done.called:
        return msg("Follow-ups go into the calendar “{name}”.")
    return msg(
        "Follow-ups go into the calendar “{called}”, which relance made before; give it the name "
        "“{name}” where you see your calendars, if you like."
    )


def _show_next(done: SignedConnection, secrets: Safe, words: Words, *, dry_run: bool) -> None:
    """Tell what was saved and where, and what to do next."""
    if done.before:
        print_line(words.say(msg("You were signed in already; that sign-in is used.")))
    if dry_run:
        print_line(words.say(msg("Nothing was saved.")))
    elif done.found.already:
        line = msg("“{name}” is signed in again; nothing else was changed.")
        print_line(words.say(line, name=done.found.name))
    else:
        print_line(words.say(msg("It is in the settings now.")))
    if done.read != PRIMARY and not done.found.already:
        line = msg("Calendars that are read: {names}")
        print_line(words.say(line, names=", ".join(done.read)))
    if done.kept == "keyring":
        print_line(words.say(msg("The sign-in is kept in the system keyring.")))
    elif done.kept == "file":
        line = msg("No system keyring is here: the sign-in is kept in an encrypted file, {file}.")
        print_line(words.say(line, file=str(secrets.file)))
    if done.found.write is not None and not (done.found.already or dry_run):
        print_line(words.say(_goes_into(done), name=done.found.write, called=done.called))
    for note in done.notes:
        print_paragraph(completed(f"{note.what}: {note.told}. {note.remedy}".strip()))
    if not dry_run:
        line = words.say(msg("Next: relance sync, or relance run to keep it up to date."))
        print_line(completed(line))
