"""Tell who wrote an event's text: the other side, or its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.reading.spelling import aligned, joined
from relance.reading.vocabulary import built

if TYPE_CHECKING:
    import re

    from relance.model import Event, Owner

_SIGNATURE = 4  # lines at the end in which somebody signs


def written_by_them(event: Event, owner: Owner, lines: tuple[str, ...]) -> bool:
    """Say whether the other side wrote the notes: in their invitation, or a letter kept there."""
    if event.organizer is not None and event.organizer.email:
        return not owner.is_me(event.organizer.email)
    written = [line for line in lines if line]
    if not written or _greeting().match(aligned(written[0][:80])) is None:
        return False
    me = {joined(name) for name in (owner.name, owner.name.split(" ", 1)[0]) if name}
    return all(joined(line) not in me for line in written[-_SIGNATURE:])


def _greeting() -> re.Pattern[str]:
    return built(r"\W{0,3}@contacts.greeting@(?:\s[^\n,.!?:;\d]{1,40})?\s?(?:[,!]|$)")
