"""`relance demo`: the main job on a made-up calendar."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from relance.cli.as_json import event_row, follow_up_row, report_object
from relance.cli.clock import time_of
from relance.cli.exits import Exit, Wrong, complain
from relance.cli.face import Face, language_of, opened
from relance.cli.files import write_whole
from relance.cli.listing import follow_up_entry
from relance.cli.options import DryRun, Json, Now
from relance.cli.sample import OWNER_EMAIL, OWNER_NAME, sample_calendar
from relance.cli.screen import Entry, print_entries, print_json, print_line
from relance.cli.sync import complaints, exit_of, one_pass, written
from relance.cli.words import Words
from relance.model import State, Verdict
from relance.service import JournalRow, PassReport, ReadEvent
from relance.service.connecting import add_account
from relance.service.exporting import export_bytes, holds_only_ours
from relance.service.setup import write_starter
from relance.writing.catalogue import msg
from relance.writing.wording import round_name

ZONE = ZoneInfo("Europe/Paris")  # the sample's owner lives there
COUNTRY = "FR"
EXPORT = Path("relances.ics")
CONNECT = msg("relance connect ics FOLDER --write FOLDER")
CALENDAR = "Relances (demo)"  # by this name the demo knows its own file


def demo(
    keep: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep everything there, to look at it."),
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="fr or en; otherwise the locale's.")
    ] = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    now: Now = None,
) -> int:
    """Show what relance does, on a made-up calendar."""
    if language not in {"auto", "fr", "en"}:
        raise Wrong(f"--language {language}: write fr or en.")
    words = Words(language_of(language), ZONE, time_of(now, ZONE))
    target = EXPORT if keep is None else keep / EXPORT
    with _folder(keep, dry_run=dry_run) as folder:
        config = _set_up(folder, words)
        with opened(config, words.now.isoformat()) as face:
            return _Show(face, words, None if dry_run else target).run(as_json=as_json)


@contextmanager
def _folder(keep: Path | None, *, dry_run: bool) -> Iterator[Path]:
    if keep is None or dry_run:
        with tempfile.TemporaryDirectory(prefix="relance-demo-") as folder:
            yield Path(folder)
        return
    if keep.exists() and any(keep.iterdir()):
        raise Wrong(f"--keep {keep}: the folder is not empty; name a new one.")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


def _set_up(folder: Path, words: Words) -> Path:
    """Write the sample calendar and its settings; return the settings file."""
    calendars = folder / "calendars"
    (calendars / "home").mkdir(parents=True)
    (calendars / "home" / "sample.ics").write_bytes(sample_calendar(words.now, ZONE))
    config = folder / "config.toml"
    write_starter(
        config, name=OWNER_NAME, emails=[OWNER_EMAIL], zone=ZONE.key, country=COUNTRY, force=False
    )
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[journal]\nurl = "journal.sqlite"\n')
    home, write = calendars / "home", calendars / "relances"
    add_account(config, "ics", "home", [str(home.resolve())], str(write.resolve()))
    return config


def _free(wanted: Path) -> Path:
    """Return where the demo may write: a new file, or the one of a demo before."""
    number, target = 1, wanted
    while not holds_only_ours(target, CALENDAR):
        number += 1
        ending = f"-{number - 1}" if number > 2 else ""
        target = wanted.with_name(f"{wanted.stem}-demo{ending}{wanted.suffix}")
    return target


class _Show:
    """The demonstration, one part after the other."""

    def __init__(self, face: Face, words: Words, wanted: Path | None) -> None:
        self.face, self.words, self.wanted = face, words, wanted
        self.target = None if wanted is None else _free(wanted)
        self.opened = Face(face.service, words.now, words)

    def run(self, *, as_json: bool) -> int:
        """Run two passes; the second one changes nothing."""
        service, now = self.face.service, self.words.now
        readings = service.interviews(now)
        found = [r for r in readings.events if r.recognition.verdict is Verdict.YES]
        asked = [r for r in readings.events if r.recognition.verdict is Verdict.ASK]
        first = one_pass(self.opened)
        placed = [f for f in service.plan(now) if f.state in {State.PENDING, State.UNPLACED}]
        exported = service.export(now)
        if self.target is not None:
            write_whole(self.target, export_bytes(exported, now, CALENDAR))
        second = service.run(now)
        for line in complaints(second):
            complain(line)
        if as_json:
            print_json(
                {
                    "interviews": [event_row(r) for r in found],
                    "to_settle": [event_row(r) for r in asked],
                    "follow_ups": [follow_up_row(f) for f in placed],
                    "file": str(self.target) if self.target else None,
                    "first_pass": report_object(first, (), dry_run=False),
                    "second_pass": report_object(second, (), dry_run=False),
                }
            )
        else:
            self._interviews(len(readings.events), found, asked)
            self._head(msg("2. The follow-ups, and why they stand there"))
            print_entries([follow_up_entry(f, self.words) for f in placed])
            self._without(service.journal(now))
            self._files(first, len(exported))
            self._second(second)
            self._next_steps()
        return exit_of(second, self.opened) or (Exit.FAILED if second.written else Exit.DONE)

    def _interviews(self, events: int, found: list[ReadEvent], asked: list[ReadEvent]) -> None:
        self._say(
            msg("A made-up calendar around today: {events} events of {owner}."),
            events=events,
            owner=OWNER_NAME,
        )
        print_line()
        self._head(msg("1. The interviews found in it: {number}"), number=len(found))
        print_entries([self._interview(r) for r in found])
        if asked:
            print_line()
            self._say(msg("Not sure, so nothing is done; the person settles it with a mark:"))
            print_entries([self._interview(r) for r in asked])
        print_line()

    def _interview(self, read: ReadEvent) -> Entry:
        details, words = read.details, self.words
        parts = [read.event.summary]
        lines: tuple[str, ...] = ()
        if details is not None:
            told = (
                details.company,
                round_name(details.round, words.language),
                details.contact_name,
                details.phone,
            )
            lines = (" · ".join(part for part in told if part),)
        return Entry(words.when(read.event.start), " ".join(parts), lines)

    def _without(self, rows: Iterable[JournalRow]) -> None:
        """Tell once for each reason who gets no follow-up."""
        reasons: dict[str, list[str]] = {}
        for row in rows:
            if row.ending is not None and not row.done:
                reason = self.words.reason(row.ending.reason)
                reasons.setdefault(reason, []).append(row.candidacy.company)
        for reason, companies in reasons.items():
            self._say(
                msg("No follow-up for {companies}: {reason}."),
                companies=", ".join(sorted(companies)),
                reason=reason,
            )

    def _files(self, first: PassReport, number: int) -> None:
        print_line()
        print_line(written(first, self.words))
        if self.target is None:
            return
        if self.target != self.wanted:
            self._say(msg("{file} is not of a demo, so it stays as it is."), file=str(self.wanted))
        self._say(
            msg("{file}: the follow-ups ({number}), to open with any calendar."),
            file=str(self.target),
            number=number,
        )

    def _second(self, second: PassReport) -> None:
        print_line()
        self._head(msg("3. A second pass"))
        print_line(written(second, self.words))

    def _next_steps(self) -> None:
        print_line()
        self._head(msg("Your own calendar:"))
        steps = (
            ("relance init", msg("write your settings")),
            (CONNECT, msg("connect your calendar")),
            ("relance sync", msg("place your follow-ups")),
        )
        print_entries(
            [Entry(self.words.say(command), self.words.say(says)) for command, says in steps]
        )

    def _say(self, message: str, **values: object) -> None:
        print_line(self.words.say(message, **values))

    def _head(self, message: str, **values: object) -> None:
        print_line(self.words.say(message, **values), style="bold")
