"""What the person set: one TOML file, environment variables over it, defaults under it."""

from __future__ import annotations

from relance.settings.loading import load
from relance.settings.places import default_file
from relance.settings.remove import remove_account
from relance.settings.view import AccountSettings, Settings
from relance.settings.write import add_account, starter

__all__ = [
    "AccountSettings",
    "Settings",
    "add_account",
    "default_file",
    "load",
    "remove_account",
    "starter",
]
