"""What can be switched on a fake Graph: where the documents are silent, and what is rare.

Where a behaviour is unverified, the default is the one that asks more of a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(slots=True)
class Habits:
    """How this Graph behaves.

    Decided without a switch, since nothing is documented: ids end in the letters' case; the etag
    changes with every write; what lies before the window of a delta round and touches it is in it;
    an extended property may be set over one that is there.

    Delta:
    `bare_occurrences`: an occurrence comes with its id, series and times only (reported).
    `missing_removed`: a deleted occurrence is not told; its series comes again without it
        (reported). Otherwise it comes as removed as well.
    `series_gone`: a deleted series is told by its "master", its "instances" or "both".
    `removed_outside`: what changed outside the window is told as removed.
    `removed_reason`: the reason of what is removed.
    `split_series`: a page may end within a series; otherwise it is longer than asked for.
    `short_pages`: no page holds more than so many, whatever was asked.
    `empty_pages`: every round begins with an empty page that has a next one.
    `repeats`: what changed comes twice in a round, first as it was before its last change.
    `delay`: how long a write stays away from delta.
    `expired_status`, `expired_code`: what a token that is out of date is refused with; 410 comes
        with a Location for a fresh round.
    `link_root`: the address that links begin with, instead of this server's own.

    Finding:
    `keeps_deleted`: a deleted event lies in a bin, where it is found by its id alone, as if it
        stood, in another version; deleting it there takes it away.
    `search_delay`: how long a new event stays away from what a `$filter` finds.

    Writing:
    `duplicate_status`: the status of a second event with one transactionId, 409 or 400.
    `existing_id`: that refusal names the event that is there.
    `properties_by_patch`: extended properties of an event that is there are taken along with its
        PATCH (reported), and by themselves refused by 405; otherwise it is the other way round.
    `etag_on_delete`: DELETE heeds If-Match.
    `spontaneous_412`: so many of the next writes are refused as conflicts for no reason.
    `default_reminder`: a timed event that says nothing of a reminder gets one of 15 minutes.
    `crlf`: text bodies come back with CRLF.
    `all_day_floats`: an all-day event stands at midnight of whatever zone is asked for; otherwise
        its midnights are converted.

    Limits:
    `code_case`: how codes of errors are spelled.
    `per_ten_minutes`: more requests are refused by 429; Graph itself allows 10,000.
    `concurrent`: more requests at a time are refused by 429; 0 is no limit.
    `batch_limit`: how many requests one batch may hold.
    `one_per_resource`: a second subscription to the same changes is refused by 409.
    `loopback_hooks`: notifications may go to http addresses on loopback.

    Sign-in:
    `rotates`: every refresh gives another refresh token.
    `old_refresh_dies`: the one before is worthless from then on.
    `device_code_lasts`, `device_interval`: in seconds.
    """

    bare_occurrences: bool = True
    missing_removed: bool = True
    series_gone: Literal["master", "instances", "both"] = "master"
    removed_outside: bool = True
    removed_reason: Literal["deleted", "changed"] = "deleted"
    split_series: bool = True
    short_pages: int = 0
    empty_pages: bool = False
    repeats: bool = False
    delay: timedelta = timedelta(0)
    expired_status: int = 410
    expired_code: str = "SyncStateNotFound"
    link_root: str = ""
    keeps_deleted: bool = True
    search_delay: timedelta = timedelta(0)
    duplicate_status: Literal[400, 409] = 409
    existing_id: bool = False
    properties_by_patch: bool = False
    etag_on_delete: bool = True
    spontaneous_412: int = 0
    default_reminder: bool = True
    crlf: bool = True
    all_day_floats: bool = True
    code_case: Literal["as-is", "lower", "upper"] = "as-is"
    per_ten_minutes: int = 0
    concurrent: int = 4
    batch_limit: int = 20
    one_per_resource: bool = True
    loopback_hooks: bool = True
    rotates: bool = True
    old_refresh_dies: bool = True
    device_code_lasts: int = 900
    device_interval: int = 1
