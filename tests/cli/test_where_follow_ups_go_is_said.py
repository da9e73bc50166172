"""Whoever connects a calendar hears where follow-ups go from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk import NOW, interview
from google_desk import SETTINGS

if TYPE_CHECKING:
    from desk import Desk, Relance
    from outlook_desk import OutlookDesk

STAY = "No calendar of yours is written into: the follow-ups stay with relance."


def test_nowhere_while_the_only_account_is_read_alone(
    outlook: OutlookDesk, relance: Relance
) -> None:
    ran = outlook.connect(relance, "--read-only", "--dry-run")
    assert (ran.code, STAY in ran.out) == (0, False)
    ran = outlook.connect(relance, "--read-only")
    assert (ran.code, STAY in ran.out) == (0, True)


def test_where_another_account_has_them_nothing_is_said(
    outlook: OutlookDesk, relance: Relance
) -> None:
    outlook.desk.home.mkdir(exist_ok=True)
    outlook.desk.put("life.ics", interview("Brumair"))
    relance("connect", "ics", "home", "--write", "relances", "--now", NOW)
    ran = outlook.connect(relance, "--read-only")
    assert (ran.code, STAY in ran.out) == (0, False)


def test_a_folder_of_files_is_named(desk: Desk, relance: Relance) -> None:
    desk.config.write_text(SETTINGS.format(language="en", owner="camille@mail.example"))
    desk.put("life.ics", interview("Brumair"))
    line = f"Follow-ups go into {desk.relances}.\n"
    given = ("connect", "ics", "home", "--write", "relances", "--now", NOW)
    ran = relance(*given, "--dry-run")
    assert (ran.code, line in ran.out) == (0, False)
    ran = relance(*given)
    assert (ran.code, line in ran.out) == (0, True)
