from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from typing import TYPE_CHECKING

from desk import NOW, Desk, event, interview

if TYPE_CHECKING:
    from desk import Relance

TITLE = "Entretien d'embauche [bold]Zarvane[/bold] :smile: [RH]"


def plain(text: str) -> str:
    """Return text with spaces where no line breaks."""
    return text.replace("\u00a0", " ")


def on_a_terminal(desk: Desk, *arguments: str, **environment: str) -> str:
    """Return what a terminal of 80 columns gets."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        desk.command(*arguments),
        stdin=there,
        stdout=there,
        stderr=there,
        env={**desk.environment(), "TERM": "xterm-256color", "COLUMNS": "80", **environment},
        cwd=desk.folder,
    )
    os.close(there)
    said, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([here], [], [], 0.2)[0]:
            try:
                said += os.read(here, 65536)
            except OSError:
                break
        elif process.poll() is not None:
            break
    process.wait(10)
    os.close(here)
    assert process.returncode == 0, said
    return said.decode()


def test_a_terminal_gets_colours_and_everybody_else_plain_lines(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    desk.run("sync", "--now", NOW)
    for command in ("plan", "journal", "status", "interviews"):
        assert "\x1b[" in on_a_terminal(desk, command, "--now", NOW)
        assert "\x1b[" not in on_a_terminal(desk, command, "--now", NOW, NO_COLOR="1")
        assert "\x1b" not in desk.run(command, "--now", NOW).out


def test_brackets_in_a_title_stay_on_a_terminal_too(desk: Desk) -> None:
    desk.put("a.ics", event("a@x.example", "20261126T090000Z", "20261126T100000Z", TITLE))
    assert TITLE in on_a_terminal(desk, "interviews", "--now", NOW).replace("\r\n", " ")


def test_lines_fit_into_eighty_columns(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane Bâtiment et Travaux Publics du Grand Ouest"))
    desk.run("sync", "--now", NOW)
    for command in ("plan", "status", "journal"):
        said = on_a_terminal(desk, command, "--now", NOW)
        for code in ("\x1b[1m", "\x1b[0m", "\x1b[2m", "\x1b[36m"):
            said = said.replace(code, "")
        assert max(len(line) for line in said.splitlines()) <= 80


def test_the_language_of_the_settings_is_spoken(desk: Desk) -> None:
    desk.put("a.ics", interview("Zarvane"))
    desk.run("sync", "--now", NOW)
    english = desk.run("plan", "--now", NOW).out
    assert "To come" in english
    assert "Fri 27 Nov 08:30" in english
    told = desk.config.read_text().replace('language = "en"', 'language = "fr"')
    desk.config.write_text(told)
    french = desk.run("plan", "--now", NOW).out
    assert "À venir" in french
    assert "ven. 27 nov. 08:30" in french


def test_the_locale_decides_when_the_settings_leave_it_open(desk: Desk) -> None:
    told = desk.config.read_text().replace('language = "en"', 'language = "auto"')
    desk.config.write_text(told)
    for locale, said in (("fr_CA.UTF-8", "Le carnet de bord"), ("de_DE.UTF-8", "The journal")):
        assert said in Desk(desk.folder, extra={"LC_ALL": locale}).run("journal").out


def test_a_terminal_that_knows_few_letters_is_no_reason_to_fail(desk: Desk) -> None:
    desk.put("a.ics", interview("Éclat & Bûche"))
    poor = Desk(desk.folder, extra={"PYTHONIOENCODING": "ascii"})
    ran = poor.run("interviews", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert poor.run("interviews", "--now", NOW, "--json").json[0]["company"] == "Éclat & Bûche"


def test_why_is_a_short_story_of_what_json_tells_at_length(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane", "20261119"))
    later = "2026-11-25T08:00+01:00"
    relance("sync", "--now", later)
    key = relance("plan", "--json", "--now", later).json[0]["key"]
    said = plain(relance("why", key, "--now", later).out)
    told = relance("why", key, "--json", "--now", later).json
    assert f"{told['slots']} slots were looked at from Thu 26 Nov to Mon 30 Nov" in said
    assert said.count("\n") < 20 < told["slots"]
    free = [c["cost"] for c in told["looked_at"] if c["cost"] is not None]
    shown = re.findall(r"\(([\d.]+)\)", said.partition("The next best")[2].partition("\nIf")[0])
    assert [float(cost) for cost in shown] == sorted(free)[1:4]
    assert told["chosen"]["cost"] == min(free)
    assert (told["chosen"]["start"], told["chosen"]["end"]) == (
        told["follow_up"]["start"],
        told["follow_up"]["end"],
    )


def test_why_says_that_a_follow_up_stays_where_it_stood(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane", "20261119"))
    taken = event("x@mail.example", "20261125T080000Z", "20261126T170000Z", "Formation")
    desk.put("b.ics", taken)
    later = "2026-11-25T08:00+01:00"
    relance("sync", "--now", later)
    [row] = [r for r in relance("plan", "--json", "--now", later).json if r["state"] == "pending"]
    assert "It stays" not in relance("why", row["key"], "--now", later).out
    (desk.home / "b.ics").unlink()
    relance("sync", "--now", later)
    told = relance("why", row["key"], "--json", "--now", later).json
    assert told["stands"]
    assert told["follow_up"]["start"] == row["start"]
    assert told["chosen"]["start"] != row["start"]
    said = " ".join(relance("why", row["key"], "--now", later).out.split())
    assert "It costs 16" in said
    assert "It stays, since it breaks no rule; searched anew, it would go to Thu 26" in said
    assert "the best" not in said.casefold().replace("the next best", "")
    forecast = relance("plan", "--forecast", "--json", "--now", later).json
    keys = [r["key"] for r in forecast if r["state"] == "forecast"]
    assert not relance("why", keys[0], "--json", "--now", later).json["stands"]


def test_status_names_the_settings_and_the_journal(desk: Desk, relance: Relance) -> None:
    told = relance("status", "--json", "--now", NOW).json
    assert told["settings"] == str(desk.config)
    assert told["journal"] == str(desk.folder / "journal.sqlite")
    said = desk.run("status", "--now", NOW).out.splitlines()
    assert {"Settings: ~/config.toml", "Journal: ~/journal.sqlite"} <= set(said)


def test_who_has_no_calendar_yet_is_told_to_connect_one(desk: Desk, relance: Relance) -> None:
    whole = desk.config.read_text()
    assert "is connected yet" not in relance("sync", "--now", NOW).out
    desk.config.write_text(whole.partition("[[accounts]]")[0])

    assert "No calendar is connected yet" in relance("sync", "--now", NOW).out
