"""`relance connect`: a calendar, read first, then kept in the settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from relance.cli.exits import Wrong
from relance.cli.face import words_of
from relance.cli.options import Config, DryRun, Json, Now
from relance.service.connecting import ADDRESS, FILES
from relance.service.setup import load_settings

Kind = Annotated[
    str,
    typer.Argument(
        metavar="KIND",
        help="google; outlook; caldav: iCloud, Nextcloud, Fastmail and others; address: a "
        "calendar's secret link; ics: a folder, a file.",
    ),
]
AtPath = Annotated[
    Path | None, typer.Argument(metavar="PATH", help="For ics: the folder or the .ics file.")
]
Write = Annotated[
    str | None,
    typer.Option(
        metavar="WHERE",
        help="Where follow-ups go, made when missing: a folder; a calendar's name or id.",
    ),
]
Name = Annotated[str, typer.Option(metavar="NAME", help="What to call the account.")]
Read = Annotated[
    list[str] | None,
    typer.Option(metavar="CALENDAR", help="A calendar to read: name, id or *; may be repeated."),
]
ReadOnly = Annotated[bool, typer.Option("--read-only", help="No follow-ups go here.")]
ClientFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The OAuth client that you made.")
]
ClientId = Annotated[
    str, typer.Option(metavar="ID", show_default=False, help="For outlook: your app's id.")
]
Others = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Another setting of the account; may be repeated."
    ),
]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Open no browser here: show the address.")
]
Device = Annotated[
    bool, typer.Option("--device", help="For outlook: sign in on any device, with a code.")
]
Port = Annotated[
    int,
    typer.Option(
        metavar="PORT", show_default=False, help="Where this computer listens for the answer."
    ),
]
MEANT = {
    "google": ("gmail", "googlemail", "gcal", "google-calendar", "workspace"),
    "outlook": (
        "hotmail", "live", "msn", "microsoft", "microsoft365", "office", "office365", "o365",
        "exchange", "outlook.com", "graph",
    ),
    "caldav": (
        "icloud", "apple", "nextcloud", "owncloud", "fastmail", "mailbox", "mailbox.org", "posteo",
        "gmx", "infomaniak", "purelymail", "radicale", "baikal", "xandikos", "zimbra", "sogo",
        "synology", "dav", "yahoo",
    ),
    ADDRESS: ("url", "link", "feed", "webcal", "proton", "protonmail"),
    FILES: ("file", "files", "folder", "ical", "icalendar"),
}  # fmt: skip
"""What people may say instead of a kind."""

WAITS = "5m"
Timeout = Annotated[str, typer.Option(metavar="TIME", help="How long to wait for you to sign in.")]


def connect(
    kind: Kind,
    path: AtPath = None,
    write: Write = None,
    name: Name = "",
    read: Read = None,
    read_only: ReadOnly = False,
    client_file: ClientFile = None,
    client_id: ClientId = "",
    others: Others = None,
    no_browser: NoBrowser = False,
    device: Device = False,
    port: Port = 0,
    timeout: Timeout = WAITS,
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
    now: Now = None,
) -> int:
    """Connect a calendar: google, outlook, caldav, address, or files.

    It is read first, and kept in the settings when that goes well. For an account that somebody
    signs in to, the same command signs in again.
    """
    _check_kind(kind)
    if kind == FILES:
        if any((read, read_only, client_file, client_id, others, no_browser, device, port)):
            raise Wrong("calendar files know PATH, --write and --name. See: relance connect --help")
        return _files(path, write, name, dry_run, as_json, config, now)
    if kind == ADDRESS:
        signing = (client_file, client_id, no_browser, device, port, timeout != WAITS)
        if any((path, read, read_only, *signing)):
            raise Wrong(
                "a secret address is asked for, and is no argument of the command; beside it "
                "there are --name, --write and --set. See: relance connect --help"
            )
        return _address(write, name, others or (), dry_run, as_json, config, now)
    if path is not None:
        raise Wrong(f"an account of kind {kind} has no PATH. See: relance connect --help")
    if read_only and write is not None:
        raise Wrong("--read-only and --write do not go together.")
    from relance.cli.signing import Given, connect_signed  # noqa: PLC0415 - quick start

    if device and (no_browser or port):
        raise Wrong("--device needs neither --no-browser nor --port: no browser comes back here.")
    given = Given(
        kind,
        name,
        tuple(read or ()),
        None if read_only else write or "",
        client_file,
        client_id,
        tuple(others or ()),
        not no_browser,
        device,
        port,
        timeout,
    )
    settings = load_settings(config)
    words = words_of(settings, now)
    return connect_signed(settings, given, words, dry_run=dry_run, as_json=as_json)


def _check_kind(kind: str) -> None:
    """Raise Wrong for what people call a provider, with the kind that opens it."""
    meant = next((k for k, names in MEANT.items() if kind.casefold() in names), None)
    if meant is None:
        return
    from relance.connectors import kinds  # noqa: PLC0415 - quick start

    if kind not in kinds():
        path = " PATH" if meant == FILES else ""
        raise Wrong(f"there is no kind “{kind}”; for that, run: relance connect {meant}{path}")


def _address(
    write: str | None,
    name: str,
    others: Sequence[str],
    dry_run: bool,
    as_json: bool,
    config: Path | None,
    now: str | None,
) -> int:
    """Connect a calendar by its secret address."""
    from relance.cli.connect_address import connect_address  # noqa: PLC0415 - quick start

    settings = load_settings(config)
    words = words_of(settings, now)
    return connect_address(settings, name, write, others, words, dry_run=dry_run, as_json=as_json)


def _files(
    path: Path | None,
    write: str | None,
    name: str,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
    now: str | None,
) -> int:
    """Connect calendar files."""
    from relance.cli.connect_files import connect_files  # noqa: PLC0415 - quick start

    if path is None:
        raise Wrong("Missing argument 'PATH'. See: relance connect --help")
    settings = load_settings(config)
    words = words_of(settings, now)
    folder = None if write is None else Path(write)
    return connect_files(settings, path, folder, name, words, dry_run=dry_run, as_json=as_json)
