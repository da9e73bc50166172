from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from relance.model import Channel, Owner, Recruiter, Step
from relance.planning.sequence import DEFAULT_SEQUENCE, SequenceStep
from relance.planning.windows import Costs, Rules, weekly
from relance.reading.recruiters import Known
from relance.settings import AccountSettings, Settings, load, values
from relance.settings.places import default_file

SPEC = """
language = "auto"
timezone = "Europe/Paris"
country  = "FR"
subdivision = "57"

[owner]
name = "Camille Durand"
emails = ["camille@mail.example"]
own_domains = ["Employer.example"]
hours = ["08:00-20:00"]

[[accounts]]
name = "home"
kind = "ics"
read = ["~/calendars/home", "export.ics"]
write = "../relances"
newest_first = true

[[accounts]]
name = "work"
kind = "google"
read = ["*"]

[windows]
phone   = ["mon-fri 09:00-12:00", "mon-fri 14:00-18:00"]
email   = ["mon-fri 08:30-18:30"]
exclude = ["mon 00:00-12:00", "fri 16:00-24:00"]
buffer  = "5m"
per_day = 4

[costs]
days  = { mon = 8, tue = 2, wed = 0, thu = 0, fri = 8 }
hours = { "10:00-12:00" = 0, "15:00-17:00" = 0, other = 3 }
near_holiday = 8

[[sequence]]
step = "thank-you"
by = "email"
after = "next morning"
within = "2wd"

[[sequence]]
step = "follow-up"
by = "phone"
after = "7wd"

[[sequence]]
step = "abandon"
after = "5wd"

[[companies]]
name = "Acme"
by = "email"
phone = "+33 1 99 00 12 34"
zone = "America/Montreal"
small = true
"""


def read(tmp_path: Path, text: str, env: dict[str, str] | None = None) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return load(file, env or {})


def test_the_shape_of_the_spec_is_understood(tmp_path: Path) -> None:
    found = read(tmp_path, SPEC)
    assert found.owner == Owner(("camille@mail.example",), "Camille Durand", ("employer.example",))
    assert found.zone == ZoneInfo("Europe/Paris")
    assert found.rules() == Rules(owner=Recruiter("Europe/Paris", "FR", "57"))
    assert found.sequence == (
        SequenceStep(Step.THANK_YOU, Channel.EMAIL, None, 2),
        SequenceStep(Step.FOLLOW_UP, Channel.PHONE, 7),
        SequenceStep(Step.ABANDON, Channel.MARKER, 5),
    )
    assert found.every == timedelta(minutes=5)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    found = read(tmp_path, "", {"RELANCE_TIMEZONE": "Europe/Paris"})
    assert found.rules() == Rules()
    assert found.sequence == DEFAULT_SEQUENCE
    assert (found.language, found.steps_ahead, found.all_day) == ("auto", 1, "out-of-office")
    assert (found.templates, found.accounts) == (None, ())


def test_paths_start_at_the_home_or_at_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/camille")
    more = '[writing]\ntemplates = "own"\n[journal]\nurl = "~/journal.sqlite"\n'
    found = read(tmp_path, SPEC + more)
    assert found.accounts[0] == AccountSettings(
        "home",
        "ics",
        {
            "newest_first": True,
            "read": ("/home/camille/calendars/home", str(tmp_path / "export.ics")),
            "write": str(tmp_path / ".." / "relances"),
        },
    )
    assert found.templates == tmp_path / "own"
    assert found.journal_url == "/home/camille/journal.sqlite"


def test_names_of_other_kinds_of_account_stay_as_they_are(tmp_path: Path) -> None:
    found = read(tmp_path, SPEC)
    assert found.accounts[1] == AccountSettings("work", "google", {"read": ("*",)})
    assert found.writing_account == found.accounts[0]


def test_each_settings_file_has_a_journal_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    default_file().parent.mkdir(parents=True)
    default_file().touch()
    usual = load(None, {}).journal_url
    trial = read(tmp_path, "").journal_url
    assert Path(usual).name == "journal.sqlite"
    assert usual != trial
    assert Path(usual).parent == Path(trial).parent


@pytest.mark.parametrize("url", [":memory:", "sqlite:////var/lib/journal.sqlite"])
def test_a_journal_url_stays_as_it_is(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, f'journal.url = "{url}"').journal_url == url


def test_the_environment_stands_over_the_file_and_the_file_over_the_defaults(
    tmp_path: Path,
) -> None:
    env = {
        "RELANCE_WINDOWS__PER_DAY": "2",
        "relance_language": "fr",
        "RELANCE_OWNER__EMAILS": '["a@mail.example", "b@mail.example"]',
        "RELANCE_WINDOWS__EMAIL": "mon 10:00-11:00",
        "RELANCE_SEQUENCE": '[{"step": "follow-up", "by": "phone", "after": "3wd"}]',
        "RELANCE_COSTS": '{"near_holiday": 1}',
        "RELANCE_PORT": "1234",
    }
    found = read(tmp_path, '[windows]\nper_day = 3\nbuffer = "10m"\n', env)
    assert found.rules().per_day == 2
    assert found.rules().buffer == timedelta(minutes=10)
    assert found.rules().email == (weekly("mon 10:00-11:00"),)
    assert found.rules().costs.near_holiday == 1
    assert found.rules().phone == Rules().phone
    assert found.language == "fr"
    assert found.owner.emails == ("a@mail.example", "b@mail.example")
    assert found.sequence == (SequenceStep(Step.FOLLOW_UP, Channel.PHONE, 3),)


