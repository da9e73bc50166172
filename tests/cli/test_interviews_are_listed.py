from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desk import Desk, calendar, event, interview

if TYPE_CHECKING:
    from desk import Relance

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
FIELDS = [
    *("uid", "recurrence_id", "start", "end", "summary", "interview", "verdict", "company"),
    *("contact_name", "contact_email", "phone_e164", "role", "round", "language"),
    *("reply_promised_on", "candidacy", "reasons"),
]
ME = ("--owner", "camille.durand@mail.example", "--owner-name", "Camille Durand")


def manifest() -> list[dict[str, object]]:
    lines = (CORPUS / "bad_input" / "manifest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_each_interview_has_exactly_the_promised_fields(desk: Desk, relance: Relance) -> None:
    desk.put(
        "a.ics",
        interview("Zarvane"),
        event("x@mail.example", "20261127T100000Z", "20261127T110000Z", "Dentiste"),
    )
    rows = relance("interviews", "home", *ME, "--json").json
    assert [list(row) for row in rows] == [FIELDS]
    assert rows[0]["company"] == "Zarvane"
    assert rows[0]["interview"] is True
    assert rows[0]["reasons"]
    everything = relance("interviews", "home", *ME, "--json", "--all").json
    assert [row["verdict"] for row in everything] == ["yes", "no"]
    assert everything[1]["company"] is None


def test_times_have_the_offset_of_their_zone_and_days_none(desk: Desk, relance: Relance) -> None:
    desk.put(
        "a.ics",
        "BEGIN:VEVENT\r\nUID:p@x.example\r\nDTSTART;TZID=America/New_York:20261126T090000\r\n"
        "DURATION:PT1H\r\nSUMMARY:Entretien d'embauche Zarvane\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:d@x.example\r\nDTSTART;VALUE=DATE:20261127\r\n"
        "SUMMARY:Assessment day, Brumair Ltd (job interview)\r\nEND:VEVENT\r\n",
    )
    timed, day = relance("interviews", "home", *ME, "--json", "--all").json
    assert (timed["start"], timed["end"]) == (
        "2026-11-26T09:00:00-05:00",
        "2026-11-26T10:00:00-05:00",
    )
    assert (day["start"], day["end"]) == ("2026-11-27", "2026-11-28")


def test_events_come_by_the_moment_whatever_their_clock_shows(desk: Desk, relance: Relance) -> None:
    desk.put(
        "a.ics",
        event("paris@x", "20261126T080000Z", "20261126T090000Z", "Interview Zarvane"),
        "BEGIN:VEVENT\r\nUID:new-york@x\r\nDTSTART;TZID=America/New_York:20261126T050000\r\n"
        "DURATION:PT1H\r\nSUMMARY:Job interview Brumair\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:day@x\r\nDTSTART;VALUE=DATE:20261127\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n",
        event("night@x", "20261126T230500Z", "20261126T233000Z", "Past midnight in Paris"),
        event("evening@x", "20261126T225500Z", "20261126T225900Z", "Before midnight in Paris"),
    )
    order = ["paris@x", "new-york@x", "evening@x", "day@x", "night@x"]
    rows = relance("interviews", "home", *ME, "--zone", "Europe/Paris", "--all", "--json").json
    assert [row["uid"] for row in rows] == order
    said = relance("interviews", "home", *ME, "--zone", "Europe/Paris").out
    assert said.index("Zarvane") < said.index("Brumair")


def test_an_event_in_two_calendars_is_listed_once_in_its_latest_form(
    desk: Desk, relance: Relance
) -> None:
    (desk.folder / "other").mkdir()
    text = desk.config.read_text()
    desk.config.write_text(
        text.replace('read = ["home"]', 'read = ["home", "home/a.ics", "other"]')
    )
    old = interview("Zarvane", "20261126", "one@x")
    new = interview("Zarvane", "20261127", "one@x").replace("DTSTAMP", "SEQUENCE:2\r\nDTSTAMP")
    desk.put("a.ics", interview("Brumair"))
    for first, second in ((old, new), (new, old)):
        desk.put("b.ics", first)
        (desk.folder / "other" / "c.ics").write_bytes(calendar(second))
        rows = relance("interviews", "--json", "--now", "2026-11-23T08:00+01:00").json
        assert [(r["company"], r["start"][:10]) for r in rows] == [
            ("Brumair", "2026-11-26"),
            ("Zarvane", "2026-11-27"),
        ]


def test_an_occurrence_of_a_series_is_named_by_its_original_start(
    desk: Desk, relance: Relance
) -> None:
    desk.put(
        "a.ics",
        "BEGIN:VEVENT\r\nUID:s@x.example\r\nDTSTART;TZID=Europe/Paris:20261015T123000\r\n"
        "DURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2\r\nSUMMARY:Gym\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:t@x.example\r\nDTSTART;VALUE=DATE:20261017\r\n"
        "RRULE:FREQ=DAILY;COUNT=1\r\nSUMMARY:Fast\r\nEND:VEVENT\r\n",
        interview("Zarvane"),
    )
    rows = relance("interviews", "home", *ME, "--json", "--all").json
    assert [row["recurrence_id"] for row in rows] == [
        "2026-10-15T10:30:00Z",
        "2026-10-16T10:30:00Z",
        "2026-10-17",
        None,
    ]


def test_a_file_needs_no_settings(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    file = tmp_path / "a.ics"
    file.write_bytes(calendar(interview("Zarvane")))
    ran = desk.run("interviews", str(file), *ME, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert [row["company"] for row in ran.json] == ["Zarvane"]
    assert not list(tmp_path.glob("*STATE*"))


def test_broken_settings_are_no_hindrance_when_the_owner_is_named(
    desk: Desk, relance: Relance
) -> None:
    desk.put("a.ics", interview("Zarvane"))
    desk.config.write_text("nonsense")
    assert relance("interviews", "home", *ME, "--json").code == 0
    assert relance("interviews", "home", "--json").code == 2


def test_the_owner_of_the_settings_is_the_owner_of_a_file(desk: Desk, relance: Relance) -> None:
    mine = "ATTENDEE;PARTSTAT=DECLINED:mailto:camille.durand@mail.example"
    asks = "ORGANIZER:mailto:rh@zarvane.example"
    desk.put("a.ics", interview("Zarvane").replace("END:VEVENT", f"{asks}\r\n{mine}\r\nEND:VEVENT"))
    assert relance("interviews", "home", "--json").json == []
    assert len(relance("interviews", "home", "--owner", "x@mail.example", "--json").json) == 1


def test_people_see_what_is_to_settle_and_how(
    desk: Desk, relance: Relance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relance.model import Recognition, Verdict
    from relance.reading import events

    desk.put("a.ics", interview("Zarvane"))
    unsure = Recognition(Verdict.ASK, 0.5)
    monkeypatch.setattr(events, "recognise", lambda *_, **__: unsure)
    ran = relance("interviews", "home", *ME)
    assert "Interviews: 0" in ran.out
    assert "To settle: 1" in ran.out
    assert "#interview" in ran.out
    assert "#not-interview" in ran.out
    assert relance("interviews", "home", *ME, "--json").json == []


@pytest.mark.parametrize("case", manifest(), ids=lambda case: str(case["file"]))
def test_bad_input_is_told_in_plain_lines(case: dict[str, object], relance: Relance) -> None:
    file = CORPUS / "bad_input" / str(case["file"])
    ran = relance("interviews", str(file), "--owner", "camille.rousselin@mail.example", "--json")
    actions = {case["action"], *case["also_ok"]}  # type: ignore[misc]  # from JSON
    if ran.code == 0:
        assert actions - {"reject_file"}
        found = {row["uid"] for row in ran.json}
        assert {one["uid"] for one in case["must_find"]} <= found  # type: ignore[attr-defined]  # the same
        assert not set(case["must_not_find"]) & found  # type: ignore[call-overload]  # the same
        assert ran.err or "accept" in actions
    else:
        assert ran.code == 1
        assert "reject_file" in actions
        assert len(ran.complaints) == 1
    assert all(line.startswith("relance: ") for line in ran.complaints)
    assert not [c for c in ran.out + ran.err if not c.isprintable() and c not in " \n"]


def test_a_folder_without_calendars_is_told(relance: Relance) -> None:
    ran = relance("interviews", "home", *ME, "--json")
    assert ran.code == 1
    assert len(ran.complaints) == 1


def test_words_of_strangers_bring_no_control_characters(desk: Desk, relance: Relance) -> None:
    nasty = "Entretien d'embauche Zar\x1b[31mvane\x07 \u202eevil\u2066 [bold]red[/bold]"
    desk.put("a.ics", event("n\x1b@x.example", "20261126T090000Z", "20261126T100000Z", nasty))
    for arguments in (["--json"], [], ["--all"]):
        ran = relance("interviews", "home", *ME, *arguments)
        assert "[bold]red[/bold]" in ran.out
        assert not [c for c in ran.out + ran.err if not c.isprintable() and c not in " \n"]


def test_without_a_file_the_calendars_of_the_settings_are_read(
    desk: Desk, relance: Relance
) -> None:
    desk.put("a.ics", interview("Zarvane"))
    now = ("--now", "2026-11-23T08:00+01:00")
    assert [r["company"] for r in relance("interviews", "--json", *now).json] == ["Zarvane"]
    desk.home.rename(desk.folder / "elsewhere")
    ran = relance("interviews", "--json", *now)
    assert ran.code == 3
    assert len(ran.complaints) == 1
