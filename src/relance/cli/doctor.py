"""`relance doctor`: everything that a pass needs, looked over."""

from collections.abc import Iterable, Sequence
from typing import Any

from relance.cli.clock import time_of
from relance.cli.exits import Exit, completed
from relance.cli.face import language_of, words_of
from relance.cli.options import Config, Json, Now
from relance.cli.screen import Entry, print_entries, print_json, print_line
from relance.cli.words import Words
from relance.errors import BadSettings
from relance.model import printable
from relance.service.looking_over import Finding, look_over, settings_at_fault, settings_of
from relance.service.setup import place_here
from relance.writing.catalogue import msg

STATES = {True: "right", False: "wrong", None: "note"}


def doctor(as_json: Json = False, config: Config = None, now: Now = None) -> int:
    """Look over settings, journal, secrets and accounts, and tell what to mend."""
    settings = settings_of(config)
    if isinstance(settings, BadSettings):
        zone = place_here().zone
        words = Words(language_of("auto"), zone, time_of(now, zone))
        found = list(settings_at_fault(settings))
    else:
        words = words_of(settings, now)
        found = list(look_over(settings, words.now))
    if as_json:
        print_json([_row(one) for one in found])
    else:
        _show(found, words)
    return _exit_of(found)


def _exit_of(found: Iterable[Finding]) -> Exit:
    """Return the exit status: what somebody must mend comes before what may pass by itself."""
    wrong = [one.check for one in found if one.check.right is False]
    if any(check.remedy for check in wrong):
        return Exit.PERSON
    return Exit.FAILED if wrong else Exit.DONE


def _row(finding: Finding) -> dict[str, Any]:
    check = finding.check
    return {
        "where": printable(finding.where),
        "what": printable(check.what),
        "state": STATES[check.right],
        "told": printable(check.told),
        "remedy": printable(check.remedy),
    }


def _show(found: Sequence[Finding], words: Words) -> None:
    print_entries([_entry(one, words) for one in found])
    wrong = [one.check for one in found if one.check.right is False]
    mend = sum(bool(check.remedy) for check in wrong)
    print_line()
    if mend:
        print_line(words.say(msg("Things to mend: {number}"), number=mend))
    if passing := len(wrong) - mend:
        print_line(words.say(msg("May pass by itself: {number}"), number=passing))
    if not wrong:
        print_line(words.say(msg("All is well.")))


def _entry(finding: Finding, words: Words) -> Entry:
    check = finding.check
    state = {True: msg("fine"), False: msg("wrong"), None: msg("note")}[check.right]
    parts = [finding.where] if check.what == finding.where else [finding.where, check.what]
    lines = (check.told, completed(check.remedy))
    return Entry(words.say(state), " · ".join(parts), tuple(line for line in lines if line))
