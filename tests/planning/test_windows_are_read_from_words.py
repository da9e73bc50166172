from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.planning.windows import Weekly, weekly

WEEK = frozenset({0, 1, 2, 3, 4})


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("mon-fri 09:00-12:00", WEEK, 540, 720),
        ("mon 00:00-12:00", {0}, 0, 720),
        ("sat,sun 10:00-12:00", {5, 6}, 600, 720),
        ("fri-mon 10:00-12:00", {4, 5, 6, 0}, 600, 720),
        ("fri 16:00-24:00", {4}, 960, 1440),
        ("08:00-20:00", range(7), 480, 1200),
        ("lun-ven 9:00-12:00", WEEK, 540, 720),
        ("mar,jeu 09:00-12:00", {1, 3}, 540, 720),
        ("mer,sam,dim 09:00-12:00", {2, 5, 6}, 540, 720),
        ("lundi-vendredi 09:00-12:00", WEEK, 540, 720),
        ("  Monday - Wed , SUN   09:00 \u2013 12:00 ", {0, 1, 2, 6}, 540, 720),
        ("sun-sun 09:00-12:00", {6}, 540, 720),
    ],
)
def test_days_and_times_are_read(text: str, days: set[int], start: int, end: int) -> None:
    assert weekly(text) == Weekly(frozenset(days), start, end)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "like 'mon-fri 09:00-12:00'"),
        ("mon-fri", "like 'mon-fri 09:00-12:00'"),
        ("mon-fri 9-12", "like 'mon-fri 09:00-12:00'"),
        ("mon-fri 09:00-12:00 14:00-18:00", "like 'mon-fri 09:00-12:00'"),
        ("xyz 09:00-12:00", "days are mon tue"),
        ("mon- 09:00-12:00", "days are mon tue"),
        ("mon,,tue 09:00-12:00", "days are mon tue"),
        ("mon-tue-wed 09:00-12:00", "days are mon tue"),
        ("mon 09:60-12:00", "00:00 to 24:00"),
        ("mon 09:00-24:01", "00:00 to 24:00"),
        ("mon 09:00-99:99", "00:00 to 24:00"),
        ("mon 12:00-09:00", "written as two"),
        ("mon 09:00-09:00", "written as two"),
        ("mon 22:00-06:00", "written as two"),
        ("mon 09:00-12:00" + " " * 300, "like 'mon-fri 09:00-12:00'"),
        ("mon," * 100_000, "like 'mon-fri 09:00-12:00'"),
        ("mon \u0660\u0669:00-12:00", "like 'mon-fri 09:00-12:00'"),
    ],
)
def test_anything_else_is_refused_with_what_would_be_right(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match="is no weekly time") as refused:
        weekly(text)
    assert remedy in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mon-fri 9:00-12:00", "mon,tue,wed,thu,fri 09:00-12:00"),
        ("sun 00:05-24:00", "sun 00:05-24:00"),
        ("mon-sun 8:30-20:59", "08:30-20:59"),
    ],
)
def test_a_weekly_time_is_written_in_one_way(text: str, written: str) -> None:
    assert str(weekly(text)) == written


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("mon 9-12", "write days and times like 'mon-fri 09:00-12:00' or '08:00-20:00'"),
        ("xyz 09:00-12:00", "days are mon tue wed thu fri sat sun, as 'mon-fri' or 'sat,sun'"),
        ("mon 09:60-12:00", "times go from 00:00 to 24:00"),
        ("mon 12:00-09:00", "it must end after it starts; over midnight is written as two"),
    ],
)
def test_a_refusal_reads_like_this(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match="is no weekly time") as refused:
        weekly(text)
    assert str(refused.value) == f"'{text}' is no weekly time: {remedy}"


def test_a_text_of_two_hundred_characters_is_read_and_a_longer_one_is_not() -> None:
    assert weekly("mon 09:00-12:00".rjust(200)) == weekly("mon 09:00-12:00")
    for length in (201, 202):
        with pytest.raises(ValueError, match="no weekly time"):
            weekly("mon 09:00-12:00".ljust(length))


def test_a_refusal_shows_the_beginning_of_a_long_text() -> None:
    with pytest.raises(ValueError, match="no weekly time") as refused:
        weekly("m" * 100)
    assert str(refused.value).startswith(f"{'m' * 60!r} is no weekly time")


def test_a_refusal_copies_no_control_characters() -> None:
    with pytest.raises(ValueError, match="no weekly time") as refused:
        weekly("mon\x1b[31m\u202e 09:00")
    assert str(refused.value).isprintable()


@given(st.frozensets(st.integers(0, 6), min_size=1), st.data())
def test_a_weekly_time_is_written_as_it_is_read(days: frozenset[int], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 1439))
    one = Weekly(days, start, data.draw(st.integers(start + 1, 1440)))
    assert weekly(str(one)) == one


@pytest.mark.parametrize(("days", "start", "end"), [({7}, 0, 60), ({0}, 60, 60), ({0}, 0, 1441)])
def test_a_weekly_time_that_is_none_cannot_be_made(days: set[int], start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"weekday|starts"):
        Weekly(frozenset(days), start, end)
