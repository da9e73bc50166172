"""How a person is addressed: in full, by civility and family name, or not by name at all."""

from __future__ import annotations

from relance.reading.details.civilities import lacks_first_name

# What a greeting says, and what stands before a name that is spoken of.
_FRENCH = {
    "mr": ("Monsieur", "M."),
    "ms": ("Madame", "Mme"),
    "mrs": ("Madame", "Mme"),
    "dr": ("Docteur", "le Dr"),
    "prof": ("Professeur", "le Pr"),
    "me": ("Maître", "Me"),
}
_ENGLISH = {
    "mr": ("Mr", "Mr"),
    "ms": ("Ms", "Ms"),
    "mrs": ("Mrs", "Mrs"),
    "mx": ("Mx", "Mx"),
    "dr": ("Dr", "Dr"),
    "prof": ("Professor", "Professor"),
}


def greeted(name: str, civility: str | None, language: str) -> str:
    """Return what follows “Dear”: “Claire Martin”, “Ms Lefort”; nothing for a bare family name."""
    return _called(name, civility, language, 0) or ("" if lacks_first_name(name) else name)


def spoken_of(name: str, civility: str | None, language: str) -> str:
    """Return a name as it is said to others: “Claire Martin”, « Mme Lefort »."""
    return _called(name, civility, language, 1) or name


def _called(name: str, civility: str | None, language: str, place: int) -> str:
    known = (_FRENCH if language == "fr" else _ENGLISH).get(civility or "")
    if known is None or not name or (len(name.split()) > 1 and not lacks_first_name(name)):
        return ""
    return f"{known[place]} {name}"
