"""`relance why`: what a tired person reads of a follow-up, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desk import Desk
from life import Life

if TYPE_CHECKING:
    from pathlib import Path


def key(life: Life, company: str, step: str, attempt: int = 1, state: str = "passed") -> str:
    rows = life.rows(company, step=step, attempt=attempt, state=state)
    assert len(rows) == 1, rows
    return str(rows[0]["key"])


STORIES = [
    (
        ("Zarvane", "thank-you", 1, "passed"),
        (
            "Its time is over: it counts as made, without an answer.",
            (
                "Due from Tuesday 3 November: the next working morning after the interview of "
                "Monday 2 November."
            ),
        ),
        (
            "Son heure est passée : elle compte comme faite, sans réponse.",
            (
                "À faire à partir du mardi 3 novembre : le matin ouvré qui suit l’entretien du "
                "lundi 2 novembre."
            ),
        ),
    ),
    (
        ("Lumigrade", "thank-you", 1, "passed"),
        ("the interview of Friday 6 November is on a Friday; it is thanked for the same day",),
        ("l’entretien du vendredi 6 novembre tombe un vendredi ; le remerciement part le jour",),
    ),
    (
        ("Zarvane", "follow-up", 1, "passed"),
        (
            (
                "You noted on Thursday 12 November that you left a message: the next step waits "
                "twice as long."
            ),
            "Due from Monday 9 November: 5 working days after the interview of Monday 2 November.",
            "What comes next: follow-up 2/3 (phone), Tue 24 Nov 10:15.",
        ),
        (
            (
                "Vous avez noté le jeudi 12 novembre que vous avez laissé un message : l’étape "
                "suivante attend deux fois plus longtemps."
            ),
            "5 jours ouvrés après l’entretien du lundi 2 novembre.",
            "Ce qui vient ensuite : relance 2/3 (téléphone), mar. 24 nov. 10:15.",
        ),
    ),
    (
        ("Zarvane", "follow-up", 2, "pending"),
        (
            (
                "Due from Tuesday 24 November: 10 working days after the follow-up 1/3 of Monday "
                "9 November. That is twice the usual wait, since you left a message then."
            ),
            "If nothing is answered, then: last follow-up (3/3, email), Tue 1 Dec 10:00.",
        ),
        (
            (
                "10 jours ouvrés après la relance 1/3 du lundi 9 novembre. C’est deux fois "
                "l’attente habituelle, puisque vous aviez laissé un message."
            ),
            "Sans réponse, ensuite : dernière relance (3/3, courriel), mar. 1er déc. 10:00.",
        ),
    ),
    (
        ("Brumair", "follow-up", 2, "pending"),
        ("You placed it there: it stays, whatever the rules say, and what follows counts from",),
        ("Vous l’avez placée là : elle y reste, quoi que disent les règles, et la suite se",),
    ),
    (
        ("Lumigrade", "follow-up", 1, "skipped"),
        (
            (
                "You deleted it: it never comes back, and what follows counts from Tuesday 17 "
                "November, the day on which it stood."
            ),
            "The candidacy is closed: left there by you on Friday 13 November.",
        ),
        (
            (
                "Vous l’avez supprimée : elle ne revient jamais, et la suite se compte à partir du "
                "mardi 17 novembre, le jour où elle était."
            ),
            "La candidature est close : vous avez arrêté là le vendredi 13 novembre.",
        ),
    ),
    (
        ("Tamaris Énergie", "follow-up", 1, "skipped"),
        ("You noted on Thursday 12 November that it was not made, so it is placed again.",),
        ("Vous avez noté le jeudi 12 novembre qu’elle n’a pas été faite : elle est donc replacée",),
    ),
    (
        ("Kaolis", "unreachable", 1, "passed"),
        ("the call of Tuesday 10 November reached nobody, so a short email says that you tried.",),
        ("l’appel du mardi 10 novembre n’a joint personne ; un court courriel dit donc que vous",),
    ),
    (
        ("Polyèdre", "stay-available", 1, "passed"),
        (
            "they said no on Thursday 12 November, and a last message stays in touch.",
            "The candidacy is closed: refused on Thursday 12 November.",
        ),
        (
            "la réponse du jeudi 12 novembre est non ; un dernier message garde le lien.",
            "La candidature est close : un refus le jeudi 12 novembre.",
        ),
    ),
    (
        ("Cormelles", "contract", 1, "passed"),
        ("an offer came on Friday 13 November, and half an hour goes to the points to settle.",),
        ("une offre est arrivée le vendredi 13 novembre, et une demi-heure est prévue pour les",),
    ),
    (
        ("Orféo", "follow-up", 2, "pending"),
        ("one working day after Saturday 5 December, until when you noted to wait.",),
        ("un jour ouvré après le samedi 5 décembre, date que vous avez notée.",),
    ),
    (
        ("Wattle", "follow-up", 2, "passed"),
        ("It was to be a call, but no hour suits both you and Sydney: an email instead.",),
        (
            (
                "Un appel était prévu, mais aucune heure ne convient à la fois à vous et à "
                "Sydney : un courriel à la place."
            ),
        ),
    ),
    (
        ("Heron Labs", "follow-up", 3, "pending"),
        ("In New York it is 10:00 then.", "2 for a Tuesday."),
        ("Il est alors 10:00 à New York.", "2 pour un mardi."),
    ),
    (
        ("Quintel", "thank-you", 1, "pending"),
        ("It takes the earliest slot that is allowed and free.", "looked at on Fri 4 Dec;"),
        ("C’est le premier créneau autorisé et libre.", "créneaux regardés le ven. 4 déc. ;"),
    ),
    (
        ("Kaolis", "abandon", 1, "forecast"),
        (
            "A forecast: it would stand there if nothing is answered; nothing is written.",
            "Once that day is over, the candidacy is closed; an answer or a new interview opens it",
        ),
        (
            "Une prévision : elle serait là si rien n’arrive d’ici là ; rien n’est écrit.",
            "Une fois ce jour passé, la candidature est close ; une réponse ou un nouvel entretien",
        ),
    ),
]


@pytest.mark.parametrize(
    ("which", "said", "dit"), STORIES, ids=lambda x: "-".join(map(str, x))[:40]
)
def test_each_follow_up_has_its_story(
    english: Life,
    french: Life,
    which: tuple[str, str, int, str],
    said: tuple[str, ...],
    dit: tuple[str, ...],
) -> None:
    for life, sentences in ((english, said), (french, dit)):
        story = life.story(key(life, *which))
        for sentence in sentences:
            assert sentence in story


def test_the_parts_of_the_cost_add_up_to_it(english: Life) -> None:
    for row in english.rows("Heron Labs", state="pending") + english.rows("Orféo", state="pending"):
        story = english.story(row["key"])
        found = re.search(r"at a cost of ([\d.]+) working hours?: (.*?)\.( |$)", story)
        assert found is not None
        parts = [float(n) for n in re.findall(r"(?:^|, )([\d.]+)", found[2])]
        assert sum(parts) == pytest.approx(float(found[1])) == pytest.approx(row["score"])


def test_every_slot_that_was_looked_at_is_accounted_for(english: Life) -> None:
    told = 0
    for row in english.json("plan", "--forecast"):
        why, story = english.json("why", row["key"]), english.story(row["key"])
        found = re.search(r"(\d+) slots were looked at .*?; (\w+) of them (?:is|are) free", story)
        if found is None:
            assert row["pinned"] or row["all_day"] or not why["looked_at"]
            continue
        free = {"none": 0, "one": 1}.get(found[2]) if not found[2].isdigit() else int(found[2])
        taken = re.search(r"Not free: (.*?)\. (The next|If|What|Nothing|$)", story)
        counts = [int(n) for n in re.findall(r"(?:^|· )(\d+) ", taken[1])] if taken else []
        assert int(found[1]) == why["slots"] == (free or 0) + sum(counts)
        assert sorted(counts) == sorted(why["rules"].values())
        told += 1
    assert told > 5


def test_what_relance_took_back_is_told_with_the_reason(english: Life, french: Life) -> None:
    rows = english.rows("Marzelle", step="follow-up", state="passed")
    second = rows[0]["key"].replace("follow-up-1", "follow-up-2")
    assert "follow-up 2/3 (phone) · withdrawn" in english.story(second)
    assert "relance took it back: answered on Friday 13 November." in english.story(second)
    assert "relance l’a retirée : une réponse le vendredi 13 novembre." in french.story(second)
    assert english.json("why", second)["follow_up"]["state"] == "withdrawn"


def test_a_company_stands_for_what_comes_next_or_was_last(english: Life) -> None:
    second = key(english, "Zarvane", "follow-up", 2, "pending")
    assert english.story("zarvane") == english.story(second)
    assert english.story("Polyèdre") == english.story(key(english, "Polyèdre", "stay-available"))
    assert "The candidacy is closed: the interview was cancelled." in english.story("Doriane")
    uid = key(english, "Zarvane", "thank-you") + "@relance"
    assert "thank-you (email) · passed" in english.story(uid)
    for nothing in ("Ventalis", "nobody", "0123456789ab-follow-up-1"):
        ran = english.ran("why", nothing)
        assert (ran.code, len(ran.complaints)) == (1, 1)


def test_lines_fit_into_eighty_columns_and_begin_and_end_well(english: Life, french: Life) -> None:
    for life in (english, french):
        for row in life.json("plan", "--forecast"):
            for line in life.ran("why", row["key"]).out.splitlines()[2:]:
                assert len(line) <= 80
                assert ".." not in line
                assert not line.strip().startswith("·")


def test_no_english_word_is_left_in_a_french_story(french: Life) -> None:
    english = re.compile(r"\b(the|and|of|from|due|slots?|call|email|follow-up|nothing|it)\b")
    for row in french.json("plan", "--forecast"):
        lines = french.run("why", row["key"]).splitlines()
        said = " ".join(line for line in lines if row["key"] not in line)
        assert english.findall(said) == []


CROWDED = """
[windows]
phone = ["sat 09:00-10:00"]
email = ["sat 09:00-10:00"]
exclude = ["sat 00:00-24:00"]
"""


def crowded(folder: Path, language: str) -> Life:
    """Return a life in which no slot satisfies every rule."""
    life = Life(Desk(folder, language).settle())
    with life.desk.config.open("a") as settings:
        settings.write(CROWDED)
    life.meets("Zarvane", "20261112")
    return life.at("2026-11-23 08:00")


@pytest.mark.parametrize(
    ("language", "tried", "given_up"),
    [
        (
            "en",
            (
                "No slot satisfies every rule. Most of all in the way: in an exclusion. Every pass "
                "tries again until Friday 11 December; then it is skipped, and the next step "
                "counts from that day."
            ),
            (
                "No slot was found for it until Friday 11 December, the last of the days searched: "
                "it was skipped, and what follows counts from that day."
            ),
        ),
        (
            "fr",
            (
                "Aucun créneau ne respecte toutes les règles. Ce qui gêne le plus : dans une plage "
                "exclue. Chaque passage essaie encore, jusqu’au vendredi 11 décembre ;"
            ),
            (
                "Aucun créneau n’a été trouvé jusqu’au vendredi 11 décembre, dernier des jours "
                "cherchés : elle a été sautée, et la suite se compte à partir de ce jour."
            ),
        ),
    ],
)
def test_a_step_without_a_slot_tells_what_is_in_the_way_and_until_when_it_is_tried(
    tmp_path: Path, language: str, tried: str, given_up: str
) -> None:
    life = crowded(tmp_path / "desk", language)
    [first] = life.rows("Zarvane", state="unplaced")
    assert tried in life.story(first["key"])
    assert life.json("why", first["key"])["until"] == "2026-12-11"
    life.at("2026-12-11 23:00")
    assert tried in life.story(first["key"])
    life.at("2026-12-12 08:00")
    [skipped] = life.rows("Zarvane", state="skipped")
    assert (skipped["key"], skipped["start"]) == (first["key"], None)
    assert given_up in life.story(first["key"])
    [second] = life.rows("Zarvane", state="unplaced")
    assert second["attempt"] == 2


def test_what_was_given_up_is_told_with_the_journal_lost(tmp_path: Path) -> None:
    life = crowded(tmp_path / "desk", "en")
    life.at("2026-12-12 08:00")
    [skipped] = life.rows("Zarvane", state="skipped")
    settings = life.desk.config.read_text()
    life.desk.config.write_text(settings.replace(CROWDED, ""))
    life.at("2026-12-13 08:00")
    assert life.rows("Zarvane", state="pending")
    life.desk.config.write_text(life.desk.config.read_text().replace("journal.sq", "other.sq"))
    life.at("2026-12-13 09:00")
    [remembered] = life.rows("Zarvane", state="skipped")
    assert remembered == skipped
    assert "No slot was found for it until Friday 11 December" in life.story(skipped["key"])


def test_the_rule_that_left_no_hour_for_a_call_is_told(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    rules = '[windows]\nphone = ["fri 17:00-18:00"]\n'
    plain = life.desk.config.read_text()
    life.desk.config.write_text(f"{plain}{rules}")
    life.meets("Zarvane", "20261112")
    life.at("2026-11-18 20:00")
    [row] = life.rows("Zarvane", state="pending")
    assert (row["step"], row["channel"]) == ("follow-up", "email")
    told = (
        "It was to be a call, but none of the days searched has an hour left for one. Most of all "
        "in the way: in an exclusion. So it is an email."
    )
    assert told in life.story(row["key"])
    assert life.json("why", row["key"])["no_call"] == "exclusion"
    life.desk.config.write_text(plain)
    life.at("2026-11-18 21:00")
    assert "no hour was left for one when it was placed" in life.story(row["key"])
    assert life.json("why", row["key"])["no_call"] is None


def test_what_was_answered_is_not_told_to_be_without_an_answer(tmp_path: Path) -> None:
    life = Life(Desk(tmp_path / "desk").settle())
    life.meets("Zarvane", "20261102")
    life.at("2026-11-02 08:00").at("2026-11-03 20:00")
    assert life.ran("mark", "Zarvane", "answered").code == 0
    told = life.ran("why", "Zarvane").out

    assert "Its time is over: it counts as made." in told
