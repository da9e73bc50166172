"""Find the role, as written: without H/F, m/w/d, contract type, reference or place in brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relance.reading.details import people
from relance.reading.details.role_words import is_part, looks_like, split_role, tidy
from relance.reading.notes import LABELLED
from relance.reading.spelling import aligned, joined
from relance.reading.vocabulary import built, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relance.reading.details.titles import Chunk


def role_of(
    chunks: Iterable[Chunk], lines: tuple[str, ...], companies: Iterable[str]
) -> str | None:
    """Return the role: from a field of its own, from running text, else from the title."""
    names = tuple(c for c in companies if c)
    for found in (_from_label(lines), _from_prose(lines), _from_title(chunks, names)):
        if found:
            return _without_company(found, names)
    return _whole_clause(lines)


def _without_company(role: str, names: tuple[str, ...]) -> str:
    """Cut "Head of Engineering at Acme" before the company."""
    folded = aligned(role)
    for name in names:
        at = folded.rfind(aligned(name))
        if at > 0 and at + len(name) >= len(role) - 1:
            lead = re.search(
                r"(?:\s|^)(?:de la|de|du|d'|of|at|chez|@|for|bei|pour|[-–,(])\s?$", folded[:at]
            )
            if lead is not None and lead.start() > 0:
                return role[: lead.start()]
    return role


_WITHIN = re.compile(r"[.;!?]\s+(?=[^\W\d_][^:.;\n]{2,24}:\s)")


def _from_label(lines: tuple[str, ...]) -> str | None:
    for line in (part for whole in lines for part in _WITHIN.split(whole)):
        match = LABELLED.match(line)
        if match is None or not _label().fullmatch(label := aligned(match["label"]).strip()):
            continue
        sure = built(r"@roles.sure_labels@.{0,20}").fullmatch(label) is not None
        value = match["value"] if sure else _clipped(match["value"])
        if sure or looks_like(value):
            cut = re.split(
                r"(?<=[^\d.]{3})\.\s|\s[–—|]\s(?=[^\W\d_]{2,20}\s?:)|\s\|\s", value, maxsplit=1
            )[0]
            found = tidy(cut.rstrip(". "))
            if found and (sure or looks_like(found)):
                return found
    return None


def _label() -> re.Pattern[str]:
    return built("@roles.labels@")


def _before() -> re.Pattern[str]:
    return built(r"(?<!\w)@roles.before@(?=[^\W\d_])")


def _after() -> re.Pattern[str]:
    return built(r"(?P<role>[^\n.,;:()]{3,80}?)\s@roles.after@(?!\w)")


def _ends() -> re.Pattern[str]:
    return built(r"[.;:!?\n|()](?=\s|$|[a-z(])|,|\s[–—-]\s|\s@roles.ends@(?=\s)")


def _clipped(text: str) -> str:
    end = _ends().search(aligned(text[:160]))
    return text[: end.start() if end else 120].strip()


def _from_prose(lines: tuple[str, ...]) -> str | None:
    for line in lines:
        for match in _before().finditer(aligned(line)):
            rest = line[match.end() :]
            while (again := _before().match(aligned(rest))) is not None:
                rest = rest[again.end() :]
            text = _clipped(rest)
            text = re.split(r"\s(?i:role|position|vacancy|opening|job)\b", text, maxsplit=1)[0]
            strong = "poste" in match.group() and not text[:1].isdigit()
            capital = text[:1].isupper() and strong
            early = looks_like(" ".join(text.split()[:4])) and _may_begin(text.split()[0])
            if text and (early or capital) and len(text.split()) < 9:
                found = tidy(text)
                if found and people.is_name(found, sure=True) is None:
                    return found
    return _before_noun(lines)


def _whole_clause(lines: tuple[str, ...]) -> str | None:
    """Read a clause that is nothing but a role: "postdoc. 45 min talk"."""
    for line in lines:
        clause = re.split(r"[.,;:(]\s|\s[–—-]\s|$", line, maxsplit=1)[0].strip(" .-•*")
        tokens = aligned(clause).split()
        if 0 < len(tokens) < 6 and all(is_part(t) for t in tokens) and looks_like(clause):
            named = any(t in words("names", "functions") for t in tokens)
            if not (named and len(tokens) == 1):
                return tidy(clause)
    return None


def _may_begin(word: str) -> bool:
    plain = aligned(word).strip("'\"")
    return is_part(plain) or (
        plain not in _SMALL and plain not in words("titles", "joiners", "words")
    )


def _before_noun(lines: tuple[str, ...]) -> str | None:
    """Read "Category Manager vacancy", "the CTO mandate"."""
    for line in lines:
        for match in _after().finditer(aligned(line)):
            tokens = line[match.start("role") : match.end("role")].split()
            kept: list[str] = []
            for token in reversed(tokens):
                plain = aligned(token).strip("'\"")
                is_role = is_part(plain) and plain not in _SMALL
                if not is_role and not (kept and token[:1].isupper() and plain not in _SMALL):
                    break
                kept.insert(0, token)
            while kept and aligned(kept[0]) in ("confidential", "the", "our", "your", *_SMALL):
                kept.pop(0)
            text = " ".join(kept)
            if kept and looks_like(text) and len(kept) < 7:
                return tidy(text)
    return None


def _says_role(text: str) -> bool:
    return looks_like(text) and aligned(text) not in words("roles", "bare")


_SMALL = (
    "avec",
    "notre",
    "votre",
    "un",
    "une",
    "nos",
    "vos",
    "mit",
    "con",
    "met",
    "un'",
    "mon",
    "ma",
    "the",
    "a",
    "an",
    "our",
    "your",
    "this",
    "for",
    "of",
    "to",
    "in",
    "and",
    "with",
    "confidential",
    "on",
    "at",
)


def _from_title(chunks: Iterable[Chunk], companies: tuple[str, ...]) -> str | None:
    marked, plain = [], []
    chunks = tuple(chunks)
    disguised = any(c.aside and c.beside_noise for c in chunks)  # Gym (really: interview Acme)
    for chunk in chunks:
        if disguised and not (chunk.aside or chunk.beside_noise or chunk.marker):
            continue
        if any(joined(chunk.text) == joined(c) for c in companies):
            continue
        if chunk.marker == "role" or (chunk.marker == "for" and looks_like(chunk.text)):
            marked.append(chunk.text)
        elif chunk.marker not in ("company", "agency") and _says_role(chunk.text):
            plain.append(chunk.text)
    for text in [*marked, *plain]:
        role = split_role(text, companies, guess=not companies)[0] if text not in marked else text
        found = tidy(role) if role else None
        if found and (text in marked or _says_role(found)):
            return found
    return None
