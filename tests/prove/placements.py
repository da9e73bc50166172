"""Place steps at random and prove that no rule is broken: `python tests/prove/placements.py [N]`.

Every slot found is checked against the rules restated in `brute`; every hundredth search is
compared with the brute-force answer, whether it found a slot or none. Exits 1 on any failure.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import brute
import situations
from relance.planning.slots import Agenda, Slot, Wish, find_slot

if TYPE_CHECKING:
    from relance.model import Span

A_BATCH = 2_500  # one set of rules
AN_AGENDA = 50  # placements among the same busy times
SAMPLED = 100  # one in so many is compared
SPREAD = 60  # days


def batch(number: int, size: int) -> tuple[Counter[str], list[str]]:
    """Make some placements; return counts and what failed, in words."""
    random = Random(number)
    rules = situations.rules(random, strange=False)
    day = situations.first_day(random)
    counts: Counter[str] = Counter()
    failures: list[str] = []
    busy: list[Span] = []
    taken: list[brute.Contact] = []
    agenda = Agenda(busy, rules)
    for turn in range(size):
        if turn % AN_AGENDA == 0:
            busy = situations.busy(random, day, SPREAD + 30, random.randint(0, 300))
            taken, agenda = [], Agenda(busy, rules)
        wish = situations.wish(random, day, SPREAD, strange=False)
        found = find_slot(wish, rules, agenda)
        told = []
        if turn % SAMPLED == 0:
            counts["compared"] += 1
            expected = brute.best(wish, rules, busy, taken)
            if not _same(found, expected):
                counts["different"] += 1
                told.append(f"found {found}, expected {expected}")
        counts["searched"] += 1
        if found is not None:
            counts["placed"] += 1
            broken = brute.violations(found.span, wish, rules, busy, taken)
            counts["violations"] += len(broken)
            told += [f"{found.span} breaks {rule}" for rule in broken]
            _take(found, wish, agenda, taken)
        failures += [f"batch {number}, turn {turn}: {wish}: {what}" for what in told]
    return counts, failures


def _same(found: Slot | None, expected: brute.Answer | None) -> bool:
    if found is None or expected is None:
        return found is None and expected is None
    span, cost = expected
    return found.span == span and abs(found.cost - float(cost)) < 1e-9


def _take(found: Slot, wish: Wish, agenda: Agenda, taken: list[brute.Contact]) -> None:
    agenda.take(found.span, wish.company, wish.recruiter, extra_contact=wish.extra_contact)
    taken.append(brute.Contact(found.span, wish.company, wish.recruiter, wish.extra_contact))


def prove(many: int, workers: int = 2) -> tuple[Counter[str], list[str]]:
    """Make many placements on some processes."""
    sizes = [A_BATCH] * (many // A_BATCH) + [many % A_BATCH]
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with get_context("spawn").Pool(workers) as pool:
        for counted, failed in pool.starmap(batch, enumerate(sizes), chunksize=4):
            counts += counted
            failures += failed
    return counts, failures


def holds(counts: Counter[str], many: int) -> bool:
    """Say whether everything was searched, nothing broken, all alike, 90 % placed."""
    return (
        counts["searched"] == many
        and counts["compared"] >= many // SAMPLED
        and not counts["violations"]
        and not counts["different"]
        and counts["placed"] >= 0.9 * many
    )


def main() -> int:
    """Prove, tell the counts, and return the exit status."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    began = time.monotonic()
    counts, failures = prove(many)
    lines = failures[:20]
    for name in ("searched", "placed", "violations", "compared", "different"):
        lines.append(f"{name:12}{counts[name]:>12,}")
    lines.append(f"{'placed':12}{counts['placed'] / max(1, many):>12.1%}")
    lines.append(f"{'seconds':12}{time.monotonic() - began:>12.0f}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if holds(counts, many) else 1


if __name__ == "__main__":
    sys.exit(main())
