"""Ask the person at the keyboard, and ask again until the answer makes sense."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import typer

from relance.cli.screen import print_line
from relance.errors import NeedsPerson
from relance.service.setup import answered
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from relance.cli.words import Words

T = TypeVar("T")
LONGEST = 10_000  # of what is typed or piped in
CONNECTING = (
    msg("Address of the server, or your email address there:"),
    msg("User:"),
    msg("App password:"),
    msg("The secret address of your calendar (it is not shown):"),
)
"""What accounts ask whoever connects them."""

YES, NO = frozenset({"y", "yes", "o", "oui"}), frozenset({"", "n", "no", "non"})


@dataclass(frozen=True, slots=True)
class Answers:
    """Who the owner is, as they told it."""

    name: str
    emails: tuple[str, ...]
    zone: str
    country: str | None  # None is for a guess from the zone


def confirm(question: str, words: Words) -> bool:
    """Ask a question that is answered by yes or no, in French or English; no is taken for none."""
    choice = words.say(msg("[y/N]"))
    while True:
        given = _given(f"{question} {choice}")
        if given.casefold() in YES | NO:
            return given.casefold() in YES
        print_line(words.say(msg("Answer y for yes or n for no.")))


def answering(words: Words) -> Callable[[str, bool], str]:
    """Return what asks a question of `CONNECTING`; a secret that is typed is not shown.

    Where nobody is at a terminal, each answer is a line of standard input.
    """

    def answer(question: str, secret: bool) -> str:
        if sys.stdin.isatty():
            asked = words.say(question)
            return str(typer.prompt(asked, hide_input=secret, err=True, prompt_suffix=" "))
        line = sys.stdin.readline(LONGEST)
        if not line:
            raise NeedsPerson(
                f"nobody is there to be asked: {question.rstrip(':')}.",
                remedy="Run it at a terminal, or hand the answers over on standard input, each "
                "on a line.",
            )
        return line.strip()

    return answer


def ask_owner(words: Words, *, name: str, zone: str, country: str) -> Answers:
    """Ask who the owner is; what is known already is the answer that a return key gives."""
    return Answers(
        _asked(words, msg("Your name:"), _name, name),
        _asked(words, msg("Your email addresses, as your calendar knows you:"), _emails),
        _asked(words, msg("Your time zone:"), _zone, zone),
        _asked(words, msg("Your country (two letters):"), _country, country),
    )


def choose_some(
    words: Words, question: str, names: Sequence[str], *, default: str
) -> list[int] | None:
    """Let some of a numbered list be chosen; None is for all of it.

    A return key alone chooses the `default`; where that is empty, nothing.
    """
    for number, name in enumerate(names, start=1):
        print_line(f"{number:>3} {name}")

    def read(text: str) -> list[int] | None:
        if text == "*":
            return None
        try:
            chosen = [int(one) - 1 for one in text.replace(",", " ").split()]
        except ValueError:
            chosen = []
        if text == default == "":
            return []
        if not chosen or not all(0 <= one < len(names) for one in chosen):
            raise ValueError(msg("Write numbers of the list, like 1 3; or * for all."))
        return list(dict.fromkeys(chosen))

    return _asked(words, question, read, default)


def _asked(words: Words, question: str, read: Callable[[str], T], default: str = "") -> T:
    """Ask until `read` takes the answer; what it raises is a message of the catalogues."""
    while True:
        given = _given(words.say(question), default)
        try:
            return read(given)
        except ValueError as error:
            print_line(words.say(str(error), answer=given))


def _given(question: str, default: str = "") -> str:
    answer: str = typer.prompt(
        question, default=default, show_default=bool(default), prompt_suffix=" "
    )
    return answer.strip()


def _name(text: str) -> str:
    return _checked("name", text, msg("Write your name on one line, not too long."))


def _emails(text: str) -> tuple[str, ...]:
    found = text.replace(",", " ").replace(";", " ").split()
    if not found:
        raise ValueError(
            msg("An address is needed: by it relance knows which invitations are yours.")
        )
    wrong = msg("{answer}: not an email address; write it like camille@mail.example.")
    return tuple(_checked("email", one, wrong) for one in found)


def _zone(text: str) -> str:
    wrong = msg("{answer}: no such time zone; write a name like Europe/Paris.")
    return _checked("zone", text, wrong)


def _country(text: str) -> str:
    wrong = msg("{answer}: no holidays are known for it; write two letters like FR, or - for none.")
    return _checked("country", "" if text == "-" else text, wrong)


def _checked(what: str, text: str, wrong: str) -> str:
    try:
        return answered(what, text)
    except ValueError:
        raise ValueError(wrong) from None
