"""The daemon as a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desk import Desk

NOW = "2026-11-23T08:00+01:00"


class Running:
    """A daemon as a process of its own."""

    def __init__(self, desk: Desk, *options: str) -> None:
        self.desk = desk
        self.log = (desk.folder / "daemon.log").open("wb")
        self.out = (desk.folder / "daemon.out").open("wb")
        self.process = subprocess.Popen(
            desk.command("run", *options),
            stdout=self.out,
            stderr=self.log,
            env=desk.environment(),
            cwd=desk.folder,
        )

    def said(self) -> str:
        return (self.desk.folder / "daemon.log").read_text("utf-8")

    def passes(self) -> list[dict[str, Any]]:
        lines = (self.desk.folder / "daemon.out").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Return its exit status, and the seconds that it took to end."""
        begun = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(20), time.monotonic() - begun


@contextmanager
def daemon(desk: Desk, *options: str) -> Iterator[Running]:
    running = Running(desk, "--now", NOW, "--json", *options)
    try:
        until(running.passes, 30, running)
        yield running
    finally:
        running.process.kill()
        running.process.wait(10)
        running.log.close()
        running.out.close()


def until(true: Callable[[], object], seconds: float, running: Running) -> float:
    """Wait until something is so; return how long that took."""
    begun = time.monotonic()
    while not true():
        assert running.process.poll() is None, running.said()
        assert time.monotonic() - begun < seconds, running.said()
        time.sleep(0.05)
    return time.monotonic() - begun
