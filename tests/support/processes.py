"""Real processes of the command line: many, at once, and killed where a test says."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import killer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk import Desk


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: by itself with a status, or killed before a point."""

    code: int
    killed: bool
    point: str
    passed: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return its output as the JSON value that it is."""
        return json.loads(self.out)


class Processes:
    """Runs commands at desks, each as a process of its own; `modules` are brought in once."""

    def __init__(self, *modules: str) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-W", "error", killer.__file__, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait(30)

    def run(self, desk: Desk, *arguments: str, die_at: int = killer.NEVER) -> Ended:
        """Run one command; with `die_at`, kill it at that point."""
        (ended,) = self._ask([_job(desk, arguments, die_at=die_at)])
        return ended

    def at_once(self, desks: Sequence[Desk], *arguments: str, seed: int) -> list[Ended]:
        """Run a command at several desks at the same instant; the seed varies how they meet."""
        jobs = [_job(d, arguments, seed=seed * len(desks) + n) for n, d in enumerate(desks)]
        for job in jobs:
            job["watched"] = str(desks[0].folder.parent)
        return self._ask(jobs)

    def _ask(self, job: list[dict[str, Any]]) -> list[Ended]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps(job), file=self._server.stdin, flush=True)
        return [Ended(**answer) for answer in json.loads(self._server.stdout.readline())]


def _job(
    desk: Desk, arguments: tuple[str, ...], *, die_at: int = killer.NEVER, seed: int = 0
) -> dict[str, Any]:
    return {
        "folder": str(desk.folder),
        "environment": desk.environment(),
        "arguments": list(arguments),
        "watched": str(desk.folder),
        "die_at": die_at,
        "seed": seed,
    }
