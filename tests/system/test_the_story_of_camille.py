"""One candidate, three months, five companies, every outcome: told as it happens.

Camille Durand looks for work from September on. What relance wrote until the end, word by word, is
`tests/data/story.txt`; after a change that is meant, write it anew with RELANCE_GOLDEN=write.
"""

from __future__ import annotations

import os
from pathlib import Path

from builders import at
from story import Story

GOLDEN = Path(__file__).parents[1] / "data" / "story.txt"
LUMIGRADE = (
    "Vous rencontrerez Agathe Serre, pour le poste de cheffe de projet. Tél. 01 99 00 12 34."
)
ONE, TWO, NOUR = "one@solvaria.example", "two@solvaria.example", "Nour Haddad"
SOLVARIA = "Entretien technique pour le poste de cheffe de projet."


def test_the_story_of_camille(tmp_path: Path) -> None:
    camille = Story(tmp_path, at("2026-09-07 08:00"))
    september(camille)
    october(camille)
    november(camille)
    the_logbook(camille)
    the_whole_calendar(camille)
    without_the_journal(camille)
    camille.close()


def september(camille: Story) -> None:
    # Two interviews are in the calendar: each has its thank-you at once.
    camille.invites("Lumigrade", "2026-09-10 10:00", notes=LUMIGRADE)
    camille.invites("Brumair", "2026-09-15 14:00", who="Karim Adel", notes="Premier échange.")
    assert camille.steps("Lumigrade") == ["09-11 08:30 thank-you"]
    assert camille.steps("Brumair") == ["09-16 08:30 thank-you"]

    # A week later she calls, and leaves a message: the next call waits twice as long.
    camille.until("2026-09-17 10:30")
    assert camille.steps("Lumigrade")[1:] == ["09-17 10:00 follow-up 1", "09-24 10:00 follow-up 2"]
    camille.notes(camille.last("Lumigrade"), "#message")
    assert camille.steps("Lumigrade")[1:] == ["09-17 10:00 follow-up 1", "10-01 10:00 follow-up 2"]

    # New York promises an answer by 9 October. The next working day there is no holiday, and
    # calls are made when it is day on both sides.
    camille.invites(
        "Orbelane",
        "2026-09-22 16:00",
        who="Grace Miller",
        title="Interview: Product lead at Orbelane",
        notes="Hi Camille, we look forward to our conversation about the Product lead role. "
        "We will get back to you by October 9. Phone: +1 212 555 0147",
    )
    camille.until("2026-09-28 09:00")
    assert camille.steps("Orbelane") == ["09-23 14:30 thank-you", "10-14 16:00 follow-up 1"]

    # She thanks the small shop from the train, and deletes what relance had in mind.
    camille.invites("Tavernor", "2026-09-29 11:00", who="Odile Ferrand", notes="12 rue des Lilas.")
    assert camille.steps("Tavernor") == ["09-30 08:30 thank-you"]
    camille.until("2026-09-29 18:00")
    camille.deletes(camille.next("Tavernor"))
    assert camille.steps("Tavernor") == ["10-06 10:15 follow-up 1"]  # 10:00 is Brumair's


def october(camille: Story) -> None:
    # Lumigrade answers, and invites her once more.
    camille.until("2026-10-01 10:30")
    camille.notes(camille.last("Lumigrade"), "#répondu")
    assert camille.row("Lumigrade").next is None
    camille.invites("Lumigrade", "2026-10-14 15:00", notes=LUMIGRADE)
    assert camille.steps("Lumigrade")[3:] == ["10-15 08:30 thank-you"]

    # Nobody at Tavernor's: a small company gets a short note after the call, without being asked.
    camille.until("2026-10-06 12:00")
    assert camille.steps("Tavernor") == [
        "10-06 10:15 follow-up 1",
        "10-06 10:30 unreachable",
        "10-13 10:00 follow-up 2",
    ]

    # Solvaria's interview is put off, and its thank-you with it.
    camille.invites("Solvaria", "2026-10-08 09:30", uid=ONE, who=NOUR, notes=SOLVARIA)
    assert camille.steps("Solvaria") == ["10-09 08:30 thank-you"]
    camille.invites("Solvaria", "2026-10-13 09:30", uid=ONE, who=NOUR, notes=SOLVARIA)
    assert camille.steps("Solvaria") == ["10-14 08:30 thank-you"]

    # She would rather call New York on Thursday at six. It stays there, whatever comes.
    camille.moves(camille.next("Orbelane"), "2026-10-15 18:00")
    camille.has("Piscine", "2026-10-15 17:30")
    assert camille.steps("Orbelane")[1:] == ["10-15 18:00 follow-up 1"]

    # She forgot to call Tavernor: the call comes again, and is given up a week later.
    camille.until("2026-10-13 19:00")
    camille.titles(camille.last("Tavernor"), "#manqué Tavernor")
    assert camille.steps("Tavernor")[2:] == [
        "10-13 10:45 follow-up 2",
        "10-13 11:00 unreachable",
        "10-14 10:00 follow-up 2",
    ]

    # Nobody picks up in New York: a short email follows the same evening.
    camille.until("2026-10-15 18:20")
    camille.notes(camille.last("Orbelane"), "#unreachable")
    assert camille.steps("Orbelane")[1:] == [
        "10-15 18:00 follow-up 1",
        "10-15 18:45 unreachable",
        "10-22 16:00 follow-up 2",
    ]

    # Brumair has never said a word. The marker is over, and so is Brumair.
    assert camille.steps("Brumair")[1:] == [
        "09-22 10:00 follow-up 1",
        "09-29 10:00 follow-up 2",
        "10-06 10:00 follow-up 3",
        "10-13 abandon",
    ]
    assert ending(camille, "Brumair") == "let-go"

    # Tavernor is nothing for her, after all.
    camille.until("2026-10-19 12:00")
    camille.titles(camille.next("Tavernor"), "#stop")
    assert camille.steps("Tavernor")[2:] == [
        "10-13 10:45 follow-up 2",
        "10-13 11:00 unreachable",
        "10-14 10:00 follow-up 2",
    ]
    assert ending(camille, "Tavernor") == "stop"

    # Lumigrade says no, for this time: one polite email, not the same day, and that is all.
    camille.until("2026-10-22 11:00")
    camille.notes(camille.last("Lumigrade"), "#refus")
    assert camille.steps("Lumigrade")[3:] == [
        "10-15 08:30 thank-you",
        "10-21 10:15 follow-up 1",
        "10-23 10:00 stay-available",
    ]

    # Solvaria names a day on the phone. A dentist takes the best hour; the call makes way.
    camille.until("2026-10-27 12:00")
    camille.notes(camille.last("Solvaria"), "#attendre 05/11")
    assert camille.steps("Solvaria")[1:] == [
        "10-20 10:00 follow-up 1",
        "10-27 10:00 follow-up 2",
        "11-06 10:00 follow-up 3",
    ]
    camille.has("Dentiste", "2026-11-06 09:45")
    assert camille.steps("Solvaria")[1:] == [
        "10-20 10:00 follow-up 1",
        "10-27 10:00 follow-up 2",
        "11-06 11:00 follow-up 3",
    ]


