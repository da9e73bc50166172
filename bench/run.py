"""Run every benchmark: `make bench`. Ratios against a reference taken in the same run.

Prints a line a figure, with the bound that it is held to, and writes `bench/results.json`.
Exits with 1 when a figure misses its bound.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent

# Figure → (bound, whether it is an upper one). What has no bound is printed for orientation.
BOUNDS: dict[str, tuple[float, bool]] = {
    "reading.first_read_ratio": (0.2, True),
    "reading.unchanged_ratio": (0.02, True),
    "reading.one_changed_ratio": (0.05, True),
    "reading.peak_memory_mb": (120, True),
    "slots.slots/s cold": (50_000, False),
    "passes.first_against_reading": (2.0, True),
    "quiet.cursors_ratio": (1.5, True),
    "quiet.command_ratio": (1.5, True),
    "starting.help_against_typer": (1.7, True),
    "dav.first_wall_against_vdirsyncer": (0.4, True),
    "dav.first_cpu_against_vdirsyncer": (0.3, True),
    "dav.unchanged_wall_against_vdirsyncer": (0.3, True),
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    sys.path.insert(0, str(HERE))
    results: dict[str, float] = {}
    for name in names or ["reading", "slots", "passes", "quiet", "starting", "dav"]:
        figures = importlib.import_module(name).run()
        results |= {f"{name}.{figure}": value for figure, value in figures.items()}
    missed = [name for name, value in results.items() if not _holds(name, value)]
    for name, value in results.items():
        print(f"{name:34} {value:12.4g}  {_bound(name, missed)}")
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    return 1 if missed else 0


def _holds(name: str, value: float) -> bool:
    if name not in BOUNDS:
        return True
    bound, upper = BOUNDS[name]
    return value <= bound if upper else value >= bound


def _bound(name: str, missed: list[str]) -> str:
    if name not in BOUNDS:
        return ""
    bound, upper = BOUNDS[name]
    return f"{'≤' if upper else '≥'} {bound:g}" + ("   MISSED" if name in missed else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
