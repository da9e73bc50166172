"""Measure recognition and details against the labelled corpus in tests/data/corpus.

Detection: precision, recall and F1 with verdict yes as the prediction.
Fields: over the interviews found (how well texts are read) and over all interviews (a missed
interview is wrong in every field); exact, and normalised with the further values that `accept`
allows. A null label counts too: inventing a value is wrong.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.model import Details, Event, Owner, Person, Response, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus"

FIELDS = (
    "company",
    "contact_name",
    "contact_email",
    "phone_e164",
    "role",
    "round",
    "language",
    "reply_promised_on",
)


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """One labelled event; `label` holds `interview` and the fields, `accept` what also counts."""

    id: str
    family: str
    event: Event
    owner: Owner
    label: Mapping[str, Any]
    accept: Mapping[str, Sequence[Any]]
    text_language: str
    why: str = ""

    @property
    def language(self) -> str:
        """Return the label's language, or for a negative that of its text."""
        return self.label["language"] or self.text_language or "?"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was recognised: an interview or not, and its details."""

    interview: bool
    details: Details = field(default_factory=Details)

    def value(self, name: str) -> str | None:
        """Return a field under its name in the corpus, as text."""
        value = getattr(self.details, {"phone_e164": "phone"}.get(name, name))
        return None if value is None else str(value)


@dataclass(slots=True)
class FieldScore:
    """Counts of one field over the interviews of the corpus."""

    interviews: int = 0
    found: int = 0
    exact: int = 0
    right: int = 0  # normalised, `accept` honoured
    given: int = 0  # predictions that are not empty
    given_right: int = 0
    labelled: int = 0  # labels that are not empty
    labelled_right: int = 0

    @property
    def exact_of_found(self) -> float:
        """Return the share that equals the label letter by letter, of the interviews found."""
        return _share(self.exact, self.found)

    @property
    def right_of_found(self) -> float:
        """Return the share that counts as right, of the interviews found."""
        return _share(self.right, self.found)

    @property
    def right_of_all(self) -> float:
        """Return the share that counts as right, of all interviews."""
        return _share(self.right, self.interviews)

    @property
    def precision(self) -> float:
        """Return how many of the values given are right."""
        return _share(self.given_right, self.given)

    @property
    def recall(self) -> float:
        """Return how many of the labelled values were given right, of all interviews."""
        return _share(self.labelled_right, self.labelled)


@dataclass(slots=True)
class Scores:
    """Counts of detection, the rows that were wrong, and the fields."""

    hits: int = 0
    false_alarms: list[CorpusRow] = field(default_factory=list)
    missed: list[CorpusRow] = field(default_factory=list)
    fields: dict[str, FieldScore] = field(
        default_factory=lambda: {name: FieldScore() for name in FIELDS}
    )
    wrong: list[tuple[CorpusRow, str, str | None]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Return how many of those taken for interviews are."""
        return _share(self.hits, self.hits + len(self.false_alarms))

    @property
    def recall(self) -> float:
        """Return how many of the interviews were found."""
        return _share(self.hits, self.hits + len(self.missed))

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def detection(self) -> str:
        """Return one line for people."""
        return (
            f"P={self.precision:.3f} R={self.recall:.3f} F1={self.f1:.3f} "
            f"(right {self.hits}, false alarms {len(self.false_alarms)}, "
            f"missed {len(self.missed)})"
        )

    def report(self) -> str:
        """Return the whole result as lines for people."""
        lines = [self.detection()]
        lines += [
            f"{name:<18} exact {s.exact_of_found:.3f}  right {s.right_of_found:.3f}"
            f"  of all {s.right_of_all:.3f}  given P {s.precision:.3f} R {s.recall:.3f}"
            for name, s in self.fields.items()
        ]
        return "\n".join(lines)


def load_corpus(path: Path = CORPUS / "events.jsonl") -> list[CorpusRow]:
    """Read the labelled events."""
    with path.open(encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines if line.strip()]


def evaluate(rows: Iterable[CorpusRow], predictions: Mapping[str, Prediction]) -> Scores:
    """Compare predictions by row id with the labels; a missing one says "not an interview"."""
    scores = Scores()
    for row in rows:
        given = predictions.get(row.id, Prediction(interview=False))
        if not row.label["interview"]:
            if given.interview:
                scores.false_alarms.append(row)
            continue
        if given.interview:
            scores.hits += 1
        else:
            scores.missed.append(row)
        for name in FIELDS:
            _count(scores, row, name, given)
    return scores


def by_language(rows: Iterable[CorpusRow]) -> dict[str, list[CorpusRow]]:
    """Return the rows of each language, the most frequent first."""
    groups: defaultdict[str, list[CorpusRow]] = defaultdict(list)
    for row in rows:
        groups[row.language].append(row)
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))


def is_right(name: str, value: str | None, row: CorpusRow) -> bool:
    """Say whether a value counts as right for a field of a row."""
    return any(
        _same(name, value, wanted) for wanted in (row.label[name], *row.accept.get(name, ()))
    )


