"""A fresh clone: the first `make demo` installs, and says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
STUB = """\
#!/bin/sh
[ "$2" = venv ] || exit 0
mkdir -p "$3/bin"
cp "$0" "$3/bin/python"
cp "$0" "$3/bin/relance"
"""


def made(folder: Path) -> list[str]:
    """Return what `make demo` says where everything that it starts does nothing."""
    environment = {k: v for k, v in os.environ.items() if k in {"PATH", "TMPDIR"}}
    done = subprocess.run(
        ["make", "demo", f"PYTHON={folder / 'python'}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_first_demo_says_what_is_being_installed(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "python").write_text(STUB)
    (tmp_path / "python").chmod(0o755)
    lines = made(tmp_path)
    pinned = (ROOT / "requirements-dev.lock").read_text("utf-8").splitlines()
    number = sum("==" in line for line in pinned)
    assert [line for line in lines if not line.startswith((str(tmp_path), ".venv"))] == [
        "Once, and some minutes long: everything relance needs is installed into .venv.",
        f"1. The libraries, as pinned in requirements-dev.lock: {number} of them...",
        "2. relance itself...",
    ]
    assert made(tmp_path) == []  # it is there
