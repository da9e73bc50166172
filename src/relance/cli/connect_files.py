"""`relance connect ics`: a folder of calendar files, or one file."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.cli.as_json import warning
from relance.cli.exits import Exit, complain, completed
from relance.cli.listing import interview_entry
from relance.cli.screen import print_entries, print_json, print_line, waiting
from relance.errors import BadInput
from relance.service.connecting import FILES, Connected, connect_account
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.cli.words import Words
    from relance.service import Settings

SHOWN = 3  # interviews that `connect` names


def connect_files(
    settings: Settings,
    path: Path,
    write: Path | None,
    name: str,
    words: Words,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Read calendar files, and add them to the settings when that goes well."""
    writing = settings.writing_account is not None
    read = _absolute(path)
    if not read.exists():
        raise BadInput(
            "there is no such file or folder.",
            where=str(path),
            remedy="Name the folder or the .ics file that holds your calendar; the folder of "
            "--write alone is made.",
        )
    folder = str(_absolute(write)) if write is not None else None
    with waiting(words.say(msg("Reading the calendars…"))):
        found = connect_account(
            settings, FILES, name, str(read), folder, words.now, dry_run=dry_run
        )
    for warned in found.warnings:
        complain(str(warned))
    if as_json:
        print_json(connected_object(found, FILES, [str(read)], dry_run=dry_run))
        return Exit.DONE
    show_found(found, words)
    _show_next(found, words, path, writing=writing or found.write is not None, dry_run=dry_run)
    return Exit.DONE


def connected_object(
    found: Connected, kind: str, read: Sequence[str], *, dry_run: bool
) -> dict[str, Any]:
    """Return what was connected, as JSON."""
    return {
        "name": found.name,
        "kind": kind,
        "read": list(read),
        "write": found.write,
        "events": found.events,
        "interviews": len(found.interviews),
        "to_settle": found.to_settle,
        "already": found.already,
        "warnings": [warning(w) for w in found.warnings],
        "dry_run": dry_run,
    }


def show_found(found: Connected, words: Words) -> None:
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


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links


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
        if found.write is not None:
            print_line(words.say(msg("Follow-ups go into {folder}."), folder=found.write))
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
    line = words.say(msg("Next: relance sync, or relance run to keep it up to date."))
    print_line(completed(line))