def november(camille: Story) -> None:
    # New York says yes. The points to settle are laid out for the next working day.
    camille.until("2026-11-04 18:00")
    camille.notes(camille.last("Orbelane"), "#offer")
    assert camille.steps("Orbelane")[1:] == [
        "10-15 18:00 follow-up 1",
        "10-15 18:45 unreachable",
        "10-22 16:00 follow-up 2",
        "10-29 15:00 follow-up 3",
        "11-05 14:30 contract",
    ]

    # Solvaria's second round comes, and is called off: nothing follows by itself.
    camille.until("2026-11-09 15:00")
    camille.invites("Solvaria", "2026-11-17 14:00", uid=TWO, who=NOUR, notes=SOLVARIA)
    assert camille.steps("Solvaria")[1:] == [
        "10-20 10:00 follow-up 1",
        "10-27 10:00 follow-up 2",
        "11-06 11:00 follow-up 3",
        "11-18 08:30 thank-you",
    ]
    camille.until("2026-11-16 15:00")
    camille.calls_off(TWO)
    assert camille.steps("Solvaria")[1:] == [
        "10-20 10:00 follow-up 1",
        "10-27 10:00 follow-up 2",
        "11-06 11:00 follow-up 3",
    ]
    assert ending(camille, "Solvaria") == "round-cancelled"

    # They write that there will be news by the 25th; relance takes it up again after that.
    camille.notes(camille.last("Solvaria"), "#attendre 25 novembre")
    assert camille.steps("Solvaria")[1:] == [
        "10-20 10:00 follow-up 1",
        "10-27 10:00 follow-up 2",
        "11-06 11:00 follow-up 3",
        "11-26 10:00 follow-up 3",
    ]

    # A word from Brumair, long after the end: they decide on 20 November. One last call.
    camille.notes(camille.last("Brumair"), "#attendre 20/11")
    assert camille.steps("Brumair")[1:] == [
        "09-22 10:00 follow-up 1",
        "09-29 10:00 follow-up 2",
        "10-06 10:00 follow-up 3",
        "10-13 abandon",
        "11-24 10:00 follow-up 3",
    ]
    camille.until("2026-12-07 09:00")


def ending(camille: Story, company: str) -> str:
    found = camille.row(company).ending
    return found.reason.code if found else ""


def the_logbook(camille: Story) -> None:
    told = {
        row.candidacy.company: (row.ending.reason.code, f"{row.last_sign}")
        for row in camille.service.journal(camille.now)
        if row.ending is not None
    }
    assert told == {
        "Lumigrade": ("refused", "2026-10-22"),
        "Brumair": ("let-go", "2026-11-16"),
        "Orbelane": ("offer", "2026-11-04"),
        "Tavernor": ("stop", "2026-09-29"),
        "Solvaria": ("let-go", "2026-11-16"),
    }


def the_whole_calendar(camille: Story) -> None:
    told = camille.told()
    if os.environ.get("RELANCE_GOLDEN") == "write":
        GOLDEN.write_text(told, "utf-8")
    assert told == GOLDEN.read_text("utf-8")


def without_the_journal(camille: Story) -> None:
    told = camille.told()
    camille.lose_the_journal()
    assert camille.told() == told
