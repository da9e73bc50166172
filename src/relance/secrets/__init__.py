"""Where tokens and passwords rest: the system keyring, or an encrypted file where there is none.

Each settings file has secrets of its own, so that a rehearsal never touches the real ones.
"""

from __future__ import annotations

from relance.secrets.safe import Place, Safe, Where, place_for

__all__ = ["Place", "Safe", "Where", "place_for"]