def event_from(raw: Mapping[str, Any]) -> Event:
    """Build an event from its form in the corpus."""
    organizer = raw["organizer"]
    return Event(
        uid=raw["uid"],
        start=_moment(raw["start"], all_day=raw["all_day"]),
        end=_moment(raw["end"], all_day=raw["all_day"]),
        zone=raw["timezone"],
        from_rule=bool(raw["recurrence"]),
        summary=raw["summary"] or "",
        description=raw["description"] or "",
        location=raw["location"] or "",
        url=raw["conference_url"] or "",
        organizer=Person(organizer["email"], organizer["name"] or "") if organizer else None,
        attendees=tuple(
            Person(a["email"], a["name"] or "", Response(a["response"])) for a in raw["attendees"]
        ),
        status=Status(raw["status"].lower()),
        categories=tuple(raw["categories"]),
    )


def owner_from(raw: Mapping[str, Any]) -> Owner:
    """Build an owner from its form in the corpus."""
    return Owner((raw["email"],), raw["name"], tuple(raw["own_domains"]))


def _row(raw: Mapping[str, Any]) -> CorpusRow:
    return CorpusRow(
        id=raw["id"],
        family=raw["family"],
        event=event_from(raw["event"]),
        owner=owner_from(raw["owner"]),
        label=raw["label"],
        accept=raw.get("accept", {}),
        text_language=raw["text_language"],
        why=raw["why"],
    )


def _moment(text: str, *, all_day: bool) -> datetime | date:
    return date.fromisoformat(text) if all_day else datetime.fromisoformat(text)


def _count(scores: Scores, row: CorpusRow, name: str, given: Prediction) -> None:
    score, label = scores.fields[name], row.label[name]
    score.interviews += 1
    score.labelled += not _empty(label)
    if not given.interview:
        return
    value = given.value(name)
    right = is_right(name, value, row)
    score.found += 1
    score.exact += (_empty(value) and _empty(label)) or str(value) == str(label)
    score.right += right
    score.given += not _empty(value)
    score.given_right += right and not _empty(value)
    score.labelled_right += right and not _empty(label)
    if not right:
        scores.wrong.append((row, name, value))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _empty(value: object) -> bool:
    return value is None or not str(value).strip()


def _same(name: str, value: object, wanted: object) -> bool:
    if _empty(value) or _empty(wanted):
        return _empty(value) and _empty(wanted)
    one, other = _FORMS[name](str(value)), _FORMS[name](str(wanted))
    return one == other or (name == "contact_name" and sorted(one.split()) == sorted(other.split()))


_LEGAL = re.compile(
    r"[\s,]+(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|s\.?a|e\.?u\.?r\.?l|s\.?c\.?o\.?p|s\.?n\.?c|s\.?p\.?r\.?l"
    r"|s\.?r\.?l|n\.?v|b\.?v\.?b?a?|gmbh(?: ?& ?co\.? ?kg)?|a\.?g|k\.?g|ug|mbh|e\.?v|ltd|limited"
    r"|llp|llc|inc|incorporated|corp|corporation|co|plc|pty|s\.?l\.?u?|s\.?p\.?a|oy|ab|aps)\.?$"
)
_CIVILITY = re.compile(
    r"^(?:monsieur|madame|mademoiselle|messieurs|mme|mlle|mr|mrs|miss|ms|m|dr|pr|prof|professeur"
    r"|herr|frau|sra|sr|senora|senor|docteur|maitre|me|canon)\.?\s+"
)
_GENDERS = re.compile(
    r"\(?\b(?:h\s*/\s*f|f\s*/\s*h|m\s*/\s*f|f\s*/\s*m|w\s*/\s*m|m\s*/\s*w|m/w/d|w/m/d|h/f/x|m/v/x"
    r"|all genders|cdi|cdd)\b\)?"
)
_LETTERS = str.maketrans({"’": "'", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae", "ł": "l", "ß": "ss"})


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", html.unescape(text).lower())
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(text.split())


def _until_stable(pattern: re.Pattern[str], text: str) -> str:
    while (shorter := pattern.sub("", text)) != text:
        text = shorter.strip(" ,.-")
    return text


def _company(text: str) -> str:
    text = _until_stable(_LEGAL, _plain(text))
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"\b(?:and|et|und|y)\b", "&", text))


def _name(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", _until_stable(_CIVILITY, _plain(text))))


def _role(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9+#]+", _GENDERS.sub(" ", _plain(text))))


def _phone(text: str) -> str:
    text = re.split(r"(?:;ext=|\s*(?:ext\.?|poste|x)\s*)\d+$", text.strip(), flags=re.IGNORECASE)[0]
    digits = re.sub(r"[^\d+]", "", text)
    return "+" + digits[2:] if digits.startswith("00") else digits


_FORMS: dict[str, Callable[[str], str]] = {
    "company": _company,
    "contact_name": _name,
    "contact_email": lambda text: text.strip().lower().removeprefix("mailto:"),
    "phone_e164": _phone,
    "role": _role,
    "round": lambda text: re.sub(r"[\s-]+", "_", _plain(text)),
    "language": lambda text: _plain(text)[:2],
    "reply_promised_on": lambda text: text.strip()[:10],
}
