"""Words and weights from the data files, ready to be looked up in a text.

A file holds `[[words]]` tables: a `code` of `Code`, weights for a hit in the title and in the
notes, and phrases. In a phrase `{a|b|}` stands for alternatives, `<name>` for the words of
`[classes]`, and a final `*` on a word for any ending. Where phrases overlap the longest wins, so
"entretien annuel" is one thing and the word "entretien" inside it is not counted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from relance.reading.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LANGUAGES = ("fr", "en", "de", "es", "nl", "it")
_STEM = 4  # shortest beginning of a word that may carry an open ending


class Code(StrEnum):
    """Name what speaks for or against an interview."""

    # for
    INTERVIEW = "interview-words"
    ROUND = "round-words"
    HIRING = "hiring-words"
    ROLE = "role-words"
    MEETING = "meeting-words"
    CANDIDATE = "candidate-words"  # a text that speaks to the owner as a candidate
    RECRUITER = "recruiter"  # the sender hires people
    SENDER = "ats-sender"
    OWNER_NAMED = "owner-named"
    OTHER_SIDE = "other-company"
    # it does not take place, or not as said
    CANCELLED = "cancelled"
    DECLINED = "declined"
    POSTPONED = "postponed"
    HOLD = "hold"
    # around an interview
    PREPARATION = "preparation"
    AFTERWARDS = "afterwards"
    ERRAND = "errand"
    PRACTICE = "practice"
    AFTER_HIRING = "after-hiring"
    SOCIAL = "social"
    EMPLOYMENT_OFFICE = "employment-office"
    JOB_EVENT = "job-event"
    # somebody else's
    INTERVIEWER = "interviewer"
    OTHER_CANDIDATE = "other-candidate"
    OWN_EMPLOYER = "own-employer"
    REVIEW = "review"
    # other senses of the words
    BUSINESS = "business"
    CULTURE = "culture"
    HOUSEHOLD = "household"
    MEDIA = "media"
    MEDICAL = "medical"
    OFFICIAL = "official"
    RESEARCH = "research"
    SCHOOL = "school"
    UPKEEP = "upkeep"
    # the event itself
    SERIES = "series"
    SHAPE = "shape"
    OURS = "our-mark"
    MARKED = "marked"
    NEUTRAL = "neutral"  # a phrase that only keeps its words from counting


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase says in one place, a title or notes."""

    code: Code
    weight: float
    first: bool = False  # only as the first words, like "send" and "print"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found, and where: word positions `start` until before `end`."""

    title: Sense
    notes: Sense
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    exact: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    title: Sense | None = None
    notes: Sense | None = None

    def child(self, word: str) -> _Node:
        if not word.endswith("*"):
            return self.exact.setdefault(word, _Node())
        stem = word[:-1]
        if len(stem) < _STEM:
            raise ValueError(f"an open ending needs {_STEM} letters before it: {word}")
        for known, node in self.stems.setdefault(stem[:_STEM], []):
            if known == stem:
                return node
        node = _Node()
        self.stems[stem[:_STEM]].append((stem, node))
        return node

    def after(self, word: str) -> Iterator[_Node]:
        """Return where a word leads, the exact reading first."""
        if (node := self.exact.get(word)) is not None:
            yield node
        if self.stems:
            for stem, node in self.stems.get(word[:_STEM], ()):
                if word.startswith(stem):
                    yield node


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases as one tree of words, with the few patterns and lists beside them."""

    root: _Node
    ats_domains: frozenset[str]
    recruiter_mailboxes: frozenset[str]
    public_mail: frozenset[str]
    plain_labels: frozenset[str]  # parts of domains that name nobody
    first_names: frozenset[str]

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Return the phrases in a text, from left to right, the longest at each place."""
        hits: list[Hit] = []
        place = 0
        while place < len(tokens):
            node, end = _longest(self.root, tokens, place)
            if node is None or node.title is None or node.notes is None:
                place += 1
                continue
            hits.append(Hit(node.title, node.notes, " ".join(tokens[place:end]), place, end))
            place = end
        return hits


