"""A command at a terminal, with what the person types."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from typing import TYPE_CHECKING

from desk import Ran

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk import Desk


def typed(desk: Desk, text: str, *arguments: str) -> Ran:
    """Run a command as a process of its own, at a terminal on which a text is typed."""
    here, there = pty.openpty()
    with subprocess.Popen(
        desk.command(*arguments),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=desk.environment(),
        cwd=desk.folder,
        text=True,
    ) as process:
        os.close(there)
        os.write(here, text.encode())
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()  # one that asks for more than was typed
            os.close(here)
    return Ran(process.returncode, out, err)


def answered(desk: Desk, said: Sequence[tuple[str, str]], *arguments: str) -> Ran:
    """Run a command at a terminal, and give each answer once its question is on the screen.

    The space after a question belongs to it: from then on the command listens.
    """
    here, there = pty.openpty()
    with subprocess.Popen(
        desk.command(*arguments),
        stdin=there,
        stdout=there,
        stderr=there,
        env=desk.environment(),
        cwd=desk.folder,
        start_new_session=True,  # what is asked in silence is asked here, at no other terminal
    ) as process:
        os.close(there)
        try:
            shown = _conversation(here, list(said))
            process.wait(timeout=60)
        finally:
            process.kill()
            os.close(here)
    return Ran(process.returncode, shown.replace("\r\n", "\n"), "")


def _conversation(here: int, left: list[tuple[str, str]]) -> str:
    """Return all that came on the screen, with the answers given."""
    shown, seen = "", 0
    while select.select([here], [], [], 60)[0]:
        try:
            told = os.read(here, 65536)
        except OSError:  # the command has ended
            return shown
        if not told:
            return shown
        shown += told.decode("utf-8", "replace")
        if left and left[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(here, f"{left.pop(0)[1]}\n".encode())
    raise TimeoutError(shown)
