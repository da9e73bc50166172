from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hostile_http as http
from at_an_address import NEAR, QUICK, SECRET, at, events, pull
from relance.errors import BadInput, NeedsPerson, Refused, RelanceError, Temporary

if TYPE_CHECKING:
    from collections.abc import Callable

    from hostile_http import Act

LIMIT_MB = 150
BEGIN = b"BEGIN:VCALENDAR\r\n"
LINE = b"X-A:b\r\n"
WHOLE = events("one", "two")
AGAIN = "relance connect address --name home"
HTML = b"<!DOCTYPE html><html><body>Log in</body></html>"

PASSES = {  # what passes by itself
    "drip": (http.drip(WHOLE, 0.05), "the server is too slow"),
    "drip of headers": (http.drip(WHOLE, 0.05, head=True), "the server is too slow"),
    "silence": (http.silent, "the server is too slow"),
    "hung up": (http.hung_up, "the connection broke off"),
    "headers without end": (http.endless_headers, "the connection broke off"),
    "no HTTP": (lambda _asked, link: link.send(b"\x00\xff\r\n\r\n"), "the connection broke off"),
    "a status that is none": (
        lambda _asked, link: link.send(b"HTTP/1.1 abc x\r\n\r\n"),
        "the connection broke off",
    ),
    "too short": (http.broken_off(WHOLE, len(WHOLE) + 9), "the connection broke off"),
    "cut off": (http.calendar(WHOLE[:-20]), "ends before its END:VCALENDAR"),
    "packed and cut off": (
        http.calendar(http.bomb(1)[:-9], Content_Encoding="gzip"),
        "broke off before its end",
    ),
    "no gzip": (http.calendar(WHOLE, Content_Encoding="gzip"), "it cannot be unpacked"),
    "packed otherwise": (http.calendar(WHOLE, Content_Encoding="br"), "nobody asked for"),
    "429": (http.refusal(429, Retry_After="120"), "asked too often"),
    "500": (http.refusal(500), "trouble (500)"),
    "503": (http.refusal(503), "trouble (503)"),
}
ACTS = {  # what somebody must act on
    "endless": (http.endless(LINE, BEGIN), BadInput, "larger than 2 MB"),
    "endless in chunks": (http.endless(LINE, BEGIN, chunked=True), BadInput, "larger than 2 MB"),
    "endless nothing": (http.endless(b"\0"), BadInput, "larger than 2 MB"),
    "too much is promised": (http.broken_off(WHOLE, 10**12), BadInput, "larger than 2 MB"),
    "a bomb": (
        http.calendar(http.bomb(200, BEGIN), Content_Encoding="gzip"), BadInput, "larger than 2 MB",
    ),
    "a bomb in layers": (
        http.calendar(http.bomb(1, BEGIN, layers=99), Content_Encoding="gzip"),
        BadInput, "larger than 2 MB",
    ),
    "too many events": (
        http.calendar(BEGIN + b"BEGIN:VEVENT\nEND:VEVENT\n" * 60_000), BadInput, "more than 50000",
    ),
    "empty": (http.calendar(b""), BadInput, "no calendar: it is empty"),
    "an address book": (
        http.calendar(b"BEGIN:VCARD\r\nEND:VCARD\r\n"), BadInput, "it is an address book",
    ),
    "a web page": (http.calendar(HTML, Content_Type="text/html"), NeedsPerson, "a web page"),
    "a page called a calendar": (http.calendar(HTML), NeedsPerson, "must be the one that ends in"),
    "401": (http.refusal(401), NeedsPerson, "does not let this address in (401)"),
    "403": (http.refusal(403), NeedsPerson, "does not let this address in (403)"),
    "404": (http.refusal(404), NeedsPerson, "no calendar at this address any more (404)"),
    "410": (http.refusal(410), NeedsPerson, "no calendar at this address any more (410)"),
    "400": (http.refusal(400), Refused, "answers with 400"),
    "nothing": (http.calendar(b"", 204), Refused, "answers with 204"),
    "a part": (http.calendar(WHOLE, 206), Refused, "answers with 206"),
    "304 to nothing": (http.unchanged, Refused, "answers with 304"),
    "round in circles": (http.redirect("/x.ics"), Refused, "more than 5 times"),
    "sent to nowhere": (http.redirect("ftp://cal.example/"), Refused, "no address: it must begin"),
    "sent to nothing": (http.redirect("https://a b/"), Refused, "no address: there is a space"),
}  # fmt: skip


