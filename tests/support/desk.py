"""A person's desk: a folder of calendars, settings, and the command line to use them with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWNER = "camille.durand@mail.example"
NOW = "2026-11-23T08:00+01:00"

SETTINGS = """\
timezone = "Europe/Paris"
country = "FR"
language = "{language}"

[owner]
name = "Camille Durand"
emails = ["{owner}"]

[journal]
url = "journal.sqlite"

[[accounts]]
name = "home"
kind = "ics"
read = ["home"]
write = "relances"
"""


def event(uid: str, start: str, end: str, title: str, *lines: str) -> str:
    """Return a VEVENT; start and end like 20261120T130000Z."""
    return "\r\n".join(
        (
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20261101T080000Z",
            f"DTSTART:{start}",
            f"DTEND:{end}",
            f"SUMMARY:{title}",
            *lines,
            "END:VEVENT\r\n",
        )
    )


def calendar(*events: str) -> bytes:
    """Return a calendar file."""
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//desk//EN\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


def interview(company: str, day: str = "20261126", uid: str = "") -> str:
    """Return an interview that nobody can mistake."""
    return event(
        uid or f"{company}-{day}@mail.example".casefold(),
        f"{day}T090000Z",
        f"{day}T100000Z",
        f"Entretien d'embauche {company} – chef de projet",
        f"DESCRIPTION:Vous rencontrerez Anne Petit\\, recruteuse chez {company}.",
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the output as the JSON value that it is."""
        return json.loads(self.out)

    @property
    def complaints(self) -> list[str]:
        """Return the lines of stderr."""
        return self.err.splitlines()


class Relance(Protocol):
    """Runs a command in this process."""

    def __call__(self, *arguments: str) -> Ran:
        """Return how it ended."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of one person in one folder; nothing of the machine's own comes in."""

    folder: Path
    language: str = "en"
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """Return the settings file."""
        return self.folder / "config.toml"

    @property
    def home(self) -> Path:
        """Return the folder of calendars that is read."""
        return self.folder / "home"

    @property
    def relances(self) -> Path:
        """Return the folder that follow-ups are written into."""
        return self.folder / "relances"

    def settle(self) -> Desk:
        """Write settings and an empty calendar."""
        self.home.mkdir(parents=True)
        self.config.write_text(SETTINGS.format(language=self.language, owner=OWNER))
        return self

    def put(self, name: str, *events: str) -> Path:
        """Write a file into the calendar, whole."""
        new = self.home / f".{name}.new"
        new.write_bytes(calendar(*events))
        return new.replace(self.home / name)

    def environment(self) -> dict[str, str]:
        """Return the environment of a command."""
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "SYSTEMROOT", "TMPDIR"}}
        places = {name: str(self.folder / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
        return {
            **kept,
            **places,
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "PYTHONWARNINGS": "error",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "RELANCE_CONFIG": str(self.config),
            **self.extra,
        }

    def command(self, *arguments: str) -> list[str]:
        """Return a command as the system runs it."""
        return [sys.executable, "-m", "relance", *arguments]

    def run(self, *arguments: str, given: str | None = None) -> Ran:
        """Run a command as a process of its own."""
        done = subprocess.run(
            self.command(*arguments),
            input=given or "",
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def keys(self) -> list[str]:
        """Return the key of every follow-up file, once for each file."""
        found = []
        for path in sorted(self.relances.glob("*.ics")):
            lines = path.read_bytes().decode().replace("\r\n ", "").splitlines()
            found += [line.partition(":")[2] for line in lines if line.startswith("UID")]
        return found
