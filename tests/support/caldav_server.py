"""Real CalDAV servers, each a process of its own on a free port of this computer."""

from __future__ import annotations

import base64
import http.client
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

USER, PASSWORD = "camille", "a-secret-of-paper"
PATIENCE = 60.0
_RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/store
[logging]
level = critical
"""

# As `radicale --config`, but nothing waits for the disk.
_QUICK = """
import sys
from radicale import config, log, server
log.setup()
log.set_level("critical", False)
settings = config.load([(sys.argv[1], False)])
settings.update({"storage": {"_filesystem_fsync": "False"}}, "tests", privileged=True)
server.serve(settings)
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server answered to the person's own tool."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; `home` is where the person's calendars lie."""

    kind: str
    port: int
    home: str
    user: str = field(default=USER)
    password: str = field(default=PASSWORD)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Make a request as the person's own tool would."""
        words = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10 * PATIENCE)
        try:
            sent = {"Authorization": f"Basic {words}", **(headers or {})}
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(answer.status, found, answer.read())
        finally:
            connection.close()

    def make(self, name: str) -> str:
        """Make a calendar, and return its path."""
        path = f"{self.home}{name}/"
        made = self.ask("MKCALENDAR", path)
        assert made.status == 201, made
        return path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def radicale(folder: Path) -> Iterator[Server]:
    """Run Radicale, which wants a password."""
    port = free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "settings").write_text(_RADICALE.format(port=port, folder=folder))
    command = [sys.executable, "-c", _QUICK, str(folder / "settings")]
    with _running(command, port):
        yield Server("radicale", port, f"/{USER}/")


@contextmanager
def xandikos(folder: Path) -> Iterator[Server]:
    """Run Xandikos, which asks nobody who they are on this computer."""
    port = free_port()
    command = [sys.executable, "-m", "xandikos", "serve", "-d", str(folder / "store")]
    command += ["--defaults", "-l", "127.0.0.1", "-p", str(port), "--no-detect-systemd"]
    command += ["--current-user-principal", f"/{USER}/", "--state-dir", str(folder / "state")]
    with _running(command, port):
        yield Server("xandikos", port, f"/{USER}/calendars/")


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        assert process.poll() is None, "the server did not start"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError
