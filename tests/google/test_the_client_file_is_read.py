from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from relance.errors import NeedsPerson
from relance_google.client_file import AUTH_URI, TOKEN_URI, read_client

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = {
    "client_id": "123-abc.apps.example",
    "project_id": "relance",
    "auth_uri": "https://accounts.example/auth",
    "token_uri": "https://oauth2.example/token",
    "client_secret": "not-so-secret",
    "redirect_uris": ["http://localhost"],
}


def written(folder: Path, content: Any) -> Path:
    path = folder / "client_secret.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_file_from_the_console_is_read(tmp_path: Path) -> None:
    client = read_client(written(tmp_path, {"installed": WHOLE}))
    assert (client.client_id, client.secret) == ("123-abc.apps.example", "not-so-secret")
    assert client.token_uri == "https://oauth2.example/token"
    assert client.redirects == ("http://localhost",)
    assert "not-so-secret" not in repr(client)


def test_only_the_id_has_to_be_there(tmp_path: Path) -> None:
    client = read_client(written(tmp_path, {"installed": {"client_id": "123"}}))
    assert (client.secret, client.auth_uri, client.token_uri) == ("", AUTH_URI, TOKEN_URI)
    assert client.redirects == ()


@pytest.mark.parametrize(
    ("content", "told", "remedy"),
    [
        ("", "it is not JSON", "Download"),
        ("<html>", "it is not JSON", "Download"),
        ("[" * 30_000, "it is not JSON", "Download"),
        ("x" * 70_000, "too long", "Download"),
        ("[]", "this is no client file", "Download"),
        ({}, "names no desktop app", "Desktop app"),
        ({"installed": []}, "names no desktop app", "Desktop app"),
        ({"web": WHOLE}, "web application", "Desktop app"),
        ({"type": "service_account", "client_id": "1"}, "service account", "Desktop app"),
        ({"refresh_token": "1//x", "client_id": "1"}, "somebody's sign-in", "Desktop app"),
        ({"installed": {**WHOLE, "client_id": ""}}, "no client_id", "Download"),
        ({"installed": {**WHOLE, "client_id": 5}}, "no client_id", "Download"),
        ({"installed": {**WHOLE, "client_id": "a\nb"}}, "no client_id", "Download"),
        ({"installed": {**WHOLE, "token_uri": "http://evil.example/"}}, "not https", "Download"),
    ],
)
def test_each_fault_is_a_sentence_with_what_to_do(
    tmp_path: Path, content: Any, told: str, remedy: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(NeedsPerson) as caught:
        read_client(path)
    assert told in caught.value.what
    assert remedy in caught.value.remedy
    assert caught.value.where == str(path)
    assert "not-so-secret" not in str(caught.value)
    assert "1//x" not in str(caught.value)


def test_a_missing_file_is_told_with_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NeedsPerson) as caught:
        read_client(tmp_path / "client_secret.json")
    assert "there is no client file here" in caught.value.what
    assert "docs/connect-google.md" in caught.value.remedy
    assert "--client-file" in caught.value.remedy


@pytest.mark.parametrize("name", ["folder", "a\0b"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(NeedsPerson, match="cannot be read"):
        read_client(tmp_path / name)
