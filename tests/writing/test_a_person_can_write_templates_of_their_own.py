from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from relance.errors import BadInput
from relance.model import Channel, Event, Step
from relance.writing.compose import compose
from relance.writing.render import LANGUAGES, NAMES, Templates, shipped
from writing_samples import FULL, OWNER, composed, follow_up

NAME = "fr/thank-you.email.txt"


def thank_you(templates: Templates) -> Event:
    wanted = follow_up(Step.THANK_YOU, Channel.EMAIL, of=1)
    return compose(wanted, FULL, owner=OWNER, language="fr", templates=templates)


def test_the_persons_template_takes_the_place_of_the_shipped_one() -> None:
    own = "✉️ Merci {{ whom }}\nMon conseil.\n---\nMerci !\n\nBonjour {{ contact }},\nÀ bientôt."
    templates = Templates({NAME: own})
    event = thank_you(templates)
    assert event.summary == "✉️ Merci Acme"
    assert "Mon conseil." in event.description
    assert "Bonjour Claire Martin,\nÀ bientôt." in event.description
    assert "body=Bonjour%20Claire%20Martin%2C%0D%0A%C3%80%20bient%C3%B4t." in event.description
    assert not templates.faults
    assert thank_you(shipped()) == composed("thank-you-email", "fr")


def test_a_cut_further_down_belongs_to_the_draft_and_a_value_is_never_one() -> None:
    own = "Titre\n---\nObjet\n\nHaut\n---\n{{ company }}"
    assert "Haut\n---\nAcme" in thank_you(Templates({NAME: own})).description


@pytest.mark.parametrize(
    ("own", "line"),
    [
        ("Titre\n\n{{ whom", 3),
        ("Titre\n{% if x %}\nrien", 3),
        ("Titre\n\n\n{{ nobody }}\n", 4),
        ("Titre\n---\nObjet\n\n{{ nobody }}\n", 5),
        ("Titre\n---\nObjet\n{% endif %}", 4),
        ("Titre\n{{ attempt / 0 }}", 2),
        ("Titre\n{{ contact.x.y }}", 2),
        ("Titre\n{{ whom.__class__.__mro__ }}", 2),
        ("Titre\n{{ ().__class__ }}", 2),
        ("Titre\n{% include 'notes.txt' %}", 2),
        ("Titre\n{{ whom|nosuchfilter }}", 2),
        ("Titre\n{{ range(9) }}", 2),
        ("Titre\n{{ 'x' * 30000 }}", None),
        ("", None),
        ("{% if not company %}Titre{% endif %}", None),
    ],
)
def test_a_broken_template_is_told_with_its_line_and_the_shipped_one_is_used(
    own: str, line: int | None
) -> None:
    templates = Templates({NAME: own})
    assert len(templates.faults) == 1
    fault = templates.faults[0]
    assert isinstance(fault, BadInput)
    assert fault.where == (f"{NAME}, line {line}" if line else NAME)
    assert fault.what
    assert "shipped" in fault.remedy
    assert "\n" not in str(fault)
    assert thank_you(templates) == thank_you(shipped())
    assert templates.faults == (fault,)


def test_a_template_that_breaks_on_one_interview_alone_is_told_then() -> None:
    templates = Templates({NAME: "Titre {{ 1 // (company|length - 5) }}"})
    assert not templates.faults
    wanted = follow_up(Step.THANK_YOU, Channel.EMAIL, of=1)
    odd = replace(FULL, company="Fives")
    event = compose(wanted, odd, owner=OWNER, language="fr", templates=templates)
    assert event == compose(wanted, odd, owner=OWNER, language="fr")
    assert [fault.where for fault in templates.faults] == [f"{NAME}, line 1"]


def test_a_name_that_no_template_has_is_told_with_those_that_exist() -> None:
    templates = Templates({"fr/thankyou.txt": "x", "de/abandon.marker.txt": "x"})
    first, second = templates.faults
    assert first.where == "de/abandon.marker.txt"
    assert "fr/abandon.marker.txt" in first.remedy
    assert second.where == "fr/thankyou.txt"
    assert "fr/thank-you.email.txt" in second.remedy


def test_the_frame_can_be_set_out_anew() -> None:
    templates = Templates({"fr/notes.txt": "{{ message }}\n\n{{ legend }}"})
    assert thank_you(templates).description.startswith("Bonjour Claire Martin")
    assert not templates.faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, "notes.txt"])
def test_each_shipped_template_would_pass_as_the_persons_own(name: str, language: str) -> None:
    text = (files("relance.writing") / "templates" / language / name).read_text("utf-8")
    assert Templates({f"{language}/{name}": text}).faults == ()
