"""The command that installs what is missing, from wherever relance came."""

from __future__ import annotations

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname


def command_for(name: str) -> str:
    """Return the command that installs what one kind of account needs."""
    origin = _origin("relance")
    about = origin.get("dir_info")
    folder = _folder(str(origin.get("url", "")))
    if folder is None or not isinstance(about, dict):
        return packages(f"relance[{name}]")
    return packages(*(["-e"] if about.get("editable") else []), f"{folder}[{name}]")


def packages(*named: str) -> str:
    """Return the command that installs packages where this Python finds them."""
    inside = sys.prefix != sys.base_prefix
    pip = [sys.executable, "-m", "pip"] if inside and sys.executable else ["pip"]
    return shlex.join([*pip, "install", *named])


def _origin(package: str) -> dict[str, Any]:
    """Return where a package was installed from, as PEP 610 keeps it; empty if nobody knows."""
    try:
        told = json.loads(distribution(package).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _folder(url: str) -> Path | None:
    """Return the folder at an address, if it is one of this computer and is there still."""
    address = urlsplit(url)
    folder = Path(url2pathname(address.path))
    return folder if address.scheme == "file" and folder.is_dir() else None
