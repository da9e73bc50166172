"""The tables of the docs say what the code does, word by word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import Event, Key, MarkKind, Step, UserMark
from relance.planning.sequence import DEFAULT_SEQUENCE, Due, Ending, SequenceStep, next_steps
from relance.planning.stood import ABOUT_AN_ATTEMPT, ENDING, GOING_ON
from relance.planning.windows import Rules, working_day_after
from relance.reading.mark_words import MARKS, kinds
from relance.reading.marks import parse_mark, read_marks

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"`([^`]+)`")
DAY = date(2026, 11, 20)


def tables(file: str, heading: str) -> list[list[list[str]]]:
    """Return the tables under a heading as rows of cells, without their titles."""
    text = (ROOT / file).read_text("utf-8").partition(f"\n{heading}\n")[2]
    lines = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    found: list[list[list[str]]] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if not line.startswith("|"):
            continue
        if not before.startswith("|"):
            found.append([])
        found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [table[2:] for table in found]


def table(file: str, heading: str) -> list[list[str]]:
    [only] = tables(file, heading)
    return only


# Marks


def test_the_table_has_every_mark_in_the_words_of_the_code() -> None:
    rows = table("docs/marks.md", "## Marks")
    assert [kinds()[bare_word(english)] for english, _, _ in rows] == list(MARKS)
    for (english, french, meaning), mark in zip(rows, MARKS.values(), strict=True):
        assert words(english) == mark.english
        assert words(french) == mark.french
        assert meaning == mark.meaning


def words(cell: str) -> tuple[str, ...]:
    """Return the words of a cell, without their sign and without what they take."""
    return tuple(re.split(r"[: ]", code.removeprefix("#"))[0] for code in CODE.findall(cell))


def bare_word(cell: str) -> str:
    return words(cell)[0].replace("-", "")


def test_every_example_of_the_table_is_a_mark() -> None:
    for english, french, _ in table("docs/marks.md", "## Marks"):
        kind = kinds()[bare_word(english)]
        for language, cell in (("en", english), ("fr", french)):
            for example in CODE.findall(cell):
                assert parse_mark(example, language=language, day=DAY).kind is kind
                [mark] = on_a_follow_up(f"Acme {example}", language)
                assert mark.kind is kind


def on_a_follow_up(title: str, language: str, day: date = DAY) -> list[UserMark]:
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    event = Event("a@b.example", start, start + timedelta(minutes=15), summary=title)
    zoned = replace(event, zone="Europe/Paris")
    return list(read_marks(zoned, ours=True, language=language, day=day).marks)


def test_every_date_of_the_docs_is_the_same_day() -> None:
    rows = {who: CODE.findall(dates) for who, dates in table("docs/marks.md", "## Dates")}
    assert {who: len(dates) for who, dates in rows.items()} == {
        "either language": 2,
        "in English": 4,
        "in French": 4,
    }
    for who, dates in rows.items():
        for language in ("en", "fr"):
            if who in {"either language", f"in {'English' if language == 'en' else 'French'}"}:
                for written in dates:
                    [mark] = on_a_follow_up(f"Acme #wait {written}", language)
                    assert mark.value == "2026-12-05", written


def test_every_example_of_the_command_is_understood() -> None:
    text = (ROOT / "docs" / "marks.md").read_text("utf-8")
    commands = re.findall(r"^relance mark (\S+) ([^#\n]+)", text, re.MULTILINE)
    assert len(commands) >= 6
    for who, what in commands:
        if "-" in who:
            Key.parse(who)
        assert parse_mark(f"#{what.strip()}", language="en", day=DAY).kind in MARKS


# Outcomes

MET = interview("2026-11-12 10:00", uid="met")  # a Thursday
CALL = stood(MET, Step.FOLLOW_UP, "2026-11-19 10:00")
NOW = at("2026-11-19 12:00")


def following(kind: MarkKind | None) -> tuple[Due | None, Ending | None]:
    """Return what comes next after a call with a mark, or why nothing does."""
    value = "2026-12-05" if kind is MarkKind.WAIT else ""
    given = (said(kind, "2026-11-19 11:00", value=value, on=CALL.key),) if kind else ()
    whose = candidacy(occasion(MET, standings=(CALL,), said=given))
    whose = replace(whose, small=kind is MarkKind.SMALL)
    steps = next_steps(whose, DEFAULT_SEQUENCE, NOW)
    try:
        return next(steps), None
    except StopIteration as stop:
        return None, stop.value


def is_open(kind: MarkKind | None) -> bool:
    due, ending = following(kind)
    if due is None:
        assert ending is not None
        return ending.open
    given = (said(kind, "2026-11-19 11:00", on=CALL.key),) if kind in ENDING and kind else ()
    if not given:
        return True
    steps = next_steps(
        candidacy(occasion(MET, standings=(CALL,), said=given)), DEFAULT_SEQUENCE, NOW
    )
    next(steps)
    with pytest.raises(StopIteration) as stop:
        steps.send(date(2026, 11, 20))
    ending = stop.value.value
    assert isinstance(ending, Ending)
    return ending.open


def when(cell: str) -> datetime:
    """Return the time that a cell of the table means."""
    number = int(cell.split(maxsplit=1)[0]) if cell[0].isdigit() else 0
    days = {
        "working days after the call": (date(2026, 11, 19), number),
        "working day after the date": (date(2026, 12, 5), number),
        "from the next working day on": (date(2026, 11, 19), 1),
        "as soon as possible": (date(2026, 11, 12), 5),  # as it was due
    }
    cell = re.sub(r"^\d+ ", "", cell)
    if cell == "after the call, the same day if possible":
        assert isinstance(CALL.end, datetime)
        return CALL.end
    if cell == "from the next day on":
        return at("2026-11-20 00:00")
    day, count = days[cell]
    return at(f"{working_day_after(day, count, candidacy(occasion(MET)).recruiter)} 00:00")


def test_the_table_of_outcomes_is_what_planning_does() -> None:
    rows = table("docs/marks.md", "## What comes of it")
    told: set[MarkKind] = set()
    for mark, what, cell, state in rows:
        [kind] = [parse_mark(code, language="en", day=DAY).kind for code in CODE.findall(mark)]
        told.add(kind)
        for given in (None, kind) if mark.startswith("nothing") else (kind,):
            due, _ = following(given)
            named = re.match(r"[a-z-]+(?: \d)?", what)
            assert named is not None
            if due is None:
                assert (named[0], cell) == ("nothing", "")
            else:
                number = f" {due.key.attempt}" if due.key.step is Step.FOLLOW_UP else ""
                assert named[0] == f"{due.key.step}{number}"
                assert due.due == when(cell), mark
            assert state == ("open" if is_open(given) else "closed")
    # #interview begins what was not followed, and is told in the table of marks.
    assert told == (ENDING | GOING_ON | ABOUT_AN_ATTEMPT | {MarkKind.SMALL}) - {MarkKind.INTERVIEW}


# The sequence, windows and costs


def test_the_tables_of_the_sequence_are_the_default_one() -> None:
    decides = [row[1:] for row in table("docs/how-it-decides.md", "## What follows an interview")]
    readme = table("README.md", "## How it decides")
    for rows in (decides, readme):
        assert len(rows) == len(DEFAULT_SEQUENCE)
        number = 0
        for (name, by, due), entry in zip(rows, DEFAULT_SEQUENCE, strict=True):
            number += entry.step is Step.FOLLOW_UP
            assert re.split(r"[ ,]\D", name)[0] in names(entry, number)
            assert by == str(entry.by)
            counted = re.match(r"(\d+) working days", due)
            assert (int(counted[1]) if counted else None) == entry.after
            assert (entry.after is None) == due.startswith("the next working morning")


def names(entry: SequenceStep, number: int) -> set[str]:
    if entry.step is Step.FOLLOW_UP:
        return {f"follow-up {number}"}
    return {str(entry.step)} | ({"let", "let go"} if entry.step is Step.ABANDON else set())


def test_the_windows_of_the_docs_are_the_default_ones() -> None:
    windows, _costs = tables_of_slots()
    rules = Rules()
    assert windows == {
        "calls": shown(rules.phone),
        "emails": shown(rules.email),
        "excluded": shown(rules.exclude),
        "your own hours": shown(rules.owner_hours),
        "buffer": f"{rules.buffer // timedelta(minutes=1)} minutes",
        "contacts a day": str(rules.per_day),
    }


def test_the_costs_of_the_docs_are_the_default_ones() -> None:
    _windows, rows = tables_of_slots()
    costs, names = Rules().costs, ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    for name, price in zip(names, costs.days, strict=False):
        [told] = [float(cost) for days, cost in rows.items() if name in days.split(", ")]
        assert told == price
    [(hours, other)] = [(k, v) for k, v in rows.items() if k.startswith("not wholly inside")]
    assert float(other) == costs.other
    spans = re.findall(r"(\d\d):(\d\d)–(\d\d):(\d\d)", hours)
    minutes = [(int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in spans]
    assert minutes == [(start, end) for start, end, price in costs.hours if price == 0]
    [near] = [cost for what, cost in rows.items() if "public holiday" in what]
    assert float(near) == costs.near_holiday


def tables_of_slots() -> tuple[dict[str, str], dict[str, str]]:
    windows = table("docs/how-it-decides.md", "## Where a slot may lie")
    costs = table("docs/how-it-decides.md", "## Which slot is best")
    return {a: b for a, b in windows}, {a: b for a, b in costs}  # noqa: C416 - two cells a row


def shown(windows: tuple[object, ...]) -> str:
    """Return weekly times as people write them: mon-fri 09:00-12:00."""
    return ", ".join(str(w).replace("mon,tue,wed,thu,fri", "mon-fri") for w in windows)


def test_every_page_of_the_docs_that_is_linked_is_there() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_readme_names_only_marks_that_exist() -> None:
    for file in ("README.md", "docs/how-it-decides.md"):
        text = (ROOT / file).read_text("utf-8")
        found = re.findall(r"`#([^\W\d_][\w-]*)(?: [^`]*)?`", text)
        assert found
        for word in found:
            assert word.replace("-", "") in {
                w.replace("-", "") for m in MARKS.values() for w in m.words
            }
