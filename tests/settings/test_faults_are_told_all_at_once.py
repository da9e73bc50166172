from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.errors import BadSettings
from relance.settings import load, loading


def faults(tmp_path: Path, text: str, env: dict[str, str] | None = None) -> list[str]:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadSettings) as told:
        load(file, env or {})
    assert told.value.where == str(file)
    return list(told.value.faults)


PUBLIC = 'write a public address like "https://relance.example/push"'
ANYWHERE = "it must be reachable from anywhere, so by a public name"
ADDRESSES = [
    ("http://relance.example/push", "http://relance.example/push", PUBLIC),
    ("relance.example/push", "relance.example/push", PUBLIC),
    ("https:///push", "https:///push", PUBLIC),
    ("https://relance.example:0/", "https://relance.example:0/", PUBLIC),
    ("https://relance.example:99999/", "https://relance.example:99999/", PUBLIC),
    ("https://relance.example/a b", "https://relance.example/a b", PUBLIC),
    (
        "https://camille:pw@relance.example/",
        "https://…@relance.example/",
        "leave name and password out of it",
    ),
    (
        "https://relance.example/?token=1",
        "https://relance.example/?token=1",
        "leave out what begins with ? or #",
    ),
    ("https://localhost/push", "https://localhost/push", ANYWHERE),
    ("https://192.168.1.4/push", "https://192.168.1.4/push", ANYWHERE),
    ("https://[::1]/push", "https://[::1]/push", ANYWHERE),
]
HERE = 'write an IP address of this computer and a port, like "127.0.0.1:8455"'
PLACES = (
    "8455",
    "127.0.0.1",
    "127.0.0.1:0",
    "127.0.0.1:99999",
    "relance.example:8455",
    "127.0.0.1:8455/push",
    "",
)

# What stands in the file, and what is said of it.
SINGLE = [
    ('langage = "fr"', "langage: there is no such setting; did you mean language?"),
    ("per_day = 3", "per_day: there is no such setting; did you mean windows.per_day?"),
    ("[windows]\nper_dya = 3", "windows.per_dya: there is no such setting; did you mean per_day?"),
    (
        '[owner]\nlanguage = "fr"',
        "owner.language: there is no such setting; did you mean language?",
    ),
    (
        "[daemon]\nspeed = 3",
        "daemon.speed: there is no such setting; here are known: every, push_address, listen",
    ),
    ('language = "es"', 'language = "es": write "fr", "en", or "auto" for the candidacy\'s own'),
    (
        'timezone = "Europe/Pari"',
        'timezone = "Europe/Pari": there is no such time zone; did you mean "Europe/Paris"?',
    ),
    (
        'timezone = "new york"',
        'timezone = "new york": there is no such time zone; did you mean "America/New_York"?',
    ),
    (
        'timezone = "../../etc/passwd"',
        (
            'timezone = "../../etc/passwd": there is no such time zone; '
            'write a name like "Europe/Paris"'
        ),
    ),
    (
        'country = "XX"',
        (
            'country = "XX": no holidays are known for it; '
            'write two letters (ISO 3166-1) like "FR", or "" for none'
        ),
    ),
    ("steps_ahead = 0", "steps_ahead = 0: it must be at least 1"),
    ("steps_ahead = 11", "steps_ahead = 11: it must be at most 10"),
    ("owner = 3", "owner = 3: write a table"),
    (
        '[owner]\nemails = ["a@b.example", "nobody"]',
        'owner.emails[1] = "nobody": write an email address like "camille@mail.example"',
    ),
    (
        '[owner]\nown_domains = "https://x.example"',
        'owner.own_domains[0] = "https://x.example": write a domain like "employer.example"',
    ),
    (
        '[windows]\nphone = ["mon-fri 09:00-12:00", "lun 9h"]',
        (
            "windows.phone[1] = \"lun 9h\": write days and times like 'mon-fri 09:00-12:00' "
            "or '08:00-20:00'"
        ),
    ),
    (
        '[windows]\nbuffer = "13h"',
        'windows.buffer = "13h": it must be from 0m to 12h',
    ),
    ("[windows]\nphone = 3", "windows.phone = 3: write a list in [ ]"),
    ('[windows]\nper_day = "many"', 'windows.per_day = "many": write a whole number'),
    (
        '[windows]\nall_day = "never"',
        'windows.all_day = "never": write "out-of-office", "busy" or "free"',
    ),
    (
        "[costs]\ndays = { mon = -1 }",
        "costs.days.mon = -1: write working hours as a number from 0 to 1000",
    ),
    ("[costs]\nnear_holiday = nan", None),
    (
        '[costs]\nhours = { "10-12" = 1 }',
        'costs.hours: "10-12": write times of the day like "10:00-12:00"',
    ),
    (
        '[[sequence]]\nstep = "follow-up"\nby = "phone"\nafter = "5 days"',
        'sequence[0].after = "5 days": write working days like "5wd", or "next morning"',
    ),
    (
        '[[sequence]]\nstep = "follow-up"\nby = "fax"\nafter = "5wd"',
        'sequence[0].by = "fax": write "phone" or "email"',
    ),
    (
        '[[sequence]]\nstep = "follow-up"\nafter = "5wd"',
        'sequence[0]: follow-up lacks `by`; write by = "phone" or by = "email"',
    ),
    (
        '[[companies]]\nname = "A"\nphone = "01 99 00 12 34"',
        (
            'companies[0].phone = "01 99 00 12 34": '
            'write it with its country code, like "+33 1 99 00 12 34"'
        ),
    ),
    ("[[accounts]]\nkind = 'ics'", "accounts[0].name: it is missing"),
    ('[[companies]]\nname = ""', 'companies[0].name = "": it cannot be empty'),
    ('[daemon]\nevery = "1s"', 'daemon.every = "1s": it must be from 1m to 24h'),
    *(
        (
            f'[daemon]\npush_address = "{address}"',
            f'daemon.push_address = "{shown}": {right}',
        )
        for address, shown, right in ADDRESSES
    ),
    *((f'[daemon]\nlisten = "{place}"', f'daemon.listen = "{place}": {HERE}') for place in PLACES),
    (
        'country = "FR"\nsubdivision = "58"',
        (
            'subdivision = "58": of FR these are known: 57, 6AE, 971, 972, 973, 974, 976, BL, MF, '
            "NC, PF, PM, TF, WF, Zone A, Zone B, Zone C"
        ),
    ),
]


