"""Notice changed files, and ring."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from watchfiles import Change

    from relance.daemon.bell import Bell

GATHER = 400  # milliseconds in which changes count as one
READY = 300  # milliseconds after which a watch that saw nothing says so


@dataclass(frozen=True, slots=True)
class Places:
    """What is watched: folders with all below them, and single files by their folder.

    A file is watched by its folder because most programs replace it by a new one.
    """

    deep: tuple[Path, ...]
    shallow: tuple[Path, ...]
    files: frozenset[Path]

    @classmethod
    def of(cls, paths: Iterable[Path], settings: Path) -> Places:
        """Return where to look for changes of these calendars and of the settings."""
        wanted = [path.absolute() for path in paths]
        deep = {path for path in wanted if path.is_dir()}
        files = {settings.absolute(), *(path for path in wanted if path not in deep)}
        # A link's own folder does not change when what it points to does.
        files |= {path.resolve() for path in files}
        shallow = {path.parent for path in files if path.parent.is_dir()}
        return cls(tuple(sorted(deep)), tuple(sorted(shallow - deep)), frozenset(files))

    def concern(self, changed: str) -> bool:
        """Say whether a changed path can matter."""
        path = Path(changed)
        if path in self.files or path in self.deep:
            return True
        below = any(folder in path.parents for folder in self.deep)
        return below and not path.name.startswith(".") and path.suffix.casefold() in {".ics", ""}

    def stamp(self) -> tuple[tuple[int, int] | None, ...]:
        """Return what tells that a folder is another one than before."""
        return tuple(_identity(folder) for folder in (*self.deep, *self.shallow))


@dataclass(slots=True)
class Watcher:
    """Watch in threads of its own until it is stopped."""

    bell: Bell
    places: Places | None = None
    failure: str = ""  # why changes cannot be noticed
    _stamp: object = None
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def look_at(self, paths: Iterable[Path], settings: Path) -> None:
        """Watch these places; nothing happens when they are watched already."""
        places = Places.of(paths, settings)
        if (places, places.stamp()) == (self.places, self._stamp):
            return
        self.stop()
        self.places, self._stamp, self._over = places, places.stamp(), threading.Event()
        self._start(places.deep, recursive=True)
        self._start(places.shallow, recursive=False)

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()
        for thread in self._threads:
            thread.join(2)
        self._threads.clear()

    def _start(self, folders: Sequence[Path], *, recursive: bool) -> None:
        if folders:
            arguments = (folders, self._over, recursive)
            thread = threading.Thread(target=self._watch, args=arguments, daemon=True)
            thread.start()
            self._threads.append(thread)

    def _watch(self, folders: Sequence[Path], over: threading.Event, recursive: bool) -> None:
        from watchfiles import watch  # noqa: PLC0415 - quick start

        try:
            changes_so_far = watch(
                *folders,
                watch_filter=self._concerns,
                debounce=GATHER,
                stop_event=over,
                recursive=recursive,
                rust_timeout=READY,
                yield_on_timeout=True,
                raise_interrupt=False,
            )
            for number, changes in enumerate(changes_so_far):
                if number == 0:  # only now is it watched: what changed before was not seen
                    self.bell.changed.update(str(folder) for folder in folders)
                self.bell.changed.update(path for _, path in changes)
                if changes or number == 0:
                    self.bell.ring()
        except (OSError, RuntimeError) as error:
            self.failure = str(error)
            self.bell.ring()

    def _concerns(self, _: Change, path: str) -> bool:
        return self.places is not None and self.places.concern(path)


def _identity(folder: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = folder.stat()
        return found.st_dev, found.st_ino
    return None
