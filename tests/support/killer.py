"""Run commands as processes that end themselves with SIGKILL at a point that was asked for.

A script of its own: it brings in everything once, then forks a child for each command, so that
hundreds of deaths take seconds. It reads one job a line and answers each with one line, in JSON:

    [{"folder": …, "environment": {…}, "arguments": ["sync"], "watched": …, "die_at": 7, "seed": 0}]
    [{"code": 0, "killed": true, "point": "commit", "passed": 7, "out": …, "err": …}]

The commands of a job begin at the same instant; with a seed they dawdle at points, so that they
meet in many ways. A point is passed right before a transaction of the journal begins or commits,
before a statement that writes, before each part of a request that is sent over HTTP, and before
every step of writing files in the watched folder: open, rename, link, remove, mkdir, chmod,
truncate, lock, sync. A sync is two points: before it, and with the file torn in half. What lies
between two points leaves no trace.

What the script is given are modules to bring in beforehand.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NEVER = 0
DAWDLES, LONGEST = 0.2, 0.03  # how often a process that dawdles waits, and how many seconds
_MOVES = ("os.rename", "os.link", "os.symlink", "os.remove", "os.truncate")
_STEPS = frozenset((*_MOVES, "os.rmdir", "os.mkdir", "os.chmod"))
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)


@dataclass(slots=True)
class Points:
    """Counts the points that a process passes, and ends it at one of them."""

    watched: str
    die_at: int
    tell: Callable[[str, int], None]
    dice: Random | None = None  # where a process dawdles at its points
    passed: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def watch(self) -> None:
        """Have every point of this process counted from now on."""
        from sqlalchemy import Engine, event

        event.listen(Engine, "begin", lambda _: self.point("begin"))
        event.listen(Engine, "commit", lambda _: self.point("commit"))
        event.listen(Engine, "before_cursor_execute", self._statement)
        sync = os.fsync

        def fsync(fd: Any) -> None:
            if stat.S_ISREG(os.fstat(fd).st_mode):
                self.point("torn write", lambda: _tear(fd))
            self.point("sync")
            sync(fd)

        os.fsync = fsync
        send = socket.socket.sendall

        def sendall(link: Any, *data: Any) -> None:
            self.point("send")
            send(link, *data)

        socket.socket.sendall = sendall  # type: ignore[method-assign]  # nothing tells of it
        sys.addaudithook(self._hear)

    def point(self, name: str, last_act: Callable[[], None] = lambda: None) -> None:
        """Pass a point, or die there."""
        with self._lock:
            self.passed += 1
            if self.passed == self.die_at:
                last_act()
                self.tell(name, self.passed)
                os.kill(os.getpid(), signal.SIGKILL)
        if self.dice is not None and self.dice.random() < DAWDLES:
            time.sleep(self.dice.random() * LONGEST)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if _WRITING.match(statement):
            self.point(" ".join(statement.split()[:3]))

    def _hear(self, what: str, arguments: tuple[Any, ...]) -> None:
        if what == "open":
            path, _, flags = arguments
            if flags & _WRITES and self._is_ours(path):
                self.point(f"open {_short(path)}")
        elif what == "fcntl.flock":
            self.point("lock")
        elif what in _STEPS and any(map(self._is_ours, arguments[:2])):
            self.point(f"{what} {_short(arguments[0])}")

    def _is_ours(self, path: object) -> bool:
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        return text.startswith(self.watched)


def _short(path: object) -> str:
    return Path(os.fsdecode(path)).name if isinstance(path, str | bytes | os.PathLike) else "?"


def _tear(handle: int) -> None:
    os.ftruncate(handle, os.fstat(handle).st_size // 2)


def begin(run: dict[str, Any], gate: int, key: int) -> tuple[int, int]:
    """Start a child for one command, which waits for the gate; return it and where it tells."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        os.close(key)
        _be(run, gate, mouth)
    os.close(mouth)
    return child, ear


def _be(run: dict[str, Any], gate: int, mouth: int) -> NoReturn:
    """Be the process of a command."""

    def tell(point: str, passed: int) -> None:
        os.write(mouth, json.dumps({"point": point, "passed": passed}).encode())

    code = 70
    try:
        os.chdir(run["folder"])
        os.environ.clear()
        os.environ.update(run["environment"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for handle, path in enumerate(_outputs(run, os.getpid()), start=1):
            os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), handle)
        os.read(gate, 1)  # ends when the gate is closed
        dice = Random(run["seed"]) if run["seed"] else None
        points = Points(run["watched"], run["die_at"], tell, dice)
        points.watch()
        code = _command(run["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
        tell("end", points.passed)
    except BaseException:  # noqa: BLE001 - the parent must not go on twice
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _outputs(run: dict[str, Any], child: int) -> tuple[Path, Path]:
    folder = Path(run["folder"])
    return folder / f".out-{child}", folder / f".err-{child}"


def _command(arguments: list[str]) -> int:
    from relance.cli.app import run

    return int(run(arguments))


def _end(run: dict[str, Any], child: int, ear: int) -> dict[str, Any]:
    with os.fdopen(ear, "rb") as told:
        answer: dict[str, Any] = json.loads(told.read() or b'{"point": "none", "passed": 0}')
    _, status = os.waitpid(child, 0)
    for name, path in zip(("out", "err"), _outputs(run, child), strict=True):
        answer[name] = path.read_text("utf-8", "replace") if path.exists() else ""
        path.unlink(missing_ok=True)
    answer["killed"] = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    answer["code"] = os.waitstatus_to_exitcode(status)
    return answer


def _warm_up(modules: Sequence[str]) -> None:
    """Bring in everything that a command may need, by running the longest one."""
    from relance.cli import as_json, journal, purge, sync

    for module in modules:
        importlib.import_module(module)

    del as_json, journal, purge, sync
    here = Path.cwd()
    with (
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
        redirect_stderr(nowhere),
        tempfile.TemporaryDirectory() as folder,
    ):
        os.chdir(folder)
        _command(["demo"])
        os.chdir(here)


def serve() -> None:
    """Answer jobs until there are no more."""
    _warm_up(sys.argv[1:])
    for line in sys.stdin:
        job = json.loads(line)
        gate, key = os.pipe()
        begun = [begin(run, gate, key) for run in job]
        os.close(gate)
        os.close(key)
        answers = [_end(run, *one) for run, one in zip(job, begun, strict=True)]
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