def failed(act: Act) -> tuple[RelanceError, float]:
    """Return what reading from a server raises, and how long it took."""
    with http.hostile(act) as server:
        begun = time.monotonic()
        with pytest.raises(RelanceError) as told:
            pull(at(server.at(f"/{SECRET}.ics"), NEAR))
        return told.value, time.monotonic() - begun


@pytest.mark.parametrize(("act", "said"), PASSES.values(), ids=PASSES.keys())
def test_what_passes_by_itself_is_told_in_time(act: Act, said: str) -> None:
    error, took = failed(act)
    assert isinstance(error, Temporary)
    assert said in str(error)
    sentence(error)
    assert took < QUICK.seconds + 1


@pytest.mark.parametrize(("act", "kind", "said"), ACTS.values(), ids=ACTS.keys())
def test_what_somebody_must_act_on_is_told_with_what_to_do(
    act: Act, kind: type[RelanceError], said: str
) -> None:
    error, took = failed(act)
    assert type(error) is kind
    assert said in error.what
    sentence(error)
    assert error.remedy.startswith(("Copy the address once more", "Use the address of a smaller"))
    assert took < QUICK.seconds + 1


def sentence(error: RelanceError) -> None:
    """Check that an error is one for a person, and holds nothing of the address."""
    told = str(error)
    assert told.startswith("account home: ")
    assert told.isprintable()
    assert error.what.endswith(".")
    assert not [word for word in (SECRET, "127.0.0.1", "http:") if word in told]


def test_how_long_to_wait_is_heard() -> None:
    error, _ = failed(http.refusal(429, Retry_After="120"))
    assert isinstance(error, Temporary)
    assert error.retry_after is not None
    assert error.retry_after.total_seconds() == 120


def test_a_server_that_is_not_there_is_told() -> None:
    with http.hostile() as server:
        address = server.at()
    with pytest.raises(Temporary, match=r"account home: the server cannot be reached\."):
        pull(at(address))


_READ = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from at_an_address import WINDOW, at
from relance.errors import RelanceError
from relance_ics.fetch import Limits
said, begun = 0, time.monotonic()
try:
    for page in at(sys.argv[1], limits=Limits()).pull(None, WINDOW):
        said += len(page.items)
except RelanceError as refused:
    said = refused.what
try:
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(peak, said, sep="|")
"""


def one(number: int, *lines: bytes) -> bytes:
    parts = (b"BEGIN:VEVENT", b"UID:%d" % number, b"DTSTART:20260310T100000Z", *lines)
    return b"\r\n".join((*parts, b"END:VEVENT\r\n"))


def many(number: int, *lines: bytes) -> bytes:
    return BEGIN + b"".join(one(n, *lines) for n in range(number)) + b"END:VCALENDAR\r\n"


_TIMES = b",".join(b"202603%02dT%02d0000Z" % (d, h) for d in range(1, 29) for h in range(24))
HEAVY: dict[str, tuple[Callable[[], Act], str]] = {
    "events": (lambda: http.calendar(many(49_000, b"DESCRIPTION:" + b"x" * 290)), "49000"),
    "one long line": (lambda: http.calendar(many(1, b"X-A:" + b"x" * 19_900_000)), "1"),
    "people": (lambda: http.calendar(many(1, *[b"ATTENDEE:mailto:a@b.example"] * 640_000)), "1"),
    "series": (lambda: http.calendar(many(500, b"X:" + b"x" * 300, b"RDATE:" + _TIMES)), "500"),
    "rarer letters": (
        lambda: http.calendar(
            many(45_000, b"X:" + b"\xe9" * 150), Content_Type="text/calendar; charset=koi8-r"
        ),
        "45000",
    ),
    "a bomb": (
        lambda: http.calendar(http.bomb(3_000, BEGIN), Content_Encoding="gzip"), "larger than 20",
    ),
    "no end": (lambda: http.endless(LINE, BEGIN), "larger than 20"),
    "headers": (lambda: http.endless_headers, "broke off"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_no_server_takes_more_than_its_share_of_memory(name: str) -> None:
    made, said = HEAVY[name]
    support = str(Path(http.__file__).parent)
    with http.hostile(made()) as server:
        done = subprocess.run(
            [sys.executable, "-c", _READ, server.at(), support],
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
    assert not done.stderr
    peak, told = done.stdout.strip().split("|")
    assert said in told
    assert int(peak) < LIMIT_MB
