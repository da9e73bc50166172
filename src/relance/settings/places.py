"""Where the settings file is when nobody says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def default_file() -> Path:
    """Return the platform's own place for the settings."""
    from platformdirs import user_config_path  # noqa: PLC0415 - quick start

    return user_config_path("relance") / "config.toml"
