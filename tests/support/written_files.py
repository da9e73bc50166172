"""What stands in a folder of follow-ups, line by line, without any reader of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CHANGES_ALWAYS = ("DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED")
_AROUND = ("BEGIN:VCALENDAR", "VERSION", "PRODID", "CALSCALE", "END:VCALENDAR")


def events_in(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the lines of every event by its UID, which carries the key; no key comes twice."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.rglob("*.ics")):
        if path.name.startswith("."):
            continue
        text = path.read_bytes().decode()
        assert text.endswith("END:VCALENDAR\r\n"), f"{path.name} is torn"
        lines = text.replace("\r\n ", "").splitlines()
        (uid,) = [line.partition(":")[2] for line in lines if line.startswith("UID")]
        assert uid not in found, f"two events for {uid}"
        found[uid] = tuple(sorted(line for line in lines if _counts(line)))
    return found


def litter(folder: Path) -> list[str]:
    """Return what else lies in a folder: no event, nor the lock and who held it last."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if not (path.name.endswith(".ics") and not path.name.startswith("."))
        and path.name not in {".relance.lock", ".relance.holder"}
    )


def _counts(line: str) -> bool:
    return not line.startswith((*_CHANGES_ALWAYS, *_AROUND))
