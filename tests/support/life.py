"""Some weeks of a candidate's life on calendar files: what the commands have to tell of.

The person's hand is that of somebody with a text editor: it changes lines of an .ics file.
"""

from __future__ import annotations

import io
import json
import os
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from desk import Desk, Ran, event, interview
from relance.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

_SUMMARY = re.compile(r"^SUMMARY:(.*)$", re.MULTILINE)


@dataclass(slots=True)
class Life:
    """A desk, and what the person does at it."""

    desk: Desk
    now: str = ""
    calendar: dict[str, str] = field(default_factory=dict)

    def meets(self, company: str, day: str, *lines: str) -> None:
        """Have an interview at 10:00 in Paris; `lines` stand alone in its notes."""
        told = interview(company, day)
        if lines:
            told = told.replace("DESCRIPTION:", "DESCRIPTION:" + "\\n".join(lines) + "\\n")
        self.calendar[f"{company}-{day}"] = told
        self.desk.put("life.ics", *self.calendar.values())

    def has(self, name: str, start: str, end: str, title: str, *lines: str) -> None:
        """Have an appointment; times like 20261120T130000Z."""
        self.calendar[name] = event(f"{name}@life.example", start, end, title, *lines)
        self.desk.put("life.ics", *self.calendar.values())

    def loses(self, name: str) -> None:
        """Take an event away."""
        del self.calendar[name]
        self.desk.put("life.ics", *self.calendar.values())

    def at(self, now: str) -> Life:
        """Let time go on to a moment such as `2026-11-23 08:00`, and run a pass."""
        self.now = now
        self.run("sync")
        return self

    def ran(self, *arguments: str) -> Ran:
        """Run a command in this process, at the desk, now."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with (
            patch.dict(os.environ, self.desk.environment(), clear=True),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = run([*arguments, "--now", self.now])
            out.flush()
            err.flush()
        return Ran(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())

    def run(self, *arguments: str) -> str:
        """Return what a command says now, the spaces that no line breaks as plain ones."""
        ran = self.ran(*arguments)
        assert ran.code == 0, ran.err
        return ran.out.replace("\u00a0", " ").replace("\u202f", " ")

    def json(self, *arguments: str) -> Any:
        """Return what a command says as JSON."""
        return json.loads(self.run(*arguments, "--json"))

    def story(self, key: str) -> str:
        """Return what `why` tells, in one line."""
        return " ".join(self.run("why", key).split())

    def rows(self, company: str, **wanted: object) -> list[dict[str, Any]]:
        """Return a company's follow-ups, by time; `wanted` are fields that must be so."""
        every: list[dict[str, Any]] = self.json("plan", "--forecast")
        fields = {"company": company, **wanted}
        return [row for row in every if {k: row[k] for k in fields} == fields]

    def next(self, company: str) -> str:
        """Return the key of a company's next follow-up."""
        return str(self.rows(company, state="pending")[0]["key"])

    def last(self, company: str) -> str:
        """Return the key of a company's last follow-up that has passed."""
        return str(self.rows(company, state="passed")[-1]["key"])

    def file(self, key: str) -> Path:
        """Return the file of a follow-up."""
        return next(p for p in self.desk.relances.glob("*.ics") if f"UID:{key}@" in _text(p))

    def marks(self, key: str, mark: str) -> None:
        """Write a mark behind a follow-up's title."""
        self._change(key, _SUMMARY, rf"SUMMARY:\1 {mark}")

    def moves(self, key: str, start: str, end: str) -> None:
        """Put a follow-up elsewhere; times like 20261120T130000Z."""
        self._change(key, re.compile(r"^DTSTART[;:].*$", re.MULTILINE), f"DTSTART:{start}")
        self._change(key, re.compile(r"^DTEND[;:].*$", re.MULTILINE), f"DTEND:{end}")

    def deletes(self, key: str) -> None:
        """Delete a follow-up."""
        self.file(key).unlink()

    def _change(self, key: str, line: re.Pattern[str], to: str) -> None:
        file = self.file(key)
        text, changed = line.subn(to, _text(file), count=1)
        assert changed == 1, key
        file.write_bytes(text.replace("\n", "\r\n").encode())


def _text(file: Path) -> str:
    return file.read_bytes().decode().replace("\r\n ", "").replace("\r\n", "\n")


def november(folder: Path, language: str) -> Life:
    """Return a life in which nearly everything has happened that may happen."""
    life = Life(Desk(folder, language).settle())
    life.desk.put("life.ics")
    for company, day in (
        ("Zarvane", "20261102"),
        ("Brumair", "20261102"),
        ("Kaolis", "20261103"),
        ("Tamaris Énergie", "20261103"),
        ("Marzelle", "20261104"),
        ("Polyèdre", "20261104"),
        ("Orféo", "20261105"),
        ("Lumigrade", "20261106"),
        ("Cormelles", "20261109"),
        ("Ventalis", "20260810"),
    ):
        life.meets(company, day)
    life.meets("Heron Labs", "20261105", "#zone: America/New_York")
    life.meets("Wattle", "20261105", "#fuseau: Australia/Sydney")
    life.has("phone", "20261106T130000Z", "20261106T140000Z", "Entretien d'embauche téléphonique")
    for number in range(2, 11):
        life.at(f"2026-11-{number:02} 20:00")
    life.deletes(life.next("Lumigrade"))
    life.at("2026-11-11 20:00")
    life.marks(life.last("Kaolis"), "#injoignable")
    life.marks(life.last("Zarvane"), "#message")
    life.marks(life.last("Tamaris Énergie"), "#missed")
    life.marks(life.next("Marzelle"), "#répodnu")
    life.at("2026-11-12 07:00")
    life.moves(life.next("Brumair"), "20261122T190000Z", "20261122T191500Z")
    life.run("mark", "polyèdre", "refus")
    life.at("2026-11-13 20:00")
    for company, mark in (("Cormelles", "offer"), ("Lumigrade", "stop"), ("Marzelle", "répondu")):
        life.run("mark", company, mark)
    life.meets("Quintel", "20261117")
    life.meets("Quintel", "20261203")
    life.meets("Doriane", "20261118")
    for number in range(17, 20):
        life.at(f"2026-11-{number} 20:00")
    life.run("mark", "orféo", "attendre", "05/12")
    life.at("2026-11-20 20:00")
    life.loses("Doriane-20261118")
    return life.at("2026-11-22 18:30")
