"""Why Microsoft refuses a sign-in, or ended one, as sentences to act on.

Refusals carry numbers like AADSTS65001. Microsoft may change them, so each one is also told, and
what has none that is known here falls back on the names of OAuth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.errors import NeedsPerson, RelanceError, Temporary
from relance.model import printable
from relance_outlook.kept import again
from relance_outlook.server import LATER, TENANT

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCS = "docs/connect-outlook.md tells what it may be."
_NUMBER = re.compile(r"AADSTS(\d{4,9})")
_ORGANISATION = "the rules of your organisation"
_PASSING = {"temporarily_unavailable", "server_error", "service_unavailable"}
_PASSING_NUMBERS = {50033, 50087, 50196, 70012, 90006, 90012, 90024, 90033, 90055, 90090}
_OVER = {"invalid_grant", "interaction_required", "consent_required", "login_required"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the server said against it: a name of OAuth, and its own numbers."""

    error: str
    numbers: frozenset[int] = frozenset()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Said:
        """Read an answer that brings no token."""
        error, text, listed = (
            told.get(name) for name in ("error", "error_description", "error_codes")
        )
        numbers = {one for one in (listed if isinstance(listed, list) else ()) if type(one) is int}
        if isinstance(text, str):
            numbers |= {int(one) for one in _NUMBER.findall(text[:4000])}
        return cls(error if isinstance(error, str) else "", frozenset(numbers))

    @property
    def code(self) -> str:
        """Return what to look for in Microsoft's pages."""
        if self.numbers:
            return f"AADSTS{min(self.numbers)}"
        return printable(self.error)[:60] or "no reason given"

    @property
    def over(self) -> bool:
        """Say whether a sign-in that was kept is good for nothing any more."""
        return self.error in _OVER and not self.passing

    @property
    def passing(self) -> bool:
        """Say whether the server has trouble of its own, whatever it calls that."""
        return self.error in _PASSING or not self.numbers.isdisjoint(_PASSING_NUMBERS)


@dataclass(frozen=True, slots=True)
class _Reason:
    numbers: frozenset[int]
    errors: frozenset[str]
    what: str
    remedy: str


def _reason(what: str, remedy: str, *signs: int | str) -> _Reason:
    numbers = frozenset(one for one in signs if isinstance(one, int))
    return _Reason(numbers, frozenset(one for one in signs if isinstance(one, str)), what, remedy)