def test_the_process_has_no_say_when_an_environment_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_LANGUAGE", "fr")
    assert read(tmp_path, "").language == "auto"
    assert load(tmp_path / "config.toml").language == "fr"


def test_the_file_can_be_named_by_the_environment(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('language = "en"')
    found = load(None, {"RELANCE_CONFIG": str(tmp_path / "mine.toml")})
    assert (found.language, found.file) == ("en", tmp_path / "mine.toml")


def test_costs_not_named_keep_their_default(tmp_path: Path) -> None:
    text = '[costs]\ndays = { tue = 1.5 }\nhours = { "09:00-10:00" = 1 }\n'
    assert read(tmp_path, text).rules().costs == Costs(
        days=(8, 1.5, 0, 0, 8, 8, 8), hours=((540, 600, 1),)
    )


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(
        b'\xef\xbb\xbflanguage = "fr"\r\n[owner]\r\nname = "X"\r\n'
    )
    assert load(tmp_path / "config.toml", {}).owner.name == "X"


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/Paris", "FR"), ("America/Toronto", "CA"), ("UTC", ""), ("Antarctica/Troll", "")],
)
def test_an_automatic_country_is_that_of_the_zone(tmp_path: Path, zone: str, country: str) -> None:
    assert read(tmp_path, f'timezone = "{zone}"').place == Recruiter(zone, country)


def test_an_automatic_zone_is_that_of_the_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tzlocal

    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: "Asia/Kolkata")
    assert read(tmp_path, "").place == Recruiter("Asia/Kolkata", "IN")
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: None)
    assert read(tmp_path, "").zone == ZoneInfo("UTC")


def test_a_company_is_known_however_it_is_spelled(tmp_path: Path) -> None:
    found = read(tmp_path, SPEC)
    acme = Known(Channel.EMAIL, "+33199001234", "America/Montreal", None, "", small=True)
    assert found.company("ACME") == acme
    assert found.company("Acme SAS") == acme
    assert found.company("Lumigrade") == Known()
    assert read(tmp_path, "").company("Acme") == Known()


@pytest.mark.parametrize(
    "change",
    [
        'timezone = "America/New_York"',
        'language = "fr"',
        "steps_ahead = 2",
        '[windows]\nall_day = "free"',
        "[windows]\nper_day = 3",
        '[owner]\nemails = ["a@mail.example"]',
        "[costs]\ndays = { mon = 1 }",
        '[[companies]]\nname = "Acme"\nsmall = true',
        '[[sequence]]\nstep = "follow-up"\nby = "phone"\nafter = "5wd"',
        '[writing]\ntemplates = "own"',
    ],
)
def test_the_digest_changes_with_what_plans_depend_on(tmp_path: Path, change: str) -> None:
    (tmp_path / "own" / "fr").mkdir(parents=True)
    (tmp_path / "own" / "fr" / "thank-you.txt").write_text("Merci")
    assert read(tmp_path, change).digest() != read(tmp_path, "").digest()


def test_the_digest_changes_with_a_template(tmp_path: Path) -> None:
    template = tmp_path / "own" / "fr" / "thank-you.txt"
    template.parent.mkdir(parents=True)
    template.write_text("Merci")
    found = read(tmp_path, '[writing]\ntemplates = "own"')
    before = found.digest()
    template.write_text("Merci !")
    assert found.digest() != before


def test_the_digest_is_the_same_in_every_process(tmp_path: Path) -> None:
    import subprocess
    import sys

    read(tmp_path, SPEC)
    code = (
        "import sys, pathlib; from relance.settings import load;"
        "print(load(pathlib.Path(sys.argv[1]), {}).digest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "config.toml")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_the_digest_does_not_care_where_calendars_lie(tmp_path: Path) -> None:
    more = '[[accounts]]\nname = "a"\nkind = "ics"\n[daemon]\nevery = "9m"'
    assert read(tmp_path, more).digest() == read(tmp_path, "").digest()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("5m", 5), ("1h30", 90), ("1h30m", 90), ("90s", 1.5), ("2h", 120), ("1 H 5 m", 65), ("0m", 0)],
)
def test_lengths_of_time_are_read(text: str, minutes: float) -> None:
    assert values.duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["", "5", "h", "m5", "-5m", "5m5h", "5 minutes", "9" * 40, None, 5]
)
def test_other_lengths_of_time_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="write a length of time"):
        values.duration(text)


def test_the_countries_taken_for_granted_are_known_to_the_library() -> None:
    assert set(values._COMMON.split()) <= values._countries().keys()
