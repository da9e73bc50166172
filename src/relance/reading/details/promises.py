"""Read until when the other side promised to answer.

A clause that speaks of an answer and of a time is a promise; one that asks something of the
candidate, or names a start or a past day, is none. The day is the last one of what is promised;
working days Monday to Friday without holidays.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from relance.reading.details.dates import Written, last_of_month, month_pattern, read_dates
from relance.reading.spelling import aligned
from relance.reading.vocabulary import alternatives, numbered, phrase, words

_CLAUSE = re.compile(r"\n|[;!?]|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s+(?P<next>[^\W\d]{1,12}))")
_RANGE = re.compile(
    r"\s{0,2}(?:-|et|and|au|to|ou|or|und|oder|y|o|e|bis|a)\s{0,2}(?:le |the |l'|il )?"
)
_LIMIT = 400
_FRIDAY = 4


def reply_promised_on(notes: str, day: date, *, month_first: bool = False) -> date | None:
    """Return the last day of the promised answer; `day` is the interview's."""
    for clause in _clauses(aligned(notes)):
        found = _promised(clause, day, month_first)
        if found is not None:
            return found
    return None


def _clauses(folded: str) -> list[str]:
    """Cut at sentence ends, but not in "29. April"."""
    cut, parts = 0, []
    for match in _CLAUSE.finditer(folded):
        if match["next"] and match["next"] in numbered("times", "months"):
            continue
        parts.append(folded[cut : match.start()])
        cut = match.end()
    parts.append(folded[cut:])
    return [" ".join(p[:_LIMIT].split()) for p in parts if p.strip()]


def _promised(clause: str, day: date, month_first: bool) -> date | None:
    clause = phrase("times", "promise", "courtesy").sub(" ", clause)
    asked = phrase("times", "promise", "not_cues").search(clause)
    said = clause[: asked.start()] if asked else clause
    cue = phrase("times", "promise", "cues").search(said)
    if cue is None:
        return None
    found = _time(said, cue.start(), day, month_first)
    return found if found is not None and day <= found <= day + timedelta(days=400) else None


def _time(said: str, cue: int, day: date, month_first: bool) -> date | None:
    written = _chosen(read_dates(said, month_first=month_first), said, cue)
    if written is not None:
        found = written.nearest(day)
        return found if found != day else None  # the interview's own day told again
    for read in (_amount, _week, _month, _day_number, _weekday, _near):
        found = read(said, day)
        if found is not None:
            return found
    return None


def _chosen(dates: list[Written], said: str, cue: int) -> Written | None:
    """Take the first date after the cue, the second half of a range, else the last before."""
    after = [d for d in dates if d.start >= cue]
    if not after:
        return dates[-1] if dates else None
    if len(after) > 1 and _RANGE.fullmatch(said[after[0].end : after[1].start]):
        return after[1]
    return after[0]


@cache
def _amounts() -> re.Pattern[str]:
    number = "|".join(sorted(numbered("times", "numbers"), key=len, reverse=True))
    units = "|".join(
        sorted((w for u in _UNITS for w in words("times", "units", u)), key=len, reverse=True)
    )
    working = alternatives("times", "phrases", "working")
    count = rf"(?:\d{{1,3}}|{number})"
    return re.compile(
        rf"(?:(?P<before>(?<!\w)(?:{alternatives('times', 'phrases', 'before')}))\s{{1,3}})?"
        r"(?:(?:environ|about|around|max|maximum|les|the|next|prochaines?|une|un|a|etwa|ca\.?"
        r"|unos|de)\s){0,3}"
        rf"(?<!\w)(?:{count}\s?(?:-|a|to|ou|or|bis|o|of|tot|/)\s?)?(?P<n>{count})"
        rf"\s?(?:full\s|d'|de\s|of\s|bonne\s)?(?:(?:{working})\s)?"
        rf"(?:(?P<unit>{units})(?!\w)|(?<=aine))"
        rf"(?:\s(?P<working>{working})(?!\w))?(?!\s(?:ago|plus tot|avant|before|earlier))"
    )


_UNITS = ("hour", "day", "week", "month")