_KEPT_OUT = (
    *(50005, 50097, 50129, 50131, 50155, 53000, 53001, 53002, 53003, 53004, 53009, 53010, 53011),
    *(530021, 530032, 530034, 530035),
)
_REFUSALS = (
    _reason(
        "your organisation lets only an administrator allow this app ({code}).",
        "Ask one to allow it: docs/connect-outlook.md tells what to write to them.",
        *(50105, 65001, 90008, 90093, 90094, 90095, "consent_required"),
    ),
    _reason(
        "the account that you chose does not belong to “{tenant}” ({code}).",
        "Choose another one; or correct `tenant` of this account: common takes any.",
        *(50020, 50034, 51004, 90072),
    ),
    _reason(
        "Microsoft knows no app with this client_id, or not in “{tenant}” ({code}).",
        "Compare `client_id` with the “Application (client) ID” of the app registration, and "
        "look at its “Supported account types”.",
        *(700016, 700011, 70001),
    ),
    _reason(
        "Microsoft knows no organisation “{tenant}” ({code}).",
        TENANT,
        *(50128, 90002, 900021, 900023),
    ),
    _reason(
        "the app is for one organisation alone, and “{tenant}” is for any ({code}).",
        "Set `tenant` of this account to the “Directory (tenant) ID” of the app registration; when "
        "it is new, with --set tenant=ID.",
        50194,
    ),
    _reason(
        "the app is for personal accounts alone, and “{tenant}” is for others too ({code}).",
        'Set tenant = "consumers" for this account; when it is new, with --set tenant=consumers.',
        *(9002331, 9002346),
    ),
    _reason(
        "the app is not for personal accounts ({code}).",
        'Set tenant = "organizations" for this account; when it is new, with --set '
        "tenant=organizations. Or let the app registration support personal accounts.",
        *(90130, 9002332, 500200, 500202),
    ),
    _reason(
        "the app allows no public client flows ({code}).",
        "In the app registration, under Authentication, set “Allow public client flows” to Yes.",
        *(7000218, 7000216),
    ),
    _reason(
        "the app does not know the address http://localhost ({code}).",
        "In the app registration, under Authentication, add the platform “Mobile and desktop "
        "applications” with http://localhost.",
        *(50011, 500113, 900971),
    ),
    _reason(
        f"{_ORGANISATION} do not let this computer in ({{code}}).",
        "Ask whoever runs it there.",
        *_KEPT_OUT,
    ),
    _reason(
        "the app registration names no permission for calendars ({code}).",
        "Under API permissions, add Calendars.ReadWrite of Microsoft Graph, delegated.",
        *(65005, 650053, 650056, 650057),
    ),
    _reason(
        "this account belongs to a national cloud ({code}).",
        "Set `authority` and `endpoint` of this account to the addresses of that one.",
        *(90038, 90043),
    ),
    _reason(
        "you did not allow it.",
        "{again}",
        *(65004, "access_denied", "authorization_declined"),
    ),
    _reason(
        "nobody typed the code in time.",
        "{again} --device",
        *(70019, 70020, "expired_token", "code_expired", "bad_verification_code"),
    ),
    _reason(
        "Microsoft does not take this app ({code}).",
        "Look in the app registration whether it is there, is for your kind of account, and allows "
        "public client flows; and compare its id.",
        *("invalid_client", "unauthorized_client"),
    ),
    _reason(
        "Microsoft does not take this sign-in: it came too late, or was used ({code}).",
        "{again}",
        *_OVER,
    ),
)

_ENDINGS = (
    _reason(
        "the sign-in is over: it was not used for too long.", "", *(70008, 700082, 700081, 700084)
    ),
    _reason(
        "the sign-in is over: the password was changed, or somebody ended all sign-ins.",
        "",
        *(50055, 50132, 50133, 50135, 50144, 50173, 700007),
    ),
    _reason(
        f"{_ORGANISATION} want you to sign in again.",
        "",
        *(50072, 50074, 50076, 50078, 50079, 50158, 70043, 70044),
    ),
    _reason(
        f"{_ORGANISATION} do not let this computer in.",
        "",
        *_KEPT_OUT,
    ),
    _reason("the account is locked, disabled or gone.", "", *(50034, 50053, 50057)),
    _reason(
        "the permission was taken back, or must be given anew.",
        "",
        *(65001, 90094, "consent_required"),
    ),
    _reason("the sign-in is over: it was taken back at Microsoft, or has expired.", "", *_OVER),
)


def refusal(told: Mapping[str, Any], *, account: str, tenant: str) -> RelanceError:
    """Return what an answer means that brings no token."""
    said, where = Said.of(told), f"account {account}"
    if said.passing:
        what = f"the sign-in server of Microsoft cannot answer now ({said.code})."
        return Temporary(what, where=where, remedy=LATER)
    found = _first(_REFUSALS, said)
    if found is None:
        what = f"Microsoft refuses the sign-in ({said.code})."
        return NeedsPerson(what, where=where, remedy=DOCS)
    what = found.what.format(code=said.code, tenant=tenant)
    return NeedsPerson(what, where=where, remedy=found.remedy.format(again=again(account)))


def ending(told: Mapping[str, Any]) -> str:
    """Return why a sign-in that was kept is over; empty when it is not."""
    said = Said.of(told)
    found = _first(_ENDINGS, said) if said.over else None
    return found.what if found else ""


def _first(reasons: tuple[_Reason, ...], said: Said) -> _Reason | None:
    """Return what a number means, before what a name means."""
    by_number = (one for one in reasons if one.numbers & said.numbers)
    by_name = (one for one in reasons if said.error in one.errors)
    return next(by_number, None) or next(by_name, None)
