"""How the person is reached while they sign in."""

from __future__ import annotations

import os
import platform
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from relance.cli.asking import answering
from relance.cli.screen import shown
from relance.ports import Asking
from relance.writing.catalogue import msg

if TYPE_CHECKING:
    from datetime import timedelta

    from relance.cli.words import Words


def reach(words: Words, waits: timedelta, *, browser: bool, device: bool, port: int) -> Asking:
    """Return how to reach the person: a browser here, an address to open, or a code to type."""
    if device:
        return _with_code(words, waits)
    return _with_browser(words, waits, has_screen() and browser, port)


def _with_code(words: Words, waits: timedelta) -> Asking:
    def say(line: str) -> None:
        if "://" in line:
            tell(words.say(msg("On any device with a browser, open this address:")))
        else:
            tell(words.say(msg("There, type this code:")))
        tell(line)

    return Asking(say, browser=False, device=True, timeout=waits, answer=answering(words))


def _with_browser(words: Words, waits: timedelta, browser: bool, port: int) -> Asking:
    if not browser and not port:
        port = _free_port()

    def say(address: str) -> None:
        if browser:
            tell(words.say(msg("Your browser opens. If it does not, open this address:")))
        else:
            tell(words.say(msg("Open this address in a browser, and allow what is asked:")))
        tell(address)
        if not browser:
            line = msg(
                "If that browser is on another computer, first run there: "
                "ssh -L {port}:127.0.0.1:{port} {host}"
            )
            tell(words.say(line, port=port, host=platform.node() or "HOST"))

    return Asking(say, browser=browser, timeout=waits, port=port, answer=answering(words))


def has_screen() -> bool:
    """Say whether a browser can open where somebody sees it, and not in this terminal."""
    if os.environ.get("BROWSER") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return sys.platform != "linux" and not os.environ.get("SSH_CONNECTION")


def _free_port() -> int:
    """Return a port that is free now: the person needs its number before anything listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def tell(line: str) -> None:
    """Show a line at once, whatever becomes of the output."""
    with suppress(OSError):
        print(shown(line), file=sys.stderr, flush=True)  # noqa: T201 - it is for the person
