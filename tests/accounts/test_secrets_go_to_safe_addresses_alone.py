from __future__ import annotations

import pytest

from relance.accounts.addresses import is_safe


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://oauth2.example/token", True),
        ("http://127.0.0.1:8080/token", True),
        ("http://localhost/token", True),
        ("http://[::1]:1/", True),
        ("http://oauth2.example/token", False),
        ("http://localhost.example/", False),
        ("http://127.0.0.1.example/", False),
        ("https://user:pass@oauth2.example/", False),
        ("http://localhost@evil.example/", False),
        ("ftp://localhost/", False),
        ("https://", False),
        ("https://[", False),
        ("https://a.example/\r\nHost: b", False),
        ("", False),
    ],
)
def test_secrets_go_over_https_or_stay_on_this_computer(address: str, safe: bool) -> None:
    assert is_safe(address) is safe


def test_who_must_may_go_without_https() -> None:
    assert is_safe("http://cloud.example/dav/", insecure=True)
    assert not is_safe("ftp://cloud.example/", insecure=True)
    assert not is_safe("http://user:pass@cloud.example/", insecure=True)
