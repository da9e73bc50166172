"""When passes run: at the start, every few minutes, when a step falls due, when files change."""

from relance.daemon.bell import Bell, ended_by_signals
from relance.daemon.loop import Daemon, Teller
from relance.daemon.pace import Pace

__all__ = ["Bell", "Daemon", "Pace", "Teller", "ended_by_signals"]
