"""What can be switched on a fake Google: where the documents are silent, and what is rare.

Where a behaviour is unverified, the default is the one that asks more of a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(slots=True)
class Habits:
    """How this Google behaves.

    Decided without a switch, since nothing is documented: an edit of the reminders alone gives
    another etag; a timed event may last no time; the ids of instances tell nothing; exceptions
    of a series that moved are cancelled; a series without an end is told for two years.

    Listing:
    `remembers_window`: a sync token keeps to the window of the first request: what lies outside
        it and always did is not told. By default everything that changed is told (unverified).
    `short_pages`: no page holds more than so many, whatever was asked.
    `empty_pages`: every round begins with an empty page that has a next one.
    `repeats`: what comes comes twice in a round, first as it was before its last change.
    `series_gone`: a deleted series is told, with singleEvents, as its instances within
        `gone_horizon` of now (reported: six months), as its own id ("series"), or as both.
    `full_stubs`: cancelled events keep their data in answers; by default only the id is left.
    `many_constraints`: several privateExtendedProperty are refused; or "all", or "any", must match.

    Writing:
    `revivable`: an update may bring a deleted event back; by default 403 (some report it).
    `long_properties`: extended properties over the limits are "refused", or "cut".
    `reader_reason`: the reason of the 403 for writing without access.
    `mine_only`: a calendar that the app did not make is refused to `calendar.app.created` by
        403, or 404 when False.

    Sign-in and limits:
    `rotates`: every refresh gives another refresh token, and the old one dies.
    `testing`: the consent screen is in Testing: refresh tokens die after seven days.
    `public_client`: the token endpoint wants no client_secret.
    `per_minute`: more requests in a minute are refused as rateLimitExceeded.
    `longest_busy`: freebusy refuses a longer span.
    `loopback_hooks`: channels may have http addresses on loopback.
    """

    remembers_window: bool = False
    short_pages: int = 0
    empty_pages: bool = False
    repeats: bool = False
    series_gone: Literal["instances", "series", "both"] = "instances"
    gone_horizon: timedelta = timedelta(days=183)
    full_stubs: bool = False
    many_constraints: Literal["refused", "all", "any"] = "refused"
    revivable: bool = False
    long_properties: Literal["refused", "cut"] = "refused"
    reader_reason: str = "requiredAccessLevel"
    mine_only: bool = True
    rotates: bool = False
    testing: bool = False
    public_client: bool = False
    per_minute: int = 0
    longest_busy: timedelta = timedelta(days=62)
    loopback_hooks: bool = False
