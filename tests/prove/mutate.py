"""Say of each mutant of the source whether a test notices: `python tests/prove/mutate.py [NAME…]`.

mutmut makes the mutants in `mutants/` and shows the results (`mutmut results`, `mutmut show NAME`);
what is mutated and which tests run is set under `[tool.mutmut]`. The tests are collected once, and
each mutant gets a fork of its own in which nothing was run before, so that no cache hides it; the
quickest tests that reach it try first. NAME chooses mutants, like `relance.reconcile.*`. What was
noticed once is not tried again until its function changes; remove `mutants/` to begin anew.
"""

from __future__ import annotations

import fnmatch
import json
import os
import resource
import shutil
import sys
import time
from collections import Counter, defaultdict
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from io import StringIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mutmut.__main__ import create_mutants
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import (
    copy_also_copy_files,
    copy_src_dir,
    setup_source_paths,
    walk_mutatable_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    Running: TypeAlias = dict[int, tuple[SourceFileMutationData, str]]

SURVIVED, KILLED, NO_TESTS, UNSURE, TIMEOUT = 0, 1, 33, 35, 36
MEMORY = 4 << 30  # bytes that a mutant may take
JOBS = int(os.environ.get("JOBS", "1"))
LIBRARIES = {"alembic", "babel", "dateutil", "holidays", "jinja2", "phonenumbers", "sqlalchemy"}
ROOM = Path("mutants")
LEARNED = ROOM / "learned.json"


def in_fork(work: Callable[[], int]) -> int:
    """Return the id of a process that works in silence and exits with what the work returns."""
    child = os.fork()
    if child:
        return child
    status = UNSURE
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        status = work()
    finally:
        os._exit(status)


def forget() -> None:
    """Empty every cache of the package."""
    for name, module in list(sys.modules.items()):
        if name.startswith("relance."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class Tests:
    """The collected tests, run again and again: a plugin of pytest."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.failed = False
        self.items: dict[str, pytest.Item] = {}
        self.seconds: dict[str, float] = {}
        self.reaching: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test failed."""
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants, in place of running each test once."""
        self.items = {item.nodeid: item for item in session.items}
        self.learn()
        files = [SourceFileMutationData(path=path) for path in walk_mutatable_files()]
        for data in files:
            data.load()
        self.try_all(files)
        return True

    def run(self, names: Iterable[str], *, bounded: bool = False) -> int:
        """Run tests until one fails, each within a bound of time if wanted."""
        for name in names:
            item = self.items[name]
            if bounded:
                seconds = ceil(time.process_time() + 2 + 5 * self.seconds[name])
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.failed:
                return KILLED
        return SURVIVED

    def learn(self) -> None:
        """Learn how long each test takes and what it reaches."""
        set_mutant_under_test("stats")
        _, status = os.waitpid(in_fork(self.watch), 0)
        if status:
            sys.exit("The tests fail without any mutant: mend them first.")
        self.seconds, reached, modules = json.loads(LEARNED.read_text(encoding="utf-8"))
        for module in modules:  # loaded once here, not again in every fork
            import_module(module)
        for name in sorted(self.seconds, key=self.seconds.__getitem__):
            for function in reached[name]:
                self.reaching[function].append(name)

    def watch(self) -> int:
        """Run every test with empty caches, and write down what it reaches."""
        seconds, reached, before = {}, {}, set(sys.modules)
        for name in self.items:
            forget()
            state()._stats.clear()
            began = time.process_time()
            if self.run([name]) != SURVIVED:
                return KILLED
            seconds[name], reached[name] = time.process_time() - began, sorted(state()._stats)
        libraries = [m for m in set(sys.modules) - before if m.partition(".")[0] in LIBRARIES]
        learned = [seconds, reached, sorted(libraries)]
        LEARNED.write_text(json.dumps(learned), encoding="utf-8")
        return SURVIVED

    def wanted(self, name: str, status: int | None) -> bool:
        """Say whether a mutant is to be tried."""
        chosen = any(fnmatch.fnmatch(name, pattern) for pattern in self.names or ["*"])
        return chosen and status in {None, SURVIVED, NO_TESTS}

    def try_all(self, files: list[SourceFileMutationData]) -> None:
        """Try the mutants, a few at a time, and write down how each ended."""
        running: Running = {}
        for data in files:
            for name, status in list(data.exit_code_by_key.items()):
                if not self.wanted(name, status):
                    continue
                tests = self.reaching.get(name.partition("__mutmut_")[0], [])
                if len(running) >= JOBS:
                    wait(running)
                running[in_fork(partial(self.one, name, tests))] = data, name
            while running:
                wait(running)
            tell(data)

    def one(self, name: str, tests: list[str]) -> int:
        """Run the tests of one mutant within bounds of time and memory."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        set_mutant_under_test(name)
        return self.run(tests, bounded=True) if tests else NO_TESTS


def wait(running: Running) -> None:
    """Wait for a mutant's end, and note it."""
    child, status = os.wait()
    data, name = running.pop(child)
    ended = TIMEOUT if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    data.exit_code_by_key[name] = ended
    data.save()


def tell(data: SourceFileMutationData) -> None:
    """Print the figures of one file."""
    ends = Counter(status_by_exit_code[status] for status in data.exit_code_by_key.values())
    total = ends.total()
    if total:
        share = (ends["killed"] + ends["timeout"]) / total
        told = ", ".join(f"{count} {end}" for end, count in ends.most_common())
        sys.stdout.write(f"{data.path}: {total} mutants, {told}; {share:.1%} noticed\n")
        sys.stdout.flush()


def main(names: list[str]) -> int:
    """Make the mutants, and try them."""
    set_mutant_under_test("mutant_generation")
    shutil.rmtree(ROOM / "tests", ignore_errors=True)
    ROOM.mkdir(exist_ok=True)
    with redirect_stdout(StringIO()):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(JOBS)
    setup_source_paths()
    place = ["-c", f"{ROOM}/pyproject.toml", f"--rootdir={ROOM}", "-q", "--capture=no"]
    tests = [f"{ROOM}/{path}" for path in config().pytest_add_cli_args_test_selection]
    return int(pytest.main([*place, *config().pytest_add_cli_args, *tests], plugins=[Tests(names)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
