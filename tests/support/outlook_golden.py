"""Golden files of translation: Graph's event beside ours, as people read them.

python tests/support/outlook_golden.py    # writes the other half of each anew, to look over
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from golden_events import event_of, shown
from relance_outlook.translate import changes, from_graph, mark_of, to_graph

PARIS = ZoneInfo("Europe/Paris")
FOLDER = Path(__file__).parents[1] / "data" / "outlook"
CALENDAR = "AAkCal1="


def reading(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is read of Graph's event in a file."""
    return shown(from_graph(file["graph"], PARIS))


def writing(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is written of the event in a file; over an older state, what changes."""
    event = event_of(file["event"])
    if "before" not in file:
        return to_graph(event, CALENDAR)
    before = event_of(file["before"])
    marked = {} if mark_of(before) == mark_of(event) else {"mark": mark_of(event)}
    return {"event": changes(before, event)} | marked


def main() -> None:
    """Write the expected half of every golden file anew."""
    for kind, other, made in (("read", "event", reading), ("write", "graph", writing)):
        for path in sorted((FOLDER / kind).glob("*.json")):
            file = json.loads(path.read_text(encoding="utf-8"))
            file[other] = made(file)
            path.write_text(json.dumps(file, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
