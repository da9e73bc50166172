"""What a server sent, and how it named that: to be asked next time for nothing but news."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import niquests

_SENT_BACK = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,499}")


@dataclass(frozen=True, slots=True)
class Seen:
    """How the server named what it sent last; that it still has it, it says by 304."""

    etag: str = ""
    modified: str = ""

    def text(self, mark: str) -> str:
        """Return it as a string, for the address with this mark alone."""
        return json.dumps([mark, self.etag, self.modified])

    @classmethod
    def read(cls, text: str | None, mark: str) -> Seen:
        """Read it back; nothing of another address counts."""
        try:
            whose, etag, modified = json.loads(text or "[]")
        except (ValueError, TypeError):
            return cls()
        return cls(str(etag), str(modified)) if whose == mark else cls()

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Seen:
        """Return what an answer's headers say, as far as it can be sent back."""
        told = (headers.get("ETag", ""), headers.get("Last-Modified", ""))
        etag, modified = (one if _SENT_BACK.fullmatch(one) else "" for one in told)
        return cls(etag, modified)

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for nothing but news."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sent; `body` is None when nothing is new."""

    body: bytes | None
    seen: Seen


class Texts(dict[str, str]):
    """An answer's headers as text, by any spelling of their names."""

    def __init__(self, answer: niquests.Response) -> None:
        super().__init__({k.lower(): text_of(v) for k, v in answer.headers.items()})

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override] # headers are text
        """Return a header, empty when there is none."""
        return super().get(name.lower(), default)


def text_of(value: str | bytes | None) -> str:
    """Return a header's value as text, whatever letters are in it."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value or ""