def _amount(said: str, day: date) -> date | None:
    for match in _amounts().finditer(said):
        if said[: match.start()].endswith(("il y a ", "hace ", "vor ", "depuis ")):
            continue
        unit = _unit(match["unit"])
        if match["before"] is None and unit == "hour":
            continue  # a length, not a limit
        number = (
            int(match["n"]) if match["n"].isdigit() else numbered("times", "numbers")[match["n"]]
        )
        working = phrase("times", "phrases", "working").search(match.group()) is not None
        return _after(day, number, unit, working=working)
    return None


def _unit(word: str | None) -> str:
    return next((u for u in _UNITS if word in words("times", "units", u)), "day")


def _after(day: date, number: int, unit: str, *, working: bool) -> date:
    if unit == "hour":
        return day + timedelta(days=-(-number // 24))
    if unit == "week":
        return day + timedelta(weeks=number)
    if unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
        return min(
            day.replace(day=1, month=month + 1, year=year) + timedelta(days=day.day - 1),
            last_of_month(date(year, month + 1, 1)),
        )
    if not working:
        return day + timedelta(days=number)
    left = number
    while left:
        day += timedelta(days=1)
        left -= day.weekday() <= _FRIDAY
    return day


def _has(name: str, said: str) -> bool:
    return phrase("times", "phrases", name).search(said) is not None


def _friday(day: date, weeks: int) -> date:
    return day + timedelta(days=_FRIDAY - day.weekday() + 7 * weeks)


def _named_weekday(said: str) -> re.Match[str] | None:
    names = "|".join(sorted(numbered("times", "weekdays"), key=len, reverse=True))
    return re.search(
        rf"(?<!\w)(?:(?P<next>next|nachsten?|kommenden?) )?(?P<name>{names})(?!\w)", said
    )


def _week(said: str, day: date) -> date | None:
    if _has("next_week", said):
        named = _named_weekday(said)
        last = numbered("times", "weekdays")[named["name"]] if named else _FRIDAY
        return day + timedelta(days=7 - day.weekday() + last)
    if _has("this_week", said):
        return _friday(day, 0 if day.weekday() <= _FRIDAY else 1)
    return None


def _month(said: str, day: date) -> date | None:
    if _has("next_month_end", said):
        return last_of_month(last_of_month(day) + timedelta(days=1))
    if _has("month_end", said):
        return last_of_month(day)
    part = "|".join(rf"(?P<{k}>{alternatives('times', 'phrases', f'{k}_of')})" for k in _PARTS)
    found = re.search(rf"(?<!\w)(?:{part})[ -](?:of )?(?P<month>{month_pattern()})(?!\w)", said)
    if found is None:
        return None
    month = numbered("times", "months")[found["month"]]
    first = date(day.year + (month < day.month), month, 1)
    if found["start"]:
        return first.replace(day=10)
    return first.replace(day=15) if found["middle"] else last_of_month(first)


_PARTS = ("end", "middle", "start", "course")
_ALONE = re.compile(
    r"(?<!\w)(?:le|by the|on the|before the|avant le|jusqu'au|au|zum|am|den|el|dia|il|entro il|de)"
    r" (?:\w{5,9} )?(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?"
    r"(?![\w:/%€.]|\s?(?:h|am|pm|uhr|rue|rd|st)\b)"
)
_WEEKDAY_NUMBER = re.compile(
    r"(?<!\w)(?P<name>[a-z]{5,10}) (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\w:/.])"
)


def _day_number(said: str, day: date) -> date | None:
    """Read "le 20", "by the 15th", "vendredi 13": the first such day after the interview."""
    match = _ALONE.search(said)
    if match is None:
        named = _WEEKDAY_NUMBER.search(said)
        match = named if named and named["name"] in numbered("times", "weekdays") else None
    if match is None:
        return None
    tries = (day + timedelta(days=i) for i in range(1, 62))
    return next((d for d in tries if d.day == int(match["d"])), None)


def _weekday(said: str, day: date) -> date | None:
    named = _named_weekday(said)
    if named is None:
        return None
    ahead = (numbered("times", "weekdays")[named["name"]] - day.weekday()) % 7
    if named["next"] and ahead > 0 and day.weekday() + ahead < 7:
        ahead += 7  # "next Friday" said on a Tuesday is not this week's
    return day + timedelta(days=ahead or 7)


def _near(said: str, day: date) -> date | None:
    if _has("next_day", said):
        return day + timedelta(days=1)
    return day if _has("same_day", said) else None