@cache
def default_lexicon() -> Lexicon:
    """Return the lexicon that ships with relance."""
    folder = files("relance.reading") / "lexicon"
    read = {
        name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        for name in (*LANGUAGES, "common", "senders", "names")
    }
    return build([read[name] for name in (*LANGUAGES, "common")], read["senders"], read["names"])


def build(
    languages: Iterable[Mapping[str, Any]],
    senders: Mapping[str, Any],
    names: Mapping[str, Any],
) -> Lexicon:
    """Make a lexicon from the contents of its files; raise ValueError for a fault in them."""
    tables = list(languages)
    classes: dict[str, list[str]] = {}
    for table in tables:
        for name, members in table.get("classes", {}).items():
            classes.setdefault(name, []).extend(members)
    root = _Node()
    for table in tables:
        for group in table["words"]:
            code = Code(group["code"])
            title = Sense(code, group.get("title", 0.0), first=group.get("first", False))
            notes = Sense(code, group.get("notes", 0.0))
            for phrase in group["of"]:
                _plant(root, alternatives(phrase, classes), title, notes)
    return Lexicon(
        root=root,
        ats_domains=frozenset(senders["ats_domains"]),
        recruiter_mailboxes=frozenset(senders["recruiter_mailboxes"]),
        public_mail=frozenset(senders["public_mail"]),
        plain_labels=frozenset(senders["plain_labels"]),
        first_names=frozenset(fold(name) for name in names["first"]),
    )


_CHOICE = re.compile(r"\{([^{}]*)\}|<([a-z-]+)>")
_WORD = re.compile(r"[^\W_]+\*?")


def alternatives(phrase: str, classes: Mapping[str, Sequence[str]]) -> list[list[list[str]]]:
    """Return the parts of a phrase, each with its alternatives, each of those as words."""
    parts: list[list[list[str]]] = []
    place = 0
    for choice in _CHOICE.finditer(phrase):
        before, after = phrase[place : choice.start()], phrase[choice.end() : choice.end() + 1]
        if before[-1:].isalnum() or after.isalnum():
            raise ValueError(f"a choice inside a word: {phrase!r}")
        parts.append([_split(before)])
        if choice[2]:
            parts.append([_split(m) for member in classes[choice[2]] for m in _members(member)])
        else:
            parts.append([_split(option) for option in choice[1].split("|")])
        place = choice.end()
    parts.append([_split(phrase[place:])])
    return [part for part in parts if part != [[]]]


def _members(member: str) -> list[str]:
    return member.strip("{}").split("|")


def _split(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _plant(root: _Node, parts: list[list[list[str]]], title: Sense, notes: Sense) -> None:
    nodes = [root]
    for part in parts:
        nodes = [_descend(node, option) for node in nodes for option in part]
    for node in nodes:
        if node is root:
            raise ValueError(f"a phrase that may be without words: {parts}")
        node.title = _heavier(node.title, title)
        node.notes = _heavier(node.notes, notes)


def _heavier(known: Sense | None, new: Sense) -> Sense:
    """Return the sense that stays where two groups hold the same phrase."""
    return new if known is None or abs(new.weight) > abs(known.weight) else known


def _descend(node: _Node, path: Iterable[str]) -> _Node:
    for word in path:
        node = node.child(word)
    return node


def _longest(root: _Node, tokens: Sequence[str], start: int) -> tuple[_Node | None, int]:
    best: _Node | None = None
    end = start
    nodes = list(root.after(tokens[start]))
    place = start + 1
    while nodes:
        found = next((node for node in nodes if node.title is not None), None)
        if found is not None:
            best, end = found, place
        if place == len(tokens):
            break
        nodes = [child for node in nodes for child in node.after(tokens[place])]
        place += 1
    return best, end
