from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.model import Channel, Event, Step
from relance.writing import links
from relance.writing.compose import compose
from relance.writing.render import Templates
from writing_samples import CASES, FULL, OWNER, composed, follow_up

if TYPE_CHECKING:
    from relance.writing.about import About

EMAILS = sorted(name for name in CASES if "email" in name and CASES[name][1].details.contact_email)


def link_in(event: Event, scheme: str) -> str:
    found = [line for line in event.description.split("\n") if line.startswith(f"{scheme}:")]
    assert len(found) == 1
    return found[0]


def with_details(**changes: str | None) -> About:
    return replace(FULL, details=replace(FULL.details, **changes))  # type: ignore[arg-type] # all of them are texts


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", EMAILS)
def test_the_mail_program_gets_the_draft_as_it_stands_in_the_notes(
    name: str, language: str
) -> None:
    event = composed(name, language)
    link = link_in(event, "mailto")
    parts = urlsplit(link)
    assert parts.scheme == "mailto"
    assert unquote(parts.path) == "claire.martin@acme.example"
    fields = parse_qs(parts.query, strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    [subject], [body] = fields["subject"], fields["body"]
    assert f": {subject}\n".replace("\u00a0", " ") in event.description.replace("\u00a0", " ")
    assert body.replace("\r\n", "\n") in event.description
    assert "\n" not in body.replace("\r\n", "")
    assert body.endswith("Camille Durand")


@pytest.mark.parametrize("name", EMAILS)
def test_a_link_is_plain_ascii_and_short_enough_for_every_mail_program(name: str) -> None:
    for language in ("fr", "en"):
        link = link_in(composed(name, language), "mailto")
        assert link.isascii()
        assert "+" not in link.partition("?")[2]
        assert len(link) <= links.LONGEST_LINK


def test_a_draft_too_long_for_a_link_is_to_be_copied_and_its_link_keeps_the_subject() -> None:
    own = "Title\n---\nSubject\n" + "A long story. " * 150 + "\n\nKind regards,\n{{ owner }}"
    event = compose(
        follow_up(Step.FOLLOW_UP, Channel.EMAIL),
        FULL,
        owner=OWNER,
        language="en",
        templates=Templates({"en/follow-up.email.txt": own}),
    )
    link = link_in(event, "mailto")
    assert len(link) <= links.LONGEST_LINK
    assert set(parse_qs(urlsplit(link).query)) == {"subject"}
    assert "copy it from here" in event.description
    assert "Kind regards,\nCamille Durand" in event.description


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example,c@d.example",
        "a@b.example?bcc=c@d.example",
        "a@b.example&cc=c",
        "two words@b.example",
        "Claire <claire@acme.example>",
        "claire",
        "@acme.example",
        "claire@",
        "a%0Ab@acme.example",
        "a\nbcc@acme.example",
        "a\u202eb@acme.example",
        "x" * 65 + "@acme.example",
        "",
    ],
)
def test_what_is_not_one_address_makes_no_link(address: str) -> None:
    about = with_details(contact_email=address)
    event = compose(follow_up(Step.THANK_YOU, Channel.EMAIL), about, owner=OWNER, language="fr")
    assert "mailto:" not in event.description
    assert "Adresse à trouver" in event.description


@pytest.mark.parametrize(
    "address", ["o'neil+jobs@acme.example", "zoé@société.example", "a_b@c-d.test"]
)
def test_an_unusual_address_comes_back_from_its_link(address: str) -> None:
    link = links.mailto(links.address_of(address), "x")
    assert unquote(urlsplit(link).path) == address
    assert link.isascii()


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_subject_and_body_come_back_from_a_link(subject: str, body: str) -> None:
    fields = parse_qs(
        urlsplit(links.mailto("a@b.example", subject, body)).query, keep_blank_values=True
    )
    lines = body.replace("\r\n", "\n").split("\n")
    assert fields["subject"] == ["\r\n".join(subject.replace("\r\n", "\n").split("\n"))]
    assert fields.get("body", [""]) == ["\r\n".join(lines)]


@pytest.mark.parametrize(
    ("phone", "link", "shown"),
    [
        ("+33199001234", "tel:+33199001234", "+33 1 99 00 12 34"),
        ("+442079460123", "tel:+442079460123", "+44 20 7946 0123"),
        ("+12125550142", "tel:+12125550142", "+1 212-555-0142"),
        ("+33 (1) 99.00-12 34", "tel:+33199001234", "+33 1 99 00 12 34"),
        ("01 99 00 12 34", "tel:0199001234", "0199001234"),
        ("+33199001234 poste 12", "tel:+33199001234", "+33 1 99 00 12 34"),
        ("+999999999999", "tel:+999999999999", "+999999999999"),
        ("3615", "tel:3615", "3615"),
    ],
)
def test_a_number_can_be_called_and_read_aloud(phone: str, link: str, shown: str) -> None:
    event = compose(
        follow_up(Step.FOLLOW_UP, Channel.PHONE),
        with_details(phone=phone),
        owner=OWNER,
        language="en",
    )
    assert link_in(event, "tel") == link
    assert f" on {shown}:\n" in event.description


@pytest.mark.parametrize("phone", [None, "", "12", "ask at the desk", "+", "9" * 40, "1" * 100_000])
def test_without_a_number_the_notes_say_where_to_look_and_how_to_note_it(phone: str | None) -> None:
    for language, where, legend in (
        ("fr", "Numéro à trouver", "– tel: = "),
        ("en", "Number to find", "– phone: = "),
    ):
        event = compose(
            follow_up(Step.FOLLOW_UP, Channel.PHONE),
            with_details(phone=phone),
            owner=OWNER,
            language=language,
        )
        assert not any(line.startswith("tel:") for line in event.description.split("\n"))
        assert where in event.description
        assert legend in event.description
        assert legend not in composed("follow-up-1-phone", language).description
