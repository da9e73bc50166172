"""Which calendars of an account are to be read, as far as the person is to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.cli.asking import choose_some, confirm
from relance.cli.screen import print_line
from relance.service.wishes import PRIMARY
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from relance.cli.words import Words
    from relance.ports import Offered


def more(words: Words) -> Callable[[Sequence[Offered]], Sequence[str]] | None:
    """Ask whether more than the main calendar is to be read; return what lets it be chosen."""
    question = msg("Read other calendars of this account too, beside its main one?")
    if not confirm(words.say(question), words):
        return None

    def choose(offered: Sequence[Offered]) -> Sequence[str]:
        others = [one for one in offered if not one.primary]
        if not others:
            print_line(words.say(msg("There is no other calendar in this account.")))
            return PRIMARY
        question = msg("Which ones beside the main one? Their numbers, * for all; return for none:")
        chosen = choose_some(words, question, [_shown(one, words) for one in others], default="")
        if chosen is None:
            return ["*"]
        return [*PRIMARY, *(_named(others[n], offered) for n in chosen)]

    return choose


def which(words: Words, *, asked: bool) -> Callable[[Sequence[Offered]], Sequence[str]]:
    """Return what lets be chosen where no calendar is surely the main one, if anybody is asked."""

    def choose(offered: Sequence[Offered]) -> Sequence[str]:
        if not offered:
            return PRIMARY  # that there is none is told when it is read
        if not asked or len(offered) == 1:
            return [_named(offered[0], offered)]
        question = msg("Which ones are to be read? Their numbers, or * for all:")
        chosen = choose_some(words, question, [_shown(one, words) for one in offered], default="1")
        return ["*"] if chosen is None else [_named(offered[n], offered) for n in chosen]

    return choose


def _shown(one: Offered, words: Words) -> str:
    """Return what the list calls a calendar."""
    main = [words.say(msg("(the main one)"))] if one.primary else []
    shared = [words.say(msg("(shared by somebody else)"))] if one.shared else []
    return " ".join([one.name, *main, *shared])


def _named(one: Offered, offered: Sequence[Offered]) -> str:
    """Return what the settings call a calendar: its name, where no other one has it."""
    alike = sum(other.name.casefold() == one.name.casefold() for other in offered)
    return one.ref if one.primary or alike > 1 or "@" in one.name else one.name
