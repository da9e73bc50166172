"""What `relance --help` takes, against importing Typer alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 9


def run() -> dict[str, float]:
    """Return the ratio of medians, taken in turns."""
    reference = [sys.executable, "-c", "import typer"]
    ours = [sys.executable, "-m", "relance", "--help"]
    times: dict[str, list[float]] = {"reference": [], "ours": []}
    for _ in range(ROUNDS):
        for name, command in (("reference", reference), ("ours", ours)):
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - began)
    median = {name: statistics.median(taken) for name, taken in times.items()}
    return {
        "help_against_typer": median["ours"] / median["reference"],
        "help_seconds": median["ours"],
    }
