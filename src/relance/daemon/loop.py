"""The daemon: one pass after the other, until it is told to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from relance.daemon.bell import Bell, Ended
from relance.daemon.pace import Pace
from relance.daemon.push import Push
from relance.daemon.watch import Watcher
from relance.errors import BadSettings, NeedsPerson, RelanceError, Temporary
from relance.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta
    from typing import TypeAlias

    from relance.service import PassReport, Settings

    Stamp: TypeAlias = tuple[bytes, str]

LOOK_UP = 30.0  # seconds after which the clock is looked at again: it may have been set
APART = 1.0  # seconds at least between two passes, whatever changes


class Teller(Protocol):
    """Who hears what the daemon does."""

    def began(self, every: timedelta) -> None:
        """Hear that it runs, and how long it waits between two passes."""

    def passed(self, report: PassReport, failures: Sequence[RelanceError]) -> None:
        """Hear of a pass that came to its end; not of an echo that found nothing new."""

    def failed(self, error: Exception, at: datetime, wait: timedelta) -> None:
        """Hear of a pass that did not, when, and of how long the next one waits."""

    def settings_changed(self, error: RelanceError | None) -> None:
        """Hear that the settings were read anew, or why the old ones stay."""

    def unwatched(self, why: str) -> None:
        """Hear that changed files are not noticed at once."""

    def untold(self, why: RelanceError) -> None:
        """Hear that a calendar will not tell of its changes; once for each way of saying so."""


@dataclass(slots=True)
class Daemon:
    """Runs passes with the settings of a file; `load` reads them anew."""

    load: Callable[[], Settings]
    clock: Callable[[], datetime]
    teller: Teller
    chance: Callable[[], float]  # from 0 to 1, for the jitter
    every: timedelta | None = None  # instead of the setting
    bell: Bell = field(default_factory=Bell)
    _wake: datetime | None = None  # when a step falls due
    _next: float = 0.0  # when the next pass is, on the monotonic clock
    _asked: bool = False  # the person is to act, perhaps in another process
    _called: bool = False  # files asked for this pass, not the time
    _told: frozenset[str] = frozenset()  # the warnings of the pass that was told last
    _untold: set[str] = field(default_factory=set)  # what was told of calendars that do not tell

    def run(self, *, once: bool = False) -> None:
        """Run passes until the bell stops it; raise Busy when another daemon has the journal."""
        settings = self.load()
        open_now = _Open(settings, Service.open(settings), _stamp(settings))
        watcher, push = Watcher(self.bell), Push(self.bell)
        try:
            with open_now.service.daemon_lock(self.clock()):
                self._go_on(open_now, watcher, push, once=once)
        except Ended:
            self.bell.busy = False  # nothing breaks off what follows
        finally:
            watcher.stop()
            push.note(open_now.service)
            push.stop()
            open_now.service.close()
            self.bell.close()

    def _go_on(self, open_now: _Open, watcher: Watcher, push: Push, *, once: bool) -> None:
        pace = Pace(self.every or open_now.settings.every)
        if not once:
            self.teller.began(pace.every)
        while not self.bell.stopping:
            if not once:
                self._tell(push.listen(open_now.service))
            self._pass(open_now.service, pace)
            if once:
                return
            watcher.look_at(open_now.service.watched(), open_now.settings.file)
            if not self.bell.stopping:
                self._tell(push.keep(open_now.service))
            self._wait(watcher, lambda: push.note(open_now.service))
            if not self.bell.stopping:
                self._look_at_settings(open_now)
                pace.every = self.every or open_now.settings.every

    def _pass(self, service: Service, pace: Pace) -> None:
        """Run one pass and work out when the next one is."""
        now = self.clock()
        try:
            self.bell.busy = True
            report = service.run(now)
            self.bell.busy = False
        except Exception as error:  # noqa: BLE001 - whatever one pass meets, the daemon goes on
            self.bell.busy = False
            self._wake = None
            self.teller.failed(error, now, self._set_next(pace, [error]))
            return
        errors = [*service.failures, *(c.error for c in report.calendars if c.error)]
        self._asked = any(isinstance(error, NeedsPerson) for error in errors)
        # Whoever fails holds up nobody else, and what a person must mend is not mended by waiting.
        holding_up = [] if report.went_well else errors
        self._set_next(pace, [e for e in holding_up if not isinstance(e, NeedsPerson)])
        due_later = report.wake is not None and report.wake > report.at
        self._wake = report.wake if due_later else None
        odd = _odd(report)
        if not (self._called and odd == self._told and _is_idle(report, errors)):
            self._told = odd
            self.teller.passed(report, service.failures)

    def _set_next(self, pace: Pace, errors: Sequence[Exception]) -> timedelta:
        """Work out when the next pass is; return the wait until then."""
        asked = [e.retry_after for e in errors if isinstance(e, Temporary) and e.retry_after]
        if errors:
            wait = pace.failed(self.chance(), max(asked, default=None))
        else:
            wait = pace.went_well(self.chance())
        self._next = monotonic() + wait.total_seconds()
        return wait

    def _tell(self, refused: Iterable[RelanceError]) -> None:
        """Tell why calendars do not tell of their changes, unless that was told before."""
        for error in refused:
            if str(error) not in self._untold:
                self._untold.add(str(error))
                self.teller.untold(error)

    def _wait(self, watcher: Watcher, note: Callable[[], None]) -> None:
        """Return when a pass is to be run, or when it is over."""
        soonest = monotonic() + APART
        while not self.bell.stopping:
            note()
            if watcher.failure:
                self.teller.unwatched(watcher.failure)
                watcher.failure = ""
            self._called = bool(self.bell.changed)
            left = soonest - monotonic() if self._called else self._left()
            if left <= 0:
                self.bell.changed.clear()
                return
            self.bell.wait(min(left, LOOK_UP))

    def _left(self) -> float:
        """Return the seconds until time alone asks for a pass."""
        left = self._next - monotonic()
        if self._wake is not None:
            left = min(left, (self._wake - self.clock()).total_seconds())
        return left

    def _look_at_settings(self, open_now: _Open) -> None:
        """Read the settings anew when they changed; those that are broken change nothing."""
        stamp = _stamp(open_now.settings)
        same = stamp == open_now.stamp
        if same and not open_now.service.failures and not self._asked:
            return
        try:
            settings = open_now.settings if same else self.load()
            if settings.journal_url != open_now.settings.journal_url:
                raise BadSettings(
                    ["the journal has another place now; end `relance run` and start it again"],
                    where=str(settings.file),
                )
            service = Service.open(settings)
        except RelanceError as error:
            self.teller.settings_changed(error)
        else:
            open_now.service.close()
            open_now.settings, open_now.service = settings, service
            if not same:
                self.teller.settings_changed(None)
        open_now.stamp = stamp


def _is_idle(report: PassReport, errors: Sequence[Exception]) -> bool:
    """Say whether nothing happened: what called the pass was our own writing, or a first look."""
    return not errors and not report.written and not any(c.changed for c in report.calendars)


def _odd(report: PassReport) -> frozenset[str]:
    warned = [w for c in report.calendars for w in c.warnings]
    return frozenset(str(w) for w in (*warned, *report.warnings))


@dataclass(slots=True)
class _Open:
    """The settings that are in force, what they opened, and what tells that they changed."""

    settings: Settings
    service: Service
    stamp: Stamp


def _stamp(settings: Settings) -> Stamp:
    try:
        content = settings.file.read_bytes()
    except OSError:
        content = b""
    return content, settings.digest()
