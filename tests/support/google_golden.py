"""Golden files of translation: Google's event beside ours, as people read them.

python tests/support/google_golden.py    # writes the other half of each anew, to look over
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from golden_events import event_of, shown
from relance_google.translate import changes, from_google, to_google

PARIS = ZoneInfo("Europe/Paris")
FOLDER = Path(__file__).parents[1] / "data" / "google"


def reading(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is read of Google's event in a file."""
    return shown(from_google(file["google"], PARIS))


def writing(file: dict[str, Any]) -> dict[str, Any]:
    """Return what is written of the event in a file; over an older state, what changes."""
    event = event_of(file["event"])
    return changes(event_of(file["before"]), event) if "before" in file else to_google(event)


def main() -> None:
    """Write the expected half of every golden file anew."""
    for kind, other, made in (("read", "event", reading), ("write", "google", writing)):
        for path in sorted((FOLDER / kind).glob("*.json")):
            file = json.loads(path.read_text(encoding="utf-8"))
            file[other] = made(file)
            path.write_text(json.dumps(file, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
