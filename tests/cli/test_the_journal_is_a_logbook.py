"""`relance journal` and `status`: how everything stands, at a glance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desk import Desk
from life import Life

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = """\
Open: 11
Brumair              Sun 22 Nov 20:00 follow-up 2/3 (phone)
silent for 20 days   interview 2 Nov · thanked 3 Nov · called 9 Nov
unknown company      Tue 24 Nov 10:00 follow-up 2/3 (phone)
silent for 16 days   interview 6 Nov (Entretien d'embauche téléphonique, first
924928570989         contact) · thanked 9 Nov · called 17 Nov
Zarvane              Tue 24 Nov 10:15 follow-up 2/3 (phone)
silent for 20 days   interview 2 Nov · thanked 3 Nov
                     called 9 Nov (message left)
"""


def row(life: Life, company: str) -> str:
    """Return a candidacy of the logbook in one line."""
    lines = life.run("journal").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(company))
    width = next(len(x) - len(x.lstrip()) for x in lines if x.startswith("          "))
    told = [lines[first][width:]]
    for line in lines[first + 1 :]:
        if not line[:width].strip() or re.match(r"sil\w+( for|\s*:) |[0-9a-f]{12}", line):
            told.append(line[width:])
        else:
            break
    return " · ".join(told)


WORDS = [
    (
        "Zarvane",
        (
            "Tue 24 Nov 10:15 follow-up 2/3 (phone) · interview 2 Nov · thanked 3 Nov · called 9 "
            "Nov (message left)"
        ),
        (
            "mar. 24 nov. 10:15 relance 2/3 (téléphone) · entretien le 2 nov. · remerciement le "
            "3 nov. · appel le 9 nov. (message laissé)"
        ),
    ),
    (
        "Tamaris",
        (
            "Thu 26 Nov 10:00 last follow-up (3/3, email) · interview 3 Nov · thanked 4 Nov · "
            "call 10 Nov (missed) · called 12 Nov · called 19 Nov"
        ),
        (
            "jeu. 26 nov. 10:00 dernière relance (3/3, courriel) · entretien le 3 nov. · "
            "remerciement le 4 nov. · appel le 10 nov. (manqué) · appel le 12 nov. · appel le 19 "
            "nov."
        ),
    ),
    (
        "Kaolis",
        (
            "Wed 25 Nov 10:00 last follow-up (3/3, email) · interview 3 Nov · thanked 4 Nov · "
            "called 10 Nov (nobody reached) · left a note 13 Nov · called 18 Nov"
        ),
        (
            "mer. 25 nov. 10:00 dernière relance (3/3, courriel) · entretien le 3 nov. · "
            "remerciement le 4 nov. · appel le 10 nov. (injoignable) · mot le 13 nov. · "
            "appel le 18 nov."
        ),
    ),
    (
        "Wattle",
        (
            "Thu 26 Nov 08:00 last follow-up (3/3, email) · 18:00 in Sydney · interview 5 Nov · "
            "thanked 9 Nov · wrote 12 Nov · wrote 19 Nov"
        ),
        (
            "jeu. 26 nov. 08:00 dernière relance (3/3, courriel) · 18:00 à Sydney · entretien le "
            "5 nov. · remerciement le 9 nov. · courriel le 12 nov. · courriel le 19 nov."
        ),
    ),
    (
        "Quintel",
        (
            "interview Thu 3 Dec 10:00 · Fri 4 Dec 08:30 thank-you (email) · interview 17 Nov · "
            "thanked 18 Nov"
        ),
        (
            "entretien jeu. 3 déc. 10:00 · ven. 4 déc. 08:30 remerciement (courriel) · entretien "
            "le 17 nov. · remerciement le 18 nov."
        ),
    ),
    (
        "Orféo",
        "Tue 8 Dec 10:00 follow-up 2/3 (phone) · nothing before Saturday 5 December, as you noted",
        (
            "mar. 8 déc. 10:00 relance 2/3 (téléphone) · rien avant le samedi 5 décembre, comme "
            "vous l’avez noté"
        ),
    ),
    (
        "Marzelle",
        "answered on Friday 13 November · until a new interview, or a date to wait for",
        "une réponse le vendredi 13 novembre · jusqu’à un nouvel entretien, ou une date à attendre",
    ),
    (
        "Cormelles",
        (
            "an offer on Friday 13 November · interview 9 Nov · thanked 10 Nov · went through the "
            "contract 16 Nov"
        ),
        (
            "une offre le vendredi 13 novembre · entretien le 9 nov. · remerciement le 10 nov. · "
            "point sur le contrat le 16 nov."
        ),
    ),
    (
        "Polyèdre",
        "refused on Thursday 12 November · interview 4 Nov · thanked 5 Nov · stayed in touch",
        (
            "un refus le jeudi 12 novembre · entretien le 4 nov. · remerciement le 5 nov. · lien "
            "gardé le 13 nov."
        ),
    ),
    (
        "Lumigrade",
        (
            "left there by you on Friday 13 November · interview 6 Nov · thanked 6 Nov · call 17 "
            "Nov (deleted)"
        ),
        (
            "vous avez arrêté là le vendredi 13 novembre · entretien le 6 nov. · remerciement le "
            "6 nov. · appel le 17 nov. (supprimé)"
        ),
    ),
    (
        "Doriane",
        "the interview was cancelled · interview 18 Nov (cancelled) · thanked 19 Nov",
        "l’entretien a été annulé · entretien le 18 nov. (annulé) · remerciement le 19 nov.",
    ),
]


@pytest.mark.parametrize(("company", "said", "dit"), WORDS, ids=[w[0] for w in WORDS])
def test_each_candidacy_has_its_row(
    english: Life, french: Life, company: str, said: str, dit: str
) -> None:
    assert said in row(english, company)
    assert dit in row(french, company)


def test_the_logbook_begins_with_what_comes_soonest(english: Life) -> None:
    assert english.run("journal").startswith(ENGLISH)


def test_what_is_closed_comes_last_the_latest_first(english: Life) -> None:
    rows = english.json("journal")
    closed = [r["open"] for r in rows].index(False)
    assert not any(r["open"] for r in rows[closed:])
    starts = [r["next"]["start"] for r in rows[:closed] if r["next"]]
    assert len(starts) == closed - 2
    assert all(r["next"] is None for r in rows[len(starts) :])
    signs = [r["last_sign"] or "" for r in rows[closed:]]
    assert signs == sorted(signs, reverse=True)
    said = english.run("journal").splitlines()
    assert said[0] == f"Open: {closed}"
    assert f"Closed: {len(rows) - closed}" in said


def test_days_of_silence_count_from_the_last_sign(english: Life, french: Life) -> None:
    days = {r["company"]: r["days_since"] for r in english.json("journal")}
    assert (days["Zarvane"], days["Orféo"], days["Doriane"]) == (20, 3, None)
    assert "silent for 20 days" in english.run("journal")
    assert "silence : 20 jours" in french.run("journal")


@pytest.mark.parametrize(
    ("mark", "now", "said", "dit"),
    [
        ("answered", "2026-11-23 08:00", "silent for 1 day", "silence : 1 jour"),
        ("answered", "2026-11-22 19:00", "in touch today", "contact aujourd’hui"),
    ],
)
def test_one_day_is_one_day(tmp_path: Path, mark: str, now: str, said: str, dit: str) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvane", "20261119")
    life.at("2026-11-22 18:00")
    life.run("mark", "Zarvane", mark)
    life.now = now
    assert f"\n{said}  until" in life.run("journal")
    config = life.desk.config.read_text()
    life.desk.config.write_text(config.replace('language = "en"', 'language = "fr"'))
    assert f"\n{dit}  jusqu’à" in life.run("journal")


def test_every_line_fits_into_eighty_columns_where_nobody_says_how_many(
    english: Life, french: Life
) -> None:
    for life in (english, french):
        said = life.ran("journal").out.splitlines()
        assert len(said) > 40
        assert max(map(len, said)) <= 80
        assert not any(line.rstrip().endswith("·") for line in said)
        assert "\x1b" not in "".join(said)


def test_a_wider_screen_is_used(english: Life) -> None:
    wide = Life(Desk(english.desk.folder, extra={"COLUMNS": "120"}), english.now)
    lines = wide.run("journal").splitlines()
    assert 80 < max(map(len, lines)) <= 120
    assert len(lines) < len(english.run("journal").splitlines())


@pytest.mark.parametrize("command", ["journal", "status"])
def test_words_that_are_nearly_marks_are_told_with_what_was_meant(
    english: Life, french: Life, command: str
) -> None:
    said = " ".join(english.run(command).split())
    assert "“📞 Follow-up 1/3 · Marzelle #répodnu”: #répodnu is no mark; #répondu was" in said
    dit = " ".join(french.run(command).split())
    assert "Marzelle #répodnu » : #répodnu n’est pas une marque ; sans doute #répondu." in dit
    assert english.ran(command).err == french.ran(command).err == ""


def test_a_date_that_cannot_be_read_is_told_with_an_example(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvane", "20261119")
    life.at("2026-11-19 20:00").at("2026-11-20 20:00")
    life.marks(life.last("Zarvane"), "#wait until spring")
    life.at("2026-11-21 08:00")
    told = "#wait until spring cannot be read; write for example #wait 2026-11-27."
    assert told in " ".join(life.run("journal").split())
    [warning] = life.json("status")["warnings"]
    assert (warning["what"], warning["remedy"]) == (
        "#wait until spring cannot be read.",
        "Write for example #wait 2026-11-27.",
    )
    [misread] = life.json("journal")[0]["misread"]
    assert misread["key"] == life.last("Zarvane")
    assert life.json("status")["misread"] == [misread]


def test_a_mark_that_is_mended_is_told_no_more(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvane", "20261119")
    life.at("2026-11-19 20:00").at("2026-11-20 20:00")
    key = life.last("Zarvane")
    life.marks(key, "#anwsered")
    life.at("2026-11-21 08:00")
    assert "#answered was probably meant" in " ".join(life.run("journal").split())
    text = life.file(key).read_bytes().replace(b"#anwsered", b"#answered")
    life.file(key).write_bytes(text)
    life.at("2026-11-21 09:00")
    assert life.json("status")["misread"] == []
    assert "probably" not in life.run("journal")


def test_no_english_word_is_left_in_the_french_logbook(french: Life) -> None:
    english = re.compile(r"\b(the|and|of|from|open|closed|days?|call|email|follow-up|interview)\b")
    for command in (("journal",), ("status",), ("plan", "--forecast")):
        said = "\n".join(
            line
            for line in french.run(*command).splitlines()
            if not re.search(r"[0-9a-f]{12}", line)
        )
        assert english.findall(said) == []


def test_a_long_name_stays_in_its_column(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvane Bâtiment et Travaux Publics du Grand Ouest", "20261119")
    life.at("2026-11-23 08:00")
    said = life.run("journal").splitlines()
    assert max(map(len, said)) <= 80
    assert {len(line) - len(line[26:]) for line in said[1:] if len(line) > 26} == {26}
    assert [line[:24].strip() for line in said[1:4]] == [
        "Zarvane Bâtiment et",
        "Travaux Publics",
        "silent for 4 days",
    ]


def test_status_repeats_what_was_odd_when_a_calendar_was_read(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvane", "20261119")
    broken = life.desk.home / "broken.ics"
    broken.write_text("no calendar")
    life.at("2026-11-20 08:00").at("2026-11-20 09:00")
    told = life.ran("status")
    assert (told.code, [line.split(": ")[1] for line in told.complaints]) == (0, ["broken.ics"])
    assert [w["where"] for w in life.json("status")["warnings"]] == ["broken.ics"]
