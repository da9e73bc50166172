"""Reading what a server answers, as it comes: a multistatus, or an error with its conditions.

Nothing is built but what is wanted. A document type, and with it every entity, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from relance.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

DAV, CALDAV = "DAV:", "urn:ietf:params:xml:ns:caldav"
_DEEPEST = 60
_MOST_PARTS = 2_000
_MOST_PROPERTIES = 200
_LONGEST = 16 << 20  # bytes of one text: an event with its pictures


@dataclass(slots=True)
class Answer:
    """What a multistatus says of one resource; `parts` are the elements inside a property."""

    href: str = ""
    status: int = 0  # of the whole resource; 0 when each property has its own
    texts: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)


class Multistatus:
    """Takes the bytes of an answer, and gives what it says as soon as it is said."""

    def __init__(self, where: str) -> None:
        self.token = ""
        self.conditions: list[str] = []
        self.is_one = False
        self._where, self._open, self._done = where, list[str](), list[Answer]()
        self._answer: Answer | None = None
        self._found: dict[str, str] = {}
        self._inside: dict[str, list[str]] = {}
        self._code = self._quiet = 0
        self._text: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.buffer_size = 1 << 16
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append

    def feed(self, data: bytes, *, last: bool = False) -> Iterator[Answer]:
        """Take some bytes; yield the answers that they complete."""
        self._quiet += len(data)
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            told = "the server's answer breaks off, or is no XML."
            raise BadInput(told, where=self._where) from error
        if self._quiet > _LONGEST:
            raise self._too_much()
        done, self._done = self._done, []
        yield from done

    def _too_much(self) -> BadInput:
        return BadInput("the server tells too much of one event.", where=self._where)

    def _doctype(self, *_: object) -> None:
        raise BadInput("the server's answer declares entities; it is not read.", where=self._where)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        self._quiet = 0
        path, short = self._open, _short(name)
        path.append(short)
        depth = len(path)
        if depth > _DEEPEST:
            raise BadInput("the server's answer is nested too deeply.", where=self._where)
        if depth == 1:
            self.is_one = short == "multistatus"
        elif path[0] == "error":
            self.conditions.append(short)
        elif depth == 2 and short == "response" and self.is_one:
            self._answer = Answer()
        elif depth == 3 and short == "propstat":
            self._found, self._inside, self._code = {}, {}, 0
        elif depth > 5 and path[3] == "prop":
            inside = self._inside.setdefault(path[4], [])
            if len(inside) < _MOST_PARTS:
                inside.append(attributes.get("name", short))

    def _end(self, _name: str) -> None:
        path, short = self._open, self._open[-1]
        depth = len(path)
        answer = self._answer
        if answer is None:
            if depth == 2 and short == "sync-token":
                self.token = self._said()
        elif depth == 2:
            self._done.append(answer)
            self._answer = None
        elif depth == 3:
            self._end_of_answer(answer, short)
        elif path[2] == "propstat":
            self._end_in_propstat(path)
        self._text.clear()
        self._quiet = 0
        path.pop()

    def _end_of_answer(self, answer: Answer, short: str) -> None:
        if short == "href":
            answer.href = answer.href or self._said()
        elif short == "status":
            answer.status = _code(self._said())
        elif short == "propstat" and (self._code == 0 or 200 <= self._code < 300):
            answer.texts.update(self._found)
            answer.parts.update(self._inside)
            if len(answer.texts) > _MOST_PROPERTIES:
                raise self._too_much()

    def _end_in_propstat(self, path: list[str]) -> None:
        if len(path) == 4 and path[3] == "status":
            self._code = _code(self._said())
        elif len(path) == 5 and path[3] == "prop":
            if len(self._found) >= _MOST_PROPERTIES:
                raise self._too_much()
            self._found.setdefault(path[4], "".join(self._text))
        elif len(path) == 6 and path[5] == "href":
            self._found.setdefault(path[4], self._said())

    def _said(self) -> str:
        return "".join(self._text).strip()


def _short(name: str) -> str:
    """Return the name of an element of the two vocabularies that are spoken; others in full."""
    space, _, word = name.rpartition(" ")
    return word if space in (DAV, CALDAV) else name


def _code(line: str) -> int:
    found = line.split()[1:2]
    return int(found[0]) if found and found[0].isdigit() and len(found[0]) == 3 else 0


def conditions_of(body: bytes) -> frozenset[str]:
    """Return the conditions that an error names; none for what is no such error."""
    parser = Multistatus("")
    try:
        for _ in parser.feed(body, last=True):
            pass
    except BadInput:
        return frozenset()
    return frozenset(parser.conditions)
