"""What every command starts with: the settings, the time, the words, the open service."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.cli.clock import time_of
from relance.cli.words import Words, spoken_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from relance.service import Service, Settings


@dataclass(frozen=True, slots=True)
class Face:
    """An open service, at one moment, in the person's words."""

    service: Service
    now: datetime
    words: Words


@contextmanager
def opened(config: Path | None, now: str | None) -> Iterator[Face]:
    """Open the service of a settings file."""
    from relance.service import Service  # noqa: PLC0415 - quick start
    from relance.service.setup import load_settings  # noqa: PLC0415 - quick start

    settings = load_settings(config)
    words = words_of(settings, now)
    with Service.open(settings) as service:
        yield Face(service, words.now, words)


def words_of(settings: Settings, now: str | None) -> Words:
    """Return the words for the owner: the language of the settings, or of the locale."""
    return Words(language_of(settings.language), settings.zone, time_of(now, settings.zone))


def language_of(wanted: str) -> str:
    """Return the language to speak: the one that is set, or the locale's."""
    return wanted if wanted in {"fr", "en"} else spoken_here()
