from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from desk import NOW, event, interview
from json_docs import SCHEMAS, check

if TYPE_CHECKING:
    from desk import Desk, Relance


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Return a desk with interviews of every kind."""
    desk.put("past.ics", interview("Zarvane", "20261119"), interview("Brumair", "20261112"))
    desk.put(
        "soon.ics",
        interview("Kaolis", "20261126"),
        event("days@mail.example", "20261130T080000Z", "20261130T090000Z", "Entretien chaudière"),
    )
    return desk


def test_every_command_is_documented() -> None:
    from relance.cli.commands import COMMANDS

    assert set(SCHEMAS) == set(COMMANDS)
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync"],
        ["sync", "--dry-run"],
        ["interviews"],
        ["interviews", "--all"],
        ["interviews", "home", "--owner", "x@mail.example", "--all"],
        ["plan"],
        ["plan", "--forecast"],
        ["journal"],
        ["status"],
        ["mark", "Brumair", "answered"],
        ["mark", "Brumair", "answered", "--no-sync"],
        ["mark", "Brumair", "attendre", "05/12", "--dry-run"],
        ["export", "out.ics"],
        ["export", "out.ics", "--company", "Brumair", "--forecast", "--dry-run"],
        ["purge", "--dry-run"],
        ["purge", "--yes"],
        ["run", "--once"],
        ["connect", "ics", "home", "--name", "again", "--dry-run"],
        ["disconnect", "home", "--dry-run"],
        ["disconnect", "home"],
        ["doctor"],
        ["init", "--owner", "a@mail.example", "--force"],
    ],
    ids=" ".join,
)
def test_what_is_printed_is_what_is_documented(
    busy: Desk, relance: Relance, arguments: list[str]
) -> None:
    assert busy.config.exists()
    assert relance("sync", "--now", NOW).code == 0
    ran = relance(*arguments, "--json", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    check(arguments[0], ran.json)


def test_each_follow_up_is_explained_as_documented(busy: Desk, relance: Relance) -> None:
    assert busy.config.exists()
    relance("sync", "--now", NOW)
    keys = [f["key"] for f in relance("plan", "--forecast", "--json", "--now", NOW).json]
    assert len(keys) > 8
    for key in keys:
        told = relance("why", key, "--json", "--now", NOW).json
        check("why", told)
        assert told["follow_up"]["key"] == key


def test_what_failed_is_in_the_json_too(busy: Desk, relance: Relance) -> None:
    (busy.home / "broken.ics").write_text("no calendar")
    ran = relance("sync", "--json", "--now", NOW)
    check("sync", ran.json)
    assert [w["where"] for c in ran.json["calendars"] for w in c["warnings"]] == ["broken.ics"]
    for file in busy.home.iterdir():
        file.unlink()
    busy.home.rmdir()
    ran = relance("sync", "--json", "--now", NOW)
    check("sync", ran.json)
    assert ran.code == 3
    assert [e["kind"] for e in ran.json["errors"]] == ["NeedsPerson"]
    status = relance("status", "--json", "--now", NOW)
    check("status", status.json)
    assert status.code == 3


def test_past_follow_ups_stay_in_the_plan(busy: Desk, relance: Relance) -> None:
    assert busy.config.exists()
    relance("sync", "--now", NOW)
    later = "2026-12-16T08:00+01:00"
    relance("sync", "--now", later)
    rows = relance("plan", "--json", "--now", later).json
    check("plan", rows)
    assert {"passed", "pending"} <= {row["state"] for row in rows}
    check("journal", relance("journal", "--json", "--now", later).json)


def test_the_demo_is_as_documented(relance: Relance) -> None:
    ran = relance("demo", "--json", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    check("demo", ran.json)
    assert ran.json["second_pass"]["written"] == 0
