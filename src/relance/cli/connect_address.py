"""`relance connect address`: a secret address, asked for in silence, and what was found there."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from relance.cli.asking import answering
from relance.cli.connect_files import connected_object, show_found
from relance.cli.exits import Exit, Wrong, complain
from relance.cli.screen import print_json, print_line, shown
from relance.ports import Asking
from relance.service.connecting import ADDRESS
from relance.service.connecting_address import AddressWish
from relance.service.connecting_address import connect_address as carry_out
from relance.service.setup import secrets_of
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.cli.words import Words
    from relance.secrets import Safe
    from relance.service import Settings
    from relance.service.connecting_address import AddressConnection

FLAGS = {"true": True, "false": False}


def connect_address(
    settings: Settings,
    name: str,
    write: str | None,
    others: Sequence[str],
    words: Words,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Ask for an address, read what lies there, and add it to the settings."""
    folder = None if write is None else str(Path(write).expanduser().absolute())
    wish = AddressWish(name, folder, dict(map(_flag, others)), _command(name, write, others))
    secrets = secrets_of(settings)
    done = carry_out(settings, wish, secrets, _asking(words), words.now, dry_run=dry_run)
    for warned in done.found.warnings:
        complain(str(warned))
    if as_json:
        found = connected_object(done.found, ADDRESS, [], dry_run=dry_run)
        print_json({**found, "secrets": done.kept, "notes": []})
        return Exit.DONE
    show_found(done.found, words)
    _show_next(settings, done, secrets, words, dry_run=dry_run)
    return Exit.DONE


def _command(name: str, write: str | None, others: Sequence[str]) -> str:
    """Return the command that was run."""
    given = ["--name", name] if name else []
    given += [word for one in others for word in ("--set", one)]
    given += ["--write", write] if write is not None else []
    return shlex.join(["relance", "connect", ADDRESS, *given])


def _flag(text: str) -> tuple[str, bool]:
    """Return key and value of one --set."""
    key, _, value = text.partition("=")
    if key not in ("private", "insecure") or value not in FLAGS:
        raise Wrong(f"--set {text[:60]}: write private=true or insecure=true.")
    return key, FLAGS[value]


def _asking(words: Words) -> Asking:
    def say(line: str) -> None:
        print(shown(line), file=sys.stderr, flush=True)  # noqa: T201 - it is for the person

    return Asking(say, browser=False, answer=answering(words))


def _show_next(
    settings: Settings, done: AddressConnection, secrets: Safe, words: Words, *, dry_run: bool
) -> None:
    """Tell what was saved and where, and what to do next."""
    found = done.found
    if dry_run:
        print_line(words.say(msg("Nothing was saved.")))
        return
    if found.already:
        line = msg("“{name}” was connected already; its address is the one that was just read.")
        print_line(words.say(line, name=found.name))
    else:
        print_line(words.say(msg("It is in the settings now.")))
    if done.kept == "keyring":
        print_line(words.say(msg("The address is kept in the system keyring.")))
    elif done.kept == "file":
        line = msg("No system keyring is here: the address is kept in an encrypted file, {file}.")
        print_line(words.say(line, file=str(secrets.file)))
    if found.write is not None:
        print_line(words.say(msg("Follow-ups go into {folder}."), folder=found.write))
    elif settings.writing_account is None:
        line = msg(
            "No folder for follow-ups is set: they stay with relance, for `relance export`. To "
            "have them as files: relance connect address --name {name} --write FOLDER"
        )
        print_line(words.say(line, name=shlex.quote(found.name)))
    print_line(words.say(msg("Next: relance sync, or relance run to keep it up to date.")))