@pytest.mark.parametrize(("text", "said"), SINGLE)
def test_a_fault_tells_path_value_and_what_would_be_right(
    tmp_path: Path, text: str, said: str | None
) -> None:
    [fault] = faults(tmp_path, text)
    if said is not None:
        assert fault == said


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = """
langage = "fr"
[[accounts]]
name = "home"
kind = "ics"
write = "a"
[[accounts]]
name = "home"
write = "b"
[windows]
per_day = "many"
[[sequence]]
step = "abandon"
after = "5wd"
[[sequence]]
step = "thank-you"
by = "email"
after = "soon"
"""
    found = faults(tmp_path, text, {"RELANCE_TIMEZON": "UTC"})
    assert {fault.split(":")[0].split(" ")[0] for fault in found} == {
        "langage",
        "accounts[0].name",
        "accounts[1].name",
        "accounts[1].kind",
        "accounts[1].write",
        "windows.per_day",
        "sequence[0].step",
        "sequence[1].step",
        "sequence[1].after",
        "RELANCE_TIMEZON",
    }


def test_at_most_one_account_is_written(tmp_path: Path) -> None:
    text = "".join(
        f'[[accounts]]\nname = "{name}"\nkind = "ics"\nwrite = "x"\n' for name in ("a", "b", "c")
    )
    assert [fault.split(":")[0] for fault in faults(tmp_path, text)] == [
        'the account "b"',
        'the account "c"',
    ]


def test_a_fault_of_the_environment_names_its_variable(tmp_path: Path) -> None:
    env = {
        "RELANCE_WINDOWS__PER_DAY": "nine",
        "RELANCE_OWNER__EMAILS": '["x',
        "Relance_Owner__Nmae": "x",
        "RELANCE_LANGAUGE": "fr",
    }
    assert sorted(faults(tmp_path, "", env)) == [
        "RELANCE_LANGAUGE: there is no such setting; did you mean RELANCE_LANGUAGE?",
        'RELANCE_OWNER__EMAILS = "[\\"x": it is not well-formed JSON',
        'RELANCE_WINDOWS__PER_DAY = "nine": write a whole number',
        "Relance_Owner__Nmae: there is no such setting; did you mean name?",
    ]


def test_secrets_are_in_no_fault(tmp_path: Path) -> None:
    text = """
[[accounts]]
name = "home"
password = "hunter2"
client_secret = ["hunter2"]
[journal]
url = "postgresql://camille:hunter2/x@y@db.example/relance"
token = "hunter2"
[owner]
access_token = "hunter2"
"""
    found = " ".join(faults(tmp_path, text, {"RELANCE_JOURNAL__PASSWORD": "hunter2"}))
    assert "accounts[0].kind" in found
    assert "journal.url" in found
    assert "hunter2" not in found


def test_control_characters_are_in_no_fault(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, 'language = "\\u001b[31m\\u202ered"')
    assert fault.isprintable()


def test_a_huge_value_is_cut(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, f'timezone = "{"Europe/" * 10_000}"')
    assert len(fault) < 300


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, 'language = "fr"\n[owner\n')
    assert fault.startswith("this is not TOML: ")
    assert "line 2" in fault


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('# x\n[owner]\nname = "Zoé"\n'.encode("latin-1"))
    with pytest.raises(BadSettings, match="line 3 is not UTF-8"):
        load(file, {})


def test_a_missing_file_tells_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="run: relance init") as told:
        load(tmp_path / "config.toml", {})
    assert told.value.where == str(tmp_path / "config.toml")


@pytest.mark.parametrize(
    "content", [b"x = " + b"[" * 150_000, b"a" * 200_001, b"\0", b"x." * 2_000 + b"y = 1"]
)
def test_what_cannot_be_settings_is_told_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(BadSettings) as told:
        load(file, {})
    assert len(told.value.faults) == 1
    assert len(told.value.faults[0]) < 500


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        load(tmp_path, {})


KEYS = [
    "language",
    "timezone",
    "country",
    "subdivision",
    "steps_ahead",
    "owner",
    "accounts",
    "windows",
    "costs",
    "sequence",
    "companies",
    "journal",
    "daemon",
    "writing",
]
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "kind",
                    "write",
                    "step",
                    "by",
                    "after",
                    "phone",
                    "hours",
                    "days",
                    "url",
                    "zone",
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=4))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_whatever_stands_there_is_settings_or_told(content: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_toml", lambda *_: content)
        try:
            loading.parse("", {}, Path("config.toml"))
        except BadSettings as error:
            told = error.faults
        else:
            return
    assert told
    assert all(fault.isprintable() for fault in told)
