"""What wakes the daemon: changed files, and signals that end it."""

from __future__ import annotations

import _thread
import select
import signal
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

GRACE = 3.0  # seconds that a pass may take to end after a signal
AGAIN = 0.2  # seconds until it is broken off once more: clean-up code may have swallowed it


class Ended(BaseException):
    """A pass is broken off; the journal and the calendars go on from there another time."""


@dataclass(slots=True)
class Bell:
    """Wait until it is rung, from another thread or from a signal's handler.

    A pipe rather than an Event: a handler that rings while its own thread waits must not block.
    """

    changed: set[str] = field(default_factory=set)
    stopping: bool = False
    busy: bool = False  # a pass is running
    _ends: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def __post_init__(self) -> None:
        for end in self._ends:
            end.setblocking(False)

    def ring(self) -> None:
        """Wake whoever waits; ringing twice is ringing once."""
        with suppress(OSError):
            self._ends[1].send(b"!")

    def wait(self, seconds: float) -> None:
        """Return when it rings, or when the time is over."""
        ready, _, _ = select.select([self._ends[0]], [], [], max(seconds, 0))
        if ready:
            with suppress(OSError):
                self._ends[0].recv(4096)

    def stop(self) -> None:
        """Ask the daemon to end; asked again while a pass is running, break the pass off."""
        if self.stopping and self.busy:
            raise Ended
        self.stopping = True
        self.ring()

    def close(self) -> None:
        """Let go of the pipe."""
        for end in self._ends:
            end.close()


@contextmanager
def ended_by_signals(bell: Bell) -> Iterator[None]:
    """Let SIGTERM, SIGINT and a closed terminal end the daemon, a long pass after a grace."""
    over, ending = threading.Event(), threading.Lock()

    def insist(number: signal.Signals) -> None:
        over.wait(GRACE)
        while not over.wait(AGAIN):
            with ending:  # never after the end, when nobody handles it any more
                if not over.is_set():
                    _interrupt(number)

    def handle(number: int, _: Any) -> None:
        if not bell.stopping:
            threading.Thread(target=insist, args=(signal.Signals(number),), daemon=True).start()
        bell.stop()

    names = ("SIGTERM", "SIGINT", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    except Ended:  # it came when the daemon had ended already, so nobody took it
        pass
    finally:
        bell.busy = False  # from here on a signal only rings: there is nothing to break off
        with ending:
            over.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: signal.Signals) -> None:
    """Send a signal to the main thread, even while it waits for an answer from the network."""
    main = threading.main_thread().ident
    if main is not None and hasattr(signal, "pthread_kill"):
        signal.pthread_kill(main, number)
    else:
        _thread.interrupt_main(number)
