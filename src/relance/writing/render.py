"""Templates: the shipped ones, and the person's own in their place.

A template is a text file per language, step and channel, such as `fr/follow-up.phone.txt`. Its
first line is the title and the rest are the notes. Where a message is to be sent, a line `---`
comes next, then the subject, then the draft. `notes.txt` sets all of it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from relance.errors import BadInput
from relance.model import Step
from relance.writing.about import samples
from relance.writing.clean import de, to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment, Template

LANGUAGES = ("fr", "en")
FRAME = "notes.txt"
LONGEST_TEXT = 20_000  # what every calendar takes, with room left for the mailto link
_CUT = "---"

NAMES = (
    "thank-you.email.txt",
    "thank-you.phone.txt",
    "follow-up.phone.txt",
    "follow-up.email.txt",
    "closing.phone.txt",
    "closing.email.txt",
    "unreachable.email.txt",
    "stay-available.email.txt",
    "contract.email.txt",
    "abandon.marker.txt",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a template says: title and notes, and the message to send, if there is one."""

    title: str
    notes: str
    subject: str = ""
    message: str = ""


class Templates:
    """The shipped templates, under those that the person wrote.

    `own` maps names such as `fr/thank-you.email.txt` to their text. One that fails is told in
    `faults`, and the shipped one takes its place.
    """

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own: dict[str, str] = {}
        self._broken: dict[str, BadInput] = {}
        self._compiled: dict[tuple[str, bool], tuple[Template, ...]] = {}
        for name, text in sorted((own or {}).items()):
            self._admit(name, text)

    @property
    def faults(self) -> tuple[BadInput, ...]:
        """Return what is wrong with the person's templates, one by one."""
        return tuple(self._broken[name] for name in sorted(self._broken))

    def draft(self, language: str, step: str, context: Mapping[str, Any]) -> Draft:
        """Return what the template of a step and channel says."""
        parts = self._parts(f"{language}/{step}.txt", context)
        title, _, notes = parts[0].strip().partition("\n")
        subject, _, message = parts[1].strip().partition("\n") if len(parts) > 1 else ("", "", "")
        return Draft(title.strip(), notes.strip(), subject.strip(), message.strip())

    def frame(self, language: str, context: Mapping[str, Any]) -> str:
        """Return the notes as they are set out in the event."""
        return self._parts(f"{language}/{FRAME}", context)[0].strip()

    def _admit(self, name: str, text: str) -> None:
        known = [f"{language}/{n}" for language in LANGUAGES for n in (*NAMES, FRAME)]
        if name not in known:
            step = name.rpartition("/")[2]
            alike = [k for k in known if k.endswith(f"/{step}")] or known
            what = "there is no template of this name."
            self._broken[name] = BadInput(what, where=name, remedy=f"Known: {', '.join(alike)}.")
            return
        self._own[name] = text
        try:
            for words in samples():
                _rendered(name, self._sources(name, own=True), words)
        except self._jinja_errors as error:
            self._reject(name, error)

    def _parts(self, name: str, context: Mapping[str, Any]) -> list[str]:
        if name in self._own and name not in self._broken:
            try:
                return _rendered(name, self._sources(name, own=True), context)
            except self._jinja_errors as error:
                self._reject(name, error)
        return _rendered(name, self._sources(name, own=False), context)

    def _sources(self, name: str, *, own: bool) -> tuple[Template, ...]:
        key = (name, own)
        if key not in self._compiled:
            if own:
                self._compiled[key] = _compile(self._environment, name, self._own[name])
            else:
                self._compiled[key] = _shipped(name)
        return self._compiled[key]

    def _reject(self, name: str, error: Exception) -> None:
        line = getattr(error, "lineno", None) or _line_of(error, name)
        where = f"{name}, line {line}" if line else name
        what = f"{str(error) or type(error).__name__}."
        remedy = "The shipped text is used until it is put right."
        self._broken[name] = BadInput(what, where=where, remedy=remedy)

    @cached_property
    def _environment(self) -> Environment:
        return _sandbox()

    @cached_property
    def _jinja_errors(self) -> tuple[type[Exception], ...]:
        from jinja2 import TemplateError  # noqa: PLC0415 - quick start

        # What an expression of the person's may raise beside Jinja's own.
        return (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            MemoryError,
            RecursionError,
            TypeError,
            ValueError,
        )


@cache
def shipped() -> Templates:
    """Return the templates as they come with relance."""
    return Templates()


def template_name(step: Step, channel: str, *, last: bool) -> str:
    """Return the name of the template for a step; another channel's where it has none."""
    name = "closing" if step is Step.FOLLOW_UP and last else step.value
    wanted = f"{name}.{channel}.txt"
    found = wanted if wanted in NAMES else next(n for n in NAMES if n.startswith(f"{name}."))
    return found.removesuffix(".txt")


def _sandbox() -> Environment:
    from jinja2 import StrictUndefined  # noqa: PLC0415 - quick start
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - quick start

    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # plain text, of cleaned values
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["de"] = de
    environment.filters["a"] = to
    return environment


@cache
def _shared() -> Environment:
    return _sandbox()


@cache
def _shipped(name: str) -> tuple[Template, ...]:
    """Compile a shipped template once."""
    folder = resources.files("relance.writing") / "templates"
    text = (folder / name).read_text("utf-8")
    return _compile(_shared(), name, text)


def _compile(environment: Environment, name: str, text: str) -> tuple[Template, ...]:
    """Compile the parts of a template apart, so that no value can look like a cut.

    Empty lines stand for the parts before, so that a fault's line is that of the file.
    """
    parts, before = [], 0
    lines = text.lstrip("\ufeff").splitlines()
    cuts = [i for i, line in enumerate(lines) if line.strip() == _CUT]
    for end in [*cuts[:1], len(lines)]:
        source = "\n" * before + "\n".join(lines[before:end])
        code = environment.compile(source, name=name, filename=name)
        parts.append(environment.template_class.from_code(environment, code, {}))
        lines[end : end + 1] = [""] if end < len(lines) else []
        before = end
    return tuple(parts)


def _rendered(name: str, parts: tuple[Template, ...], context: Mapping[str, Any]) -> list[str]:
    texts = [part.render(context) for part in parts]
    if sum(map(len, texts)) > LONGEST_TEXT:
        raise ValueError(f"its text is longer than {LONGEST_TEXT} characters")
    if not texts[0].strip() and not name.endswith(FRAME):
        raise ValueError("its first line, the title, is empty")
    return texts


def _line_of(error: Exception, name: str) -> int | None:
    """Return the line of a template in which an error was raised."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
