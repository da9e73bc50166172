"""Messages in the language of the owner or of a candidacy, from gettext catalogues."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from importlib import resources

from relance.writing.clean import typeset


def msg(message: str) -> str:
    """Return a message as it is; its name tells the extraction that it is one."""
    return message


def language_of(spoken: str | None, wanted: str = "auto", otherwise: str = "en") -> str:
    """Return the language to write in: the one wanted, else the candidacy's own.

    A language that no texts exist in becomes English; one that nobody knows, `otherwise`.
    """
    language = wanted if wanted != "auto" else spoken or otherwise
    return "fr" if language.casefold().replace("_", "-").split("-")[0] == "fr" else "en"


def say_it(message: str, language: str) -> str:
    """Return a message of the catalogues in a language."""
    return typeset(_catalogue(language).gettext(message), language)


@cache
def _catalogue(language: str) -> GNUTranslations:
    folder = resources.files("relance.writing") / "locale"
    file = folder / ("fr" if language == "fr" else "en") / "LC_MESSAGES" / "relance.mo"
    with file.open("rb") as stream:
        return GNUTranslations(stream)
