"""A command at a terminal, with what the person types."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

from desk import Ran

if TYPE_CHECKING:
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
